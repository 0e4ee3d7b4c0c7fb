"""Random profiles that can be read, of all that the form asks."""

from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import strategies as some

from graph.loader import SHIPPED, load_catalogue

CATALOGUE = load_catalogue(SHIPPED)
WORDS = CATALOGUE.words
TEXTS = some.sampled_from(
    ["甲公司", "=1+1", "+A1", "-x", "@sum", "a,b、c", '"引号" & <b>', "二期 产线", "12", "无", "none", " 两头空 ", "true"]
)
DAYS = some.dates(date(2000, 1, 1), date(2026, 1, 1)).map(str)
NUMBERS = some.one_of(
    *(some.integers(0, 10**14), some.decimals(0, 10**9, places=6), some.sampled_from([Decimal("2.50"), Decimal("1E+3"), Decimal("0.1"), 0]))
)
HONORS = [one.id for one in CATALOGUE.programmes.values() if one.kind != "fund" and one.held_when is None]


def maybe(section: dict[str, Any]) -> some.SearchStrategy[dict[str, Any]]:
    """Return objects with some of the fields."""
    return some.fixed_dictionaries({}, optional=section)


def metric(id: str) -> some.SearchStrategy[Any]:
    """Return what a metric may be."""
    word = WORDS.metrics[id]
    if word.type == "date":
        return DAYS
    return some.dictionaries(some.integers(2019, 2026).map(str), NUMBERS, min_size=1, max_size=4) if word.yearly else NUMBERS


METRICS = some.lists(
    some.sampled_from([id for id, word in WORDS.metrics.items() if word.derivation is None]), max_size=6, unique=True
).flatmap(lambda ids: some.fixed_dictionaries({id: metric(id) for id in ids}))
IDENTITY = some.fixed_dictionaries(
    {"name": TEXTS, "region": some.sampled_from(["410421", "410400", "110000"])},
    optional={
        "uscc": some.just("91410400MA0000015T"),
        "registered_on": DAYS,
        "industry": TEXTS,
        "sector_class": some.sampled_from(["traditional", "emerging"]),
        "legal_person": some.booleans(),
        "listed_on": some.sampled_from([[], ["上交所"], ["境外"], ["上交所", "境外"]]),
        "chains": some.lists(TEXTS, max_size=3),
        "park": TEXTS,
    },
)
TITLES = some.fixed_dictionaries(
    {"honor": some.sampled_from(HONORS)},
    optional={
        "granted": some.one_of(some.just("2019"), some.just("2020-02-03")),
        "expires": some.just("2026-05-06"),
        "rank": some.integers(1, 9),
    },
)
EVENTS = some.one_of(
    some.fixed_dictionaries(
        {"kind": some.just("safety_accident"), "on": DAYS}, optional={"severity": some.just("larger"), "reason": TEXTS}
    ),
    some.fixed_dictionaries({"kind": some.just("title_revoked"), "on": DAYS, "honor": some.sampled_from(HONORS)}),
)
PROJECTS = some.fixed_dictionaries(
    {"name": TEXTS},
    optional={
        "year": some.integers(2020, 2026),
        "total_investment": NUMBERS,
        "loan": some.fixed_dictionaries({"principal": NUMBERS}, optional={"central_interest_granted": some.booleans()}),
    },
)
DECLARATIONS = some.dictionaries(some.sampled_from([*WORDS.declarations]), some.booleans(), max_size=8)
SUBJECTS = some.fixed_dictionaries(
    {"kind": some.sampled_from(["product", "case"]), "name": TEXTS}, optional={"metrics": METRICS, "declarations": DECLARATIONS}
)


@some.composite
def profiles(draw: some.DrawFn, carried: bool = True) -> dict[str, Any]:
    """Return a profile; `carried`: with what the questionnaire does not ask as well."""
    found: dict[str, Any] = {draw(some.sampled_from(["enterprise", "institution"])): draw(IDENTITY)}
    for section, item in (("titles", TITLES), ("events", EVENTS), ("projects", PROJECTS), ("subjects", SUBJECTS)):
        found[section] = draw(some.lists(item, max_size=3))
    for section, lead in (("projects", "q"), ("subjects", "s")):
        for place, row in enumerate(found[section], 1):
            row["id"] = f"{lead}{place}"
    if found["subjects"] and found["titles"]:
        found["titles"][0]["subject"] = "s1"
    found["metrics"] = draw(METRICS)
    found["declarations"] = draw(DECLARATIONS)
    found |= draw(maybe({"titles_complete": some.booleans(), "events_complete": some.booleans()}))
    if carried:
        found["claims"] = draw(
            some.lists(some.just({"fund": "fund-specialized-city", "year": 2024, "amount": Decimal("20.5")}), max_size=1)
        )
        return found
    for row in (*found["titles"], *found["events"]):
        for id in ("rank", "reason"):
            row.pop(id, None)
    return found
