"""Products hold honors of their own: their facts and titles never combine."""

from dataclasses import replace
from datetime import date

import pytest

from graph.loader import load_catalogue
from graph.model import Catalogue
from planner.assessment import assess
from planner.path.plan import Request, plan
from planner.profile import Profile, Subject, Title

ON = date(2026, 11, 21)
NATIONAL, PROVINCIAL = "green-product-national", "green-product-province"


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture
def company() -> Profile:
    identity = {"registered_on": date(2005, 1, 1), "legal_person": True, "manufacturer": True}
    yes = dict.fromkeys(("product_lifecycle_green", "green_product_has_standard", "green_product_standard_met"), True)
    products = (Subject("x1", "product", "断路器", {}, yes), Subject("x2", "product", "互感器", {}, {name: False for name in yes}))
    return Profile(
        "enterprise", "示例", "410421", identity, events_complete=True, subjects=products, declarations={"no_supervision_findings": True}
    )


def test_a_national_title_needs_the_provincial_title_of_the_same_product(catalogue: Catalogue, company: Profile) -> None:
    holder = replace(company, titles=(Title(PROVINCIAL, date(2024, 6, 1), subject="x2"),))

    found = plan(holder, catalogue, ON, Request((NATIONAL,)))

    assert found.best
    assert [(step.honor, step.subject) for step in found.best.steps] == [(NATIONAL, "x2")]
    assert len(found.best.steps[0].gaps) == 3


def test_the_product_that_is_nearest_is_taken(catalogue: Catalogue, company: Profile) -> None:
    both = tuple(Title(PROVINCIAL, date(2024, 6, 1), subject=product) for product in ("x1", "x2"))

    found = plan(replace(company, titles=both), catalogue, ON, Request((NATIONAL,)))

    assert found.best
    assert [(step.honor, step.subject, len(step.gaps)) for step in found.best.steps] == [(NATIONAL, "x1", 0)]


def test_the_declarations_of_one_product_do_not_help_another(catalogue: Catalogue, company: Profile) -> None:
    titled = replace(company, titles=(Title(PROVINCIAL, date(2024, 6, 1), subject="x2"),))

    (one_each,) = assess(titled, catalogue, ON, NATIONAL)
    (same_product,) = assess(replace(titled, titles=(Title(PROVINCIAL, date(2024, 6, 1), subject="x1"),)), catalogue, ON, NATIONAL)

    assert (one_each.state, same_product.state, same_product.subject) == ("far", "eligible", "x1")
