"""A requirement on some product is met by one product alone."""

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from graph.loader import load_catalogue
from graph.model import Catalogue
from graph.verdict import Verdict
from planner.assessment import Assessment, assess
from planner.path.plan import Request, plan
from planner.profile import Profile, Subject, Title

BASE = Path(__file__).parent.parent / "graph" / "catalogues" / "base"
ON = date(2026, 11, 21)
HONOR = """
source: {document: DOCUMENT, section: 一}
programmes:
  maker:
    name: 产品企业
    kind: honor
    level: national
    holder: enterprise
    requires:
      some: product
      meets:
        all:
          - {metric: product_sales, at_least: 100, clause: （一）}
          - {declared: product_leads, clause: （一）}
          - {title: product-star, clause: （二）}
  product-star: {name: 产品之星, kind: honor, level: national, holder: product, requires: {declared: product_leads, clause: （三）}}
"""


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    folder = tmp_path_factory.mktemp("catalogue")
    for path in BASE.rglob("*.yaml"):
        target = folder / path.relative_to(BASE)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    metrics = folder / "metrics.yaml"
    words = metrics.read_text(encoding="utf-8")
    words = words.replace("metrics:\n", "metrics:\n  product_sales: {name: 产品销售额, unit: 万元, change: improvable}\n", 1)
    words = words.replace("declarations:\n", "declarations:\n  product_leads: {name: 产品领先, change: improvable}\n", 1)
    metrics.write_text(words, encoding="utf-8")
    document = next(line.partition(":")[0] for line in (folder / "documents.yaml").read_text(encoding="utf-8").splitlines() if ":" in line)
    (folder / "cn" / "maker.yaml").write_text(HONOR.replace("DOCUMENT", document), encoding="utf-8")
    return load_catalogue(folder)


def product(id: str, sales: int, *, leads: bool) -> Subject:
    return Subject(id, "product", id, {"product_sales": Fraction(sales)}, {"product_leads": leads})


def company(catalogue: Catalogue, *products: Subject, titles: tuple[Title, ...] = ()) -> Profile:
    region = next(region.code for region in catalogue.regions.values() if region.code)
    return Profile("enterprise", "示例", region, {}, titles=titles, events_complete=True, subjects=products)


def assessed(profile: Profile, catalogue: Catalogue) -> Assessment:
    (found,) = assess(profile, catalogue, ON, "maker")
    return found


def test_one_product_that_meets_all_is_enough(catalogue: Catalogue) -> None:
    both = company(catalogue, product("x1", 10, leads=False), product("x2", 100, leads=True), titles=(Title("product-star", subject="x2"),))

    assert assessed(both, catalogue).verdict is Verdict.MET


def test_facts_of_two_products_never_combine(catalogue: Catalogue) -> None:
    split = company(
        catalogue, product("x1", 500, leads=False), product("x2", 10, leads=True), titles=(Title("product-star", subject="x1"),)
    )

    assert assessed(split, catalogue).verdict is Verdict.UNMET


def test_the_title_of_one_product_does_not_help_another(catalogue: Catalogue) -> None:
    titled = company(
        catalogue, product("x1", 100, leads=True), product("x2", 10, leads=True), titles=(Title("product-star", subject="x2"),)
    )

    (gap,) = assessed(titled, catalogue).gaps

    assert [[inside.honor or inside.metric for inside in branch] for branch in gap.branches] == [["product_sales"], ["product-star"]]


def test_a_company_that_tells_of_no_product_is_asked_for_one(catalogue: Catalogue) -> None:
    found = assessed(company(catalogue), catalogue)

    assert (found.verdict, [(ask.id, ask.kind) for ask in found.unknowns]) == (Verdict.UNKNOWN, [("product", "field")])


def test_the_path_obtains_the_title_of_a_product(catalogue: Catalogue) -> None:
    bare = company(catalogue, product("x1", 100, leads=True))

    found = plan(bare, catalogue, ON, Request(("maker",)))

    assert found.best
    assert [step.honor for step in found.best.steps] == ["product-star", "maker"]
