"""A made-up company of two products of which everything is known but what a test leaves out."""

from copy import deepcopy
from typing import Any

from api.exact_json import read_json
from api.pages.examples import example_text
from tests.pages.random_profiles import CATALOGUE

Values = dict[str, Any]
DRILL, WINCH, HOIST = "drill", "winch", "hoist"
STANDARD_MET, CONTRACT, SALES = "green_product_standard_met", "first_set_least_contract", "first_set_sales"


def two_products() -> Values:
    """Return the example of two products with a no to every declaration that it leaves open, but those that its products give."""
    told: Values = read_json(example_text("fictional-two-products") or "")
    own = {id for product in told["subjects"] for id in product["declarations"]}
    told["declarations"] = {id: False for id in CATALOGUE.words.declarations if id not in own} | told["declarations"]
    return told


def without(told: Values, product: str, section: str, id: str) -> Values:
    """Return a profile that does not say one thing about a product."""
    found = deepcopy(told)
    del subject(found, product)[section][id]
    return found


def three_products(like: str, section: str, id: str) -> Values:
    """Return the same with a third product that is like another; of both one thing is left out."""
    told = without(two_products(), like, section, id)
    told["subjects"].append(deepcopy(subject(told, like)) | {"id": HOIST, "name": "示例三型提升机"})
    told["titles"] += [title | {"subject": HOIST} for title in told["titles"] if title.get("subject") == like]
    return told


def subject(told: Values, id: str) -> Values:
    """Return the entry of a product."""
    found: Values = next(one for one in told["subjects"] if one["id"] == id)
    return found
