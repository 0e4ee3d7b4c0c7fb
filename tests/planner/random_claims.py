"""Random small sets of options that compete for pools, projects and caps, with what claims already made leave of them."""

from dataclasses import dataclass, field
from fractions import Fraction

from hypothesis import strategies as st

from graph.source import Clause
from planner.awards.model import Line
from planner.awards.search import CapKey, Choice, Limits, Option, Slot, Use

YEARS = (2026, 2027, 2028)
POOLS = ("province-mfg", "city-mfg", None)
KINDS = ("fixed", "ceiling", "conditional")
ITEMS = (None, "x1", "x2")
JOINT = ("fund-0", "fund-2")
Worth = tuple[Fraction, Fraction, Fraction]


@dataclass(frozen=True)
class Contest:
    """Groups of options and the limits under which they compete."""

    groups: tuple[tuple[Option, ...], ...]
    limits: Limits


def line(fund: str, year: int, amount: Fraction, kind: str) -> Line:
    payers = (("provincial", Fraction(100)),)
    return Line(fund, year, amount, payers, None, "held", kind, False, None, None, "honor", Clause(), False)


@dataclass
class Maker:
    """Draws the parts of one contest."""

    draw: st.DrawFn
    scale: Fraction = Fraction(1)
    crowd: str = ""
    room: dict[CapKey, Fraction] = field(default_factory=dict)

    def amount(self, most: int) -> Fraction:
        return self.draw(st.integers(1, most)) * self.scale

    def group(self) -> tuple[Option, ...]:
        fund = self.draw(st.sampled_from(("fund-0", "fund-3", "fund-6") if self.crowd else ("fund-0", "fund-1", "fund-2", "fund-3")))
        item = "x1" if self.crowd == "caps" else self.draw(st.sampled_from(ITEMS))
        years = self.draw(st.lists(st.sampled_from(YEARS[:2] if self.crowd else YEARS), min_size=1, max_size=3, unique=True))
        return tuple(self.option(fund, item, year) for year in years)

    def option(self, fund: str, item: str | None, year: int) -> Option:
        years = [year] if self.draw(st.booleans()) else [year, year + self.draw(st.integers(0, 1))]
        lines = tuple(line(fund, each, self.amount(9), self.draw(st.sampled_from(KINDS))) for each in years)
        pool = POOLS[int(fund[-1]) % 3]
        least, most = {"": (0, 2), "projects": (1, 2), "caps": (0, 0)}[self.crowd]
        projects = self.draw(st.sets(st.sampled_from(("p1", "p2", "p3")), min_size=least, max_size=most))
        uses: frozenset[Use] = frozenset(("project", "provincial", project) for project in projects)
        return Option(lines, (pool, year) if pool else None, uses, tuple(self.caps(fund, item, each.year) for each in lines))

    def caps(self, fund: str, item: str | None, year: int) -> tuple[CapKey, ...]:
        found = [CapKey(fund, "", "item", item)] if fund in ("fund-0", "fund-1") else []
        found += [CapKey(fund, "", "year", year)] if fund in ("fund-0", "fund-3") else []
        found += [CapKey("", "joint", "year", year)] if fund in JOINT else []
        for key in found:
            if key not in self.room:
                self.room[key] = self.draw(st.integers(0, 14)) * self.scale
        return tuple(found)


@st.composite
def contests(draw: st.DrawFn, most: int = 4) -> Contest:
    """Draw a contest, often crowded into one pool, over projects or caps; amounts are whole or sevenths, so that nothing comes out even."""
    maker = Maker(draw, draw(st.sampled_from((Fraction(1), Fraction(1, 7)))), draw(st.sampled_from(("", "projects", "caps"))))
    groups = tuple(maker.group() for _ in range(draw(st.integers(1, most))))
    slots = st.tuples(st.sampled_from(POOLS[:2]), st.sampled_from(YEARS))
    applied: dict[Slot, str] = draw(st.dictionaries(slots, st.sampled_from(("fund-0", "fund-1")), max_size=2))
    used: frozenset[Use] = frozenset(draw(st.sets(st.just(("project", "provincial", "p2")), max_size=1)))
    return Contest(groups, Limits(applied, used, maker.room))


def allowed(picked: tuple[Option | None, ...], limits: Limits) -> bool:
    """Return whether the options picked keep pools and projects."""
    used, funds = set(limits.used), dict(limits.applied)
    for option in picked:
        if option is None:
            continue
        if option.uses & used or (option.slot and funds.setdefault(option.slot, option.application) != option.application):
            return False
        used |= option.uses
    return True


def lines_of(choices: list[Choice | None]) -> list[tuple[Line, Fraction, tuple[CapKey, ...]]]:
    """Return each line chosen, what is paid on it, and its caps."""
    return [
        (paid_line, paid, choice.option.capped(place))
        for choice in choices
        if choice
        for place, (paid_line, paid) in enumerate(zip(choice.option.lines, choice.paid, strict=True))
    ]


def worth(choices: list[Choice | None]) -> Worth:
    """Return what a choice is worth: money, fixed money, earliness."""
    paid = [(one, amount) for one, amount, _ in lines_of(choices)]
    total = sum((amount for _, amount in paid), Fraction(0))
    fixed = sum((amount for one, amount in paid if one.amount_kind == "fixed"), Fraction(0))
    return total, fixed, -sum((amount * (one.year - YEARS[0]) for one, amount in paid), Fraction(0))
