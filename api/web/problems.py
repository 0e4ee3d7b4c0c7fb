"""Every error that the service answers with: RFC 9457 problem details with a stable code and Chinese text."""

import json
import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, make_response, redirect, request, url_for
from redis import RedisError
from sqlalchemy import exc
from werkzeug.exceptions import HTTPException

from api.errors import BadFilter, BadInput, Refused
from api.exact_json import DuplicateKey, NotJson
from api.pages.frame import show_fault
from api.web.access import is_console
from api.wechat.errors import CodeInvalid, PushRefused, TooManyCalls, UserBlocked, WeChatError, WeChatOff
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
NOT_SIGNED_IN = Kind(401, "not_signed_in", "尚未登录，或登录已失效", "请登录，或用刷新令牌换取新的访问令牌")
BAD_CREDENTIALS = Kind(401, "bad_credentials", "登录未成功", "账号、密码或动态码不对；动态码只能用一次")
SESSION_ENDED = Kind(401, "session_ended", "登录已失效", "请重新登录")
FORBIDDEN = Kind(403, "forbidden", "没有权限", "您的角色不能做此操作")
WECHAT_CODE = Kind(401, "wechat_code_invalid", "微信登录未成功", "微信凭证已失效或已使用，请重新登录")
WECHAT_BLOCKED = Kind(403, "wechat_user_blocked", "微信登录未成功", "微信判定此账号存在风险，暂不能登录")
WECHAT_OFF = Kind(403, "wechat_off", "微信登录未开通", "本服务没有配置微信小程序")
PUSH_REFUSED = Kind(403, "push_refused", "不是微信的推送", "签名、时间或加密不对")
TICKET_VOID = Kind(410, "ticket_void", "链接已失效", "链接只能打开一次，一分钟内有效；请从小程序重新打开")
CONSENT_REQUIRED = Kind(403, "consent_required", "须先同意隐私政策", "请先在 /api/v1/me/consents 同意 privacy")
NOT_FOUND = Kind(404, "not_found", "没有这个地址", "请核对网址；接口说明见 /api/v1/openapi.json")
NOTHING_THERE = Kind(404, "nothing_there", "没有这项内容", "没有这项内容，或不归您查看")
UNKNOWN_PROGRAMME = Kind(404, "unknown_programme", "没有这个事项", "请核对编号，全部编号见 /api/v1/programmes")
METHOD = Kind(405, "method_not_allowed", "此地址不接受这种方法", "允许的方法见 Allow 响应头")
ALREADY_MEMBER = Kind(409, "already_member", "已是该企业的成员", "要改变角色，请企业负责人在成员中修改")
CLAIM_PENDING = Kind(409, "claim_pending", "已有待审核的认领", "请等待审核，或先撤回原来的认领")
CLAIM_DECIDED = Kind(409, "claim_decided", "此认领已有结果", "请刷新后查看")
CLAIM_UNDECIDED = Kind(409, "claim_undecided", "此认领没有可撤回的审核结果", "请刷新后查看")
LIST_SIGNED = Kind(409, "list_signed", "名单已签发", "签发后的名单不能改动")
NEEDS_JOB = Kind(409, "needs_job", "企业太多", "本辖区的企业太多，请作为后台任务提交")
LAST_OWNER = Kind(409, "last_owner", "企业须有一名负责人", "请先指定另一名负责人")
KEY_REUSED = Kind(409, "key_reused", "Idempotency-Key 已用于另一请求", "每次新的提交请用新的键")
NO_PROFILE = Kind(409, "no_profile", "企业还没有档案", "请先保存档案")
JOB_ENDED = Kind(409, "job_ended", "任务已结束", "已结束的任务不能取消")
JOB_UNFINISHED = Kind(409, "job_unfinished", "任务没有可下载的结果", "请等任务完成；没有问题的导入不产生文件")
IMPORT_UNREADY = Kind(409, "import_not_ready", "导入尚不能提交", "请等读表完成后再提交")
IMPORT_COMMITTED = Kind(409, "import_committed", "此导入已提交", "同一导入只提交一次")
IMPORT_UNCOMMITTED = Kind(409, "import_uncommitted", "此导入没有提交过", "没有可撤回的内容")
IMPORT_WITHDRAWN = Kind(409, "import_withdrawn", "此导入已撤回", "同一导入只撤回一次")
IMPORT_FAULTY = Kind(409, "import_faulty", "导入的表有问题", "请改正后重新上传")
IMPORT_OUTDATED = Kind(409, "import_outdated", "有企业的档案在读表之后已有改动", "没有保存任何内容，请重新上传")
CONFLICT = Kind(409, "conflict", "同时有另一项修改", "没有保存任何内容，请刷新后再试")
INVITATION_VOID = Kind(410, "invitation_void", "邀请已失效", "邀请只能用一次，过期或撤回后不能再用，请企业负责人重新邀请")
LIST_CHANGED = Kind(412, "list_changed", "名单已被他人修改", "请刷新后核对，再重新操作")
CHANGED = Kind(412, "changed_since", "档案已被他人修改", "请取回最新版本，核对 errors 所列的改动后再保存")
TOO_LARGE = Kind(413, "too_large", "请求体过大", "一份企业档案应在 1 MB 以内")
MEDIA = Kind(415, "unsupported_media_type", "请求体的类型不对", "Content-Type 应为 application/json")
INVALID = Kind(422, "invalid", "请求中有错误", "请按 errors 逐项改正")
IF_MATCH = Kind(428, "if_match_required", "须说明修改的是哪个版本", "请在 If-Match 中给出所改版本的 ETag；首次保存用 If-None-Match: *")
TOO_MANY = Kind(429, "too_many_requests", "请求过于频繁", "请稍候再试，间隔见 Retry-After 响应头")
TOO_MANY_JOBS = Kind(429, "too_many_jobs", "未完成的任务过多", "请等先前的任务完成，或取消其中的几项")
TOO_MANY_ATTEMPTS = Kind(429, "too_many_attempts", "登录尝试过多", "请稍候再试，间隔见 Retry-After 响应头")
INTERNAL = Kind(500, "internal", "服务出错", "错误已记录，请稍后再试")
NOT_READY = Kind(503, "not_ready", "服务尚未就绪", "请稍候再试")
SESSIONS_DOWN = Kind(503, "sessions_unavailable", "暂时不能登录", "会话服务没有应答，请稍候再试；无须登录的查询不受影响")
STORAGE_DOWN = Kind(503, "storage_unavailable", "暂时不能存取数据", "数据库没有应答，没有保存任何内容，请稍候再试")
WECHAT_DOWN = Kind(503, "wechat_unavailable", "暂时不能用微信登录", "微信暂时没有响应，请稍后再试；其他功能不受影响")
KINDS = {kind.code: kind for kind in list(globals().values()) if isinstance(kind, Kind)}
_BY_STATUS = {400: NOT_JSON, 404: NOT_FOUND, 405: METHOD, 413: TOO_LARGE, 415: MEDIA, 422: INVALID, 429: TOO_MANY, 503: NOT_READY}
_OF_WECHAT: Mapping[type[WeChatError], Kind] = {
    CodeInvalid: WECHAT_CODE,
    UserBlocked: WECHAT_BLOCKED,
    WeChatOff: WECHAT_OFF,
    PushRefused: PUSH_REFUSED,
}
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


