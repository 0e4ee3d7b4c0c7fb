"""What one cell says, exactly, or in Chinese what would be right: the rules of the profile's reader, for what people write in tables.

A cell is a text (stripped, not empty), a number as a workbook keeps it (a binary float, of which fifteen digits count, as Excel shows
them), a Decimal or whole number, a day, or yes or no.
"""

import difflib
import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from marshmallow import ValidationError

from api.tables.columns import Column
from planner.profile_fields import FIRST_DAY, LAST_DAY, MOST_ENTRIES, Text, Uscc, quoted

SCALE, DECIMALS, DIGITS = 1_000_000, 6, 12  # a figure is kept in millionths of its unit
HIGHEST_RANK = 10_000
YES = frozenset({"是", "有", "true", "yes", "y", "√", "✓", "✔"})
NO = frozenset({"否", "无", "没有", "false", "no", "n", "×", "✗", "✘"})
NOTHING = frozenset({"无", "没有", "(没有)", "(无)"})
NEVER = NO | {"未发生", "没有发生"}
_SERIAL = datetime(1899, 12, 30)
_SERIALS = range(10_000, 73_416)  # five digits, up to 2100: neither a year nor a day written as one number
_NUMBER = re.compile(r"[-+]?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?")
_POWER = re.compile(r"[-+]?\d+(\.\d+)?e[-+]?\d+", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"\(([\d.,]+)\)")
_WITH_UNIT = re.compile(r"([-+]?[\d,]*\.?\d+)\s*(万|亿|元|万元|亿元|千元|百万元|%|[^\d\s.,]{1,8})")
_MONEY = {"元": Decimal("0.0001"), "千元": Decimal("0.1"), "万": Decimal(1), "万元": Decimal(1), "百万元": Decimal(100)}
_MONEY |= {"亿": Decimal(10_000), "亿元": Decimal(10_000)}
_DAY = re.compile(r"(\d{4})(?:[-/.]|年)(\d{1,2})(?:[-/.]|月)(\d{1,2})日?(?: ?0?0:00(:00(\.0+)?)?)?")
_PACKED_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})")
_MONTH = re.compile(r"(\d{4})(?:[-/.]|年)(\d{1,2})月?")
_YEAR = re.compile(r"(\d{4})年?度?")
_PROVINCES = ("省", "自治区")
_LIST = re.compile(r"[、;；\n]+")
_CHOICES = re.compile(r"[、;；，,\s]+")


def read_cell(value: Any, column: Column) -> Any:
    """Return what a cell of a column says.

    Raises
    ------
    ValueError
        With what is wrong and what would be right.
    """
    return READERS[column.kind](value, column)


def folded(text: str) -> str:
    """Return a text with its full-width signs as plain ones.

    >>> folded("３％")
    '3%'
    """
    return unicodedata.normalize("NFKC", text).strip()


def number(value: Any, column: Column) -> int:
    """Return a figure in millionths of its unit."""
    exact = _decimal(value, column)
    if exact < 0 and not column.signed:
        raise ValueError("不能为负，应为零或正数")
    if exact.adjusted() >= DIGITS and exact:
        raise ValueError(f"数过大，整数部分最多 {DIGITS} 位{_counted_in(column)}")
    scaled = exact * SCALE
    if scaled != scaled.to_integral_value():
        finer = "金额细于分，以万元计" if column.unit == "万元" else "小数位数过多，"
        raise ValueError(f"{finer}最多 {DECIMALS} 位小数，请四舍五入（ROUND）后再填")
    return int(scaled)


def _decimal(value: Any, column: Column) -> Decimal:
    if isinstance(value, bool | date | time | timedelta):
        raise ValueError("不是数，应为数，如 9100（单元格格式应为“数值”，不是日期或时间）")
    if isinstance(value, float):
        value = Decimal(f"{value:.15g}")
    if isinstance(value, int | Decimal):
        if not Decimal(value).is_finite():
            raise ValueError("不是有限的数，应为数，如 9100；没有数据请留空")
        return Decimal(value)
    said = folded(value).replace(" ", "")
    if column.percent and said.endswith("%"):
        said = said[:-1]
    if not _NUMBER.fullmatch(said):
        raise ValueError(_no_number(said, value, column))
    return Decimal(said.replace(",", ""))


def _no_number(said: str, value: str, column: Column) -> str:
    with_unit = _WITH_UNIT.fullmatch(said)
    if with_unit:
        return _other_unit(with_unit[1].replace(",", ""), with_unit[2], column)
    if _IN_BRACKETS.fullmatch(said):
        return f"括号不表示负数，应写成 -{said[1:-1].replace(',', '')}"
    if _POWER.fullmatch(said):
        return "是科学计数法，可能丢了位数，请写出全部数字，如 120000000"
    return f"{quoted(value)}不是数，应为数，如 9100；没有数据请留空，确为零写 0"


