"""From the planner's values to JSON: exact figures, the shape of gaps, traces, plans and awards."""

import json
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.answers import ask_answer, awards_fields, gap_answer, plain, trace_answer
from api.answers_plan import cause_text, front, label
from api.answers_programmes import rule_answer, tree_answer
from graph.dates import DayOfYear
from graph.derivations import Base
from graph.facts import Ask
from graph.loader import load_catalogue
from graph.model import Programme
from graph.requirement import Gate, leaves
from graph.source import Clause
from graph.verdict import Verdict
from planner.awards import Awards, Line, Lost, Totals
from planner.gaps import Gap
from planner.judging import Judged
from planner.path.causes import Cause
from planner.path.plan import Plan, Request, Step, Way

CATALOGUE = load_catalogue()
PLACE = Clause("pds-2026", "一(八)1", 75, "（三）(2)")
ON = date(2026, 11, 21)


def gap(**fields: Any) -> Gap:
    return Gap("x#1", "某条件", PLACE, **fields)


def line(amount: int, **fields: Any) -> Line:
    own: dict[str, Any] = {"pool": None, "basis": "held", "amount_kind": "fixed", "unconfirmed": True, "project": None, "subject": None}
    own |= {"honor": "sme-specialized", "clause": PLACE, "assumed": True, "payers": (("municipal", Fraction(100)),)}
    return Line(**{"fund": "fund-specialized-city", "year": 2026, "amount": Fraction(amount), **own, **fields})


def awards_of(*lines: Line, path: int = 0, lost: tuple[Lost, ...] = ()) -> Awards:
    return Awards(ON, 5, Totals(), Totals(municipal=Fraction(path)), Totals(), lines, (), lost, ())


def way(length: int, completion: date, *steps: Step) -> Way:
    return Way(steps, length, 0, completion)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Fraction(29999, 10000), 2.9999),
        (Fraction(5000), 5000),
        (date(2026, 4, 1), "2026-04-01"),
        (DayOfYear(5, 31), "05-31"),
        (Verdict.UNMET, "unmet"),
        (None, None),
        (True, True),
        ((Fraction(1, 2), "甲"), [0.5, "甲"]),
        ({"a": date(2026, 1, 2)}, {"a": "2026-01-02"}),
        (PLACE, {"document": "pds-2026", "section": "一(八)1", "page": 75, "clause": "（三）(2)"}),
    ],
)
def test_values_are_plain(value: object, shown: object) -> None:
    assert plain(value) == shown


@given(st.decimals(min_value=-10_000_000, max_value=10_000_000, places=4))
def test_a_decimal_comes_back_from_json_as_it_was_written(value: object) -> None:
    assert Fraction(json.dumps(plain(Fraction(str(value))))) == Fraction(str(value))


def test_a_gap_has_the_fixed_fields_and_no_others_that_do_not_apply() -> None:
    found = gap_answer(gap(metric="revenue", need=Fraction(5000), have=Fraction(4999), short=Fraction(1), unit="万元"), CATALOGUE)

    assert found == {
        "criterion": "x#1",
        "metric": "revenue",
        "need": 5000,
        "have": 4999,
        "short": 1,
        "unit": "万元",
        "earliest": None,
        "text": "某条件",
        "clause": plain(PLACE),
    }


def test_the_shortfall_in_the_base_is_rounded_away_from_zero() -> None:
    found = gap_answer(gap(metric="rd_share", base=Base("rd_expense", Fraction(1, 3)), year=2025), CATALOGUE)

    assert found["base"] == {"metric": "rd_expense", "short": 0.34, "unit": "万元"}
    assert found["year"] == 2025


def test_people_are_not_split() -> None:
    assert gap_answer(gap(metric="rd_staff_share", base=Base("rd_staff", Fraction(7, 2))), CATALOGUE)["base"]["short"] == 4


def test_a_missing_title_names_the_honor() -> None:
    assert gap_answer(gap(honor="sme-specialized"), CATALOGUE)["honor"] == "sme-specialized"


def test_a_veto_says_until_when_even_where_nobody_knows() -> None:
    assert gap_answer(gap(veto=True, barred_until=date(2027, 5, 10)), CATALOGUE)["barred_until"] == "2027-05-10"
    assert gap_answer(gap(veto=True), CATALOGUE)["barred_until"] is None
    assert "barred_until" not in gap_answer(gap(), CATALOGUE)


def test_a_choice_lists_its_branches_in_their_order() -> None:
    choice = gap(branches=((gap(metric="class1_ip"),), (gap(honor="sme-tech-innovative"), gap(metric="revenue"))))
    found = gap_answer(choice, CATALOGUE)

    assert [[part["metric"] for part in branch] for branch in found["any"]] == [["class1_ip"], [None, "revenue"]]


def test_fixed_stretch_and_secondary_are_said_only_where_true() -> None:
    found = gap_answer(gap(fixed=True, stretch=True, certainty="secondary"), CATALOGUE)

    assert (found["fixed"], found["stretch"], found["certainty"]) == (True, True, "secondary")
    assert not {"fixed", "stretch", "certainty"} & gap_answer(gap(), CATALOGUE).keys()