def told(kind: Kind, *, detail: str = "", errors: Iterable[Mapping[str, str]] = (), headers: Mapping[str, str] | None = None) -> Response:
    """Return a problem as who asked can read it: a program as JSON, a person as a page."""
    if _is_api():
        return problem(kind, detail=detail, errors=errors, headers=headers)
    if kind is NOT_SIGNED_IN and is_console():
        return to_login()
    page = make_response(show_fault(kind.status, kind.title, detail or kind.detail, [one["message"] for one in errors]))
    page.headers.update(headers or {})
    return page


def to_login() -> Response:
    """Return the way to the login, from where it goes on to the page that was asked for."""
    back = request.full_path.rstrip("?") if request.method == "GET" else urlsplit(request.referrer or "").path
    address = url_for("console_entry.login", next=back)
    return Response(status=204, headers={"HX-Redirect": address}) if request.headers.get("HX-Request") else redirect(address, 303)  # type: ignore[return-value]


def register_problems(app: Flask) -> None:
    """Answer every error of the app with a problem."""
    app.register_error_handler(HTTPException, of_http)
    app.register_error_handler(ProfileError, _of_profile)
    app.register_error_handler(UnknownProgramme, _of_programme)
    app.register_error_handler(BadInput, lambda error: told(INVALID, errors=({"pointer": "", "message": line} for line in error.lines)))
    app.register_error_handler(BadFilter, _of_filter)
    app.register_error_handler(NotJson, lambda error: told(NOT_JSON, detail=f"第 {error.line} 行{error.what}"))
    app.register_error_handler(DuplicateKey, lambda error: told(DUPLICATE_KEY))
    app.register_error_handler(PlannerError, lambda error: told(INVALID, detail=str(error)))
    app.register_error_handler(Refused, _of_refused)
    app.register_error_handler(WeChatError, _of_wechat)
    app.register_error_handler(RedisError, lambda error: told(SESSIONS_DOWN))
    app.register_error_handler(exc.IntegrityError, lambda error: told(CONFLICT))
    for gone in (exc.OperationalError, exc.InterfaceError, exc.TimeoutError):
        app.register_error_handler(gone, _of_storage)
    app.register_error_handler(Exception, _of_bug)


