from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import pytest

from graph.amounts import Amount, ByTitle, Cap, CreditByTitle, Loan, Offer, Payment, read_amount
from graph.errors import CatalogueError
from graph.facts import Facts
from graph.funds import read_fund
from graph.loader import load_catalogue
from graph.model import Catalogue, Fund
from graph.reader import Fields, Node
from graph.requirement import RuleReader
from graph.source import Clause, Source

Reader = Callable[[str], Node]
Maker = Callable[..., Facts]


@dataclass(frozen=True)
class Plant:
    id: str = "p1"
    year: int | None = 2026
    figures: Mapping[str, Fraction] = field(default_factory=dict)
    loan: Loan | None = None


def fund(catalogue: Catalogue, id: str) -> Fund:
    found = catalogue.programmes[id].fund
    assert found is not None
    return found


def amount(catalogue: Catalogue, id: str) -> Amount:
    return fund(catalogue, id).amount


def read(node: Node) -> Amount:
    found = read_amount(node, RuleReader("fund-x", Source()))
    assert found is not None
    return found


def sums(offers: tuple[Offer, ...]) -> list[list[tuple[Fraction, str, int]]]:
    return [[(payment.amount, payment.kind, payment.years_later) for payment in offer.payments] for offer in offers]


def test_a_lump_sum_for_the_title_asked_about(base: Catalogue, company: Maker) -> None:
    lump = amount(base, "fund-quality")
    assert lump.honors() == ("star", "champion")
    assert lump.offers("champion", company(), ()) == (Offer((Payment(Fraction(50), "fixed"),)),)
    assert lump.offers("cup", company(), ()) == ()


@pytest.mark.parametrize(
    ("invested", "paid"),
    [("499.99", None), ("500", "100"), ("1234.5", "246.9"), ("2500", "500"), ("99999", "500")],
)
def test_a_share_of_a_project_from_its_floor_up_to_its_cap(base: Catalogue, company: Maker, invested: str, paid: str | None) -> None:
    plant = Plant(figures={"equipment": Fraction(invested)})
    offers = amount(base, "fund-equipment").offers("champion", company(), (plant,))
    assert offers == (() if paid is None else (Offer((Payment(Fraction(paid), "ceiling"),), "p1", 2026),))


def test_a_project_without_the_figure_is_offered_nothing(base: Catalogue, company: Maker) -> None:
    assert amount(base, "fund-equipment").offers("champion", company(), (Plant(),)) == ()


@pytest.mark.parametrize(("total", "paid"), [("4999.99", []), ("5000", [150])])
def test_the_floor_may_stand_on_another_figure_than_the_share(node: Reader, company: Maker, total: str, paid: list[int]) -> None:
    share = read(node("{share: 15, base: equipment, floor: 5000, floor_of: whole, cap: 1000, clause: （二）}"))
    plant = Plant(figures={"equipment": Fraction(1000), "whole": Fraction(total)})
    assert [one.payments[0].amount for one in share.offers("x", company(), (plant,))] == paid


@pytest.mark.parametrize(("invested", "most"), [(80, 80), (3000, 500)])
def test_a_share_that_the_source_does_not_say_is_bounded_by_figure_and_cap(node: Reader, company: Maker, invested: int, most: int) -> None:
    share = read(node("{share: unstated, base: equipment, cap: 500, clause: （二）}"))
    assert sums(share.offers("x", company(), (Plant(figures={"equipment": Fraction(invested)}),))) == [[(most, "ceiling", 0)]]


def test_instalments_add_up_and_those_on_a_condition_say_so(base: Catalogue, company: Maker) -> None:
    assert sums(amount(base, "fund-plan").offers("champion", company(), ())) == [[(300, "ceiling", 0), (300, "conditional", 3)]]


