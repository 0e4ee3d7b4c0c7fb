"""The cheapest path by answer-set programming: stable models allow no circular support, gates are count aggregates.

Days are candidates: those on which a stretch begins or a title comes, stands long enough, still stands or need not yet be shunned.
"""

from collections.abc import Iterator
from datetime import date
from itertools import chain

import clingo

from graph.dates import add_years
from tests.oracle.questions import DAY, Cost, Never, Opportunity, Question, Tree, Want, leaves_of

ROUNDS = 2  # how often a title granted on the day of application is put off so that it still stands later

RULES = """
{ pick(H,A,G) : may(H,A,G,_) } 1 :- honor(H).
{ have(C) } :- credential(C).

% An application counts once what it takes holds, and once whatever must come before it on the same day has been made.
apply(H,A,G) :- pick(H,A,G), may(H,A,G,N), holds(N,A), ready(H,F,A) : tie(F,H,A).
:- pick(H,A,G), not apply(H,A,G).
{ first(F,H,A) } :- tie(F,H,A).
ready(H,F,A) :- tie(F,H,A), not first(F,H,A).
ready(H,F,A) :- tie(F,H,A), apply(F,A,_).

holds(N,A) :- needed(N,A), gate(N,K), K #count { I : part(N,I,M), holds(M,A) }.
holds(N,A) :- needed(N,A), want(N,X,V), stood(X,V,A).
holds(N,A) :- needed(N,A), want(N,C,_), have(C).
stood(X,V,A) :- stands(X,V,G,F,T), apply(X,_,G), asked(X,V,A), F <= A, A <= T.

holds(N,A) :- needed(N,A), never(N,_,X), not honor(X), not credential(X).
holds(N,A) :- needed(N,A), never(N,_,C), credential(C), not have(C).
holds(N,A) :- needed(N,A), never(N,_,X), honor(X), not before(X,A), not on(X,A).
holds(N,A) :- needed(N,A), never(N,H,X), honor(X), not before(X,A), first(H,X,A).
before(X,A) :- never(N,_,X), needed(N,A), pick(X,B,G), B < A, G <= A.
on(X,A) :- pick(X,A,A).

:- target(T), honor(T), not pick(T,_,_).
:- target(T), credential(T), not have(T).
after(G) :- grant(G,_), target(T), pick(T,_,L), L >= G.

#minimize { 1@3,C : have(C) }.
#minimize { 1@by_length,H : pick(H,_,_) }.
#minimize { D@by_date,G : after(G), grant(G,D) }.
#defined gate/2. #defined part/3. #defined want/3. #defined never/3. #defined tie/3. #defined stands/5. #defined asked/3.
#defined target/1. #defined honor/1. #defined credential/1. #defined may/4. #defined needed/2. #defined grant/2.
"""


def cheapest(question: Question, objective: str) -> Cost | None:
    """Return the cost of the best answer, None where there is none."""
    priorities = {"fewest": (2, 1), "fastest": (1, 2)}[objective]
    control = clingo.Control(["0", "-c", f"by_length={priorities[0]}", "-c", f"by_date={priorities[1]}"])
    control.add("base", [], RULES + "".join(f"{fact}.\n" for fact in Facts(question).all()))
    control.ground([("base", [])])
    best: Cost | None = None
    with control.solve(yield_=True) as found:
        for model in found:
            best = _cost(question, model)
        assert found.get().exhausted
    return best


def _cost(question: Question, model: clingo.Model) -> Cost:
    atoms = model.symbols(atoms=True)
    picked = {atom.arguments[0].string: atom.arguments[2].number for atom in atoms if atom.match("pick", 3)}
    outside = sum(atom.match("have", 1) for atom in atoms)
    last = max((date.fromordinal(day) for name, day in picked.items() if name in question.targets), default=question.floor)
    return Cost(outside, len(picked), max(last, question.floor))


