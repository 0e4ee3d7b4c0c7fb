"""The answer: lines, totals, credit, what lost. Amounts in 万元."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from graph.source import Clause

HELD, IF_GRANTED = "held", "if_granted"
Payers = tuple[tuple[str, Fraction], ...]


@dataclass(frozen=True)
class Line:
    """One sum that is claimed in one year.

    `payers`: national, provincial, municipal and their shares in %. `basis`: held, or if_granted by the plan. `amount_kind`: fixed,
    ceiling or conditional. `unconfirmed`: rests on the money not having been claimed before, which nobody has confirmed.
    `assumed`: the source gives no time for the claim. `projected`: rests on the last known figures carried forward. `honor`: the title
    rewarded, or the fund itself where it rewards none.
    """

    fund: str
    year: int
    amount: Fraction
    payers: Payers
    pool: str | None
    basis: str
    amount_kind: str
    unconfirmed: bool
    project: str | None
    subject: str | None
    honor: str
    clause: Clause
    assumed: bool
    projected: bool = False

    @property
    def counts_from(self) -> str:
        """The narrowest of the sums of `Awards` that counts it: now, path or ceiling."""
        if self.amount_kind != "fixed":
            return "ceiling"
        return "now" if self.basis == HELD else "path"


@dataclass(frozen=True)
class Credit:
    """A credit line, never added to cash."""

    fund: str
    honor: str
    amount: Fraction
    basis: str
    clause: Clause


@dataclass(frozen=True)
class Lost:
    """Money that is not in the schedule. `because`: pool, project, tier, cap, window_passed, grant_unknown, unknown."""

    fund: str
    year: int | None
    amount: Fraction
    because: str
    honor: str
    project: str | None = None


@dataclass(frozen=True)
class OpenAmount:
    """Money that depends on a project which the profile does not have: a formula, not added.

    `unknown`: nor is it known whether the fund is open to the company.
    """

    fund: str
    honor: str
    text: str
    basis: str
    clause: Clause
    unknown: bool = False


@dataclass(frozen=True)
class Totals:
    """Sums by payer; municipal includes county and district."""

    national: Fraction = Fraction(0)
    provincial: Fraction = Fraction(0)
    municipal: Fraction = Fraction(0)

    @property
    def total(self) -> Fraction:
        """The sum over all payers."""
        return self.national + self.provincial + self.municipal


@dataclass(frozen=True)
class Awards:
    """One schedule: `now` = held and fixed, `path` = all fixed, `ceiling` = all lines. `horizon` in calendar years.

    Not `proven`: there may be a schedule that pays more; the search was given up.
    """

    on: date
    horizon: int
    now: Totals
    path: Totals
    ceiling: Totals
    claims: tuple[Line, ...]
    credit: tuple[Credit, ...]
    lost: tuple[Lost, ...]
    open_amounts: tuple[OpenAmount, ...]
    proven: bool = True


def totals(lines: Iterable[Line]) -> Totals:
    """Return the sums of some lines by payer."""
    sums = {"national": Fraction(0), "provincial": Fraction(0), "municipal": Fraction(0)}
    for line in lines:
        for payer, share in line.payers:
            sums[payer] += line.amount * share / 100
    return Totals(**sums)