def test_a_credit_line_is_never_cash(company: Maker) -> None:
    line = CreditByTitle(Clause(), (("star", Fraction(5000)),))
    assert isinstance(line, ByTitle)
    assert sums(line.offers("star", company(), ())) == [[(5000, "credit", 0)]]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("{up_to_by_title: {star: 50}, clause: 一}", [[(50, "ceiling", 0)]]),
        ("{between: [200, 500], clause: 一}", [[(200, "fixed", 0), (300, "conditional", 0)]]),
        ("{each: 100, cap_per_year: 500, clause: 一}", [[(100, "fixed", 0)]]),
        ("{each: 0.3, count: patents, clause: 一}", [[(Fraction("2.1"), "fixed", 0)]]),
        ("{share_of_metric: 5, base: revenue, clause: 一}", [[(Fraction("400.005"), "fixed", 0)]]),
        ("{share_of_metric: 5, base: revenue, in: this_year, clause: 一}", [[(450, "fixed", 0)]]),
        ("{share_of_metric: 5, base: revenue, cap: 200, clause: 一}", [[(200, "fixed", 0)]]),
        ("{share_of_metric: 5, base: revenue, cap: 200, up_to: true, clause: 一}", [[(200, "ceiling", 0)]]),
        ("{share_of_metric: 5, base: rd_expense, clause: 一}", []),
        ("{yearly: 200, years: 3, clause: 一}", [[(200, "fixed", 0), (200, "fixed", 1), (200, "fixed", 2)]]),
        ("{yearly: 200, years: 2, if: 绩效合格, clause: 一}", [[(200, "fixed", 0), (200, "conditional", 1)]]),
        ("{unstated: 给予资金支持, clause: 一}", []),
    ],
)
def test_what_is_offered(node: Reader, company: Maker, written: str, expected: list[object]) -> None:
    facts = company(figures={"revenue": {2025: "8000.1", 2026: 9000}, "patents": 7})
    assert sums(read(node(written)).offers("star", facts, ())) == expected


FULL_LOAD = (
    "{highest_of: [{sum: 20, if: {metric: revenue_growth, in: last_year, at_least: 10, clause: 二}},"
    " {sum: 15, if: {declared: own_brand, clause: 二}}, {sum: 10}], clause: 二}"
)


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ({"figures": {"revenue": {2024: 100, 2025: 110}}}, [(20, "fixed", 0)]),
        ({"figures": {"revenue": {2024: 100, 2025: "109.99"}}, "declarations": {"own_brand": True}}, [(15, "fixed", 0)]),
        ({"figures": {"revenue": {2024: 100, 2025: "109.99"}}, "declarations": {"own_brand": False}}, [(10, "fixed", 0)]),
        ({}, [(10, "fixed", 0), (10, "conditional", 0)]),
        ({"declarations": {"own_brand": True}}, [(15, "fixed", 0), (5, "conditional", 0)]),
        ({"figures": {"revenue": {2024: 100, 2025: 100}}}, [(10, "fixed", 0), (5, "conditional", 0)]),
    ],
)
def test_the_first_sum_whose_condition_holds_and_what_may_come_on_top(
    node: Reader, company: Maker, known: dict[str, object], expected: list[object]
) -> None:
    assert sums(read(node(FULL_LOAD)).offers("x", company(**known), ())) == [expected]


def test_where_no_condition_holds_and_none_is_left_out_nothing_is_paid(node: Reader, company: Maker) -> None:
    only = read(node("{highest_of: [{sum: 20, if: {declared: own_brand, clause: 二}}], clause: 二}"))
    assert only.offers("x", company(declarations={"own_brand": False}), ()) == ()
    assert sums(only.offers("x", company(), ())) == [[(20, "conditional", 0)]]


POINTS = "{points: 1.5, years: 2, cap_per_project_year: 500, central_interest: CENTRAL, cap_per_year: 1000, clause: （二）}"


@pytest.mark.parametrize(
    ("central", "granted", "certain"),
    [
        ("granted", True, [True]),
        ("granted", False, []),
        ("granted", None, [False]),
        ("not_granted", True, []),
        ("not_granted", False, [True]),
        ("not_granted", None, [False]),
    ],
)
def test_interest_hangs_on_the_central_subsidy(
    node: Reader, company: Maker, central: str, granted: bool | None, certain: list[bool]
) -> None:
    points = read(node(POINTS.replace("CENTRAL", central)))
    offers = points.offers("x", company(), (Plant(loan=Loan(Fraction(2000), granted)), Plant("p2")))
    assert [offer.certain for offer in offers] == certain
    assert sums(offers) == [[(30, "ceiling", 0), (30, "ceiling", 1)]] * len(certain)