class Facts:
    """A question as facts of the program; days are ordinals."""

    def __init__(self, question: Question) -> None:
        self.question = question
        self.days = Candidates(question).days
        self.nodes: dict[tuple[str, Tree], int] = {}
        self.said: list[str] = []

    def all(self) -> Iterator[str]:
        question = self.question
        yield from (f'target("{name}")' for name in sorted(question.targets))
        yield from (f'credential("{name}")' for name in sorted(question.credentials))
        yield from (f'honor("{name}")' for name in question.of)
        needed: set[tuple[int, int]] = set()
        asked: set[tuple[Want | Never, date]] = set()
        grants: set[date] = set()
        for name, day, granted, one in self._applications():
            yield f'may("{name}",{day.toordinal()},{granted.toordinal()},{self._node(name, one.tree)})'
            needed |= {(node, day.toordinal()) for node in self._nodes(name, one.tree)}
            asked |= {(leaf, day) for leaf in leaves_of(one.tree)}
            grants |= {granted} if name in question.targets else set()
        yield from self.said
        yield from (f"needed({node},{day})" for node, day in sorted(needed))
        yield from self._steps(grants)
        yield from self._standing(asked)
        yield from self._ties()

    def _applications(self) -> Iterator[tuple[str, date, date, Opportunity]]:
        for name, found in self.question.of.items():
            for one in found:
                for day in self.days[name, one]:
                    yield name, day, one.result or day, one

    def _node(self, name: str, tree: Tree) -> int:
        """Return the number of a node of an honor's tree, said once."""
        key = (name, tree)
        if key in self.nodes:
            return self.nodes[key]
        number = self.nodes[key] = len(self.nodes)
        if isinstance(tree, tuple):
            self.said.append(f"gate({number},{tree[0]})")
            self.said += [f"part({number},{place},{self._node(name, part)})" for place, part in enumerate(tree[1])]
        elif isinstance(tree, Want):
            self.said.append(f'want({number},"{tree.honor}",{_variant(tree)})')
        elif isinstance(tree, Never):
            self.said.append(f'never({number},"{name}","{tree.honor}")')
        else:
            self.said.append(f"gate({number},{0 if tree else 1})")
        return number

    def _nodes(self, name: str, tree: Tree) -> Iterator[int]:
        yield self.nodes[name, tree]
        for part in tree[1] if isinstance(tree, tuple) else ():
            yield from self._nodes(name, part)

    def _steps(self, grants: set[date]) -> Iterator[str]:
        """Yield by how many days each possible completion is later than the one before."""
        before = self.question.floor
        for day in sorted(grants):
            yield f"grant({day.toordinal()},{max(day, before).toordinal() - before.toordinal()})"
            before = max(day, before)

    def _standing(self, asked: set[tuple[Want | Never, date]]) -> Iterator[str]:
        wants = sorted({leaf for leaf, _ in asked if isinstance(leaf, Want)}, key=repr)
        yield from (f'asked("{want.honor}",{_variant(want)},{day.toordinal()})' for want, day in asked if isinstance(want, Want))
        for want in wants:
            term = self.question.terms.get(want.honor)
            for granted in sorted({day for name, _, day, _ in self._applications() if name == want.honor}):
                first, last = stretch(want, granted, term)
                yield f'stands("{want.honor}",{_variant(want)},{granted.toordinal()},{first.toordinal()},{last.toordinal()})'

    def _ties(self) -> Iterator[str]:
        """Yield who shuns whom on a day on which both may apply and the one shunned is granted."""
        shuns = {
            (name, leaf.honor)
            for name, found in self.question.of.items()
            for one in found
            for leaf in leaves_of(one.tree)
            if isinstance(leaf, Never)
        }
        applied: dict[str, set[date]] = {}
        at_once: dict[str, set[date]] = {}
        for name, day, granted, _ in self._applications():
            applied.setdefault(name, set()).add(day)
            at_once.setdefault(name, set()).update({day} if day == granted else set())
        for name, shunned in sorted(shuns):
            for day in sorted(applied.get(name, set()) & at_once.get(shunned, set())):
                yield f'tie("{name}","{shunned}",{day.toordinal()})'


def _variant(want: Want) -> str:
    return f"v({want.held_for},{want.recent or 0})"


def stretch(want: Want, granted: date, term: int | None) -> tuple[date, date]:
    """Return the first and last day on which a title granted on a day is what is wanted."""
    ends = [add_years(granted, years) - DAY for years in (term, want.recent) if years is not None]
    return add_years(granted, want.held_for), min(ends, default=date.max)


class Candidates:
    """The days worth applying on, for each opportunity."""

    def __init__(self, question: Question) -> None:
        self.question = question
        self.leaves = {name: {leaf for one in found for leaf in leaves_of(one.tree)} for name, found in question.of.items()}
        self.days: dict[tuple[str, Opportunity], set[date]] = {}
        for name, found in question.of.items():
            for one in found:
                closing = one.result if one.result and one.first <= one.result <= one.last else one.first
                self.days[name, one] = {one.first, closing}
        self._forwards()
        for _ in range(ROUNDS):
            self._backwards()
            self._forwards()

    def _of(self, name: str) -> set[date]:
        return set(chain.from_iterable(self.days[name, one] for one in self.question.of.get(name, ())))

    def _grants(self, name: str) -> set[date]:
        return {one.result or day for one in self.question.of.get(name, ()) for day in self.days[name, one]}

    def _add(self, name: str, days: set[date], *, only_instant: bool = False) -> bool:
        grown = False
        for one in self.question.of.get(name, ()):
            if only_instant and one.result is not None:
                continue
            inside = {day for day in days if one.first <= day <= one.last} - self.days[name, one]
            self.days[name, one] |= inside
            grown |= bool(inside)
        return grown

    def _forwards(self) -> None:
        """Add the days on which what is wanted begins to stand, and those after which what is shunned may come."""
        grown = True
        while grown:
            grown = False
            for name, leaves in self.leaves.items():
                for leaf in sorted(leaves, key=repr):
                    if isinstance(leaf, Want):
                        grown |= self._add(name, {add_years(day, leaf.held_for) for day in self._grants(leaf.honor)})
                    else:
                        grown |= self._add(leaf.honor, self._of(name))

    def _backwards(self) -> None:
        """Add the first days on which a title that passes can be granted and still stand when it is needed."""
        for name, leaves in self.leaves.items():
            for leaf in sorted(leaves, key=repr):
                if isinstance(leaf, Want):
                    years = {self.question.terms.get(leaf.honor), leaf.recent} - {None}
                    late = {earliest(day, span) for day in self._of(name) for span in years if span}
                    self._add(leaf.honor, late, only_instant=True)


def earliest(day: date, years: int) -> date:
    """Return the first day of which a day is less than so many years away."""
    back = add_years(day, -years)
    return next(found for found in (back, back + DAY, back + 2 * DAY) if add_years(found, years) > day)
