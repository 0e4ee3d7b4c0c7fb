"""Two versions of a profile, field by field, in the words of its readers."""

import re
from dataclasses import dataclass

from api.accounts.profiles import changes
from api.exact_json import read_json
from api.profile_text import place_text
from graph.model import Catalogue

_QUOTED = re.compile("“([a-z][a-z0-9-]*)”")


@dataclass(frozen=True)
class Change:
    """A place of a profile, and what became of it."""

    place: str
    said: str


def comparison(old: str, new: str, catalogue: Catalogue) -> list[Change]:
    """Return where the texts of two profiles differ; ids of programmes are told by their names."""
    found = changes(read_json(old), read_json(new))
    return [Change(place_text(one["pointer"], catalogue), _named(one["message"], catalogue)) for one in found]


def _named(said: str, catalogue: Catalogue) -> str:
    names = catalogue.words.names
    return _QUOTED.sub(lambda quoted: f"“{names.get(quoted[1], quoted[1])}”", said)
