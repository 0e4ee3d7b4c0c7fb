"""A profile that is right, and the same with one thing changed."""

import copy
from decimal import Decimal
from typing import Any

import pytest

from graph.loader import load_catalogue
from planner.errors import ProfileError
from planner.profile import Profile
from planner.profile_reader import read_profile

CATALOGUE = load_catalogue()
GONE = object()

GOOD: dict[str, Any] = {
    "enterprise": {
        "uscc": "91410400MA0000001D",
        "name": "示例电气有限公司",
        "region": "410421",
        "park": None,
        "registered_on": "2009-06-01",
        "industry": "C3823",
        "sector_class": "traditional",
        "ownership": "private",
        "legal_person": True,
        "manufacturer": True,
        "above_scale": True,
        "chains": ["新型电力（新能源）装备"],
        "listed_on": [],
    },
    "titles": [
        {
            "honor": "sme-specialized",
            "granted": "2024-09-10",
            "expires": "2027-09-09",
            "subject": None,
            "rank": None,
            "level": None,
            "renewed": None,
        }
    ],
    "titles_complete": True,
    "applications": [{"honor": "smart-factory-excellent", "year": 2025, "status": "failed", "subject": None, "result_on": "2025-11-01"}],
    "metrics": {"revenue": {"2023": 7600, "2024": 8200, "2025": Decimal("9100.01")}, "niche_since": "2012-01-01", "maturity_level": 2},
    "declarations": {"class1_ip_in_use": True},
    "events": [{"kind": "safety_accident", "severity": "larger", "on": "2024-03-02", "cleared": None, "honor": None, "reason": None}],
    "events_complete": True,
    "claims": [{"fund": "fund-specialized-city", "year": 2024, "amount": 20, "project": None, "subject": None}],
    "projects": [
        {
            "id": "p1",
            "name": "二期智能产线",
            "year": 2026,
            "equipment_software_investment": 3200,
            "total_investment": 5200,
            "instrument_investment": 0,
            "loan": {"principal": 2000, "central_interest_granted": False},
        }
    ],
    "claims_complete": False,
    "subjects": [{"id": "x1", "kind": "product", "name": "126kV 组合电器", "metrics": {}, "declarations": {}}],
}


def changed(path: str, value: Any) -> dict[str, Any]:
    """Return the good profile with the value at a pointer replaced, added or gone."""
    profile = copy.deepcopy(GOOD)
    *inside, last = [int(key) if key.isdigit() and len(key) < 4 else key for key in path.split("/")[1:]]
    place: Any = profile
    for key in inside:
        place = place[key]
    if value is GONE:
        del place[last]
    elif isinstance(place, list) and last == len(place):
        place.append(value)
    else:
        place[last] = value
    return profile


def read(path: str, value: Any) -> Profile:
    return read_profile(changed(path, value), CATALOGUE)


def faults(data: Any) -> dict[str, str]:
    with pytest.raises(ProfileError) as caught:
        read_profile(data, CATALOGUE)
    return {fault.pointer: fault.message for fault in caught.value.faults}
