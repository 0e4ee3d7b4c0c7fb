"""The types of a profile's fields: each reads one JSON value exactly, or says in Chinese what would be right.

`null` says the same as leaving a value out: unknown.
"""

import difflib
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeVar

from marshmallow import EXCLUDE, Schema, ValidationError, validates_schema
from marshmallow.fields import Field

Key = TypeVar("Key")
T = TypeVar("T")

FEN = Fraction(1, 1_000_000)  # 万元
FIRST_YEAR, LAST_YEAR = 1990, 2100
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(LAST_YEAR, 12, 31)
MOST_DIGITS, MOST_DECIMALS = 15, 20
MOST_ENTRIES = 1000
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_YEAR = re.compile(r"[0-9]{4}")
_UNWRITABLE = ("Cc", "Cs")
_USCC = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def quoted(value: object) -> str:
    """Return a text of the profile so that a message can show it."""
    shown = "".join(sign if sign.isprintable() else "�" for sign in str(value)[:40])
    return f"“{shown}”"


def unknown(what: str, word: object, known: Iterable[str], right: str = "请改用目录中的编号，或删去此项") -> str:
    """Return the message for a word that nobody knows, with the nearest known one."""
    near = difflib.get_close_matches(str(word)[:80], list(known), n=1)
    return f"不认识的{what}{quoted(word)}，" + (f"是否应为 {near[0]}？" if near else right)


def gather(entries: Iterable[tuple[Key, object]], read: Callable[[Key, object], T]) -> list[T]:
    """Return what `read` makes of each entry, or raise the faults of all, by key."""
    found, faults = [], {}
    for key, value in entries:
        try:
            found.append(read(key, value))
        except ValidationError as error:
            faults[key] = error.messages
    if faults:
        raise ValidationError(faults)
    return found


class Strict(Schema):
    """An object all of whose keys are known."""

    error_messages = {"type": "应为对象 {…}"}  # noqa: RUF012

    class Meta:
        """Unknown keys are refused below, with a hint."""

        unknown = EXCLUDE

    @validates_schema(pass_original=True, skip_on_field_errors=False)
    def _refuse_strange_keys(self, data: object, original: object, **_: object) -> None:
        strange = [key for key in original if key not in self.fields] if isinstance(original, Mapping) else []
        if strange:
            right = "可用：" + "、".join(sorted(self.fields))
            raise ValidationError({key: [unknown("字段", key, self.fields, right)] for key in strange[:MOST_ENTRIES]})


class Typed(Field[Any]):
    """A value of one type; `wants` says which."""

    wants = ""
    default_error_messages = {  # noqa: RUF012
        "required": "缺少此项，应为{wants}",
        "null": "不能是 null，应为{wants}",
        "invalid": "应为{wants}",
    }

    def make_error(self, key: str, **said: object) -> ValidationError:
        """Return an error that names what is wanted."""
        return super().make_error(key, wants=self.wants, **said)


class Text(Typed):
    """A text with something in it."""

    wants = "文字"

    def _deserialize(self, value: object, *_: object, **__: object) -> str:
        if not isinstance(value, str) or not value.strip():
            raise self.make_error("invalid")
        if any(unicodedata.category(sign) in _UNWRITABLE for sign in value):
            raise ValidationError("含有控制字符或残缺字符，应为可显示的文字")
        return value


class Truth(Typed):
    """Yes or no."""

    wants = "true 或 false"

    def _deserialize(self, value: object, *_: object, **__: object) -> bool:
        if not isinstance(value, bool):
            raise self.make_error("invalid")
        return value


class Number(Typed):
    """A decimal number, exactly; money is in 万元 and no finer than 分."""

    def __init__(self, *, signed: bool = False, money: bool = False, wants: str = "数，如 9100", **options: Any) -> None:
        super().__init__(**options)
        self.signed, self.money, self.wants = signed, money, wants

    def _deserialize(self, value: object, *_: object, **__: object) -> Fraction:
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            raise self.make_error("invalid")
        number = _bounded(Decimal(value))
        if number < 0 and not self.signed:
            raise ValidationError("不能为负，应为零或正数")
        if self.money and number % FEN:
            raise ValidationError("金额细于分，以万元计最多六位小数")
        return number


def _bounded(number: Decimal) -> Fraction:
    if not number.is_finite():
        raise ValidationError("不能是 NaN 或无穷大，应为有限的数")
    if number.adjusted() >= MOST_DIGITS:
        raise ValidationError(f"数过大，整数部分最多 {MOST_DIGITS} 位")
    if int(number.as_tuple().exponent) < -MOST_DECIMALS:
        raise ValidationError(f"小数位数过多，最多 {MOST_DECIMALS} 位")
    return Fraction(number)


