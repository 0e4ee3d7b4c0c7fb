"""The open interface to read: every operation of the OpenAPI document, without scripts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, current_app, render_template

from api.web.problems import KINDS

blueprint = Blueprint("reference", __name__)
METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True)
class Operation:
    """One operation: how it is called, what may be said, what it answers."""

    method: str
    path: str
    summary: str
    parameters: tuple[Mapping[str, Any], ...]
    status: str
    answer: str


@blueprint.get("/docs")
def docs() -> str:
    """Show the operations by resource, and the codes of problems."""
    document = current_app.extensions["tidu.openapi"].to_dict()
    return render_template("reference.html", operations=list(operations(document)), kinds=KINDS.values())


def operations(document: Mapping[str, Any]) -> Iterator[Operation]:
    """Yield the operations of an OpenAPI document, in its order."""
    schemas = document["components"]["schemas"]
    for path, methods in document["paths"].items():
        for method in METHODS:
            if method in methods:
                said = methods[method]
                own = (*methods.get("parameters", ()), *said.get("parameters", ()))
                yield Operation(method.upper(), path, said["summary"], (*map(_parameter, own), *_fields(said, schemas)), *_answer(said))


def _parameter(said: Mapping[str, Any]) -> Mapping[str, Any]:
    where = {"path": "地址", "query": "查询", "header": "请求头"}[said["in"]]
    return {"name": said["name"], "where": where, "required": said.get("required", False), "type": _type(said["schema"])}


def _fields(said: Mapping[str, Any], schemas: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield the fields of a body."""
    if "requestBody" not in said:
        return
    [kind_of_body] = said["requestBody"]["content"].values()
    for part in kind_of_body["schema"].get("allOf", [kind_of_body["schema"]]):
        if "$ref" not in part:
            yield {"name": part["description"], "where": "请求体", "required": True, "type": _type(part)}
            continue
        body = schemas[_name(part["$ref"])]
        for name, kind in body["properties"].items():
            yield {"name": name, "where": "请求体", "required": name in body.get("required", ()), "type": _type(kind)}


def _type(kind: Mapping[str, Any]) -> str:
    if "$ref" in kind:
        return _name(kind["$ref"])
    if "enum" in kind:
        return "、".join(map(str, kind["enum"]))
    bounds = f"（{kind['minimum']} 至 {kind['maximum']}）" if "minimum" in kind and "maximum" in kind else ""
    inside = f"：{_type(kind['items'])}" if "items" in kind else ""
    return str(kind.get("format", kind.get("type", ""))) + bounds + inside


def _answer(said: Mapping[str, Any]) -> tuple[str, str]:
    """Return the status of success, and what it brings: the name of a schema, or the type of a file."""
    status = next(status for status in said["responses"] if status.startswith("2"))
    content = said["responses"][status].get("content", {})
    names = [_name(kind["schema"]["$ref"]) if "$ref" in kind.get("schema", {}) else name for name, kind in content.items()]
    return status, "、".join(names) or "无内容"


def _name(reference: str) -> str:
    return reference.rpartition("/")[2]
