"""Screening says of every company what its own assessment says: state, verdict, gaps and unknowns counted."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.loader import SHIPPED, load_catalogue
from tests.planner.companies import Generator
from tests.planner.screened_catalogues import any_catalogue
from tests.planner.screening_equality import differences

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.json"))
ON = date(2026, 11, 21)
DAYS = (ON, date(2026, 1, 1), date(2026, 2, 28), date(2028, 2, 29), date(2026, 6, 30))
SUITE = settings(max_examples=60, deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow])


@SUITE
@given(st.randoms(use_true_random=False), st.sampled_from(DAYS))
def test_screening_equals_assessment_on_random_catalogues(random: Random, on: date) -> None:
    catalogue = any_catalogue(random)
    generator = Generator(catalogue, on, random)
    companies = [*generator.around_every_threshold(), *generator.around_every_event(), *generator.companies(20)]
    assert list(differences(companies, catalogue, on)) == []
