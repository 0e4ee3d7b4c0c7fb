"""Choosing among what may be claimed: at most one application per pool and year, no project twice from one payer."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from graph.facts import Holding
from graph.model import Catalogue, Fund
from planner.awards.model import Awards, Lost, totals
from planner.awards.options import Option, find_options
from planner.facts import CompanyFacts
from planner.profile import PaidClaim, Profile

Worth = tuple[Fraction, Fraction, int]


def awards(profile: Profile, catalogue: Catalogue, on: date, horizon: int | None = None, granted: tuple[Holding, ...] = ()) -> Awards:
    """Return the schedule of claims that pays most: most in all, then most that is fixed, then earliest.

    Parameters
    ----------
    profile : Profile
        The company, with its titles, claims and projects.
    catalogue : Catalogue
        The policies.
    on : datetime.date
        The day from which claims are made.
    horizon : int, optional
        Calendar years looked at, the current one included.
    granted : tuple[Holding, ...]
        Titles that a plan grants, with their dates.

    Notes
    -----
    Exact: depth-first branch and bound over one option per fund and honor; exponential only in those that share a pool or project.
    """
    years = range(on.year, on.year + (horizon or catalogue.defaults.award_years))
    facts = CompanyFacts(profile, catalogue, on, on)
    options = find_options(facts, granted, years)
    taken = {(fund.pool, claim.year): claim.fund for claim, fund in _paid(profile, catalogue) if fund.pool}
    spent = frozenset((payer, claim.project) for claim, fund in _paid(profile, catalogue) if claim.project for payer, _ in fund.payers)
    chosen = best_choice(options.groups, taken, spent)
    lines = tuple(
        sorted((line for option in chosen if option for line in option.lines), key=lambda line: (line.year, line.fund, line.honor))
    )
    lost = [_lost(group, chosen, taken) for group, option in zip(options.groups, chosen, strict=True) if option is None]
    return Awards(
        on,
        len(years),
        now=totals(line for line in lines if line.basis == "held" and line.amount_kind == "fixed"),
        path=totals(line for line in lines if line.amount_kind == "fixed"),
        ceiling=totals(lines),
        claims=lines,
        credit=tuple(options.credit),
        lost=(*options.lost, *lost),
        open_amounts=tuple(options.open_amounts),
    )


def _paid(profile: Profile, catalogue: Catalogue) -> list[tuple[PaidClaim, Fund]]:
    """Return the claims already made, each with its fund."""
    return [(claim, fund) for claim in profile.claims if (fund := catalogue.programmes[claim.fund].fund) is not None]


Taken = dict[tuple[str, int], str]
Spent = frozenset[tuple[str, str]]


def best_choice(groups: list[tuple[Option, ...]], taken: Taken, spent: Spent) -> list[Option | None]:
    """Return for each group the option taken (or None) in the choice that is worth most.

    Parameters
    ----------
    groups : list[tuple[Option, ...]]
        Options of which at most one per group can be taken.
    taken : dict[(pool, year), fund]
        Applications already made.
    spent : frozenset[(payer, project)]
        Projects already supported.

    Notes
    -----
    Worth is (amount, fixed amount, minus the sum of years), compared in this order. Exact; groups that share nothing are chosen apart.
    """
    chosen: list[Option | None] = [None] * len(groups)
    for component in _components(groups):
        best = _Search([groups[index] for index in component], taken, spent).run()
        for index, option in zip(component, best, strict=True):
            chosen[index] = option
    return chosen


def _components(groups: list[tuple[Option, ...]]) -> list[list[int]]:
    """Return the groups put together that share a pool or a project at a payer."""
    parts: list[tuple[set[object], list[int]]] = []
    for index, group in enumerate(groups):
        keys: set[object] = {option.pool[0] for option in group if option.pool}
        keys |= {key for option in group for key in option.projects}
        joined = [part for part in parts if part[0] & keys]
        parts = [part for part in parts if not part[0] & keys]
        parts.append((keys.union(*(part[0] for part in joined)), [*sorted(i for part in joined for i in part[1]), index]))
    return [part[1] for part in sorted(parts, key=lambda part: part[1][0])]


@dataclass
class _Search:
    groups: list[tuple[Option, ...]]
    taken: Taken
    spent: Spent

    def run(self) -> list[Option | None]:
        """Return the best choice, found depth first with the greatest worth that the rest could still add as bound."""
        order = sorted(range(len(self.groups)), key=lambda index: -max(option.amount for option in self.groups[index]))
        ahead = [_most(self.groups[index]) for index in order]
        rest: list[Worth] = [(Fraction(0), Fraction(0), 0)]
        for worth in reversed(ahead):
            rest.insert(0, _plus(worth, rest[0]))
        self.best: list[Option | None] = [None] * len(order)
        self.best_worth: Worth | None = None
        self._go(order, 0, [], (Fraction(0), Fraction(0), 0), rest, dict(self.taken), self.spent)
        chosen: list[Option | None] = [None] * len(order)
        for index, option in zip(order, self.best, strict=True):
            chosen[index] = option
        return chosen

    def _go(
        self, order: list[int], depth: int, picked: list[Option | None], worth: Worth, rest: list[Worth], taken: Taken, spent: Spent
    ) -> None:
        if self.best_worth is not None and _plus(worth, rest[depth]) <= self.best_worth:
            return
        if depth == len(order):
            self.best, self.best_worth = list(picked), worth
            return
        for option in sorted(self.groups[order[depth]], key=lambda o: (-o.amount, -o.fixed, o.year)):
            fund = option.lines[0].fund
            if (option.pool and taken.get(option.pool, fund) != fund) or option.projects & spent:
                continue
            now = {**taken, option.pool: fund} if option.pool else taken
            self._go(order, depth + 1, [*picked, option], _plus(worth, _worth(option)), rest, now, spent | option.projects)
        self._go(order, depth + 1, [*picked, None], worth, rest, taken, spent)


def _worth(option: Option) -> Worth:
    return option.amount, option.fixed, -option.year


def _most(group: tuple[Option, ...]) -> Worth:
    """Return the greatest worth that a group can add: sums keep the order of worths, so sums of these bound from above."""
    return max((Fraction(0), Fraction(0), 0), *map(_worth, group))


def _plus(one: Worth, other: Worth) -> Worth:
    return one[0] + other[0], one[1] + other[1], one[2] + other[2]


def _lost(group: tuple[Option, ...], chosen: list[Option | None], taken: Taken) -> Lost:
    best = max(group, key=lambda option: option.amount)
    line = best.lines[0]
    used = {key for option in chosen if option for key in option.projects}
    because = "project" if all(option.projects & used for option in group) else "pool"
    return Lost(line.fund, best.year, best.amount, because, line.honor, line.project)
