"""The plots of the report: they add up to the totals, and the tables beside them say the same."""

import json
from collections.abc import Callable
from datetime import date
from fractions import Fraction

import pytest

from api.labels import COUNTS_FROM, PAYER
from api.pages.examples import example_text, examples
from api.pages.plots import money_plot, ways_plot
from api.pages.report_view import Report, report_on
from api.profile_text import profile_of, values_in
from graph.loader import SHIPPED, load_catalogue
from graph.model import Catalogue
from graph.rounding import number
from tests.api.sample import ON
from tests.pages.markup import Page

PAGE = f"/report?example=fictional-zhixing-electric&on={ON}"


@pytest.fixture(scope="module")
def policies() -> Catalogue:
    return load_catalogue(SHIPPED)


def report(name: str, policies: Catalogue) -> Report:
    return report_on(profile_of(values_in(example_text(name) or ""), policies), policies, date.fromisoformat(ON), None)


@pytest.mark.parametrize("name", [example.id for example in examples()])
def test_the_stacks_add_up_to_the_totals_by_payer_and_certainty(policies: Catalogue, name: str) -> None:
    money = report(name, policies).money
    plot = money_plot(money)
    kinds = {"now": ("now",), "path": ("now", "path"), "ceiling": ("now", "path", "ceiling")}

    for total, counted in kinds.items():
        for payer in PAYER:
            parts = [sum(one.amounts) for one in plot.series if one.payer == payer and one.counts_from in counted]
            assert sum(parts, Fraction(0)) == getattr(getattr(money, total), payer)
    assert sum(plot.sums) == money.ceiling.total
    assert all(any(one.amounts) for one in plot.series)


def test_a_company_without_claims_has_no_years_to_draw(policies: Catalogue) -> None:
    plot = money_plot(report("fictional-entrepreneur", policies).money)

    assert (plot.series, plot.sums) == ((), [])


def test_years_between_two_claims_are_drawn_too(policies: Catalogue) -> None:
    plot = money_plot(report("fictional-zhixing-electric", policies).money)

    assert plot.years == tuple(range(date.fromisoformat(ON).year, plot.years[-1] + 1))
    assert Fraction(0) in plot.sums
    assert plot.sums[-1] > 0


def test_every_way_is_a_point_and_the_best_comes_first(policies: Catalogue) -> None:
    told = report("fictional-zhixing-electric", policies)
    points = ways_plot(told.ways)["points"]

    assert len(told.ways) > 1
    assert [point["best"] for point in points] == [True, *[False] * (len(points) - 1)]
    for title, way, money in told.ways:
        (point,) = (one for one in points if title in one["name"])
        assert f"{title} {way.length} 步" in point["name"]
        assert (point["year"], point["total"]) == (way.completion.year, number(money.path.total))


def test_ways_that_coincide_share_a_point(policies: Catalogue) -> None:
    title, way, money = report("fictional-zhixing-electric", policies).ways[0]
    points = ways_plot([(title, way, money), ("备选 1", way, money)])["points"]

    assert [point["name"] for point in points] == [f"{title} {way.length} 步、备选 1 {way.length} 步"]


def test_the_table_beside_the_plot_says_the_same(page: Callable[..., Page], policies: Catalogue) -> None:
    read = page(PAGE)
    plot = money_plot(report("fictional-zhixing-electric", policies).money)
    drawn = next(tag["data-plot"] for tag in read.having("div") if "data-plot" in tag)
    table = read.within["money-by-year-table"]

    assert json.loads(drawn) == plot.drawn
    for year, total in zip(plot.years, plot.sums, strict=True):
        assert f"{year}年" in table
        assert str(total) in table
    assert all(f"{PAYER[one.payer]}级{COUNTS_FROM[one.counts_from]}" in table for one in plot.series)


def test_only_the_report_loads_the_plotting_library(page: Callable[..., Page]) -> None:
    told = {
        address: any("data-plots-from" in tag for tag in page(address).having("script")) for address in ("/", "/form", "/programmes", PAGE)
    }

    assert [address for address, loads in told.items() if loads] == [PAGE]
