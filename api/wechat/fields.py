"""What a field of a subscribe message may hold, by the prefix of its name; checked before sending, for WeChat only says 47003."""

import datetime
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from api.errors import BadInput

THING = 20
_NAME = re.compile(r"([a-z_]+?)(\d{1,2})")
_HAN = re.compile(r"[㐀-䶿一-鿿豈-﫿〇\U00020000-\U000323af]")
_NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?")
_TIME = re.compile(r"(?:[01]?[0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?")
_DATE = re.compile(
    r"(?:(?P<y>[0-9]{4})年)?(?P<m>[0-9]{1,2})月(?:(?P<d>[0-9]{1,2})日)?"
    r"|(?P<Y>[0-9]{4})(?P<sep>[-/.])(?P<M>[0-9]{1,2})(?:(?P=sep)(?P<D>[0-9]{1,2}))?"
    r"|(?P<mm>[0-9]{1,2})[-/.](?P<dd>[0-9]{1,2})"
)


@dataclass(frozen=True)
class Kind:
    """A type of field: whether a text fits, and what would be right, in words."""

    fits: Callable[[str], bool]
    right: str


def _is_han(character: str) -> bool:
    return bool(_HAN.fullmatch(character))


def _is_symbol(character: str) -> bool:
    return unicodedata.category(character)[0] in "PS"


def _is_digit(character: str) -> bool:
    return character in "0123456789"


def _is_letter(character: str) -> bool:
    return character.isascii() and character.isalpha()


def _up_to(limit: int, *allowed: Callable[[str], bool]) -> Callable[[str], bool]:
    return lambda text: len(text) <= limit and all(any(test(character) for test in allowed) for character in text)


def _is_number(text: str) -> bool:
    return bool(_NUMBER.fullmatch(text)) and sum(map(_is_digit, text)) <= 32


def _is_amount(text: str) -> bool:
    number = text[1:].removesuffix("元")
    return unicodedata.category(text[0]) == "Sc" and bool(_NUMBER.fullmatch(number)) and sum(map(_is_digit, number)) <= 10


def _is_name(text: str) -> bool:
    has_han = any(map(_is_han, text))
    return len(text) <= (10 if has_han else 20) and all(_is_han(one) or one.isalpha() or _is_symbol(one) for one in text)


def _is_plate(text: str) -> bool:
    inner = text[1:-1]
    return len(text) <= 8 and all(_is_letter(one) or _is_digit(one) for one in inner) and _ends_fit(text)


def _ends_fit(text: str) -> bool:
    return all(_is_han(one) or _is_letter(one) or _is_digit(one) for one in (text[0], text[-1]))


def _is_date(text: str) -> bool:
    """Whether a text is a date that exists, in one of the documented forms; a year or a day may be left out."""
    found = _DATE.fullmatch(text)
    if not found or (found["m"] and not found["y"] and not found["d"]):
        return False
    year, month, day = found["y"] or found["Y"], found["m"] or found["M"] or found["mm"], found["d"] or found["D"] or found["dd"]
    try:
        datetime.date(int(year or 2000), int(month), int(day or 1))
    except ValueError:
        return False
    return True


def _moment(text: str, *, date: bool) -> bool:
    """Whether a text is a day with or without a time (`date`), or a time with or without a day."""
    day, _, time = text.rpartition(" ")
    if _TIME.fullmatch(time):
        return _is_date(day) if day else not date
    return date and _is_date(text)


def _range_of(*, date: bool) -> Callable[[str], bool]:
    return lambda text: text.count("~") <= 1 and all(_moment(part.strip(), date=date) for part in text.split("~"))


KINDS: Mapping[str, Kind] = {
    "thing": Kind(lambda text: len(text) <= THING, "20 个以内的字符"),
    "number": Kind(_is_number, "32 位以内的数字，可带小数"),
    "letter": Kind(_up_to(32, _is_letter), "32 个以内的英文字母"),
    "symbol": Kind(_up_to(5, _is_symbol), "5 个以内的符号"),
    "character_string": Kind(_up_to(32, _is_digit, _is_letter, _is_symbol), "32 个以内的数字、英文字母或符号，不含汉字和空格"),
    "time": Kind(_range_of(date=False), "24 小时制的时间，可带年月日，如 15:01 或 2019年10月1日 15:01；时间段用 ~ 连接"),
    "date": Kind(_range_of(date=True), "年月日，可带 24 小时制的时间，如 2019年10月1日 或 2019-10-01 15:01；时间段用 ~ 连接"),
    "amount": Kind(_is_amount, "一个币种符号加 10 位以内的数字，可带小数，结尾可带“元”，如 ￥100.5元"),
    "phone_number": Kind(_up_to(17, _is_digit, _is_symbol), "17 位以内的数字或符号"),
    "car_number": Kind(_is_plate, "8 位以内，首尾可为汉字，其余为字母或数字"),
    "name": Kind(_is_name, "10 个以内的汉字，或 20 个以内的字母或符号；混合时按汉字算"),
    "phrase": Kind(_up_to(5, _is_han), "5 个以内的汉字"),
    "enum": Kind(lambda text: True, "模板规定的枚举值"),
}


def check_fields(data: Mapping[str, str]) -> None:
    """Refuse the fields of a message that WeChat would refuse; the values of an `enum` are known to the template only.

    Raises
    ------
    BadInput
        With a line for each field that is wrong: its name, what is wrong, what would be right. Values are not repeated.
    """
    if faults := list(_faults(data)):
        raise BadInput(faults)


def shortened(text: str) -> str:
    """Return a text that a `thing` can hold: as it is, or its beginning and an ellipsis."""
    text = "".join(" " if unicodedata.category(character)[0] == "C" else character for character in text)
    return text if len(text) <= THING else text[: THING - 1] + "…"


def _faults(data: Mapping[str, str]) -> Iterable[str]:
    if not data:
        yield "data：一条提醒至少要有一个字段"
    for name, text in data.items():
        found = _NAME.fullmatch(name)
        kind = KINDS.get(found[1]) if found else None
        if kind is None:
            yield f"{name}：字段名应为类型加序号，如 thing1；类型有 {'、'.join(KINDS)}"
        elif not text.strip():
            yield f"{name}：不能为空，应为{kind.right}"
        elif any(unicodedata.category(character)[0] == "C" for character in text):
            yield f"{name}：不能有换行等控制字符，应为{kind.right}"
        elif not kind.fits(text):
            yield f"{name}：现有 {len(text)} 个字符，应为{kind.right}"
