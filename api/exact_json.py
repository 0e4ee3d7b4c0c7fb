"""JSON read exactly: numbers as int or Decimal, never as binary floats; a key twice is refused."""

import json
from decimal import Decimal, InvalidOperation
from typing import Any

_SYNTAX = {
    "Expecting value": "此处应有一个值（或多了逗号）",
    "Expecting property name enclosed in double quotes": "此处应为双引号括起的键（或多了逗号）",
    "Expecting ':' delimiter": "键之后应为冒号",
    "Expecting ',' delimiter": "此处缺少逗号或右括号",
    "Unterminated string starting at": "文字缺少右引号",
    "Invalid control character at": "文字中有未转义的换行或控制字符",
    "Extra data": "结尾之后还有内容",
}


class NotJson(ValueError):
    """A text that is no JSON: `line` and what is wrong there, in words."""

    def __init__(self, line: int, what: str) -> None:
        self.line, self.what = line, what
        super().__init__(f"第 {line} 行：{what}")


class DuplicateKey(ValueError):
    """An object has a key twice."""


def read_json(text: str) -> Any:
    """Return the values of a JSON text.

    Raises
    ------
    NotJson
        Where the text is no JSON.
    DuplicateKey
        Where an object has a key twice.
    """
    try:
        return json.loads(text, parse_float=_number, parse_int=_number, parse_constant=Decimal, object_pairs_hook=_object)
    except json.JSONDecodeError as error:
        right = _SYNTAX.get(error.msg, "请检查标点和转义")
        raise NotJson(error.lineno, f"第 {error.colno} 列不是合法的 JSON：{right}") from None
    except RecursionError:
        raise NotJson(1, "嵌套过深，不是一份企业档案") from None


def _number(text: str) -> int | Decimal:
    """Return a number exactly; one that no decimal can hold is infinite, and refused as such."""
    if len(text) < 20 and text.lstrip("-").isdigit():
        return int(text)
    try:
        return Decimal(text)
    except InvalidOperation:
        return Decimal("Infinity")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise DuplicateKey
    return found
