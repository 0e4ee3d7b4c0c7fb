"""目录改动对企业意味着什么：哪些事项变近变远，缘于哪一条，钱多了还是少了。"""

from dataclasses import replace
from datetime import date
from fractions import Fraction

from graph.amounts import ByTitle
from graph.model import Catalogue, Claim, Fund, Programme, Status
from graph.source import Clause
from planner.consequences import Consequence, consequences
from planner.profile import Profile, Title
from tests.planner.random_catalogues import COMPANY, SMALL_ONLY, catalogue, founders, gate, honor, output, title, version

ON = date(2026, 11, 21)
MET, UNMET = founders(1), founders(2)
ALMOST = replace(output(), figure=Fraction(6, 5))


def after(old: Catalogue, new: Catalogue, profile: Profile = COMPANY) -> Consequence:
    (found,) = consequences([(profile, profile)], old, new, ON)
    return found


def single(old: Programme, new: Programme, profile: Profile = COMPANY) -> Consequence:
    return after(catalogue([old]), catalogue([new]), profile)


def test_nothing_changes_where_the_catalogues_say_the_same() -> None:
    found = single(honor("a", version(MET)), honor("a", version(gate(None, MET))))

    assert (found.shifts, found.gains, found.loses) == ((), False, False)


def test_a_lower_figure_lets_a_company_in_and_names_the_criterion() -> None:
    (shift,) = single(honor("a", version(ALMOST)), honor("a", version(replace(ALMOST, figure=Fraction(1))))).shifts

    assert shift.before
    assert shift.after
    assert (shift.before.state, shift.after.state, shift.rise > 0) == ("near", "eligible", True)
    assert [gap.text for gap in shift.before.gaps] == ["output（近1年每年）不低于 1.2"]
    assert shift.after.gaps == ()


def test_a_new_condition_shuts_a_company_out() -> None:
    other = honor("b", version(MET))
    old, new = (catalogue([honor("a", version(rule)), other]) for rule in (MET, gate(None, MET, title("b"))))
    (shift,) = after(old, new).shifts

    assert shift.after
    assert (shift.after.state, [gap.honor for gap in shift.after.gaps]) == ("far", ["b"])
    assert shift.rise < 0


def test_only_the_criteria_that_differ_are_named() -> None:
    old = gate(None, ALMOST, UNMET)
    moved = replace(ALMOST, terms=replace(ALMOST.terms, id="renumbered", clause=Clause("d", clause="九")))
    (shift,) = single(honor("a", version(old)), honor("a", version(gate(None, moved)))).shifts

    assert shift.before
    assert shift.after
    assert (shift.before.state, shift.after.state) == ("far", "near")
    assert [gap.metric for gap in shift.before.gaps] == ["founders"]
    assert shift.after.gaps == ()


def test_a_company_that_is_as_far_as_before_is_not_told() -> None:
    old, new = honor("a", version(output(1))), honor("a", version(output(2)))

    assert single(old, new).shifts == ()


def test_a_programme_that_closes_is_a_loss_with_its_reason() -> None:
    closed = Status("closed", date(2026, 6, 1), "并入国家级", None, Clause("d", clause="三"))
    found = single(honor("a", version(MET)), honor("a", version(MET), status=closed))
    (shift,) = found.shifts

    assert shift.after
    assert [(reason.text, reason.clause.clause) for reason in shift.after.reasons] == [("并入国家级", "三")]
    assert (shift.after.state, found.gains, found.loses) == ("closed", False, True)


def test_a_programme_that_closes_later_changes_nothing_yet() -> None:
    assert single(honor("a", version(MET)), honor("a", version(MET), status=Status("closed", date(2027, 1, 1)))).shifts == ()


def test_a_programme_whose_last_version_ended_says_that_no_rule_is_in_force() -> None:
    (shift,) = single(honor("a", version(MET)), honor("a", version(MET, end=date(2026, 6, 30)))).shifts

    assert shift.after
    assert [reason.text for reason in shift.after.reasons] == ["此日没有有效的申报条件"]


def test_a_question_that_stays_open_is_not_named() -> None:
    silent = replace(COMPANY, titles_complete=False)
    old, new = (catalogue([honor("b", version(MET)), honor("a", version(rule))]) for rule in (title("b"), gate(None, title("b"), UNMET)))
    (shift,) = after(old, new, silent).shifts

    assert shift.before
    assert shift.after
    assert (shift.before.state, shift.after.state) == ("unknown", "far")
    assert (shift.before.unknowns, shift.after.unknowns) == ((), ())
    assert [gap.metric for gap in shift.after.gaps] == ["founders"]


def test_a_question_that_is_new_is_named() -> None:
    silent = replace(COMPANY, titles_complete=False)
    old, new = (catalogue([honor("b", version(MET)), honor("a", version(rule))]) for rule in (MET, gate(None, MET, title("b"))))
    (shift,) = after(old, new, silent).shifts

    assert shift.after
    assert (shift.after.state, [ask.id for ask in shift.after.unknowns]) == ("unknown", ["b"])


def test_a_narrower_scope_names_the_criterion_of_scope() -> None:
    (shift,) = single(honor("a", version(MET)), honor("a", version(MET), scope=(SMALL_ONLY,))).shifts

    assert shift.after
    assert (shift.after.state, [reason.text for reason in shift.after.reasons]) == ("out_of_scope", ["规模为small"])


def test_new_and_removed_programmes_count_where_the_company_has_a_chance() -> None:
    first, second, others = honor("a", version(MET)), honor("b", version(MET)), honor("c", version(MET), scope=(SMALL_ONLY,))
    found = after(catalogue([first]), catalogue([second, others]))
    shifts = {shift.programme.id: (shift.before and shift.before.state, shift.after and shift.after.state) for shift in found.shifts}

    assert shifts == {"b": (None, "eligible"), "a": ("eligible", None)}
    assert (found.gains, found.loses) == (True, True)


def test_a_programme_that_is_added_but_far_is_neither_gain_nor_loss() -> None:
    found = after(
        catalogue([honor("b", version(MET))]), catalogue([honor("b", version(MET)), honor("a", version(gate(None, title("b"), UNMET)))])
    )

    assert [shift.programme.id for shift in found.shifts] == ["a"]
    assert (found.gains, found.loses) == (False, False)


def reward(sum: int) -> Programme:
    fund = Fund(
        ByTitle(Clause(), (("a", Fraction(sum)),)), (("municipal", Fraction(100)),), None, Claim(("a",), None, False, True, None), ()
    )
    return replace(honor("fund", version(title("a"))), kind="fund", fund=fund)


def test_money_counts_though_no_state_changes() -> None:
    holder = replace(COMPANY, titles=(Title("a", date(2026, 3, 1)),))
    old, new = (catalogue([honor("a", version(MET)), reward(sum)]) for sum in (20, 30))
    more, less = after(old, new, holder), after(new, old, holder)

    assert (more.shifts, more.gains, more.loses) == ((), True, False)
    assert (more.money_before.now.total, more.money_after.now.total) == (20, 30)
    assert (less.gains, less.loses) == (False, True)


def test_each_company_has_its_own_consequence() -> None:
    old, new = catalogue([honor("a", version(MET))]), catalogue([honor("a", version(MET), scope=(SMALL_ONLY,))])
    small = replace(COMPANY, name="小公司", identity={**COMPANY.identity, "size": "small"})
    found = consequences([(COMPANY, COMPANY), (small, small)], old, new, ON)

    assert [(one.profile.name, one.loses) for one in found] == [("某公司", True), ("小公司", False)]