@pytest.mark.parametrize(
    ("ask", "text"),
    [
        (Ask("revenue", "metric", 2025), "2025 年度：营业收入总额是多少？"),
        (Ask("niche_since", "metric"), "从事特定细分市场起始日是多少？"),
        (Ask("own_brand", "declaration"), "是否符合：拥有自主品牌？"),
        (Ask("safety_accident", "event"), "有无安全事故？"),
        (Ask("sme-specialized", "title"), "是否持有有效的称号：河南省专精特新中小企业？"),
        (Ask("sector_class", "field"), "产业类别（传统、新兴、未来）？"),
    ],
)
def test_every_kind_of_unknown_is_a_question(ask: Ask, text: str) -> None:
    found = ask_answer(ask, CATALOGUE)

    assert (found["id"], found["kind"], found["text"]) == (ask.id, ask.kind, text)
    assert found.get("year") == ask.year


def test_a_trace_keeps_the_gates_and_says_how_many_are_wanted() -> None:
    rule = next(leaves(CATALOGUE.programmes["sme-little-giant"].versions[-1].requires))
    leaf = Judged(rule, Verdict.UNKNOWN, rule.judge(_Nobody()))
    tree = Judged(Gate("at_least", 2, (rule, rule)), Verdict.UNKNOWN, None, (leaf, leaf))
    found = trace_answer(Judged(Gate("any", 1, (tree.rule,)), Verdict.UNKNOWN, None, (tree,)), CATALOGUE)

    assert found["verdict"] == "unknown"
    assert found["any"][0]["at_least"] == 2
    assert [one["verdict"] for one in found["any"][0]["of"]] == ["unknown", "unknown"]
    assert found["any"][0]["of"][0]["clause"]["document"] == "pds-2026"


class _Nobody:
    """A company of which nothing is known."""

    def holdings(self, honor: str) -> tuple[()]:
        return ()

    def all_titles_known(self) -> bool:
        return False


@pytest.mark.parametrize("programme", list(CATALOGUE.programmes.values()), ids=list(CATALOGUE.programmes))
def test_every_criterion_of_the_catalogue_can_be_told(programme: Programme) -> None:
    for version in programme.versions:
        json.dumps(tree_answer(version.requires, CATALOGUE), allow_nan=False)
        for rule in (*leaves(version.requires), *version.vetoes):
            found = rule_answer(rule, CATALOGUE)
            assert found["text"]
            assert found["clause"]["document"] in CATALOGUE.documents
            assert found["kind"] == rule.key


def test_a_rule_is_told_in_its_parts() -> None:
    rules = [rule for rule in leaves(CATALOGUE.programmes["sme-little-giant"].version(ON).requires) if rule.key == "metric"]
    growth = next(rule for rule in rules if rule_answer(rule, CATALOGUE)["rule"]["metric"] == "revenue_growth_2y")

    assert rule_answer(growth, CATALOGUE)["rule"] == {
        "metric": "revenue_growth_2y",
        "window": {"kind": "last_year", "count": 1},
        "comparison": "at_least",
        "figure": 5,
    }
    assert rule_answer(growth, CATALOGUE)["review"] == "dropped"


def test_money_of_several_payers_names_all_of_them() -> None:
    shared = (("provincial", Fraction(60)), ("municipal", Fraction(40)))
    (found,) = awards_fields(awards_of(line(100, payers=shared)), CATALOGUE)["claims"]

    assert (found["payer"], found["payers"], found["amount"]) == ("provincial+municipal", {"provincial": 60, "municipal": 40}, 100)


def test_what_lost_says_why() -> None:
    lost = Lost("fund-specialized-city", None, Fraction(20), "window_passed", "sme-specialized")
    (found,) = awards_fields(awards_of(lost=(lost,)), CATALOGUE)["lost"]

    assert (found["fund"], found["year"], found["amount"], found["because"]) == ("fund-specialized-city", None, 20, "window_passed")


DAYS = st.dates(date(2027, 1, 1), date(2030, 12, 31))


@given(st.lists(st.tuples(st.integers(1, 5), DAYS, st.integers(0, 100)), max_size=8))
def test_the_front_holds_exactly_what_nothing_betters(points: list[tuple[int, date, int]]) -> None:
    found = front([(way(length, day), awards_of(path=total)) for length, day, total in points])

    def betters(one: tuple[int, date, int], other: tuple[int, date, int]) -> bool:
        return one != other and one[0] <= other[0] and one[1] <= other[1] and one[2] >= other[2]

    best = {point for point in points if not any(betters(other, point) for other in points)}
    told = [(point.length, point.completion, point.total) for point in found]
    assert set(told) == best
    assert len(told) == len(best)
    assert told == sorted(told, key=lambda point: (point[0], point[1], -point[2]))


def test_a_path_over_a_customary_rung_is_called_so() -> None:
    rung, target = Step("sme-little-giant", "obtain", "ladder", ()), Step("champion-national", "obtain", "target", ())
    request = Request(("champion-national",))

    assert label(Plan(request, "found", way(2, ON, rung, target))) == "按惯例最短"
    assert label(Plan(request, "found", way(1, ON, target))) == "最短"
    assert label(Plan(Request(("champion-national",), "fastest"), "found", way(1, ON, target))) == "最快"
    assert label(Plan(request, "impossible")) is None


def test_a_cause_is_told_with_its_rule_and_its_end() -> None:
    programme = CATALOGUE.programmes["sme-little-giant"]
    barred = Cause("barred", programme.id, programme.scope[0], ON + timedelta(days=1))

    assert cause_text(barred, CATALOGUE) == f"{programme.name} 否决期内（至 2026-11-22）：{programme.scope[0].text(CATALOGUE.words)}"
    assert cause_text(Cause("closed", programme.id), CATALOGUE) == f"{programme.name} 已停办"