class Whole(Typed):
    """A whole number between two bounds."""

    def __init__(self, least: int, most: int, wants: str, **options: Any) -> None:
        super().__init__(**options)
        self.least, self.most, self.wants = least, most, wants

    def _deserialize(self, value: object, *_: object, **__: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            raise self.make_error("invalid")
        if not Decimal(value).is_finite() or not self.least <= value <= self.most or value % 1:
            raise self.make_error("invalid")
        return int(value)


def year(**options: Any) -> Whole:
    """Return the field of a calendar year."""
    return Whole(FIRST_YEAR, LAST_YEAR, f"{FIRST_YEAR} 至 {LAST_YEAR} 的年份，如 2025", **options)


class Day(Typed):
    """A date such as 2024-09-10."""

    wants = "日期，如 2024-09-10"

    def _deserialize(self, value: object, *_: object, **__: object) -> date:
        if not isinstance(value, str) or not _DAY.fullmatch(value):
            raise self.make_error("invalid")
        try:
            day = date.fromisoformat(value)
        except ValueError:
            raise ValidationError(f"没有 {value} 这一天，应为{self.wants}") from None
        if not FIRST_DAY <= day <= LAST_DAY:
            raise ValidationError(f"日期应在 {FIRST_DAY} 至 {LAST_DAY} 之间")
        return day


class Granted(Day):
    """A date, or a year that counts from its last day."""

    wants = "日期（如 2024-09-10）、年份（如 2024，加引号）或 null（已获得、时间不详）"

    def _deserialize(self, value: object, *_: object, **__: object) -> date:
        is_year = isinstance(value, str) and _YEAR.fullmatch(value)
        return super()._deserialize(f"{value}-12-31" if is_year else value)


class Choice(Typed):
    """One of several words."""

    def __init__(self, options: Mapping[str, str], **rest: Any) -> None:
        super().__init__(**rest)
        self.options = options
        self.wants = "下列之一：" + "、".join(word if word == name else f"{word}（{name}）" for word, name in options.items())

    def _deserialize(self, value: object, *_: object, **__: object) -> str:
        if not isinstance(value, str) or value not in self.options:
            raise self.make_error("invalid")
        return value


class Uscc(Typed):
    """A 统一社会信用代码 with its check character (GB 32100-2015), in its canonical form."""

    wants = "18 位统一社会信用代码（数字和大写字母，不含 I、O、S、V、Z）"

    def _deserialize(self, value: object, *_: object, **__: object) -> str:
        code = unicodedata.normalize("NFKC", value).replace(" ", "").replace("-", "").upper() if isinstance(value, str) else ""
        if len(code) != 18 or not set(code) <= set(_USCC):
            raise self.make_error("invalid")
        total = sum(_USCC.index(sign) * 3**place for place, sign in enumerate(code[:17]))
        if code[17] != _USCC[-total % 31]:
            raise ValidationError("统一社会信用代码校验位不符，应逐位核对（是否有错字或颠倒）")
        return code


class Object(Typed):
    """An object with a schema of its own."""

    wants = "对象 {…}"

    def __init__(self, schema: Strict, **options: Any) -> None:
        super().__init__(**options)
        self.schema = schema

    def _deserialize(self, value: Any, *_: object, **__: object) -> object:
        return self.schema.load(value)


class Listing(Typed):
    """A list of values of one type."""

    wants = f"列表 […]，最多 {MOST_ENTRIES} 项"

    def __init__(self, item: Field[Any], **options: Any) -> None:
        super().__init__(**options)
        self.item = item

    def _deserialize(self, value: object, *_: object, **__: object) -> tuple[Any, ...]:
        if not isinstance(value, list | tuple) or len(value) > MOST_ENTRIES:
            raise self.make_error("invalid")
        return tuple(gather(enumerate(value), lambda _, item: self.item.deserialize(item)))


class Table(Typed):
    """A map whose keys are words of the catalogue."""

    wants = f"对象 {{…}}，最多 {MOST_ENTRIES} 项"

    def _deserialize(self, value: object, *_: object, **__: object) -> dict[Any, Any]:
        if not isinstance(value, Mapping) or len(value) > MOST_ENTRIES:
            raise self.make_error("invalid")
        found = gather(value.items(), lambda key, entry: (self.word(key), entry if entry is None else self.entry(key).deserialize(entry)))
        return {word: entry for word, entry in found if entry is not None}

    def word(self, key: Any) -> object:
        """Return what a key stands for, or refuse it."""
        return key

    def entry(self, key: Any) -> Field[Any]:
        """Return the type of the value under a key that `word` has let pass."""
        raise NotImplementedError


class Series(Table):
    """A number for each year."""

    wants = '按年填写的数，如 {"2025": 9100}'

    def __init__(self, number: Number, **options: Any) -> None:
        super().__init__(**options)
        self.number = number

    def word(self, key: Any) -> int:
        """Return the year."""
        if not isinstance(key, str) or not _YEAR.fullmatch(key) or not FIRST_YEAR <= int(key) <= LAST_YEAR:
            raise ValidationError(f"{quoted(key)}不是年份，应为 {FIRST_YEAR} 至 {LAST_YEAR} 的四位年份")
        return int(key)

    def entry(self, key: Any) -> Number:
        """Return the type of the figure of a year."""
        return self.number