def _other_unit(figure: str, unit: str, column: Column) -> str:
    if unit == "%":
        return f"{quoted(figure + unit)}是百分数，此列不以百分比计，应只写数{_counted_in(column)}"
    if unit == column.unit:
        return f"单位已写在标题里，应只写数：{figure}"
    if column.unit == "万元" and unit in _MONEY:
        return f"此列以万元计，应只写数：{(Decimal(figure) * _MONEY[unit]).normalize():f}"
    return f"{quoted(figure + unit)}带有文字，应只写数{_counted_in(column)}"


def _counted_in(column: Column) -> str:
    return f"（单位：{column.unit}）" if column.unit else ""


def rank(value: Any, column: Column) -> int:
    """Return a place."""
    exact = _decimal(value, column)
    if exact != exact.to_integral_value() or not 1 <= exact <= HIGHEST_RANK:
        raise ValueError(f"应为名次，1 至 {HIGHEST_RANK} 的整数，如 3")
    return int(exact)


def day(value: Any, column: Column) -> date:
    """Return a day."""
    if isinstance(value, datetime):
        value = _midnight(value)
    if isinstance(value, date):
        return _within(value)
    if isinstance(value, bool | time | timedelta):
        raise ValueError("不是日期，应为日期，如 2024-09-10")
    said = _digits(value) if isinstance(value, int | float | Decimal) else folded(value)
    if said.isdigit() and int(said) in _SERIALS:
        return _within((_SERIAL + timedelta(days=int(said))).date())
    found = _DAY.fullmatch(said) or _PACKED_DAY.fullmatch(said)
    if found:
        return _calendar(int(found[1]), int(found[2]), int(found[3]))
    if _YEAR.fullmatch(said):
        raise ValueError(f"只有年份，应写到日，如 {said[:4]}-09-10")
    month = _MONTH.fullmatch(said)
    if month:
        raise ValueError(f"只写到月，应写到日，如 {month[1]}-{month[2]:0>2}-10")
    raise ValueError(f"{quoted(value)}不是日期，应为日期，如 2024-09-10")


def _digits(value: Any) -> str:
    exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    return str(int(exact)) if exact.is_finite() and exact == exact.to_integral_value() else str(value)


def _midnight(value: datetime) -> date:
    if value.time() != time():
        raise ValueError("带有钟点，应只写日期，如 2024-09-10")
    return value.date()


def _calendar(year: int, month: int, of_month: int) -> date:
    try:
        return _within(date(year, month, of_month))
    except ValueError as error:
        said = str(error) if "之间" in str(error) else f"没有 {year}-{month:02}-{of_month:02} 这一天，应为日期，如 2024-09-10"
        raise ValueError(said) from None


def _within(found: date) -> date:
    if not FIRST_DAY <= found <= LAST_DAY:
        raise ValueError(f"日期应在 {FIRST_DAY} 至 {LAST_DAY} 之间")
    return found


def granted(value: Any, column: Column) -> date:
    """Return a day, or of a year its last one."""
    said = _digits(value) if isinstance(value, int | float | Decimal) and not isinstance(value, bool) else value
    said = folded(said) if isinstance(said, str) else ""
    found = _YEAR.fullmatch(said)
    if found:
        return _calendar(int(found[1]), 12, 31)
    month = _MONTH.fullmatch(said)
    if month:
        raise ValueError(f"只写到月，应写到日（如 {month[1]}-{month[2]:0>2}-10），或只写年份（{month[1]}，按该年最后一天计）")
    return day(value, column)


def title(value: Any, column: Column) -> tuple[bool, date | None]:
    """Return whether a title is held, and since when as far as it is known."""
    said = _truth(value)
    if said is not None:
        return said, None
    try:
        return True, granted(value, column)
    except ValueError as error:
        if "不是日期" in str(error):
            raise ValueError(f"{quoted(value)}应为获评日期（如 2024-09-10）、年份（如 2024）、是（已获、时间不详）或否") from None
        raise


def event(value: Any, column: Column) -> date | None:
    """Return when something happened; None: nothing is known to have happened."""
    if value is False or (isinstance(value, str) and folded(value).lower() in NEVER):
        return None
    if value is True or (isinstance(value, str) and folded(value).lower() in YES):
        raise ValueError("须写明发生日期，如 2024-03-02；没有发生写“无”")
    try:
        return day(value, column)
    except ValueError as error:
        if "不是日期" in str(error):
            raise ValueError(f"{quoted(value)}应为发生日期（如 2024-03-02），没有发生写“无”") from None
        raise