def test_interest_of_a_project_stays_under_its_yearly_cap_and_may_be_due_to_all(node: Reader, company: Maker) -> None:
    points = read(node("{points: 1.5, years: 1, cap_per_project_year: 500, clause: （二）}"))
    assert sums(points.offers("x", company(), (Plant(loan=Loan(Fraction(40000))),))) == [[(500, "ceiling", 0)]]


def test_caps_are_read_with_any_amount(node: Reader) -> None:
    assert read(node("{each: 100, cap_per_item: 300, cap_per_year: 500, clause: 一}")).caps == (
        Cap(Fraction(300), "item"),
        Cap(Fraction(500), "year"),
    )


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ("{between: [500, 200], clause: 一}", "between 应为由低到高的两个数"),
        ("{between: [500], clause: 一}", "between 应为由低到高的两个数"),
        ("{highest_of: [{sum: 10}, {sum: 20, if: {declared: own_brand, clause: 二}}], clause: 一}", "highest_of 应由高到低排列"),
        ("{highest_of: [{sum: 20}, {sum: 10}], clause: 一}", "highest_of 应由高到低排列"),
        ("{share_of_metric: 5, clause: 一}", "缺少 base"),
        ("{each: 5, in: this_year, clause: 一}", "不认识的键 in"),
        ("{points: 1, clause: 一}", "缺少 years"),
        ("{points: 1, years: 2, central_interest: maybe, clause: 一}", "maybe 不在可选之列"),
        ("{share: some, base: equipment, clause: 一}", "some 不是数"),
        ("{yearly: 200, clause: 一}", "缺少 years"),
    ],
)
def test_a_wrong_spelling_is_a_fault(node: Reader, written: str, fault: str) -> None:
    place = node(written)
    read_amount(place, RuleReader("fund-x", Source()))
    assert [one.what for one in place.reading.faults if one.what.startswith(fault)]


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ("{share_of_metric: 5, base: rd_share, clause: 一}", "研发费用占比不能作为金额的基数"),
        ("{share_of_metric: 5, base: niche_since, clause: 一}", "从事细分市场起始日不能作为金额的基数"),
        ("{share_of_metric: 5, base: patents, clause: 一}", "专利的单位是项，不是万元"),
        ("{each: 5, count: revenue_growth, clause: 一}", "营业收入增长率不能作为金额的基数"),
    ],
)
def test_a_figure_that_cannot_be_paid_by_is_a_fault(base: Catalogue, node: Reader, written: str, fault: str) -> None:
    assert [what for what, _ in read(node(written)).faults(base.words)] == [fault]


def test_a_fund_says_who_pays_and_what_it_rewards(base: Catalogue) -> None:
    quality, equipment = fund(base, "fund-quality"), fund(base, "fund-equipment")
    assert quality.payers == (("municipal", Fraction(100)),)
    assert equipment.payers == (("provincial", Fraction(50)), ("municipal", Fraction(50)))
    assert (quality.claim.of, quality.claim.within_years, quality.claim.first_time) == (("star", "champion"), 2, True)
    assert (equipment.claim.of, equipment.claim.while_held) == (("champion",), True)
    assert quality.shares[0].regions == ("410421",)


def test_a_fund_says_what_it_stacks_with(fields: Callable[[str], Fields]) -> None:
    written = fields(
        "{amount: {each: 100, clause: 一}, payer: provincial, claim: {every_year: true}, stacks: interest, replaces: [fund-low],"
        " joint_cap: [{name: both, cap: 500, per: year}, {name: both, cap: 800.5, per: item}]}"
    )
    found = read_fund("fund-x", written, RuleReader("fund-x", Source()))
    assert not written.node.reading.faults
    assert found is not None
    assert (found.may_join, found.replaces, found.claim.every_year) == (True, ("fund-low",), True)
    assert found.joint_caps == (Cap(Fraction(500), "year", "both"), Cap(Fraction("800.5"), "item", "both"))


