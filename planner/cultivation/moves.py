"""Rows that staff move by hand, with a reason: applied after the ranking, never hiding it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from planner.cultivation.standing import Standing
from planner.errors import PlannerError


@dataclass(frozen=True)
class Move:
    """A company (its code or its name) to a place in the list; `written` is where the move stands, for messages."""

    company: str
    position: int
    reason: str
    who: str = ""
    when: str = ""
    written: str = ""


class BadMoves(PlannerError):
    """Moves that cannot be made, all of them."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.lines = tuple(lines)
        super().__init__("\n".join(self.lines))


def moved(
    ranked: Sequence[Standing], others: Sequence[Standing], moves: Sequence[Move]
) -> tuple[tuple[Standing, ...], dict[tuple[str, str], Move]]:
    """Return the candidates in their final order, and the moves by company.

    Those moved stand where they were put; the rest keep their order around them.

    Parameters
    ----------
    ranked : sequence of Standing
        The candidates, best first.
    others : sequence of Standing
        Near, undecided and excluded companies: known, but not to be moved.
    moves : sequence of Move
        Places count from 1.

    Raises
    ------
    BadMoves
        With every fault: a company that is unknown, ambiguous, no candidate or moved twice; a place that is taken twice or not there;
        a reason or a name of who moved it that is missing.
    """
    found = {move: _named(move.company, ranked) for move in moves}
    faults = [f"{move.written}：{what}" for move in moves for what in _faults(move, found[move], others, len(ranked))]
    faults += [f"{move.written}：{what}" for move, what in _clashes(moves, found)]
    if faults:
        raise BadMoves(faults)
    put = {move.position: found[move][0] for move in moves}
    by_hand = {found[move][0].key: move for move in moves}
    rest = iter([one for one in ranked if one.key not in by_hand])
    order = tuple(put[place] if place in put else next(rest) for place in range(1, len(ranked) + 1))
    return order, by_hand


def _named(company: str, among: Sequence[Standing]) -> list[Standing]:
    return [one for one in among if company and company in (one.uscc, one.name)]


def _faults(move: Move, found: list[Standing], others: Sequence[Standing], count: int) -> Iterator[str]:
    if not move.company:
        yield "缺少企业，应填统一社会信用代码或企业名称"
    elif len(found) > 1:
        yield f"有 {len(found)} 家企业叫“{move.company}”，应改填统一社会信用代码"
    elif not found and _named(move.company, others):
        yield f"“{move.company}”不是候选企业，不能调整次序"
    elif not found:
        yield f"名单中没有“{move.company}”，请核对统一社会信用代码或企业名称"
    if not 1 <= move.position <= count:
        yield f"次序 {move.position} 不在名单之内，应为 1 至 {count}"
    if not move.reason:
        yield "缺少理由，应写明为什么调整"
    if not move.who:
        yield "缺少经办人，应写明是谁调整的"


def _clashes(moves: Sequence[Move], found: dict[Move, list[Standing]]) -> Iterator[tuple[Move, str]]:
    places = Counter(move.position for move in moves)
    companies = Counter(one.key for move in moves for one in found[move][:1])
    for move in moves:
        if places[move.position] > 1:
            yield move, f"次序 {move.position} 有 {places[move.position]} 家企业，同一次序只能放一家"
        if found[move] and companies[found[move][0].key] > 1:
            yield move, f"“{move.company}”调整了 {companies[found[move][0].key]} 次，只能写一次"