def _truth(value: Any) -> bool | None:
    if isinstance(value, bool):
        return value
    said = folded(value).lower() if isinstance(value, str) else ""
    return True if said in YES else False if said in NO else None


def truth(value: Any, column: Column) -> bool:
    """Return yes or no."""
    found = _truth(value)
    if found is None:
        raise ValueError(f"{quoted(value)}应为是或否；不清楚请留空")
    return found


def text(value: Any, column: Column) -> str:
    """Return a text as it is written."""
    if isinstance(value, bool):
        value = "是" if value else "否"
    elif isinstance(value, int | float | Decimal):
        value = _digits(value)
    elif isinstance(value, datetime | date):
        value = value.isoformat()[:10]
    try:
        found: str = Text().deserialize(value)
    except ValidationError as error:
        raise ValueError(_said(error)) from None
    return found


def uscc(value: Any, column: Column) -> str:
    """Return a 统一社会信用代码."""
    if not isinstance(value, str):
        raise ValueError("写成了数字，末几位可能已丢失，请把单元格设为“文本”后重填 18 位代码")
    try:
        found: str = Uscc().deserialize(value)
    except ValidationError as error:
        raise ValueError(_said(error)) from None
    return found


def _said(error: ValidationError) -> str:
    return "；".join(str(message) for message in error.messages)


def choice(value: Any, column: Column) -> str:
    """Return the code of one of several words, written as word or as code."""
    said = folded(text(value, column))
    codes = {folded(name): code for code, name in column.choices.items()} | {code: code for code in column.choices}
    if said in codes:
        return codes[said]
    raise ValueError(f"{quoted(value)}{_one_of(said, column.choices)}")


def _one_of(said: str, choices: Mapping[str, str]) -> str:
    if len(choices) <= 12:
        return f"应为下列之一：{'、'.join(choices.values())}"
    near = difflib.get_close_matches(said[:80], [*choices.values(), *choices], n=1)
    return f"不在可选之列，是否应为“{near[0]}”？" if near else "不在可选之列，请从模板的下拉中选"


def region(value: Any, column: Column) -> str:
    """Return the code of a place, written as code or as name, alone or after the names of the places above it."""
    said = "".join(folded(text(value, column)).split())
    if said in column.choices:
        return said
    named = {folded(name): code for code, name in column.choices.items()}
    if said in named:
        return named[said]
    tail = [name for name in named if said.endswith(name) and _above(named[name], said.removesuffix(name), column.choices)]
    if tail:
        return named[max(tail, key=len)]
    if re.fullmatch(r"\d{6}", said):
        near = next((code for code in (said[:4] + "00", said[:2] + "0000") if code in column.choices), None)
        hint = f" {near}（{column.choices[near]}）" if near else ""
        raise ValueError(f"目录中没有行政区划代码 {said}，请填所在市（省外填所在省）的代码或名称{hint}")
    near_name = difflib.get_close_matches(said[:80], named, n=1)
    hint = f"，是否应为“{near_name[0]}”？" if near_name else "，应为六位行政区划代码（如 410421）或名称（如 宝丰县），省外填所在省"
    raise ValueError(f"不认识的地名{quoted(value)}{hint}")


def _above(code: str, lead: str, places: Mapping[str, str]) -> bool:
    """Return whether what stands before a place's name is the names of places above it."""
    city = "" if code.endswith("00") else places.get(code[:4] + "00", "")
    rest = lead.removesuffix(city)
    known = next((other for other, name in places.items() if name == rest), None)
    return rest == "" or (rest.endswith(_PROVINCES) and (known is None or known[:2] == code[:2]))


def texts(value: Any, column: Column) -> list[str]:
    """Return several texts, separated by 、 or semicolons or lines; 无: none."""
    said = text(value, column) if not isinstance(value, str) else value
    if folded(said) in NOTHING:
        return []
    return _bounded([text(part.strip(), column) for part in _LIST.split(said.strip()) if part.strip()])


def choices(value: Any, column: Column) -> list[str]:
    """Return several of some words; 无: none."""
    said = text(value, column)
    if folded(said) in NOTHING:
        return []
    return _bounded([choice(part, column) for part in _CHOICES.split(said.strip()) if part])


def _bounded(found: list[str]) -> list[str]:
    if len(found) > MOST_ENTRIES:
        raise ValueError(f"最多 {MOST_ENTRIES} 项")
    return found


READERS: Mapping[str, Callable[[Any, Column], Any]] = {
    "number": number,
    "rank": rank,
    "day": day,
    "granted": granted,
    "title": title,
    "held": truth,
    "event": event,
    "truth": truth,
    "text": text,
    "texts": texts,
    "uscc": uscc,
    "choice": choice,
    "choices": choices,
    "honor": choice,
    "region": region,
}
