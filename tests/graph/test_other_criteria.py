from collections.abc import Callable
from datetime import date

import pytest

from graph.criteria import KINDS, Criterion, Declared
from graph.facts import Absent, Ask, Event, Facts, Holding
from graph.model import Catalogue
from graph.verdict import Verdict

MET, UNMET, UNKNOWN = Verdict.MET, Verdict.UNMET, Verdict.UNKNOWN
Rule = Callable[[str], Criterion]
Known = Callable[..., Facts]
ACCIDENT = Event("safety_accident", date(2024, 5, 10), "larger")
LOOK_BACK = "{no_event: [safety_accident], from: larger, within_years: 3}"


@pytest.mark.parametrize(
    ("on", "verdict", "free"),
    [
        (date(2024, 5, 9), MET, None),
        (date(2024, 5, 10), UNMET, date(2027, 5, 10)),
        (date(2027, 5, 9), UNMET, date(2027, 5, 10)),
        (date(2027, 5, 10), MET, None),
    ],
)
def test_a_look_back_of_three_years_bars_through_the_day_before(
    rule: Rule, company: Known, on: date, verdict: Verdict, free: date | None
) -> None:
    found = rule(LOOK_BACK).judge(company(happened=(ACCIDENT,), on=on))
    assert (found.verdict, found.free_on) == (verdict, free)


@pytest.mark.parametrize(
    ("severity", "wanted", "verdict"),
    [
        ("general", "larger", MET),
        ("larger", "larger", UNMET),
        ("extraordinary", "larger", UNMET),
        (None, "larger", UNKNOWN),
        (None, "general", UNMET),
        ("general", "general", UNMET),
    ],
)
def test_severity_or_worse(rule: Rule, company: Known, severity: str | None, wanted: str, verdict: Verdict) -> None:
    event = Event("safety_accident", date(2026, 1, 1), severity)
    found = rule(f"{{no_event: [safety_accident], from: {wanted}, within_years: 3}}").judge(company(happened=(event,)))
    assert found.verdict is verdict
    assert found.asks == ((Ask("safety_accident", "event"),) if verdict is UNKNOWN else ())


def test_an_event_without_severities_bars_whatever_the_severity(rule: Rule, company: Known) -> None:
    event = Event("dishonesty", date(2026, 1, 1))
    assert rule("{no_event: [dishonesty], from: major, within_years: 3}").judge(company(happened=(event,))).verdict is UNMET


def test_without_look_back_it_bars_until_cleared(rule: Rule, company: Known) -> None:
    criterion = rule("{no_event: [dishonesty]}")
    open_ended = criterion.judge(company(happened=(Event("dishonesty", date(2020, 1, 1)),)))
    assert (open_ended.verdict, open_ended.free_on) == (UNMET, None)
    cleared = Event("dishonesty", date(2020, 1, 1), cleared=date(2026, 11, 21))
    assert criterion.judge(company(happened=(cleared,))).verdict is MET
    assert criterion.judge(company(happened=(cleared,), on=date(2026, 11, 20))).free_on == date(2026, 11, 21)


@pytest.mark.parametrize(
    ("written", "cleared", "free"),
    [
        ("within_years: 3", date(2025, 1, 1), date(2027, 5, 10)),
        ("within_years: 3, unless_cleared: true", date(2025, 1, 1), date(2025, 1, 1)),
        ("within_years: 3, unless_cleared: true", date(2028, 1, 1), date(2027, 5, 10)),
        ("within_years: 3, unless_cleared: true", None, date(2027, 5, 10)),
    ],
)
def test_clearing_frees_early_only_where_the_clause_says_so(
    rule: Rule, company: Known, written: str, cleared: date | None, free: date
) -> None:
    event = Event("safety_accident", date(2024, 5, 10), "major", cleared)
    criterion = rule(f"{{no_event: [safety_accident], {written}}}")
    before, then = (criterion.judge(company(happened=(event,), on=day)).verdict for day in (date.fromordinal(free.toordinal() - 1), free))
    assert (before, then) == (UNMET, MET)
    assert criterion.turning_points(company(happened=(event,))) == (event.on, free)


@pytest.mark.parametrize(
    ("cleared", "on", "verdict", "free"),
    [
        (None, date(2030, 1, 1), UNMET, None),
        (date(2025, 3, 1), date(2028, 2, 29), UNMET, date(2028, 3, 1)),
        (date(2025, 3, 1), date(2028, 3, 1), MET, None),
    ],
)
def test_what_lasts_is_looked_back_to_from_its_end(
    rule: Rule, company: Known, cleared: date | None, on: date, verdict: Verdict, free: date | None
) -> None:
    stop = Event("stopped", date(2022, 6, 1), cleared=cleared)
    found = rule("{no_event: [stopped], within_years: 3}").judge(company(happened=(stop,), on=on))
    assert (found.verdict, found.free_on) == (verdict, free)


