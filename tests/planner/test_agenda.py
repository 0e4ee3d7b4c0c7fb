"""今后的日程：每一条都有出处和日子；源文没有日子的，只有年份。"""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings

from graph.amounts import ByTitle, Stage, Staged
from graph.dates import DayOfYear
from graph.facts import Event
from graph.model import Claim, Deadline, Duty, Fund, Programme, Round, Status, Validity
from graph.source import Clause
from planner.agenda import Agenda, Entry, agenda, months_later
from planner.awards import awards
from planner.profile import Application, Profile, Subject, Title
from tests.planner.random_catalogues import (
    ANY_TIME,
    COMPANY,
    SMALL_ONLY,
    SPRING,
    Case,
    cases,
    catalogue,
    founders,
    gate,
    honor,
    no_accident,
    output,
    title,
    version,
)

ON = date(2026, 2, 10)
OPEN = version(founders(1))
ALMOST = replace(output(), figure=Fraction(6, 5))
UPDATE = Duty("更新信息", DayOfYear(5, 31), "列为重点监测", "取消认定", Clause("d", clause="五"))


def ahead(*programmes: Programme, profile: Profile = COMPANY, on: date = ON, months: int = 24) -> Agenda:
    return agenda(profile, catalogue(programmes), on, months)


def days(found: Agenda, *kinds: str) -> list[tuple[str, date | None]]:
    return [(entry.kind, entry.day) for entry in found.entries if not kinds or entry.kind in kinds]


def holder(*titles: Title, **parts: object) -> Profile:
    return replace(COMPANY, titles=titles, **parts)


def test_a_dated_round_opens_and_closes_each_year() -> None:
    found = ahead(honor("a", OPEN, round=SPRING))

    assert days(found) == [
        ("opens", date(2026, 4, 1)),
        ("closes", date(2026, 5, 31)),
        ("opens", date(2027, 4, 1)),
        ("closes", date(2027, 5, 31)),
    ]
    assert found.entries[0].until == date(2026, 5, 31)
    assert not any(entry.assumed or entry.year_only for entry in found.entries)


def test_of_a_round_that_is_open_only_the_closing_is_ahead() -> None:
    assert days(ahead(honor("a", OPEN, round=SPRING), on=date(2026, 4, 2), months=6)) == [("closes", date(2026, 5, 31))]
    assert days(ahead(honor("a", OPEN, round=SPRING), on=date(2026, 5, 31), months=6)) == [("closes", date(2026, 5, 31))]
    assert days(ahead(honor("a", OPEN, round=SPRING), on=date(2026, 6, 1), months=6)) == []


def test_a_round_without_days_has_a_year_and_is_assumed() -> None:
    found = ahead(honor("a", OPEN))

    assert [(entry.kind, entry.day, entry.until) for entry in found.entries] == [
        ("round", date(year, 1, 1), date(year, 6, 30)) for year in (2026, 2027, 2028)
    ]
    assert all(entry.assumed and entry.year_only for entry in found.entries)


def test_a_round_whose_end_alone_is_known_has_that_day_and_no_year() -> None:
    assert days(ahead(honor("a", OPEN, round=Round(closes=DayOfYear(9, 30))), months=12)) == [("closes", date(2026, 9, 30))]


def test_a_round_every_second_year_says_that_its_years_are_not_known() -> None:
    (first, *_) = ahead(honor("a", OPEN, round=Round(every_years=2))).entries

    assert "每2年一批而未载起始年份" in first.text


def test_a_deadline_of_the_city_is_not_one_of_the_company() -> None:
    notice = Round(years=(2026,), deadlines=(Deadline(date(2026, 3, 27), "city", Clause("d", clause="四")),))
    found = ahead(honor("a", OPEN, round=notice))
    (deadline,) = [entry for entry in found.entries if entry.kind == "deadline"]

    assert days(found) == [("deadline", date(2026, 3, 27)), ("round", date(2026, 1, 1))]
    assert (deadline.actor, deadline.clause.clause) == ("city", "四")
    assert "不是企业的期限" in deadline.text


def test_a_deadline_of_the_company_stands_once_although_it_ends_the_round() -> None:
    own = Deadline(date(2026, 5, 15), "enterprise", Clause("d"))
    found = ahead(honor("a", OPEN, round=replace(SPRING, years=(2026,), deadlines=(own,))))

    assert days(found) == [("opens", date(2026, 4, 1)), ("deadline", date(2026, 5, 15))]


def test_what_can_be_had_at_any_time_has_no_day_and_stands_once() -> None:
    found = ahead(honor("a", OPEN, round=ANY_TIME))

    assert (found.entries, len(found.undated)) == ((), 1)
    assert found.undated[0].text.startswith("随时")


