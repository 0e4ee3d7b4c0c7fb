"""Every error that the service answers with: RFC 9457 problem details with a stable code and Chinese text."""

import json
import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import Flask, Response, make_response, request
from werkzeug.exceptions import HTTPException

from api.errors import BadFilter, BadInput
from api.exact_json import DuplicateKey, NotJson
from api.pages.frame import show_fault
from planner.errors import PlannerError, ProfileError, UnknownProgramme

MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True)
class Kind:
    """A kind of problem: its HTTP status, its code, what a user reads."""

    status: int
    code: str
    title: str
    detail: str


NOT_JSON = Kind(400, "not_json", "请求体不是合法的 JSON", "请检查标点、引号和括号")
DUPLICATE_KEY = Kind(400, "duplicate_key", "请求体中有重复的键", "同一对象里每个键只能写一次")
NOT_FOUND = Kind(404, "not_found", "没有这个地址", "请核对网址；接口说明见 /api/v1/openapi.json")
UNKNOWN_PROGRAMME = Kind(404, "unknown_programme", "没有这个事项", "请核对编号，全部编号见 /api/v1/programmes")
METHOD = Kind(405, "method_not_allowed", "此地址不接受这种方法", "允许的方法见 Allow 响应头")
TOO_LARGE = Kind(413, "too_large", "请求体过大", "一份企业档案应在 1 MB 以内")
MEDIA = Kind(415, "unsupported_media_type", "请求体的类型不对", "Content-Type 应为 application/json")
INVALID = Kind(422, "invalid", "请求中有错误", "请按 errors 逐项改正")
TOO_MANY = Kind(429, "too_many_requests", "请求过于频繁", "请稍候再试，间隔见 Retry-After 响应头")
INTERNAL = Kind(500, "internal", "服务出错", "错误已记录，请稍后再试")
NOT_READY = Kind(503, "not_ready", "服务尚未就绪", "请稍候再试")
KINDS = (NOT_JSON, DUPLICATE_KEY, NOT_FOUND, UNKNOWN_PROGRAMME, METHOD, TOO_LARGE, MEDIA, INVALID, TOO_MANY, INTERNAL, NOT_READY)
_BY_STATUS = {400: NOT_JSON, 404: NOT_FOUND, 405: METHOD, 413: TOO_LARGE, 415: MEDIA, 422: INVALID, 429: TOO_MANY, 503: NOT_READY}
_ALLOWED = ("Allow", "Retry-After")


def problem(
    kind: Kind, *, detail: str = "", errors: Iterable[Mapping[str, str]] = (), headers: Mapping[str, str] | None = None
) -> Response:
    """Return a problem as a response."""
    said = {
        "type": f"/problems/{kind.code}",
        "title": kind.title,
        "status": kind.status,
        "detail": detail or kind.detail,
        "code": kind.code,
        "errors": list(errors),
    }
    return Response(json.dumps(said, ensure_ascii=False), kind.status, headers, content_type=MEDIA_TYPE)


def register_problems(app: Flask) -> None:
    """Answer every error of the app with a problem."""
    app.register_error_handler(HTTPException, of_http)
    app.register_error_handler(ProfileError, _of_profile)
    app.register_error_handler(UnknownProgramme, _of_programme)
    app.register_error_handler(BadInput, lambda error: problem(INVALID, errors=({"pointer": "", "message": line} for line in error.lines)))
    app.register_error_handler(BadFilter, _of_filter)
    app.register_error_handler(NotJson, lambda error: problem(NOT_JSON, detail=f"第 {error.line} 行{error.what}"))
    app.register_error_handler(DuplicateKey, lambda error: problem(DUPLICATE_KEY))
    app.register_error_handler(PlannerError, lambda error: problem(INVALID, detail=str(error)))
    app.register_error_handler(Exception, _of_bug)


def of_http(error: HTTPException) -> Response:
    """Return the problem of an HTTP error, with the faults of a request schema where there are any."""
    headers = {name: value for name, value in error.get_headers() if name in _ALLOWED}
    kind = _BY_STATUS.get(error.code or 500)
    if kind and not _is_api():
        return make_response(show_fault(kind.status, kind.title, kind.detail))
    if kind is None:
        return error.get_response() if error.code and error.code < 400 else problem(INTERNAL)  # type: ignore[return-value]
    messages = (getattr(error, "data", None) or {}).get("messages", {})
    return problem(kind, errors=_faults(messages), headers=headers)


def _faults(messages: Mapping[str, Any]) -> Iterable[dict[str, str]]:
    """Yield the faults of a schema, each with its place: a JSON pointer, or the name of a query parameter."""
    for location, found in messages.items():
        yield from _below(found, "" if location == "json" else f"?{location}")


def _below(found: Any, place: str) -> Iterable[dict[str, str]]:
    if isinstance(found, Mapping):
        for key, inside in found.items():
            yield from _below(inside, place if key == "_schema" else f"{place}/{str(key).replace('~', '~0').replace('/', '~1')}")
    else:
        for message in found if isinstance(found, list) else [found]:
            yield {"pointer": place.replace("?query/", "?"), "message": str(message)}


def _of_profile(error: ProfileError) -> Response:
    return problem(INVALID, errors=({"pointer": f"/profile{fault.pointer}", "message": fault.message} for fault in error.faults))


def _of_filter(error: BadFilter) -> Response:
    return problem(INVALID, errors=({"pointer": f"?{name}", "message": message} for name, message in error.faults.items()))


def _of_programme(error: UnknownProgramme) -> Response:
    """Return the problem of an unknown id: in an address the thing is not there, in a body the request is wrong."""
    kind = UNKNOWN_PROGRAMME if request.method == "GET" else replace(UNKNOWN_PROGRAMME, status=INVALID.status)
    return problem(kind, detail=str(error))


def _of_bug(error: Exception) -> Response:
    logging.getLogger("tidu").exception("unhandled", exc_info=error)
    return problem(INTERNAL) if _is_api() else make_response(show_fault(INTERNAL.status, INTERNAL.title, INTERNAL.detail))


def _is_api() -> bool:
    return request.path.startswith("/api/")