def of_http(error: HTTPException) -> Response:
    """Return the problem of an HTTP error, with the faults of a request schema where there are any."""
    headers = {name: value for name, value in error.get_headers() if name in _ALLOWED}
    kind = _BY_STATUS.get(error.code or 500)
    if kind is None:
        return error.get_response() if error.code and error.code < 400 else told(INTERNAL)  # type: ignore[return-value]
    messages = (getattr(error, "data", None) or {}).get("messages", {})
    return told(kind, errors=_faults(messages), headers=headers)


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
    return told(INVALID, errors=profile_faults(error, "/profile"))


def profile_faults(error: ProfileError, above: str) -> list[dict[str, str]]:
    """Return the faults of a profile that stands at a place of the body."""
    return [{"pointer": above + fault.pointer, "message": fault.message} for fault in error.faults]


def _of_filter(error: BadFilter) -> Response:
    return told(INVALID, errors=({"pointer": f"?{name}", "message": message} for name, message in error.faults.items()))


def _of_programme(error: UnknownProgramme) -> Response:
    """Return the problem of an unknown id: in an address the thing is not there, in a body the request is wrong."""
    kind = UNKNOWN_PROGRAMME if request.method == "GET" else replace(UNKNOWN_PROGRAMME, status=INVALID.status)
    return told(kind, detail=str(error))


def _of_refused(error: Refused) -> Response:
    kind = KINDS[error.code]
    headers = {**({"WWW-Authenticate": "Bearer"} if kind.status == 401 else {}), **(error.headers or {})}
    return told(kind, detail=error.detail, errors=error.errors, headers=headers)


def _of_wechat(error: WeChatError) -> Response:
    """Return the problem of a call to WeChat; what an operator must see is in the log."""
    said = {"call": error.call, "errcode": error.errcode, "said": error.said, "error": type(error).__name__}
    logging.getLogger("tidu").warning("wechat", extra={"fields": said})
    kind = _OF_WECHAT.get(type(error), WECHAT_DOWN)
    wait = error.retry_after if isinstance(error, TooManyCalls) else None
    headers = {"WWW-Authenticate": "Bearer"} if kind.status == 401 else {"Retry-After": str(wait)} if wait else {}
    return told(kind, detail=error.text, headers=headers)


def _of_storage(error: Exception) -> Response:
    logging.getLogger("tidu").error("storage", extra={"fields": {"error": type(error).__name__}})
    return told(STORAGE_DOWN, headers={"Retry-After": "5"})


def _of_bug(error: Exception) -> Response:
    logging.getLogger("tidu").exception("unhandled", exc_info=error)
    return told(INTERNAL)


def _is_api() -> bool:
    return request.path.startswith("/api/")
