"""The next question: the unknown on which most undecided programmes hang, weighted by what they pay."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from graph.criteria import Terms, TitleHeld
from graph.facts import Ask
from graph.model import Catalogue, Programme
from graph.requirement import Gate, everything
from graph.verdict import Verdict, any_of
from planner.assessment import held_verdict, outside, rules_on, views
from planner.errors import UnknownProgramme
from planner.facts import CompanyFacts
from planner.judging import Judged, judge
from planner.profile import Profile

EVENTS, TITLES = Ask("", "event"), Ask("", "title")
COMPANY = ""  # whose an unknown is that is no product's
Seen = tuple[tuple[CompanyFacts, Judged], ...]


@dataclass(frozen=True)
class Pivot:
    """An unknown as one view of the company has it; `topic` is what it is asked under, `owner` the product that it is about."""

    ask: Ask
    topic: Ask
    owner: str
    chance: Fraction


EVEN = Fraction(1, 2)


@dataclass(frozen=True)
class Question:
    """What to ask next: one unknown, or all events (or all titles) of which one answer disposes.

    `decides`: the programmes that hang on it, most weight first. `open`: how many questions are left, this one included; where it is
    0, everything is decided and there is nothing to ask. `products`: for each of `asks` the products (projects, …) that alone it is
    about, where the company has several, or the one has other years of the figure for itself; empty where none is to be named.
    """

    asks: tuple[Ask, ...] = ()
    decides: tuple[str, ...] = ()
    open: int = 0
    products: tuple[tuple[str, ...], ...] = ()


def next_question(profile: Profile, catalogue: Catalogue, on: date, targets: tuple[str, ...] = ()) -> Question:
    """Return the question whose answer decides most.

    Parameters
    ----------
    profile : Profile
        The company.
    catalogue : Catalogue
        The policies.
    on : datetime.date
        The day of judgement, as for an assessment.
    targets : tuple of str, optional
        Only these programmes and those whose titles they still need or may need.

    Raises
    ------
    UnknownProgramme
        If a target is not in the catalogue.

    Notes
    -----
    Each undecided programme shares out its weight (1 and the money in 万元 that it pays or its title opens; 1 alone while the customary
    rung below is not held) among its unknowns in proportion to
    the probability that the unknown is pivotal (Banzhaf), a criterion being met with probability 1/2. Vetoes come first. The
    probabilities are exact for trees that name each unknown once; O(children²) for each child of a gate.
    """
    facts = CompanyFacts(profile, catalogue, on, on)
    money = _money(facts)
    ballot = _Ballot(facts)
    for id in _cone(targets, facts) if targets else catalogue.programmes:
        seen = _undecided(catalogue.programmes[id], facts)
        if seen:
            opened = money.get(id, Fraction(0)) if _in_turn(catalogue.programmes[id], facts) else Fraction(0)
            ballot.add(id, seen, 1 + opened)
    return ballot.winner()


@dataclass
class _Ballot:
    """Collects how much of each programme hangs on each unknown."""

    facts: CompanyFacts
    worth: dict[Ask, dict[str, Fraction]] = field(default_factory=dict)
    members: dict[Ask, dict[Ask, dict[str, None]]] = field(default_factory=dict)

    def add(self, programme: str, seen: Seen, weight: Fraction) -> None:
        """Share out the weight of a programme, for any of those that may hold it, among the unknowns that can decide it."""
        pivots = list(_of_any(seen, Fraction(1), of_product=False))
        total = sum(one.chance for one in pivots)
        for one in pivots:
            shares = self.worth.setdefault(one.topic, {})
            shares[programme] = shares.get(programme, Fraction(0)) + weight * one.chance / total
            self.members.setdefault(one.topic, {}).setdefault(one.ask, {})[one.owner] = None

    def winner(self) -> Question:
        """Return the question on vetoes where there is one, else that of the greatest worth."""
        if not self.worth:
            return Question()
        topic = EVENTS if EVENTS in self.worth else min(self.worth, key=self._place)
        shares = self.worth[topic]
        decides = sorted(shares, key=lambda id: -shares[id])
        asks = tuple(sorted(self.members[topic]))
        return Question(asks, tuple(decides), len(self.worth), self._products(topic, asks))

    def _products(self, topic: Ask, asks: tuple[Ask, ...]) -> tuple[tuple[str, ...], ...]:
        """Return the products that alone each unknown is about; nothing at all where none is to be named."""
        owners = [tuple(self.members[topic][ask]) for ask in asks]
        named = tuple(() if COMPANY in some else some for some in owners)
        subjects = self.facts.profile.subjects
        told = len(subjects) > 1 or any(ask.id in one.metrics for ask in asks for one in subjects)
        return named if told and any(named) else ()

    def _place(self, topic: Ask) -> tuple[Fraction, str, str, int]:
        """Return the place in the order of asking: worth first, then the latest year."""
        return -sum(self.worth[topic].values(), Fraction(0)), topic.kind, topic.id, -(topic.year or 0)


def _of_any(seen: Seen, chance: Fraction, *, of_product: bool) -> Iterator[Pivot]:
    """Yield the unknowns of those of whom one is enough; `of_product`: a clause wants some product, no matter who holds the title."""
    chances = [_chance(judged) for _, judged in seen]
    for place, (view, judged) in enumerate(seen):
        yield from _pivots(judged, chance * _exactly(0, chances[:place] + chances[place + 1 :]), view, of_product=of_product)


def _pivots(judged: Judged, chance: Fraction, view: CompanyFacts, *, of_product: bool) -> Iterator[Pivot]:
    """Yield each unknown with the probability that it turns the root, by the chain rule along its path."""
    if chance == 0 or judged.verdict is not Verdict.UNKNOWN:
        return
    if judged.finding is not None:
        topics = [_topic(ask, view) for ask in judged.finding.asks]
        for ask, topic in zip(judged.finding.asks, topics, strict=True):
            yield Pivot(ask, topic, _owner(ask, view, of_product=of_product), chance / len(set(topics)) / topics.count(topic))
    elif isinstance(judged.rule, Gate) and judged.rule.holder is not None:
        yield from _of_any(tuple(zip(view.subjects(judged.rule.holder), judged.children, strict=True)), chance, of_product=True)
        return
    chances = [_chance(child) for child in judged.children]
    for place, child in enumerate(judged.children):
        others = chances[:place] + chances[place + 1 :]
        yield from _pivots(child, chance * _exactly(_needed(judged) - 1, others), view, of_product=of_product)


def _topic(ask: Ask, view: CompanyFacts) -> Ask:
    """Return what an unknown is asked under: a list that is not complete is asked for once, as a whole."""
    if ask.kind == "event":
        return EVENTS
    return TITLES if ask.kind == "title" and not view.holdings(ask.id) else ask


def _owner(ask: Ask, view: CompanyFacts, *, of_product: bool) -> str:
    """Return the product that an unknown is about: where the clause wants a product, or another product has an answer of its own."""
    if view.subject is None or ask.kind not in ("metric", "declaration", "title"):
        return COMPANY
    told = any(ask.id in one.metrics or ask.id in one.declarations for one in view.profile.subjects)
    held = ask.kind == "title" and any(title.honor == ask.id and title.subject for title in view.profile.titles)
    return view.subject.id if of_product or told or held else COMPANY


def _needed(judged: Judged) -> int:
    """Return how many children of a gate must be met."""
    count = judged.rule.count if isinstance(judged.rule, Gate) else None
    return len(judged.children) if count is None else count


def _chance(judged: Judged) -> Fraction:
    """Return the probability that a node is met."""
    if judged.verdict is not Verdict.UNKNOWN:
        return Fraction(judged.verdict is Verdict.MET)
    if judged.finding is not None:
        return EVEN
    chances = [_chance(child) for child in judged.children]
    return sum((_exactly(met, chances) for met in range(_needed(judged), len(chances) + 1)), Fraction(0))


def _exactly(count: int, chances: list[Fraction]) -> Fraction:
    """Return the probability that exactly `count` of independent events happen."""
    if count < 0 or count > len(chances):
        return Fraction(0)
    if 2 * count > len(chances):
        return _exactly(len(chances) - count, [1 - chance for chance in chances])
    spread = [Fraction(1)] + [Fraction(0)] * count
    for chance in chances:
        for met in range(count, 0, -1):
            spread[met] = spread[met] * (1 - chance) + spread[met - 1] * chance
        spread[0] *= 1 - chance
    return spread[count]


def _cone(targets: tuple[str, ...], facts: CompanyFacts) -> tuple[str, ...]:
    """Return the targets and the programmes whose titles they still need or may need, in the order of finding."""
    found: dict[str, None] = {}
    waiting = list(targets)
    while waiting:
        id = waiting.pop(0)
        if id not in facts.catalogue.programmes:
            raise UnknownProgramme(id, facts.catalogue.programmes)
        programme = facts.catalogue.programmes[id]
        if id not in found and held_verdict(programme, facts) is not Verdict.MET:
            found[id] = None
            requires = rules_on(programme, facts.on)[1]
            waiting += [honor for view in views(programme, facts) for honor in _titles(judge(requires, view))]
    return tuple(found)


def _titles(judged: Judged) -> Iterator[str]:
    """Yield the titles that are not held, outside of what is met without them."""
    if judged.verdict is Verdict.MET:
        return
    if isinstance(judged.rule, TitleHeld):
        yield judged.rule.honor
    for child in judged.children:
        yield from _titles(child)


def _open(programme: Programme, facts: CompanyFacts) -> bool:
    return not programme.status.shut(facts.on) and (not programme.versions or programme.version(facts.on) is not None)


def _undecided(programme: Programme, facts: CompanyFacts) -> Seen:
    """Return the judgement of an undecided programme that is open to the company, for each that may hold it; else nothing."""
    if not (programme.obtainable or programme.fund) or not _open(programme, facts):
        return ()
    seen = views(programme, facts)
    if any(held_verdict(programme, view) is Verdict.MET for view in seen):
        return ()
    found = tuple((view, _whole(programme, view)) for view in seen if not outside(programme, view))
    return found if any_of(judged.verdict for _, judged in found) is Verdict.UNKNOWN else ()


def _whole(programme: Programme, facts: CompanyFacts) -> Judged:
    """Return scope, vetoes and requirement as judged; of a title whose term is over it is asked whether it still stands."""
    vetoes, requires = rules_on(programme, facts.on)
    whole = judge(everything((*programme.scope, *vetoes, requires)), facts)
    if held_verdict(programme, facts) is not Verdict.UNKNOWN or not facts.holdings(programme.id):
        return whole
    standing = judge(TitleHeld(Terms(), None, programme.id, None, None, None), facts)
    return _any([standing, whole]) if whole.verdict is Verdict.UNKNOWN else standing


def _any(nodes: list[Judged]) -> Judged:
    rules = tuple(node.rule for node in nodes)
    return Judged(Gate("any", 1, rules), any_of(node.verdict for node in nodes), None, tuple(nodes))


def _in_turn(programme: Programme, facts: CompanyFacts) -> bool:
    """Return whether every customary rung below is held: else its money is not yet to be had."""
    held = (held_verdict(facts.catalogue.programmes[rung.honor], facts) for rung in programme.after)
    return all(verdict is Verdict.MET for verdict in held)


def _money(facts: CompanyFacts) -> dict[str, Fraction]:
    """Return what the funds pay, in 万元: for each honor that they reward, and for a fund itself what is open to it. Credit is no money."""
    paid: dict[str, Fraction] = {}
    for programme in facts.catalogue.programmes.values():
        if programme.fund is None or outside(programme, facts):
            continue
        for honor in programme.fund.claim.of or programme.fund.amount.honors() or (programme.id,):
            offers = programme.fund.amount.offers(honor, facts, facts.profile.projects)
            payments = (payment for offer in offers for payment in offer.payments if payment.kind != "credit")
            amount = sum((payment.amount for payment in payments), Fraction(0))
            for id in (honor, programme.id) if facts.holdings(honor) else (honor,):
                paid[id] = paid.get(id, Fraction(0)) + amount
    return paid
