"""From a YAML file to its root node, by libyaml where it is there."""

from pathlib import Path

import yaml

from graph.errors import Fault
from graph.reader import Node, Reading


class _Untyped(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Composes without asking what type a plain scalar might be: each key knows its own."""

    def resolve(self, kind: object, value: object, implicit: object) -> str:
        """Return no tag."""
        return ""

    def descend_resolver(self, current_node: object, current_index: object) -> None:
        """Follow no path."""

    def ascend_resolver(self) -> None:
        """Follow no path."""


def compose(path: Path, name: str, reading: Reading) -> Node | None:
    """Return the root of a YAML file, or None with a fault where it cannot be read."""
    try:
        content = path.read_text(encoding="utf-8")
        raw = yaml.compose(content, Loader=_Untyped)
        alias = _first_alias(content)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        reading.faults.append(Fault(name, line, "不是合法的 YAML", f"解析器报告：{getattr(error, 'problem', None) or error}"))
        return None
    except UnicodeDecodeError:
        reading.faults.append(Fault(name, 1, "不是 UTF-8 文本", "请以 UTF-8 编码保存"))
        return None
    if raw is None:
        reading.faults.append(Fault(name, 1, "文件是空的", "应有内容，或删除此文件"))
        return None
    if alias is not None:
        reading.faults.append(Fault(name, alias, "不能用 * 引用别处", "把内容写全"))
        return None
    return Node(raw, name, reading)


def _first_alias(content: str) -> int | None:
    """Return the line of the first alias: a tree that contains itself has no end."""
    if "&" not in content:
        return None
    aliases = (event for event in yaml.parse(content, Loader=_Untyped) if isinstance(event, yaml.AliasEvent))
    return next((alias.start_mark.line + 1 for alias in aliases if alias.start_mark), None)
