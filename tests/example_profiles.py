"""The profiles of examples/ and the questions put to them: all on one day, under the shipped catalogue."""

import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from api.profile_file import load_profile
from graph.loader import load_catalogue
from graph.model import Catalogue
from graph.vocabulary import PROFILES
from planner.assessment import Assessment, assess
from planner.path.plan import Plan, Request, plan
from planner.path.steps import Way
from planner.profile import Profile

EXAMPLES = Path(__file__).parent.parent / "examples"
NAMES = sorted(path.stem for path in EXAMPLES.glob("*.json"))
FICTIONAL = [name for name in NAMES if name.startswith("fictional-")]
REAL = [name for name in NAMES if name not in FICTIONAL]
ON = date(2026, 11, 21)


@cache
def catalogue() -> Catalogue:
    return load_catalogue()


@cache
def profile(name: str) -> Profile:
    return load_profile(EXAMPLES / f"{name}.json", catalogue())


def written(name: str) -> dict[str, Any]:
    """Return an example as it stands in its file."""
    return json.loads((EXAMPLES / f"{name}.json").read_text(encoding="utf-8"))


def holder(name: str) -> dict[str, Any]:
    """Return the company, park, … of an example as it stands in its file."""
    said = written(name)
    return next(said[kind] for kind in PROFILES if kind in said)


def look(of: Profile, programme: str, on: date = ON) -> Assessment:
    (found,) = assess(of, catalogue(), on, programme)
    return found


def plan_to(target: str, of: Profile, on: date = ON) -> Plan:
    return plan(of, catalogue(), on, Request((target,)))


def way_to(target: str, of: Profile) -> Way:
    """Return the best way, which there must be."""
    best = plan_to(target, of).best
    assert best is not None
    return best