def test_several_bars_end_with_the_last(rule: Rule, company: Known) -> None:
    later = Event("safety_accident", date(2026, 2, 1), "major")
    assert rule(LOOK_BACK).judge(company(happened=(ACCIDENT, later))).free_on == date(2029, 2, 1)
    dated = Event("dishonesty", date(2024, 1, 1), cleared=date(2027, 1, 1))
    either = rule("{no_event: [safety_accident, dishonesty]}")
    assert either.judge(company(happened=(dated,))).free_on == date(2027, 1, 1)
    assert either.judge(company(happened=(dated, later))).free_on is None


@pytest.mark.parametrize(("honor", "verdict"), [("star", UNMET), ("cup", MET), (None, UNKNOWN)])
def test_only_events_about_the_honors_named(rule: Rule, company: Known, honor: str | None, verdict: Verdict) -> None:
    event = Event("title_revoked", date(2026, 1, 1), honor=honor)
    criterion = rule("{no_event: [title_revoked], within_years: 3, about: [star]}")
    assert criterion.judge(company(happened=(event,))).verdict is verdict


def test_a_mild_event_does_not_bar_whatever_it_is_about(rule: Rule, company: Known) -> None:
    event = Event("safety_accident", date(2026, 1, 1), "general")
    criterion = rule("{no_event: [safety_accident], from: major, within_years: 3, about: [star]}")
    assert criterion.judge(company(happened=(event,))).verdict is MET


def test_unlisted_events_are_unknown_unless_the_list_is_complete(rule: Rule, company: Known) -> None:
    found = rule(LOOK_BACK).judge(company(events_known=False))
    assert (found.verdict, found.asks) == (UNKNOWN, (Ask("safety_accident", "event"),))
    assert rule(LOOK_BACK).judge(company()).verdict is MET


@pytest.mark.parametrize(
    ("written", "text"),
    [
        (LOOK_BACK, "近3年无较大及以上：安全事故"),
        ("{no_event: [safety_accident, dishonesty]}", "当前未有：安全事故、失信"),
        ("{no_event: [safety_accident], from: major}", "当前未有重大及以上：安全事故"),
        (
            "{no_event: [title_revoked], within_years: 3, unless_cleared: true, about: [star]}",
            "近3年无：被取消称号（省级质量之星）（已整改修复的除外）",
        ),
        ("{title: star, granted_within_years: 3, rank_at_most: 5}", "已获省级质量之星，近3年内获得，排名前5"),
        ("{not_held: star}", "未曾获得省级质量之星"),
        ("{declared: own_brand}", "拥有自主品牌"),
        ("{field: size, one_of: [small, large]}", "企业规模为小型、大型"),
        ("{field: listed_on, none_of: [北交所]}", "上市地不含北交所"),
        ("{field: legal_person, is: true}", "独立法人"),
        ("{field: legal_person, is: false}", "不属于独立法人"),
        ("{scorecard: quality, at_least: 40, parts: {brand: 10}}", "质量评价得分不低于 40 分，品牌不低于 10 分"),
    ],
)
def test_text(base: Catalogue, rule: Rule, written: str, text: str) -> None:
    assert rule(written).text(base.words) == text


@pytest.mark.parametrize(
    ("answers", "verdict"),
    [
        ({"size": "small"}, MET),
        ({"size": "large"}, UNMET),
        ({}, UNKNOWN),
        ({"size": Absent.FREE}, MET),
    ],
)
def test_a_field_is_one_of(rule: Rule, company: Known, answers: dict[str, object], verdict: Verdict) -> None:
    found = rule("{field: size, one_of: [small]}").judge(company(answers=answers))
    assert found.verdict is verdict
    assert found.asks == ((Ask("size", "field"),) if verdict is UNKNOWN else ())


def test_a_list_has_none_of(rule: Rule, company: Known) -> None:
    criterion = rule("{field: listed_on, none_of: [北交所, 上交所]}")
    listed = [(), ("新三板",), ("新三板", "上交所")]
    assert [criterion.judge(company(answers={"listed_on": where})).verdict for where in listed] == [MET, MET, UNMET]


def test_a_flag_is_as_wanted(rule: Rule, company: Known) -> None:
    yes, no = rule("{field: legal_person, is: true}"), rule("{field: legal_person, is: false}")
    for answer in (True, False):
        facts = company(answers={"legal_person": answer})
        assert (yes.judge(facts).verdict, no.judge(facts).verdict) == (Verdict.of(answer), Verdict.of(not answer))


def test_what_no_one_can_change_is_fixed(rule: Rule, company: Known) -> None:
    facts = company(answers={"legal_person": False, "above_scale": False}, declarations={"time_honoured": False, "own_brand": False})
    fixed = ["{field: legal_person, is: true}", "{declared: time_honoured}"]
    improvable = ["{field: above_scale, is: true}", "{declared: own_brand}"]
    assert [rule(written).judge(facts).fixed for written in (*fixed, *improvable)] == [True, True, False, False]