SECOND = """
  fund-second:
    name: 另一项奖励
    kind: fund
    level: city
    payer: municipal
    requires: {title: champion, clause: （五）}
"""


@pytest.mark.parametrize(
    ("added", "fault"),
    [
        ("joint_cap: {name: both, cap: 400, per: year}", "joint_cap both 与另一项资金所写的数不同"),
        ("replaces: star", "replaces 中的 star 不是资金"),
        ("replaces: fund-none", "fund-none 不是已有的事项"),
        ("amount: {share_of_metric: 5, base: sales, clause: 一}", "sales 不是已有的指标"),
        ("amount: {highest_of: [{sum: 5, if: {metric: revenue, at_least: 5, clause: 一}}], clause: 一}", "营业收入是年度指标，缺年度口径"),
        ("amount: {each: 5, count: rd_share, clause: 一}", "研发费用占比不能作为金额的基数"),
    ],
)
def test_a_catalogue_refuses_what_funds_say_of_each_other_or_of_figures_wrongly(folder: Path, added: str, fault: str) -> None:
    path = folder / "cn-4104" / "quality-fund.yaml"
    usual = "" if added.startswith("amount") else "\n    amount: {each: 5, clause: 一}"
    written = path.read_text(encoding="utf-8").replace(
        "    pool: city-mfg\n", "    pool: city-mfg\n    joint_cap: {name: both, cap: 500, per: year}\n"
    )
    path.write_text(f"{written}{SECOND}    {added}{usual}\n    claim: {{of: champion}}\n", encoding="utf-8")
    with pytest.raises(CatalogueError) as refused:
        load_catalogue(folder)
    assert {found.what for found in refused.value.faults} == {fault}


@pytest.mark.parametrize(
    ("id", "text"),
    [
        ("fund-quality", "省级质量之星 20 万元；国家质量冠军 50 万元"),
        ("fund-equipment", "不超过设备投资额（不低于 500 万元）的 20%，最高 500 万元"),
        ("fund-plan", "最高 600 万元，分期拨付：50%、50%（完成目标）"),
    ],
)
def test_text(base: Catalogue, id: str, text: str) -> None:
    assert amount(base, id).text(base.words) == text


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("{up_to_by_title: {star: 50}, clause: 一}", "最高：省级质量之星 50 万元"),
        ("{credit_by_title: {star: 50}, clause: 一}", "授信额度最高：省级质量之星 50 万元"),
        ("{between: [200, 500], clause: 一}", "200 至 500 万元"),
        ("{each: 100, cap_per_year: 500, clause: 一}", "每项 100 万元，每年合计最高 500 万元"),
        ("{each: 5, count: patents, clause: 一}", "每项 5 万元（按专利计）"),
        ("{share: unstated, base: equipment, cap: 500, clause: 一}", "不超过设备投资额的一定比例，最高 500 万元"),
        (
            "{share_of_metric: 5, base: revenue, cap_per_item: 500, cap_per_year: 800, clause: 一}",
            "上年度营业收入的 5%，单项累计最高 500 万元，每年合计最高 800 万元",
        ),
        (
            POINTS.replace("CENTRAL", "not_granted"),
            "按项目贷款本金（未获中央财政贴息的）贴息 1.5 个百分点，最多 2 年，单个项目每年最高 500 万元，每年合计最高 1000 万元",
        ),
        (FULL_LOAD, "营业收入增长率（截至上年度）不低于 10%的 20 万元；拥有自主品牌的 15 万元；其余的 10 万元"),
        ("{yearly: 200, years: 3, if: 绩效合格, clause: 一}", "每年 200 万元，共 3 年，第二年起以绩效合格为条件"),
        ("{unstated: 给予资金支持, clause: 一}", "给予资金支持（数额源文未载）"),
    ],
)
def test_text_of_each_kind(base: Catalogue, node: Reader, written: str, text: str) -> None:
    assert read(node(written)).text(base.words) == text
