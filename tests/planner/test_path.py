"""Small named cases of the planner, each with one point."""

from dataclasses import replace
from datetime import date

from graph.facts import Event
from graph.model import Round, Status
from planner.path.causes import Cause
from tests.planner.random_catalogues import (
    ANY_TIME,
    COMPANY,
    ONCE,
    SMALL_ONLY,
    SPRING,
    credential,
    founders,
    gate,
    honor,
    never,
    no_accident,
    output,
    title,
    version,
)
from tests.planner.small_paths import FREE, ask, best, holder_of, kinds, names, one, reapplied, rung


def test_shared_subgoal_is_counted_once() -> None:
    answer = ask(
        "top",
        one("base"),
        one("left", title("base")),
        one("right", title("base")),
        one("top", gate(None, title("left"), title("right"))),
    )

    assert best(answer).length == 4
    assert names(answer.best)[0] == "base"


def test_circular_support_is_no_support() -> None:
    answer = ask("egg", one("egg", title("hen")), one("hen", title("egg")))

    assert (answer.status, answer.proven) == ("impossible", True)
    assert {kind for kind, _ in kinds(answer)} == {"circular"}


def test_circle_with_a_way_in_is_a_path() -> None:
    answer = ask("egg", one("egg", title("hen")), one("hen", gate(1, title("egg"), title("farm"))), one("farm"))

    assert names(answer.best) == ["farm", "hen", "egg"]


def test_cheapest_branch_of_any_is_taken_and_the_other_is_an_alternative() -> None:
    answer = ask(
        "top",
        one("short"),
        one("low"),
        one("long", title("low")),
        one("top", gate(1, title("long"), title("short"))),
    )

    assert names(answer.best) == ["short", "top"]
    assert [names(way) for way in answer.alternatives] == [["low", "long", "top"]]


def test_two_of_three_takes_the_two_that_share_a_base() -> None:
    answer = ask(
        "top",
        one("base"),
        one("a", title("base")),
        one("b", title("base")),
        one("c", title("far")),
        one("far"),
        one("top", gate(2, title("c"), title("a"), title("b"))),
    )

    assert sorted(names(answer.best)) == ["a", "b", "base", "top"]


def test_fastest_takes_more_honors_where_that_saves_years() -> None:
    programmes = (
        one("slow", output(2)),
        one("quick", round=ANY_TIME),
        one("also-quick", title("quick"), round=ANY_TIME),
        one("top", gate(1, title("slow"), title("also-quick"))),
    )
    fewest, fastest = ask("top", *programmes), ask("top", *programmes, objective="fastest")

    assert (names(fewest.best), best(fewest).completion) == (["slow", "top"], date(2029, 12, 31))
    assert (names(fastest.best), best(fastest).completion) == (["quick", "also-quick", "top"], date(2026, 12, 31))
    assert (fastest.proven, fastest.bound) == (True, 2)


def test_fastest_uses_a_title_that_a_later_round_no_longer_asks_for() -> None:
    eased = honor("top", version(title("base"), end=date(2028, 12, 31)), version(FREE, start=date(2029, 1, 1)))

    answer = ask("top", one("base"), eased, objective="fastest")

    assert names(answer.best) == ["base", "top"]
    assert best(answer).completion == date(2027, 12, 31)
    assert names(ask("top", one("base"), eased).best) == ["top"]


def test_fastest_alternatives_hold_no_other_way() -> None:
    programmes = [one(name, round=ANY_TIME) for name in "abc"]

    answer = ask("top", *programmes, one("top", gate(1, *map(title, "abc"))), objective="fastest")

    ways = [frozenset(names(way)) for way in (answer.best, *answer.alternatives)]
    assert ways == [frozenset({"top", name}) for name in "abc"]


def test_validity_forces_a_later_application() -> None:
    answer = ask(
        "top",
        one("brief", validity=reapplied(1)),
        one("late", output(2)),
        one("top", gate(None, title("brief"), title("late"))),
    )

    applied = {step.honor: step.apply_from for step in best(answer).steps}
    assert applied["brief"] == applied["late"] == date(2028, 1, 1)
    assert applied["top"] == date(2029, 1, 1)


def test_title_granted_on_the_day_is_applied_for_late_enough_to_last() -> None:
    brief = honor("brief", version(FREE, end=date(2027, 12, 31)), validity=reapplied(1), round=ANY_TIME)

    answer = ask("top", brief, one("top", title("brief"), round=Round(years=(2028,), opens=SPRING.opens)))

    assert [step.apply_from for step in best(answer).steps] == [date(2027, 4, 2), date(2028, 4, 1)]


def test_titles_that_never_stand_together_are_no_path_and_the_cause_is_the_lapse() -> None:
    answer = ask(
        "top",
        one("brief", validity=reapplied(1), round=Round(years=(2026,))),
        one("late", round=Round(years=(2028,))),
        one("top", gate(None, title("brief"), title("late"))),
    )

    assert answer.status == "impossible"
    assert answer.causes == (Cause("lapses", "brief", until=date(2027, 12, 30)),)


def test_title_that_has_lapsed_must_be_obtained_again() -> None:
    top = one("top", gate(None, title("old"), title("new")), round=SPRING)

    answer = ask("top", one("old"), one("new", round=ANY_TIME), top, company=holder_of("old", None, date(2026, 5, 5)), on=date(2026, 5, 6))

    assert sorted(names(answer.best)) == ["new", "old", "top"]


def test_support_that_comes_after_a_held_title_lapses_inside_the_window_is_too_late() -> None:
    new = honor("new", version(FREE, start=date(2026, 5, 15)), round=ANY_TIME)
    top = one("top", gate(None, title("old"), title("new")), round=SPRING)

    answer = ask("top", one("old", round=ONCE), new, top, company=holder_of("old", None, date(2026, 5, 5)))

    assert sorted(names(answer.best)) == ["new", "old", "top"]