def test_a_declaration_is_unknown_until_answered(rule: Rule, company: Known) -> None:
    criterion = rule("{declared: own_brand}")
    assert isinstance(criterion, Declared)
    answers = [criterion.judge(company(declarations=given)) for given in ({"own_brand": True}, {"own_brand": False}, {})]
    assert [found.verdict for found in answers] == [MET, UNMET, UNKNOWN]
    assert answers[2].asks == (Ask("own_brand", "declaration"),)
    assert criterion.judge(company(declarations={"own_brand": Absent.FREE})).verdict is MET


@pytest.mark.parametrize(
    ("holding", "verdict"),
    [
        (Holding("star", date(2023, 11, 22), date(2026, 11, 21)), MET),
        (Holding("star", date(2023, 11, 22), date(2026, 11, 20)), UNMET),
        (Holding("star", date(2023, 11, 22), date(2026, 11, 20), after=UNKNOWN), UNKNOWN),
        (Holding("star", date(2026, 11, 22)), UNMET),
        (Holding("star", None), MET),
        (Holding("cup", date(2024, 1, 1)), UNMET),
    ],
)
def test_a_title_is_held_on_the_day(rule: Rule, company: Known, holding: Holding, verdict: Verdict) -> None:
    found = rule("{title: star}").judge(company(titles=(holding,)))
    assert found.verdict is verdict
    assert found.asks == ((Ask("star", "title"),) if verdict is UNKNOWN else ())


@pytest.mark.parametrize(
    ("condition", "granted", "verdict"),
    [
        ("granted_within_years: 3", date(2023, 11, 22), MET),
        ("granted_within_years: 3", date(2023, 11, 21), UNMET),
        ("granted_within_years: 3", None, UNKNOWN),
        ("held_for_years: 1", date(2025, 11, 21), MET),
        ("held_for_years: 1", date(2025, 11, 22), UNMET),
        ("held_for_years: 1", None, UNKNOWN),
    ],
)
def test_a_title_recent_or_long_held(rule: Rule, company: Known, condition: str, granted: date | None, verdict: Verdict) -> None:
    criterion = rule(f"{{title: star, {condition}}}")
    assert criterion.judge(company(titles=(Holding("star", granted),))).verdict is verdict


@pytest.mark.parametrize(("rank", "verdict"), [(3, MET), (4, UNMET), (None, UNKNOWN)])
def test_a_title_of_a_rank(rule: Rule, company: Known, rank: int | None, verdict: Verdict) -> None:
    held = Holding("star", date(2024, 1, 1), rank=rank)
    assert rule("{title: star, rank_at_most: 3}").judge(company(titles=(held,))).verdict is verdict


def test_one_of_several_titles_must_satisfy_all_conditions_itself(rule: Rule, company: Known) -> None:
    old, low = Holding("star", date(2010, 1, 1), rank=1), Holding("star", date(2026, 1, 1), rank=9)
    assert rule("{title: star, granted_within_years: 3, rank_at_most: 3}").judge(company(titles=(old, low))).verdict is UNMET


def test_titles_unlisted_are_unknown_if_the_list_is_incomplete(rule: Rule, company: Known) -> None:
    assert rule("{title: star}").judge(company(titles_known=False)).verdict is UNKNOWN
    assert rule("{title: star}").judge(company(titles_known=False, titles=(Holding("star", None),))).verdict is MET
    assert rule("{not_held: star}").judge(company(titles_known=False)).verdict is UNKNOWN


@pytest.mark.parametrize(
    ("holding", "verdict"),
    [
        (Holding("star", date(2010, 1, 1), date(2013, 1, 1)), UNMET),
        (Holding("star", None), UNMET),
        (Holding("star", date(2026, 11, 22)), MET),
        (Holding("cup", date(2010, 1, 1)), MET),
    ],
)
def test_never_held_looks_at_titles_that_have_ended_too(rule: Rule, company: Known, holding: Holding, verdict: Verdict) -> None:
    found = rule("{not_held: star}").judge(company(titles=(holding,)))
    assert (found.verdict, found.fixed) == (verdict, verdict is UNMET)


def test_title_turns_when_it_begins_ends_ripens_or_ages(rule: Rule, company: Known) -> None:
    facts = company(titles=(Holding("star", date(2024, 2, 29), date(2026, 12, 31)), Holding("star", None)))
    begun, over, ripe = date(2024, 2, 29), date(2027, 1, 1), date(2025, 2, 28)
    assert rule("{title: star, held_for_years: 1}").turning_points(facts) == (begun, over, ripe)
    assert rule("{title: star}").turning_points(facts) == (begun, over)
    assert rule("{not_held: star}").turning_points(facts) == (begun,)


def test_each_kind_that_has_turning_points_says_that_it_turns() -> None:
    assert {kind.key for kind in KINDS if kind.turning_points is not Criterion.turning_points} == {kind.key for kind in KINDS if kind.turns}