@pytest.mark.parametrize(
    "out_of_reach",
    [
        honor("a", version(gate(None, founders(2), title("b")))),
        honor("a", OPEN, scope=(SMALL_ONLY,)),
        honor("a", OPEN, status=Status("closed")),
        honor("a", version(founders(1), end=date(2026, 3, 31)), round=SPRING),
    ],
    ids=["far", "out of scope", "closed", "no version in force"],
)
def test_rounds_that_the_company_cannot_use_are_left_out(out_of_reach: Programme) -> None:
    own = [entry for entry in ahead(out_of_reach, honor("b", OPEN)).entries if entry.programme == "a"]

    assert own == []


def test_each_round_says_how_the_company_stands() -> None:
    said = {entry.programme: entry.text for entry in ahead(honor("a", OPEN), honor("b", version(ALMOST))).entries}
    unknown = ahead(honor("a", OPEN, scope=()), profile=replace(COMPANY, metrics={})).entries[0].text

    assert "达到基本条件，非获评" in said["a"]
    assert "尚差少数条件" in said["b"]
    assert "待确认" in unknown


def test_a_bar_ends_on_the_first_free_day() -> None:
    barred = replace(COMPANY, events=(Event("accident", date(2024, 8, 1)),))
    found = ahead(honor("a", version(founders(1), no_accident(3)), round=SPRING), profile=barred)

    assert days(found) == [("bar_ends", date(2027, 8, 1))]
    assert found.entries[0].actor is None


def test_of_a_title_held_there_are_duties_and_the_end_of_its_term_but_no_round() -> None:
    held = honor("a", OPEN, round=SPRING, maintenance=(UPDATE,), validity=Validity(3, "review", Clause("d", clause="四")))
    found = ahead(held, profile=holder(Title("a", date(2024, 9, 10))))

    assert days(found) == [("duty", date(2026, 5, 31)), ("duty", date(2027, 5, 31)), ("review", date(2027, 9, 9))]
    assert found.entries[0].text == "更新信息（一次未办：列为重点监测；再次未办：取消认定）"
    assert [entry.clause.clause for entry in found.entries] == ["五", "五", "四"]


def test_duties_end_with_the_title() -> None:
    held = honor("a", OPEN, maintenance=(UPDATE,), validity=Validity(2, "review", Clause()))
    found = ahead(held, profile=holder(Title("a", date(2024, 5, 31))))

    assert days(found) == [("review", date(2026, 5, 30))]


@pytest.mark.parametrize(
    ("validity", "kind"), [(Validity(3, "review", Clause()), "review"), (Validity(3, "reapply", Clause()), "reapply"), (None, "expires")]
)
def test_a_term_ends_in_the_way_that_the_programme_says(validity: Validity | None, kind: str) -> None:
    found = ahead(honor("a", OPEN, validity=validity), profile=holder(Title("a", date(2024, 9, 10), date(2027, 3, 1))))

    assert days(found) == [(kind, date(2027, 3, 1))]


def test_of_a_title_granted_twice_the_longer_term_counts() -> None:
    held = honor("a", OPEN, validity=Validity(3, "reapply", Clause()))
    longer, later = Title("a", date(2023, 6, 1), date(2027, 12, 31)), Title("a", date(2025, 6, 1), date(2026, 12, 31))

    assert days(ahead(held, profile=holder(longer, later))) == [("reapply", date(2027, 12, 31))]


def test_titles_of_two_products_are_told_apart() -> None:
    subjects = tuple(Subject(id, "product", name, {}, {}) for id, name in (("x", "甲产品"), ("y", "乙产品")))
    titles = tuple(Title("a", date(2024, 9, 10), date(2026, 9, 9), subject=id) for id in ("x", "y"))
    found = ahead(honor("a", OPEN, holders=("product",)), profile=holder(*titles, subjects=subjects))

    assert sorted(entry.text for entry in found.entries) == ["有效期满（乙产品）", "有效期满（甲产品）"]


def test_a_duty_without_a_day_stands_apart() -> None:
    held = honor("a", OPEN, maintenance=(replace(UPDATE, by=None),))
    found = ahead(held, profile=holder(Title("a", date(2024, 9, 10))))

    assert found.entries == ()
    assert [(entry.kind, entry.day) for entry in found.undated] == [("duty", None)]


def test_the_result_of_an_application_is_ahead_and_no_round_before_it() -> None:
    pending = replace(COMPANY, applications=(Application("a", 2026, "pending"),))
    found = ahead(honor("a", OPEN, round=SPRING), profile=pending)

    assert days(found, "result") == [("result", date(2026, 9, 10))]
    assert days(found, "opens") == [("opens", date(2027, 4, 1))]