def test_title_whose_term_ran_out_by_its_date_is_not_held_any_more() -> None:
    company = holder_of("old", date(2022, 3, 1), date(2024, 2, 28))

    answer = ask("top", one("old", validity=reapplied(2)), one("top", title("old")), company=company)

    assert names(answer.best) == ["old", "top"]


def test_version_of_the_day_of_application_decides() -> None:
    changed = honor(
        "top",
        version(founders(2), end=date(2026, 4, 30)),
        version(title("base"), start=date(2026, 5, 1)),
    )

    answer = ask("top", one("base", round=ANY_TIME), changed)

    assert names(answer.best) == ["base", "top"]
    assert best(answer).steps[1].apply_from == date(2026, 5, 1)


def test_version_that_ended_takes_no_application() -> None:
    ended = honor("top", version(title("base"), end=date(2026, 2, 28)))
    base = honor("base", version(founders(2), end=date(2026, 3, 31)), version(FREE, start=date(2026, 4, 1)), round=ANY_TIME)

    answer = ask("top", base, ended)

    assert (answer.status, kinds(answer)) == ("impossible", [("horizon", "top")])


def test_bar_delays_the_start_to_its_first_free_day() -> None:
    company = replace(COMPANY, events=(Event("accident", date(2024, 5, 10)),))

    answer = ask("top", one("top", FREE, no_accident(3)), company=company)

    assert best(answer).steps[0].apply_from == date(2027, 5, 10)


def test_exclusion_is_heeded_by_applying_before_the_title_that_excludes() -> None:
    answer = ask(
        "top",
        one("first", never("second")),
        one("second", round=ANY_TIME),
        one("top", gate(None, title("first"), title("second"))),
    )

    order = names(answer.best)
    assert order.index("first") < order.index("second")


def test_credential_that_another_step_shuns_does_not_serve() -> None:
    answer = ask("top", credential("ext-a"), one("low", title("ext-a")), one("top", gate(None, title("low"), never("ext-a"))))

    assert (answer.status, kinds(answer)) == ("impossible", [("excluded", "top")])


def test_custom_rung_counts_by_default_and_falls_out_of_a_strict_plan() -> None:
    programmes = (one("low"), one("top", after=rung("low")))

    custom, clauses = ask("top", *programmes), ask("top", *programmes, strict=True)

    assert names(custom.best) == ["low", "top"]
    assert best(custom).steps[0].because == "ladder"
    assert (custom.strict_length, names(custom.strict_way)) == (1, ["top"])
    assert names(clauses.best) == ["top"]


def test_custom_rung_out_of_scope_falls_away_and_the_answer_says_so() -> None:
    answer = ask("top", one("low", scope=(SMALL_ONLY,)), one("top", after=rung("low")))

    assert names(answer.best) == ["top"]
    assert [(fallen.below, fallen.because) for fallen in answer.fallen] == [("low", "out_of_scope")]


def test_custom_rung_that_rests_on_what_nobody_can_obtain_falls_away() -> None:
    closed = one("base", status=Status("closed"))

    answer = ask("top", closed, one("low", title("base")), one("top", after=rung("low")))

    assert names(answer.best) == ["top"]
    assert [(fallen.below, fallen.because) for fallen in answer.fallen] == [("low", "closed")]


def test_custom_rung_that_only_takes_too_long_stays_and_the_strict_way_is_shown() -> None:
    answer = ask("top", one("low"), one("top", after=rung("low")), horizon=1, on=date(2026, 7, 1))

    assert (answer.status, kinds(answer)) == ("impossible", [("horizon", "top")])
    assert names(answer.strict_way) == ["top"]


def test_budget_exhausted_gives_the_best_found_unproven_with_a_bound() -> None:
    rungs = [one(f"a{n}") for n in range(4)] + [one(f"b{n}", title(f"a{n}")) for n in range(4)]
    top = one("top", gate(2, *(title(f"b{n}") for n in range(4))))

    answer = ask("top", *rungs, top, budget=2)

    assert (answer.status, answer.proven) == ("found", False)
    assert best(answer).length == 5
    assert answer.bound == 4


def test_budget_spent_before_anything_is_found_is_undecided_and_not_proven() -> None:
    brief = [one(f"b{n}", validity=reapplied(1), round=Round(years=(2026 + n,))) for n in range(2)]
    programmes = (*brief, one("c", output(2)), one("top", gate(1, gate(None, title("b0"), title("b1")), title("c"))))

    spent, full = ask("top", *programmes, budget=0), ask("top", *programmes)

    assert (spent.status, spent.proven, kinds(spent)) == ("impossible", False, [("undecided", "top")])
    assert (full.status, names(full.best)) == ("found", ["c", "top"])


def test_title_already_held_needs_no_step() -> None:
    answer = ask("top", one("top"), company=holder_of("top", date(2025, 1, 1)))

    assert (answer.status, answer.best, answer.strict_length) == ("already_held", None, 0)


def test_credential_is_taken_only_where_there_is_no_other_branch() -> None:
    top = one("top", gate(1, title("ext-a"), gate(None, title("a"), title("b"), title("c"))))
    programmes = (credential("ext-a"), one("a"), one("b"))

    with_way = ask("top", *programmes, one("c"), top)
    without = ask("top", *programmes, one("c", founders(2)), top)

    assert (best(with_way).credentials, best(with_way).length) == (0, 4)
    assert names(without.best) == ["ext-a", "top"]
    assert (best(without).steps[0].kind, best(without).length) == ("credential", 1)
