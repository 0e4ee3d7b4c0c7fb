"""Profiles as the service reads them."""

import json
from typing import Any

from api.exact_json import read_json
from graph.model import Catalogue
from planner.profile import Profile
from planner.profile_reader import read_profile


def known_from(said: dict[str, Any], catalogue: Catalogue) -> Profile:
    """Return a profile that was sent as JSON."""
    return read_profile(read_json(json.dumps(said)), catalogue)
