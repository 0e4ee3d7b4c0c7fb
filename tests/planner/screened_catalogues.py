"""Random catalogues of every kind of rule, as values, to hold screening against assessment."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from random import Random

from graph.criteria import Criterion, Declared, FieldIs, MetricThreshold, NeverHeld, NoEvent, ScoreAtLeast, Terms, TitleHeld
from graph.criteria.score import Item, Part, Row, Scorecard
from graph.criteria.windows import ByField, Window
from graph.derivations import CompoundGrowth, Decline, Growth, Ratio, Rise, TimeSince, YearsSince
from graph.model import Catalogue, Claim, Defaults, Fund, Period, Programme, Region, SizeClass, Status, Validity, Version
from graph.requirement import Gate, Requirement
from graph.source import Clause
from graph.vocabulary import Declaration, EnterpriseField, EventKind, Metric, Vocabulary
from tests.planner.random_catalogues import ROUNDS, YEARLY, rare

CHANGES = ("fixed", "timed", "improvable", "improvable")
YEARLY_METRICS, PLAIN_METRICS = ("a", "b", "c"), ("p", "q")
DERIVATIONS = {
    "a_share": Ratio("a", "b"),
    "a_load": Ratio("a", "b", per=3, lag=1),
    "a_growth": Growth("a", 1),
    "a_compound": CompoundGrowth("a", 3),
    "b_fall": Decline("b", 2),
    "c_rise": Rise("c", 1),
    "years_at_new_year": TimeSince("registered_on"),
    "age_at_new_year": YearsSince("since"),
}
PLAIN_DERIVATIONS = {
    "p_share": Ratio("p", "q"),
    "years": YearsSince("since"),
    "time": TimeSince("since"),
    "age": YearsSince("registered_on"),
}
KINDS = {
    "accident": EventKind("accident", "事故", True, False, False),
    "listing": EventKind("listing", "名单", False, False, False),
    "revoked": EventKind("revoked", "取消", False, True, True),
    "removed": EventKind("removed", "移出", False, True, True),
}
SECTORS = {"old": "旧", "new": "新", "next": "未来"}
FIGURES = tuple(map(Fraction, (0, 1, 3, 5, 50, 100, 5000, "3/2", "7/3", "1/1000000", "-5")))


def words(random: Random, ids: Sequence[str]) -> Vocabulary:
    """Return words of every type."""
    named = [(id, True, None) for id in YEARLY_METRICS] + [(id, False, None) for id in PLAIN_METRICS]
    named += [(id, True, kind) for id, kind in DERIVATIONS.items()] + [(id, False, kind) for id, kind in PLAIN_DERIVATIONS.items()]
    metrics = {id: metric(random, id, yearly, kind) for id, yearly, kind in named}
    metrics["since"] = replace(metric(random, "since", False, None), type="date")
    fields = {
        "registered_on": EnterpriseField("registered_on", "成立", "date", {}, "fixed", False),
        "sector": EnterpriseField("sector", "类", "choice", SECTORS, random.choice(CHANGES), False),
        "flag": EnterpriseField("flag", "是否", "boolean", {}, random.choice(CHANGES), False),
        "markets": EnterpriseField("markets", "市场", "choices", {"甲": "甲", "乙": "乙"}, "fixed", False),
        "size": EnterpriseField("size", "规模", "choice", {"large": "大", "small": "小"}, "fixed", True),
    }
    declarations = {id: Declaration(id, id, random.choice(CHANGES), "", "") for id in ("d1", "d2", "d3")}
    cards = {"card": Scorecard("card", "评分", Clause(), "primary", tuple(part(random, id, metrics) for id in ("x", "y")))}
    names = dict.fromkeys(ids, "某项")
    return Vocabulary(metrics, declarations, KINDS, fields, {}, cards, names, names)


def metric(random: Random, id: str, yearly: bool, kind: object) -> Metric:
    change = kind.change if kind else random.choice(CHANGES)
    unit = random.choice(("万元", "人", "%"))
    return Metric(id, id, unit, yearly, "number", change, rare(random, 3), not rare(random, 4), "", "", kind)


def part(random: Random, id: str, metrics: dict[str, Metric]) -> Part:
    items = []
    for _ in range(random.randint(1, 2)):
        scores = sorted((random.choice((1, 5, 10, Fraction(5, 2), 20)) for _ in range(random.randint(1, 4))), reverse=rare(random, 2))
        rows = tuple(Row(Fraction(score), simple(random, metrics)) for score in scores)
        items.append(Item("项", (*rows, Row(Fraction(0), None)) if rare(random, 2) else rows))
    return Part(id, id, tuple(items))


def simple(random: Random, metrics: dict[str, Metric]) -> Criterion:
    return Declared(Terms(), None, random.choice(("d1", "d2", "d3"))) if rare(random, 3) else threshold(random, metrics)


def threshold(random: Random, metrics: dict[str, Metric]) -> MetricThreshold:
    """Return a threshold such as the checks of a catalogue let pass."""
    one = metrics[random.choice([id for id in metrics if id != "since"])]
    comparison = random.choice(("at_least", "at_least", "more_than", "at_most", "less_than"))
    window = _window(random, one) if one.yearly else None
    figure: object = random.choice(FIGURES)
    if rare(random, 4):
        chosen = random.sample([*SECTORS], random.randint(1, 3))
        figure = ByField("sector", tuple((name, random.choice(FIGURES)) for name in chosen))
    if rare(random, 5):
        alike = [other.id for other in metrics.values() if other.yearly == one.yearly and other.derivation is None and other.id != "since"]
        figure = random.choice(alike) if one.derivation is None else figure
    return MetricThreshold(Terms(), None, one.id, window, comparison, figure)  # type: ignore[arg-type]


def _window(random: Random, one: Metric) -> Window:
    kinds = ["last_year", "this_year", "each_of_last", "any_of_last"]
    kinds += ["sum_of_last", "average_of_last"] if one.derivation is None else one.derivation.totals
    kind = random.choice(kinds)
    return Window(kind, 1 if kind.endswith("year") else random.randint(1, 3))


def leaf(random: Random, vocabulary: Vocabulary, ids: Sequence[str]) -> Criterion:
    """Return a criterion of any kind."""
    kind = random.choice(("metric",) * 6 + ("declared", "declared", "title", "title", "title", "never", "field", "score"))
    if kind == "metric":
        return threshold(random, dict(vocabulary.metrics))
    if kind == "declared":
        return Declared(Terms(), None, random.choice(("d1", "d2", "d3")))
    if kind == "title":
        age = random.choice((None, None, "recent", "held"))
        years = random.randint(1, 3)
        return TitleHeld(
            Terms(),
            None,
            random.choice(ids),
            years if age == "recent" else None,
            years if age == "held" else None,
            random.choice((None, None, 3)),
        )
    if kind == "never":
        return NeverHeld(Terms(), None, random.choice(ids))
    if kind == "score":
        parts = random.choice(((), (("x", Fraction(5)),), (("x", Fraction(1)), ("y", Fraction(5, 2)))))
        return ScoreAtLeast(Terms(), None, "card", Fraction(random.choice((1, 5, 10, 20))), parts)
    return field(random)


def field(random: Random) -> FieldIs:
    """Return a fact that is wanted."""
    choices = (
        FieldIs(Terms(), None, ("flag",), (rare(random, 2),), False),
        FieldIs(Terms(), None, ("sector",), ("old", "new"), rare(random, 2)),
        FieldIs(Terms(), None, ("size",), ("small",), rare(random, 2)),
        FieldIs(Terms(), None, ("markets",), ("甲",), rare(random, 2)),
        FieldIs(Terms(), None, ("sector", "size"), ("new", "large"), False),
    )
    return random.choice(choices)


def veto(random: Random, ids: Sequence[str]) -> NoEvent:
    """Return a look-back."""
    kinds = tuple(random.sample([*KINDS], random.randint(1, 3)))
    about = tuple(random.sample(list(ids), min(2, len(ids)))) if rare(random, 3) else ()
    severity = random.choice(("general", "larger", "major"))
    return NoEvent(Terms(), None, kinds, severity, random.choice((None, 1, 2, 3)), rare(random, 3), about)


def tree(random: Random, vocabulary: Vocabulary, ids: Sequence[str], depth: int) -> Requirement:
    """Return a requirement of any shape."""
    if depth == 0 or rare(random, 4):
        return leaf(random, vocabulary, ids)
    if rare(random, 12):
        return Gate("some", 1, (leaf(random, vocabulary, ids),), holder="product")
    children = tuple(tree(random, vocabulary, ids, depth - 1) for _ in range(random.randint(1, 4)))
    count = random.choice((None, None, 1, random.randint(1, len(children))))
    return Gate({None: "all", 1: "any"}.get(count, "at_least"), count, children)


def programme(random: Random, id: str, vocabulary: Vocabulary, ids: Sequence[str]) -> Programme:
    """Return an honor, fund, umbrella or credential."""
    holders = random.choice((("enterprise",), ("enterprise",), ("enterprise",), ("product",), ("park",), ("enterprise", "park")))
    base = Programme(id, id, "honor", "city", holders, "", random.choice(("cn", "cn-1", "cn-1", "cn-2")), Clause())
    if id.startswith("ext"):
        return replace(base, kind="credential")
    if id.startswith("umbrella"):
        return replace(base, held_when=tree(random, vocabulary, ids, 1))
    scope = (field(random),) if rare(random, 3) else ()
    status = random.choice((Status(),) * 8 + (Status("closed"), Status("paused", date(2026, 12, 1))))
    one = replace(base, scope=scope, status=status, round=random.choice(ROUNDS), versions=versions(random, vocabulary, ids))
    if id.startswith("fund"):
        claim = Claim(tuple(random.sample(list(ids), random.randint(0, 2))), None, False, False, None)
        return replace(one, kind="fund", fund=Fund(None, (), None, claim, ()))  # type: ignore[arg-type]
    renewal = random.choice((None, "review", "reapply"))
    return replace(one, validity=Validity(random.randint(1, 3), renewal, Clause())) if renewal else one


def versions(random: Random, vocabulary: Vocabulary, ids: Sequence[str]) -> tuple[Version, ...]:
    """Return one version, at times one that has ended, or none."""
    if rare(random, 15):
        return ()
    vetoes = tuple(veto(random, ids) for _ in range(random.choice((0, 0, 1, 2))))
    if rare(random, 4):
        vetoes = (*vetoes, leaf(random, vocabulary, ids))
    period = Period(None, date(2026, 6, 30)) if rare(random, 12) else Period()
    return (Version(period, period, tree(random, vocabulary, ids, random.randint(0, 3)), vetoes),)


def any_catalogue(random: Random) -> Catalogue:
    """Return a catalogue of a few programmes in two places."""
    titles = ["h1", "h2", "h3", "ext-1"]
    ids = [*titles, "umbrella", "fund-1", "fund-2"]
    vocabulary = words(random, ids)
    programmes = {id: programme(random, id, vocabulary, titles) for id in ids}
    places = {
        "cn": Region("cn", "国", None, None),
        "cn-1": Region("cn-1", "甲", "cn", "100000"),
        "cn-2": Region("cn-2", "乙", "cn", "200000"),
    }
    sizes = (SizeClass("large", (("a", Fraction(1000)), ("b", Fraction(50)))), SizeClass("small", (("a", Fraction(0)), ("b", Fraction(0)))))
    defaults = Defaults(YEARLY, "", 1, "", Fraction(50), random.choice((2, 6)), 5, random.randint(0, 3), sizes)
    return Catalogue("random", programmes, vocabulary, {}, places, {}, defaults, {})
