"""Where the value in a cell of a form, or of a ranking key, comes from."""

from collections.abc import Iterable
from dataclasses import dataclass

from graph.reader import Fields, Node, choice, integer, positive, reference

SHOWN = ("name", "uscc", "city", "county", "rank")
TITLES = ("held", "favoured")
KINDS = ("shows", "field", "metric", "titles")
LAST = 0  # the calendar year before the day of judgement


@dataclass(frozen=True)
class Origin:
    """One thing that is known of a company; `kind` is the key that it is written with, `of` what stands there.

    `shows`: name, uscc, city, county (with its city), rank (place in the list). `field`: of a code only its first `leading` characters.
    `metric`: `year` where it is yearly, LAST for the one before the day of judgement.
    `titles`: held (all that are valid) or favoured (those whose holders the honor favours).
    """

    kind: str
    of: str
    year: int | None = None
    leading: int | None = None


def read_origin(fields: Fields, kinds: Iterable[str]) -> Origin | None:
    """Read where a value comes from, among the keys of what it is for."""
    kind = fields.one_of(kinds, "取数")
    if kind is None:
        return None
    year = fields.find("year", _year) if kind == "metric" else None
    leading = fields.find("leading", positive) if kind == "field" else None
    read = {
        "shows": choice(*SHOWN),
        "field": reference("fields"),
        "metric": reference("plain_metrics" if year is None else "yearly_metrics"),
        "titles": choice(*TITLES),
    }[kind]
    return Origin(kind, fields.take(kind, read, ""), year, leading)


def _year(node: Node) -> int | None:
    """Read a year, or `last`."""
    return LAST if node.scalar == "last" else integer(node)
