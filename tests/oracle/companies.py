"""Random companies before the shipped catalogue: figures near its thresholds, titles, events, claims; a seed is a case."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from functools import cache
from random import Random

from graph.criteria import MetricThreshold
from graph.criteria.event import SEVERITIES
from graph.facts import Event
from graph.loader import load_catalogue
from graph.model import Catalogue
from graph.requirement import leaves
from planner.path.plan import Request
from planner.profile import Application, Fact, PaidClaim, Profile, ProjectFacts, Title
from tests.oracle.large_catalogues import some
from tests.planner.random_catalogues import Case, rare

YEARS = range(2021, 2026)
DAYS = (date(2026, 1, 1), date(2026, 2, 5), date(2026, 6, 30), date(2026, 11, 21), date(2027, 3, 1))
REGIONS = ("410400", "410402", "410402", "410421", "410421", "410472", "410481", "410482", "410425", "410300")
SIZES = ((40, 1500), (150, 9000), (600, 30000), (1500, 60000))  # employees, revenue in 万元
NEAR = (Fraction(1, 2), Fraction(99, 100), Fraction(1), Fraction(101, 100), Fraction(3, 2))


@cache
def shipped() -> Catalogue:
    """Return the shipped catalogue."""
    return load_catalogue()


@cache
def thresholds() -> Mapping[str, tuple[Fraction, ...]]:
    """Return the figures that the clauses demand of each metric."""
    found: dict[str, set[Fraction]] = defaultdict(set)
    for programme in shipped().programmes.values():
        for rule in (rule for version in programme.versions for rule in leaves(version.requires)):
            if isinstance(rule, MetricThreshold) and isinstance(rule.figure, Fraction):
                found[rule.metric].add(rule.figure)
    return {metric: tuple(sorted(figures)) for metric, figures in found.items()}


def company_case(seed: int) -> Case:
    """Return the question of a seed: a path to one of the honors that can be obtained."""
    random = Random(seed)
    programmes = shipped().programmes
    honors = sorted(id for id, programme in programmes.items() if programme.obtainable)
    targets = (random.choice(honors), random.choice(honors)) if rare(random, 4) else (random.choice(honors),)
    request = Request(
        targets,
        objective=random.choice(("fewest", "fastest")),
        strict=rare(random, 3),
        horizon=random.randint(2, 6),
        alternatives=random.choice((0, 3)),
    )
    return Case(company(random), shipped(), random.choice(DAYS), request)


def company(random: Random) -> Profile:
    """Return a company."""
    titles = _titles(random)
    return Profile(
        "enterprise",
        "某公司",
        random.choice(REGIONS),
        _identity(random),
        titles=titles,
        titles_complete=not rare(random, 5),
        applications=_applications(random),
        metrics=_metrics(random),
        declarations={id: not rare(random, 3) for id in shipped().words.declarations if not rare(random, 4)},
        events=_events(random),
        events_complete=rare(random, 2),
        claims=_claims(random),
        claims_complete=rare(random, 2),
        projects=_projects(random),
    )


def _identity(random: Random) -> dict[str, object]:
    facts = {
        "registered_on": date(random.choice((2005, 2018, 2023, 2025)), random.randint(1, 12), 15),
        "industry": random.choice(("C3823", "C3011", "I6510")),
        "sector_class": random.choice(("traditional", "emerging", "future")),
        "ownership": random.choice(("private", "local_soe", "central_soe", "foreign_invested")),
        "legal_person": not rare(random, 20),
        "manufacturer": not rare(random, 10),
        "above_scale": not rare(random, 5),
        "chains": random.choice(((), ("新型电力（新能源）装备",))),
        "listed_on": random.choice(((), (), ("深交所",))),
    }
    return {name: fact for name, fact in facts.items() if not rare(random, 20)}


def _metrics(random: Random) -> dict[str, Fact | Mapping[int, Fraction]]:
    employees, revenue = random.choice(SIZES)
    usual = {"employees": employees, "revenue": revenue}
    figures: dict[str, Fact | Mapping[int, Fraction]] = {}
    for id, metric in shipped().words.metrics.items():
        if metric.derivation or rare(random, 5):
            continue
        if metric.type == "date":
            figures[id] = date(random.choice((2012, 2021, 2023, 2024)), random.randint(1, 12), random.choice((1, 28)))
        elif metric.yearly:
            figures[id] = {year: _near(random, id, usual.get(id)) for year in _years(random)}
        else:
            figures[id] = _near(random, id, None)
    return figures | _shares(random, figures.get("revenue"))


def _years(random: Random) -> range:
    return YEARS[random.randint(0, 3) : len(YEARS) - rare(random, 4)]


def _near(random: Random, metric: str, usual: int | None) -> Fraction:
    bases = (Fraction(usual),) if usual else thresholds().get(metric, (Fraction(10),))
    return random.choice(bases) * random.choice(NEAR)


def _shares(random: Random, revenue: object) -> dict[str, Mapping[int, Fraction]]:
    """Return figures that are some share of the revenue, so that the ratios lie near their thresholds."""
    if not isinstance(revenue, Mapping):
        return {}
    percents = {"rd_expense": (3, 6), "main_revenue": (70, 90), "net_profit": (5, 10)}
    return {id: {year: revenue[year] * random.choice(percents[id]) / 100 * random.choice(NEAR[1:4]) for year in revenue} for id in percents}


def _titles(random: Random) -> tuple[Title, ...]:
    ids = [id for id, programme in shipped().programmes.items() if programme.kind == "credential" or programme.obtainable]
    return tuple(_title(random, id) for id in random.sample(ids, random.randint(0, 6)))


def _title(random: Random, id: str) -> Title:
    granted = random.choice((None, date(2022, 6, 1), date(2023, 12, 31), date(2024, 9, 10), date(2025, 11, 20)))
    expires = random.choice((None, None, None, date(2025, 12, 31), date(2026, 12, 31), date(2027, 9, 9)))
    return Title(id, granted, expires, rank=random.choice((None, None, 1, 4)))


def _applications(random: Random) -> tuple[Application, ...]:
    """Return pending applications; for customary rungs see test_path_differences."""
    programmes = shipped().programmes
    rungs = {rung.honor for programme in programmes.values() for rung in programme.after}
    ids = sorted(id for id, programme in programmes.items() if programme.obtainable and id not in rungs)
    return tuple(Application(id, 2025, "pending", None, random.choice((None, date(2026, 12, 1)))) for id in some(random, ids))


def _events(random: Random) -> tuple[Event, ...]:
    return tuple(_event(random) for _ in range(random.choice((0, 0, 1, 2))))


def _event(random: Random) -> Event:
    kind = random.choice(list(shipped().words.events.values()))
    on = date(random.choice((2023, 2024, 2025)), random.randint(1, 12), random.choice((1, 10, 28)))
    honor = random.choice(sorted(shipped().programmes)) if kind.honor else None
    severity = random.choice((None, *SEVERITIES)) if kind.severities else None
    return Event(kind.id, on, severity, random.choice((None, None, date(2025, 12, 31))), honor)


def _claims(random: Random) -> tuple[PaidClaim, ...]:
    funds = sorted(id for id, programme in shipped().programmes.items() if programme.fund)
    found = (PaidClaim(fund, random.randint(2024, 2026), None, random.choice((None, "p1"))) for fund in some(random, funds))
    return tuple(found)


def _projects(random: Random) -> tuple[ProjectFacts, ...]:
    figures = shipped().words.project_figures
    ids = ("p1", "p2", "p3")[: random.randint(0, 3)]
    return tuple(ProjectFacts(id, id, random.choice((None, 2026, 2027)), _figures(random, figures)) for id in ids)


def _figures(random: Random, names: Mapping[str, str]) -> dict[str, Fraction]:
    return {name: Fraction(random.choice((0, 900, 2000, 3200, 12000))) for name in names}
