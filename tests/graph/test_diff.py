"""两个目录的差别：按值比较，每处改动说清改了哪一部分、原来怎样、现在怎样。"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.criteria import Criterion, MetricThreshold
from graph.diff import Change, bare, compare
from graph.loader import load_catalogue
from graph.model import Catalogue, Period
from graph.requirement import Gate
from tests.planner.random_catalogues import any_case

QUALITY = "cn-41/quality.yaml"
FUND = "cn-4104/quality-fund.yaml"
NATION = "cn/quality.yaml"
SCOPE = "    kind: honor\n    level: province\n    scope:"
STAR_REVENUE = "{metric: revenue, in: last_year, at_least: 5000, clause: （二）1}"
STAR_SHARE = "{metric: rd_share, each_of_last: 2, at_least: 3, review: {any_of_last: 2}, clause: （二）2}"

Edit = Callable[..., Catalogue]


@pytest.fixture
def edited(folder: Path) -> Edit:
    """改一处文字之后的基准目录。"""

    def edit(*changes: tuple[str, str], file: str = QUALITY) -> Catalogue:
        path = folder / file
        text = path.read_text(encoding="utf-8")
        for old, new in changes:
            assert text.count(old) == 1, old
            text = text.replace(old, new)
        path.write_text(text, encoding="utf-8")
        return load_catalogue(folder)

    return edit


def changes_of(old: Catalogue, new: Catalogue, programme: str) -> tuple[Change, ...]:
    return next(change.changes for change in compare(old, new).changed if change.new.id == programme)


def texts(change: Change, catalogue: Catalogue) -> tuple[str | None, ...]:
    return tuple(rule.text(catalogue.words) if isinstance(rule, Criterion) else None for rule in (change.old, change.new))


def test_a_catalogue_does_not_differ_from_itself(base: Catalogue) -> None:
    found = compare(base, base)

    assert (found.added, found.removed, found.changed, found.words) == ((), (), (), ())


def test_lines_and_comments_and_the_order_of_conditions_are_no_difference(base: Catalogue, edited: Edit) -> None:
    new = edited(
        (STAR_REVENUE, "{declared: x}"),
        (STAR_SHARE, STAR_REVENUE),
        ("{declared: x}", STAR_SHARE),
        ("topic: 质量", "# 空行\n\n\ntopic: 质量"),
    )

    assert new.version != base.version
    assert compare(base, new) == compare(base, base)


def test_a_changed_figure_is_told_with_both_figures_and_clause(base: Catalogue, edited: Edit) -> None:
    new = edited(("at_least: 5000", "at_least: 6000"))
    (change,) = changes_of(base, new, "star")

    assert (change.part, change.kind, change.within, change.during) == ("requires", "changed", (), Period())
    assert texts(change, base) == ("营业收入（上年度）不低于 5000万元", "营业收入（上年度）不低于 6000万元")
    assert isinstance(change.old, MetricThreshold)
    assert isinstance(change.new, MetricThreshold)
    assert (change.old.figure, change.new.figure) == (Fraction(5000), Fraction(6000))
    assert change.new.terms.clause.clause == "（二）1"
    assert [one.new.id for one in compare(base, new).changed] == ["star"]


def test_a_condition_put_first_is_the_only_change_although_it_renumbers_the_others(base: Catalogue, edited: Edit) -> None:
    new = edited((STAR_REVENUE, "{declared: own_brand, clause: （二）0}\n        - " + STAR_REVENUE))
    (change,) = changes_of(base, new, "star")

    assert (change.kind, change.old) == ("added", None)
    assert texts(change, new) == (None, "拥有自主品牌")
    back = changes_of(new, base, "star")
    assert [(one.kind, one.new) for one in back] == [("removed", None)]


def test_of_two_thresholds_on_one_metric_the_one_that_changed_is_told(base: Catalogue, edited: Edit) -> None:
    old = edited((STAR_REVENUE, STAR_REVENUE + "\n        - {metric: revenue, sum_of_last: 3, at_least: 9000, clause: （二）4}"))
    new = edited(("at_least: 9000", "at_least: 9500"))
    (change,) = changes_of(old, new, "star")

    assert texts(change, new) == ("营业收入（近3年合计）不低于 9000万元", "营业收入（近3年合计）不低于 9500万元")


def test_an_alternative_more_is_told_from_a_condition_more(base: Catalogue, edited: Edit) -> None:
    alternative = "{any: [{metric: patents, at_least: 1, clause: （二）3}, {declared: own_brand, clause: （二）3}]}"
    old = edited(("{metric: patents, at_least: 1, review: dropped, clause: （二）3}", alternative))
    new = edited(
        ("{declared: own_brand, clause: （二）3}]", "{declared: own_brand, clause: （二）3}, {declared: time_honoured, clause: （二）3}]")
    )
    (change,) = changes_of(old, new, "star")

    assert (change.kind, change.within, texts(change, new)) == ("added", ("any",), (None, "属于老字号"))


def test_a_condition_that_gets_an_alternative_is_told_whole(base: Catalogue, edited: Edit) -> None:
    new = edited((STAR_REVENUE, f"{{any: [{STAR_REVENUE}, {{declared: own_brand, clause: （二）1}}]}}"))
    (change,) = changes_of(base, new, "star")

    assert change.kind == "changed"
    assert isinstance(change.old, MetricThreshold)
    assert isinstance(change.new, Gate)
    assert (change.new.kind, len(change.new.children)) == ("any", 2)


def test_all_turned_into_any_is_a_change(base: Catalogue, edited: Edit) -> None:
    new = edited(("      all:\n", "      any:\n"))
    kinds = [change.kind for change in changes_of(base, new, "star")]

    assert sorted(kinds) == ["changed", "removed", "removed"]


def test_any_turned_into_at_least_two_is_a_change(base: Catalogue, edited: Edit) -> None:
    three = "[{declared: own_brand, clause: 甲}, {declared: time_honoured, clause: 乙}, {metric: patents, at_least: 1, clause: 丙}]"
    old = edited((STAR_REVENUE, f"{{any: {three}}}"))
    new = edited((f"{{any: {three}}}", f"{{at_least: 2, of: {three}}}"))
    (change,) = changes_of(old, new, "star")

    assert isinstance(change.old, Gate)
    assert isinstance(change.new, Gate)
    assert (change.kind, change.old.kind, change.new.kind) == ("changed", "any", "at_least")


def test_one_rule_at_two_clauses_may_stand_in_either_order(base: Catalogue, edited: Edit) -> None:
    first, second = "{declared: own_brand, clause: 甲}", "{declared: own_brand, clause: 乙}"
    old = edited((STAR_REVENUE, f"{first}\n        - {second}"))
    new = edited((f"{first}\n        - {second}", f"{second}\n        - {first}"))

    assert compare(old, new).changed == ()


def test_a_condition_at_another_clause_has_moved(base: Catalogue, edited: Edit) -> None:
    (change,) = changes_of(base, edited(("clause: （二）1}", "clause: （二）9}")), "star")

    assert change.kind == "moved"
    assert isinstance(change.old, Criterion)
    assert isinstance(change.new, Criterion)
    assert (change.old.terms.clause.clause, change.new.terms.clause.clause) == ("（二）1", "（二）9")


@pytest.mark.parametrize("review", ["review: {each_of_last: 3}", "review: dropped"])
def test_what_differs_at_re_examination_is_a_change(base: Catalogue, edited: Edit, review: str) -> None:
    (change,) = changes_of(base, edited(("review: {any_of_last: 2}", review)), "star")

    assert (change.part, change.kind) == ("requires", "changed")


def test_a_shared_veto_changes_every_programme_that_has_it(base: Catalogue, edited: Edit) -> None:
    new = edited(("from: larger, within_years: 3", "from: major, within_years: 3"))
    found = {change.new.id: change.changes for change in compare(base, new).changed}

    assert set(found) == {"star", "champion"}
    assert texts(found["star"][0], base) == ("近3年无较大及以上：安全事故", "近3年无重大及以上：安全事故")
    assert {change.part for changes in found.values() for change in changes} == {"vetoes"}


@pytest.mark.parametrize(
    ("old", "new", "programme", "part", "kinds", "file"),
    [
        ("name: 省级质量之星", "name: 省级质量明星", "star", "name", ["changed"], QUALITY),
        ("aliases: [质量之星]", "aliases: [质量之星, 星]", "star", "aliases", ["added"], QUALITY),
        ("years: 3, renewal: review", "years: 4, renewal: review", "star", "validity", ["changed"], QUALITY),
        ("by: 05-31", "by: 06-30", "star", "maintenance", ["removed", "added"], QUALITY),
        ("one_of: [small]", "one_of: [large]", "star", "scope", ["changed"], QUALITY),
        (
            "text: 质量之星自己的说明, errs: strict",
            "text: 质量之星自己的说明, errs: lenient",
            "star",
            "notes",
            ["removed", "added"],
            QUALITY,
        ),
        (SCOPE, "    status: {state: closed, clause: 九}\n" + SCOPE, "star", "status", ["changed"], QUALITY),
        ("route: [county, city, province]", "route: [city, county, province]", "star", "route", ["changed"], QUALITY),
        ("by: 2026-03-27", "by: 2026-03-31", "cup", "round", ["changed"], QUALITY),
        ("{title: cup, clause: （八）}", "{title: cup, clause: （九）}", "star-or-cup", "held_when", ["moved"], QUALITY),
        ("star: 20", "star: 30", "fund-quality", "amount", ["changed"], FUND),
        ("within_years: 2, first_time", "within_years: 3, first_time", "fund-quality", "claim", ["changed"], FUND),
        (
            "provincial: 50, municipal: 50",
            "provincial: 40, municipal: 60",
            "fund-equipment",
            "payers",
            ["removed", "removed", "added", "added"],
            FUND,
        ),
        ("how: 加分", "how: 优先", "champion", "favoured_by", ["removed", "added"], NATION),
    ],
)
def test_every_part_is_told_by_its_name(
    base: Catalogue, edited: Edit, old: str, new: str, programme: str, part: str, kinds: list[str], file: str
) -> None:
    found = changes_of(base, edited((old, new), file=file), programme)

    assert [(change.part, change.kind) for change in found] == [(part, kind) for kind in kinds]


def test_programmes_come_and_go(base: Catalogue, edited: Edit) -> None:
    new = edited(("  trial:\n    name: 国家质量试点", "  attempt:\n    name: 国家质量试点"), file="cn/quality.yaml")
    found = compare(base, new)

    assert [programme.id for programme in found.added] == ["attempt"]
    assert [programme.id for programme in found.removed] == ["trial"]
    assert found.changed == ()


def test_a_change_of_one_version_is_dated(base: Catalogue, edited: Edit) -> None:
    new = edited(("held_for_years: 1", "held_for_years: 2"), file="cn/quality.yaml")
    changes = changes_of(base, new, "champion")

    assert {change.during for change in changes} == {Period(date(2026, 4, 1), None)}


def test_a_version_split_in_two_changes_only_the_days_on_which_both_differ(base: Catalogue, edited: Edit) -> None:
    single = "requires: {declared: own_brand, clause: （六）}\n    round"
    later = "{in_force: {from: 2027-01-01}, requires: {declared: time_honoured, clause: （六）}}"
    split = f"versions: [{{in_force: {{to: 2026-12-31}}, requires: {{declared: own_brand, clause: （六）}}}}, {later}]\n    round"
    changes = changes_of(base, edited((single, split)), "cup")

    assert [(change.part, change.kind, change.during) for change in changes] == [
        ("requires", "removed", Period(date(2027, 1, 1), None)),
        ("requires", "added", Period(date(2027, 1, 1), None)),
    ]


def test_one_change_of_two_versions_is_told_once(base: Catalogue, edited: Edit) -> None:
    versions = "versions: [{{in_force: {{to: 2026-12-31}}, requires: {0}}}, {{in_force: {{from: 2027-01-01}}, requires: {0}}}]"
    first, second = (versions.format(f"{{metric: patents, at_least: {figure}, clause: （六）}}") for figure in (1, 2))
    old = edited(("requires: {declared: own_brand, clause: （六）}", first))
    (change,) = changes_of(old, edited((first, second)), "cup")

    assert (change.kind, change.during) == ("changed", Period())


def test_another_time_of_re_examination_is_a_change(base: Catalogue, edited: Edit) -> None:
    new = edited(("{to: 2026-12-31}", "{to: 2027-12-31}"), ("{from: 2027-01-01}", "{from: 2028-01-01}"), file=NATION)
    found = [(change.part, change.kind) for change in changes_of(base, new, "champion")]

    assert found == [("review_in_force", "removed")] * 2 + [("review_in_force", "added")] * 2


def test_a_version_that_ends_without_another_is_removed_from_that_day(base: Catalogue, edited: Edit) -> None:
    single = "requires: {declared: own_brand, clause: （六）}\n    round"
    ended = "versions: [{in_force: {to: 2026-12-31}, requires: {declared: own_brand, clause: （六）}}]\n    round"
    (change,) = changes_of(base, edited((single, ended)), "cup")

    assert (change.part, change.kind, change.during.start, change.new) == ("version", "removed", date(2027, 1, 1), None)


@pytest.mark.parametrize(
    ("file", "old", "new", "table", "id", "kind"),
    [
        ("metrics.yaml", "name: 专利, unit: 项", "name: 发明专利, unit: 项", "metrics", "patents", "changed"),
        ("metrics.yaml", "  own_brand:", "  extra: {name: 另一项, change: fixed}\n  own_brand:", "declarations", "extra", "added"),
        ("documents.yaml", "published: 2026-02", "published: 2026-03", "documents", "handbook", "changed"),
        ("scorecards/quality.yaml", "score: 20", "score: 25", "scorecards", "quality", "changed"),
        ("defaults.yaml", "near_gaps: 2", "near_gaps: 3", "defaults", "near_gaps", "changed"),
        ("regions.yaml", "name: 宝丰县", "name: 宝丰", "regions", "cn-410421", "changed"),
        ("cn-41/desks.yaml", "1234567", "7654321", "desks", "cn-41/质量科", "changed"),
    ],
)
def test_what_programmes_share_is_told_apart(
    base: Catalogue, edited: Edit, file: str, old: str, new: str, table: str, id: str, kind: str
) -> None:
    found = compare(base, edited((old, new), file=file))

    assert [(change.table, change.id, change.kind) for change in found.words] == [(table, id, kind)]
    assert found.changed == ()


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.randoms(use_true_random=False))
def test_the_programme_put_in_place_of_another_is_the_only_change_unless_both_are_equal(random: Random) -> None:
    old, other = any_case(random, 4).catalogue, any_case(random, 4).catalogue
    id = random.choice(sorted(old.programmes.keys() & other.programmes.keys()))
    new = replace(old, programmes={**old.programmes, id: other.programmes[id]})
    equal = bare(old.programmes[id]) == bare(other.programmes[id])

    assert [change.new.id for change in compare(old, new).changed] == ([] if equal else [id])
    assert [change.new.id for change in compare(new, old).changed] == ([] if equal else [id])