def test_a_result_without_a_day_in_the_source_is_expected_in_a_year() -> None:
    pending = replace(COMPANY, applications=(Application("a", 2026, "pending"),))
    (result,) = [entry for entry in ahead(honor("a", OPEN), profile=pending).entries if entry.kind == "result"]

    assert (result.day, result.year_only, result.assumed) == (date(2026, 12, 31), True, True)


def test_a_result_on_a_day_that_the_company_knows_is_not_assumed() -> None:
    pending = replace(COMPANY, applications=(Application("a", 2026, "pending", result_on=date(2026, 7, 1)),))
    (result,) = [entry for entry in ahead(honor("a", OPEN), profile=pending).entries if entry.kind == "result"]

    assert (result.day, result.year_only, result.assumed) == (date(2026, 7, 1), False, False)


def test_an_overdue_result_is_to_be_looked_up() -> None:
    overdue = replace(COMPANY, applications=(Application("a", 2025, "pending"), Application("a", 2024, "failed")))
    found = ahead(honor("a", OPEN, round=SPRING), profile=overdue)

    assert [(entry.kind, entry.day) for entry in found.undated] == [("result", None)]
    assert days(found, "result") == []


def reward(*, of: str, sum: int, **parts: object) -> Programme:
    clause = Clause("d", clause="奖")
    fund = Fund(ByTitle(clause, ((of, Fraction(sum)),)), (("municipal", Fraction(100)),), None, Claim((of,), None, False, True, clause), ())
    return replace(honor(f"fund-{of}", version(title(of))), kind="fund", fund=fund, **parts)


def test_a_fund_is_claimed_in_the_years_that_awards_gives() -> None:
    policies = catalogue([honor("a", OPEN), reward(of="a", sum=20)])
    profile = holder(Title("a", date(2026, 1, 5)))
    found = agenda(profile, policies, ON, 24)
    (line,) = awards(profile, policies, ON).claims

    assert [(entry.kind, entry.day, entry.year_only) for entry in found.entries] == [("claim", date(line.year, 1, 1), True)]
    assert "20 万元" in found.entries[0].text
    assert found.entries[0].clause.clause == "奖"


def test_a_fund_has_rounds_only_where_its_source_dates_them() -> None:
    profile = holder(Title("a", date(2020, 1, 5)))
    dated = ahead(honor("a", OPEN), reward(of="a", sum=20, round=SPRING), profile=profile, months=6)
    undated = ahead(honor("a", OPEN), reward(of="a", sum=20), profile=profile, months=6)

    assert days(dated) == [("opens", date(2026, 4, 1)), ("closes", date(2026, 5, 31))]
    assert undated.entries == ()


def test_an_instalment_is_shown_as_far_ahead_as_one_looks() -> None:
    first, last = Stage(Fraction(50), 0, ""), Stage(Fraction(50), 6, "")
    fund = reward(of="a", sum=1)
    assert fund.fund
    policies = catalogue([honor("a", OPEN), replace(fund, fund=replace(fund.fund, amount=Staged(Clause(), Fraction(600), (first, last))))])
    years = {
        months: [entry.day.year for entry in agenda(holder(Title("a", date(2026, 1, 5))), policies, ON, months).entries if entry.day]
        for months in (12, 84)
    }

    assert years == {12: [2026], 84: [2026, 2032]}


@pytest.mark.parametrize(("months", "last"), [(3, date(2026, 4, 1)), (1, None)])
def test_the_agenda_ends_after_so_many_months(months: int, last: date | None) -> None:
    found = ahead(honor("a", OPEN, round=SPRING), months=months)

    assert [entry.day for entry in found.entries] == ([last] if last else [])


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 12, 31), 12, date(2027, 12, 31)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 1, 15), 11, date(2026, 12, 15)),
    ],
)
def test_months_are_those_of_the_calendar(day: date, months: int, later: date) -> None:
    assert months_later(day, months) == later


@settings(max_examples=150, deadline=None, derandomize=True)
@given(cases())
def test_every_entry_lies_ahead_once_and_in_order(case: Case) -> None:
    found = agenda(case.profile, case.catalogue, case.on, 24)
    end = months_later(case.on, 24)

    def place(entry: Entry) -> tuple[int, bool, date]:
        assert entry.day is not None
        return entry.day.year, entry.year_only, entry.day

    assert len({*found.entries, *found.undated}) == len(found.entries) + len(found.undated)
    assert all(place(one) <= place(other) for one, other in pairwise(found.entries))
    for entry in found.entries:
        assert entry.day is not None
        assert entry.day <= end
        assert (entry.until if entry.year_only and entry.until else entry.day) >= case.on
    assert all(entry.day is None for entry in found.undated)
