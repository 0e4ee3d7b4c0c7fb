from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

import pytest

from graph.amounts import Amount, ByTitle, CreditByTitle, Offer
from graph.model import Catalogue, Fund
from graph.source import Clause


@dataclass(frozen=True)
class Plant:
    id: str = "p1"
    year: int | None = 2026
    figures: Mapping[str, Fraction] = field(default_factory=dict)


def fund(catalogue: Catalogue, id: str) -> Fund:
    found = catalogue.programmes[id].fund
    assert found is not None
    return found


def amount(catalogue: Catalogue, id: str) -> Amount:
    return fund(catalogue, id).amount


def test_a_lump_sum_for_each_title_asked_about(base: Catalogue) -> None:
    lump = amount(base, "fund-quality")
    assert lump.honors() == ("star", "champion")
    assert lump.offers(("champion", "cup"), ()) == (Offer("champion", Fraction(50), "fixed"),)


@pytest.mark.parametrize(
    ("invested", "paid"),
    [("499.99", None), ("500", "100"), ("1234.5", "246.9"), ("2500", "500"), ("99999", "500")],
)
def test_a_share_of_a_project_from_its_floor_up_to_its_cap(base: Catalogue, invested: str, paid: str | None) -> None:
    offers = amount(base, "fund-equipment").offers(("champion",), (Plant(figures={"equipment": Fraction(invested)}),))
    expected = () if paid is None else (Offer("champion", Fraction(paid), "ceiling", "p1", 2026),)
    assert offers == expected


def test_a_project_without_the_figure_is_offered_nothing(base: Catalogue) -> None:
    assert amount(base, "fund-equipment").offers(("champion",), (Plant(),)) == ()


def test_instalments_add_up_and_those_on_a_condition_say_so(base: Catalogue) -> None:
    offers = amount(base, "fund-plan").offers(("champion",), ())
    assert [(offer.amount, offer.kind, offer.years_later) for offer in offers] == [(300, "ceiling", 0), (300, "conditional", 3)]
    assert sum(offer.amount for offer in offers) == 600


def test_a_credit_line_is_never_cash() -> None:
    line = CreditByTitle(Clause(), (("star", Fraction(5000)),))
    assert isinstance(line, ByTitle)
    assert line.offers(("star",), ()) == (Offer("star", Fraction(5000), "credit"),)


def test_a_fund_says_who_pays_and_what_it_rewards(base: Catalogue) -> None:
    quality, equipment = fund(base, "fund-quality"), fund(base, "fund-equipment")
    assert quality.payers == (("municipal", Fraction(100)),)
    assert equipment.payers == (("provincial", Fraction(50)), ("municipal", Fraction(50)))
    assert (quality.claim.of, quality.claim.within_years, quality.claim.first_time) == (("star", "champion"), 2, True)
    assert (equipment.claim.of, equipment.claim.while_held) == (("champion",), True)
    assert quality.shares[0].regions == ("410421",)


@pytest.mark.parametrize(
    ("id", "text"),
    [
        ("fund-quality", "省级质量之星 20 万元；国家质量冠军 50 万元"),
        ("fund-equipment", "不超过设备投资额（不低于 500 万元）的 20%，最高 500 万元"),
        ("fund-plan", "最高 600 万元，分期拨付：50%、50%（完成目标）"),
    ],
)
def test_text(base: Catalogue, id: str, text: str) -> None:
    names = {**base.words.names, **base.words.project_figures}
    assert amount(base, id).text(names.__getitem__) == text
