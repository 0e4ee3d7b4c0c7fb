"""Screening says of every company what its own assessment says: state, verdict, gaps and unknowns counted."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from random import Random

import polars as pl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from graph.loader import SHIPPED, load_catalogue
from graph.model import Catalogue
from planner.assessment import STATES, assess
from planner.errors import UnknownProgramme
from planner.profile import Application, Profile, Title
from planner.profile_reader import read_profile
from planner.screening.compile import compile_catalogue
from planner.screening.frame import ROW, columns_of, frame_of, profile_of
from planner.screening.rows import assessed, batches, long, nearest, profiles_of, with_nearest
from tests.planner.companies import Generator
from tests.planner.screened_catalogues import any_catalogue
from tests.planner.screening_equality import differences

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.json"))
ON = date(2026, 11, 21)
DAYS = (ON, date(2026, 1, 1), date(2026, 2, 28), date(2028, 2, 29), date(2026, 6, 30))
SUITE = settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.generate],
)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue(SHIPPED)


@pytest.fixture(scope="module")
def examples(catalogue: Catalogue) -> list[Profile]:
    return [read_profile(json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal), catalogue) for path in EXAMPLES]


@SUITE
@given(st.integers(0, 10**9), st.sampled_from(DAYS))
def test_screening_equals_assessment_on_random_catalogues(seed: int, on: date) -> None:
    random = Random(seed)
    catalogue = any_catalogue(random)
    generator = Generator(catalogue, on, random)
    companies = [*generator.around_every_threshold(), *generator.around_every_event(), *generator.companies(20)]
    assert list(differences(companies, catalogue, on)) == []


def shipped_companies(catalogue: Catalogue, on: date) -> Iterator[Profile]:
    generator = Generator(catalogue, on, Random(20261121))
    yield from generator.around_every_threshold()
    yield from generator.around_every_event()
    yield from generator.around_every_term()
    yield from generator.companies(1300)


@pytest.mark.parametrize("share", range(4))
def test_screening_equals_assessment_on_and_beside_every_threshold(
    catalogue: Catalogue, share: int, request: pytest.FixtureRequest
) -> None:
    companies = list(shipped_companies(catalogue, ON))
    step = 4 if request.config.getoption("--full", default=False) else 40
    assert len(companies) >= 2000
    assert list(differences(companies[share::step], catalogue, ON)) == []


@pytest.mark.parametrize("on", [date(2026, 3, 31), date(2028, 2, 29)])
def test_screening_equals_assessment_on_other_days(catalogue: Catalogue, on: date) -> None:
    assert list(differences(Generator(catalogue, on, Random(7)).companies(40), catalogue, on)) == []


def test_examples_are_answered_alike_by_frame_or_by_themselves(catalogue: Catalogue, examples: list[Profile]) -> None:
    frame, others = frame_of(enumerate(examples, 1), catalogue)
    assert frame.height + len(others) == len(examples)
    screen = compile_catalogue(catalogue, ON, frame.columns)
    answers = pl.concat([*batches(screen, frame.lazy()), assessed(others, screen, catalogue)]).sort(ROW)
    for row, profile in zip(long(answers, screen).partition_by(ROW, maintain_order=True), examples, strict=True):
        said = [
            (one.programme.id, one.state, one.verdict and one.verdict.value, len(one.gaps), len(one.unknowns))
            for one in assess(profile, catalogue, ON)
        ]
        assert row.select("programme", "state", "verdict", "unmet", "unknown").rows() == said


def test_what_remains_of_an_example_in_a_frame_is_judged_alike(catalogue: Catalogue, examples: list[Profile]) -> None:
    companies = [reduced(profile) for profile in examples if profile.holder == "enterprise"]
    assert list(differences(companies, catalogue, ON)) == []


def reduced(profile: Profile) -> Profile:
    """Return what a frame can hold of a profile."""
    titles = {title.honor: replace(title, subject=None, level=None) for title in profile.titles}
    events = {event.kind: replace(event, reason=None) for event in profile.events}
    beyond = {"applications": (), "projects": (), "subjects": (), "claims": (), "claims_complete": False}
    return replace(profile, titles=tuple(titles.values()), events=tuple(events.values()), **beyond)


def test_a_frame_gives_back_the_profiles_that_it_was_made_of(catalogue: Catalogue) -> None:
    companies = list(Generator(catalogue, ON, Random(3)).companies(60))
    frame, others = frame_of(enumerate(companies, 1), catalogue)
    assert not others
    for row, company in zip(frame.iter_rows(named=True), companies, strict=True):
        back = profile_of(row, catalogue)
        assert replace(back, titles=(), events=()) == replace(company, titles=(), events=())
        assert {*back.titles} == {*company.titles}
        assert {*back.events} == {*company.events}


def test_a_frame_refuses_what_it_cannot_hold(catalogue: Catalogue) -> None:
    plain = Profile("enterprise", "甲", "410421", {"region": "410421"})
    beyond = [
        replace(plain, holder="park"),
        replace(plain, applications=(Application("sme-specialized", 2026, "pending"),)),
        replace(plain, titles=(Title("sme-specialized"), Title("sme-specialized"))),
        replace(plain, titles=(Title("sme-specialized", level="一级"),)),
        replace(plain, metrics={"class1_ip": Fraction(1, 10**7)}),
        replace(plain, metrics={"class1_ip": Fraction(10**12)}),
    ]
    frame, others = frame_of(enumerate([plain, *beyond], 1), catalogue)
    assert frame[ROW].to_list() == [1]
    assert [row for row, _ in others] == [2, 3, 4, 5, 6, 7]


def test_columns_that_a_table_lacks_are_unknown(catalogue: Catalogue) -> None:
    table = pl.DataFrame({ROW: [1], "enterprise/region": ["410421"]}, schema_overrides={ROW: pl.UInt32})
    screen = compile_catalogue(catalogue, ON, table.columns)
    answers = screen.screen(table.lazy()).collect()
    bare = Profile("enterprise", "", "410421", {"region": "410421"})
    for one in assess(bare, catalogue, ON):
        assert STATES[answers[f"{one.programme.id}/state"][0]] == one.state


def test_one_programme_reads_only_its_own_columns(catalogue: Catalogue) -> None:
    screen = compile_catalogue(catalogue, ON, programme="sme-specialized")
    whole = compile_catalogue(catalogue, ON)
    assert screen.programmes == ("sme-specialized",)
    assert {*screen.columns} < {*whole.columns} <= {*columns_of(catalogue, ON)}


def test_an_unknown_programme_is_refused(catalogue: Catalogue) -> None:
    with pytest.raises(UnknownProgramme):
        compile_catalogue(catalogue, ON, programme="no-such")


def test_batches_carry_the_row_and_tell_their_progress(catalogue: Catalogue) -> None:
    companies = list(Generator(catalogue, ON, Random(4)).companies(50))
    frame, _ = frame_of(enumerate(companies, 1), catalogue)
    screen = compile_catalogue(catalogue, ON, frame.columns)
    told: list[int] = []
    found = list(batches(screen, frame.lazy(), size=20, progress=told.append))
    assert [row for batch in found for row in batch[ROW]] == [*range(1, 51)]
    assert told[-1] == 50
    assert pl.concat(found).equals(
        screen.screen(frame.lazy().with_columns(pl.lit(None, pl.String).alias("enterprise/uscc")), (ROW, "enterprise/uscc")).collect()
    )


def test_long_rows_name_the_gap_that_can_be_met_earliest(catalogue: Catalogue) -> None:
    companies = list(Generator(catalogue, ON, Random(5)).companies(12))
    frame, _ = frame_of(enumerate(companies, 1), catalogue)
    screen = compile_catalogue(catalogue, ON, frame.columns, programme="sme-specialized")
    rows = long(pl.concat(batches(screen, frame.lazy())), screen)
    asked = profiles_of(frame.filter(pl.col(ROW) <= 6), catalogue)
    found = with_nearest(rows, rows.filter(pl.col(ROW) <= 6), asked, catalogue, ON)
    assert found["nearest_gap"].is_not_null().any()
    for row in found.iter_rows(named=True):
        gap = nearest(assess(companies[row[ROW] - 1], catalogue, ON, "sme-specialized")[0]) if row[ROW] <= 6 else None
        assert (row["nearest_gap"], row["earliest"]) == ((gap.text, gap.earliest) if gap else (None, None))
