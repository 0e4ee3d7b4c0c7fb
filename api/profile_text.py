"""A profile as a text that travels in forms: read with every fault named, written exactly."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from api.exact_json import DuplicateKey, NotJson, read_json
from graph.model import Catalogue
from planner.errors import ProfileError, ProfileFault
from planner.profile import Profile
from planner.profile_reader import read_profile

PLACES = {
    "enterprise": "企业",
    "park": "园区",
    "cluster": "产业集群",
    "county": "县区",
    "person": "个人",
    "institution": "机构",
    "titles": "称号",
    "titles_complete": "称号是否齐全",
    "applications": "申报记录",
    "metrics": "指标",
    "declarations": "声明",
    "events": "事件",
    "events_complete": "事件是否齐全",
    "claims": "申领记录",
    "claims_complete": "申领记录是否齐全",
    "projects": "项目",
    "subjects": "产品、项目、案例、品牌",
    "members": "成员企业",
    "name": "名称",
    "uscc": "统一社会信用代码",
    "region": "登记地代码",
    "honor": "荣誉编号",
    "fund": "资金编号",
    "granted": "获评时间",
    "expires": "到期日",
    "renewed": "复核日",
    "rank": "名次",
    "level": "等级",
    "subject": "所属产品",
    "project": "所属项目",
    "year": "年度",
    "status": "进展",
    "result_on": "公布日",
    "amount": "金额",
    "kind": "种类",
    "on": "发生日",
    "severity": "等级",
    "cleared": "解除日",
    "reason": "原因",
    "loan": "贷款",
}


@dataclass(frozen=True)
class Fault:
    """What is wrong with a profile's text: the place in Chinese, the JSON pointer, and what would be right."""

    place: str
    pointer: str
    message: str


class Faulty(Exception):
    """A text that is no profile."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        super().__init__(f"{len(faults)} 处错误")


def values_in(text: str) -> Any:
    """Return the JSON values of a text.

    Raises
    ------
    Faulty
        Where it is no JSON.
    """
    try:
        return read_json(text)
    except NotJson as error:
        raise Faulty([Fault(f"第 {error.line} 行", "", error.what)]) from None
    except DuplicateKey:
        raise Faulty([Fault("整个档案", "", "有重复的键，同一对象里每个键只能写一次")]) from None


def profile_of(values: Any, catalogue: Catalogue) -> Profile:
    """Return the profile that JSON values are.

    Raises
    ------
    Faulty
        With every fault.
    """
    try:
        return read_profile(values, catalogue)
    except ProfileError as error:
        raise Faulty([_told(fault, catalogue) for fault in error.faults]) from None


def _told(fault: ProfileFault, catalogue: Catalogue) -> Fault:
    return Fault(place_text(fault.pointer, catalogue), fault.pointer, fault.message)


def place_text(pointer: str, catalogue: Catalogue) -> str:
    """Return a place of a profile in Chinese.

    Parameters
    ----------
    pointer : str
        As a JSON pointer, such as `/metrics/revenue/2025`.
    catalogue : Catalogue
        Whose words the profile uses.
    """
    keys = [key.replace("~1", "/").replace("~0", "~") for key in pointer.split("/")[1:]]
    return " › ".join(_named(key, catalogue) for key in keys) or "整个档案"


def _named(key: str, catalogue: Catalogue) -> str:
    """Return a key of a profile in Chinese, an index as an ordinal."""
    if key in PLACES:
        return PLACES[key]
    if key.isdigit() and len(key) < 4:
        return f"第 {int(key) + 1} 项"
    words = catalogue.words
    tables: tuple[Mapping[str, Any], ...] = (words.metrics, words.declarations, words.fields)
    named = next((table[key].name for table in tables if key in table), None)
    return str(named or words.project_figures.get(key, key))


def written(values: Any) -> str:
    """Return JSON values as a text of two-space indentation, every number as it was read.

    >>> print(written({"revenue": {"2025": Decimal("2.50")}}))
    {
      "revenue": {"2025": 2.50}
    }
    """
    return _written(values, "")


def _written(value: Any, indent: str) -> str:
    inner = indent + "  "
    if isinstance(value, dict) and any(isinstance(entry, dict | list) for entry in value.values()):
        parts = [f"{inner}{json.dumps(key, ensure_ascii=False)}: {_written(entry, inner)}" for key, entry in value.items()]
        return "{\n" + ",\n".join(parts) + f"\n{indent}}}"
    if isinstance(value, list) and any(isinstance(entry, dict | list) for entry in value):
        return "[\n" + ",\n".join(inner + _written(entry, inner) for entry in value) + f"\n{indent}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key, ensure_ascii=False)}: {_written(entry, inner)}" for key, entry in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_written(entry, inner) for entry in value) + "]"
    return str(value) if isinstance(value, Decimal) else json.dumps(value, ensure_ascii=False)
