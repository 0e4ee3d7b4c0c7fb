"""The files that go into a cultivation list beside the companies: moves by hand, last year's list, weights of a quota."""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

from api.errors import BadInput
from api.exact_json import DuplicateKey, NotJson, read_json
from api.rows_file import Column, Row, read_rows
from graph.model import Catalogue
from planner.cultivation.change import Earlier
from planner.cultivation.drawing import Cultivated
from planner.cultivation.moves import Move

MOVES = (
    Column("company", ("企业", "统一社会信用代码", "企业名称")),
    Column("position", ("次序", "名次")),
    Column("reason", ("理由", "原因")),
    Column("who", ("经办人",)),
    Column("when", ("日期", "时间"), needed=False),
)
WEIGHTS = (Column("region", ("地区", "地市")), Column("weight", ("权重", "工业增加值")))
LARGEST_LIST = 500_000_000  # bytes


def read_moves(path: Path) -> list[Move]:
    """Return the moves in a file.

    Raises
    ------
    BadInput
        With every place that is no number; what else is wrong shows when the list is drawn up.
    """
    rows = read_rows(path, MOVES)
    faults = [f"{row.place}：次序“{row.cells.get('position', '')}”不是正整数，应如 3" for row in rows if _whole(row) is None]
    if faults:
        raise BadInput(faults)
    return [_move(row) for row in rows]


def _whole(row: Row) -> int | None:
    written = row.cells.get("position", "")
    return int(written) if written.isascii() and written.isdigit() and len(written) < 10 else None


def _move(row: Row) -> Move:
    company, reason, who, when = (row.cells.get(name, "") for name in ("company", "reason", "who", "when"))
    return Move(company, _whole(row) or 0, reason, who, when, row.place)


def read_weights(path: Path, catalogue: Catalogue) -> dict[str, Fraction]:
    """Return the weights in a file by region; a code of the catalogue stands for its name.

    Raises
    ------
    BadInput
        With every fault: a region that is missing or there twice, a weight that is no number or negative, all weights zero.
    """
    names = {region.code: region.name.partition("（")[0] for region in catalogue.regions.values() if region.code}
    found: dict[str, Fraction] = {}
    rows = read_rows(path, WEIGHTS)
    shares = [row.cells.get("weight", "").endswith(("%", "％")) for row in rows]
    faults = [f"{path}：有的权重带百分号，有的不带，应统一写法"] if len(set(shares)) > 1 else []
    for row in rows:
        written = row.cells.get("region", "")
        region, weight = names.get(written, written), _number(row.cells.get("weight", ""))
        faults += [f"{row.place}：{what}" for what in _wrong(region, weight, row, found)]
        found.setdefault(region, weight or Fraction(0))
    if not faults and not any(found.values()):
        faults.append(f"{path}：权重全为零，无法分配" if found else f"{path}：没有地区，表头之下每个地区写一行")
    if faults:
        raise BadInput(faults)
    return found


def _wrong(region: str, weight: Fraction | None, row: Row, found: dict[str, Fraction]) -> Iterator[str]:
    if not region:
        yield "缺少地区"
    elif region in found:
        yield f"地区“{region}”重复，同一地区只写一行"
    if weight is None:
        yield f"权重“{row.cells.get('weight', '')}”不是数，应如 1520.5 或 13.6%"
    elif weight < 0:
        yield f"权重 {row.cells.get('weight', '')} 为负，应为零或正数"


def _number(written: str) -> Fraction | None:
    """Return a decimal number exactly; thousands and a percent sign may stand in it."""
    plain = written.replace(",", "").replace("，", "").removesuffix("%").removesuffix("％").strip()
    digits = plain.removeprefix("-").replace(".", "", 1)
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 30) or plain.endswith("."):
        return None
    return Fraction(plain)


def read_list(path: Path, found: Cultivated) -> tuple[int, list[Earlier]]:
    """Return the year and the companies of a list that this command wrote, of the same honor and place.

    Raises
    ------
    BadInput
        If it is none, or of another honor or place.
    """
    data = _json(path)
    wanted = {"honor": found.call.library.honor, "region": found.place.code if found.place else None}
    if not isinstance(data, dict) or not {*wanted, "year", "candidates", "near", "undecided", "excluded"} <= data.keys():
        raise BadInput([f"{path}：不是 tidu cultivate 写出的名单（list.json）"])
    faults = [
        f"{path}：{name} 是 {data[name]}，本次是 {right}，只能与同一荣誉、同一地区的名单比较"
        for name, right in wanted.items()
        if data[name] != right
    ]
    if faults:
        raise BadInput(faults)
    try:
        return data["year"], companies_in(data)
    except (KeyError, TypeError, AttributeError):
        raise BadInput([f"{path}：名单不完整，应为 tidu cultivate 写出、未经改动的 list.json"]) from None


def companies_in(answer: dict[str, Any]) -> list[Earlier]:
    """Return the companies of a list that `list_answer` gave."""
    return [_earlier(one, group) for group in ("candidates", "near", "undecided", "excluded") for one in answer[group]]


def _json(path: Path) -> Any:
    try:
        if path.stat().st_size > LARGEST_LIST:
            raise BadInput([f"{path}：文件过大，应为 tidu cultivate 写出的 list.json"])
        return read_json(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise BadInput([f"{path}：没有这个文件，请核对路径"]) from None
    except (OSError, ValueError, NotJson, DuplicateKey):
        raise BadInput([f"{path}：无法读作 JSON，应为 tidu cultivate 写出的 list.json"]) from None


def _earlier(one: dict[str, Any], group: str) -> Earlier:
    return Earlier(one["uscc"] or "", one["name"], group, bool(one.get("listed")), one.get("rank"), one.get("why") or "")
