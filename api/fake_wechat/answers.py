"""What the fake answers to each call, by the rules of the documents."""

import secrets
from collections.abc import Callable, Mapping
from typing import Any, Literal

from api.errors import BadInput
from api.fake_wechat.world import CODE_LASTS, Code, World
from api.wechat.fields import check_fields

_SAYS = {
    -1: "system error",
    40001: "invalid credential, access_token is invalid or not latest",
    40002: "invalid grant_type",
    40003: "invalid openid",
    40013: "invalid appid",
    40014: "invalid access_token",
    40029: "invalid code",
    40033: "invalid charset. please check your request, if include \\uxxxx will create fail!",
    40037: "invalid template_id",
    40125: "invalid appsecret",
    40163: "code been used",
    40164: "invalid ip, not in whitelist",
    40226: "code blocked",
    40243: "AppSecret is frozen",
    41002: "appid missing",
    41004: "appsecret missing",
    41008: "missing code",
    42001: "access_token expired",
    43002: "require POST method",
    43101: "user refuse to accept the msg",
    43107: "template is banned",
    43108: "concurrent sending to the same user",
    45009: "reach max api daily quota limit",
    45011: "api minute-quota reach limit, must slower, retry next minute",
    45168: "sensitive word",
    47003: "argument invalid!",
}


class Denied(Exception):
    """A documented error."""

    def __init__(self, errcode: int) -> None:
        super().__init__(errcode)
        self.errcode = errcode


def error(errcode: int) -> dict[str, Any]:
    """Return an error as WeChat words it."""
    return {"errcode": errcode, "errmsg": f"{_SAYS.get(errcode, 'error')} rid: {secrets.token_hex(4)}"}


def login(world: World, query: Mapping[str, str], body: Mapping[str, Any]) -> dict[str, Any]:
    """Answer code2Session."""
    _check_account(world, query)
    if query.get("grant_type") != "authorization_code":
        raise Denied(40002)
    if not query.get("js_code"):
        raise Denied(41008)
    user = _redeem(world, query["js_code"], "login").user
    unionid = {"unionid": user.unionid} if world.with_unionid else {}
    return {"openid": user.openid, "session_key": secrets.token_urlsafe(12) + "Key=====", **unionid}


def token(world: World, query: Mapping[str, str], body: Mapping[str, Any]) -> dict[str, Any]:
    """Answer getStableAccessToken."""
    if body.get("grant_type") != "client_credential":
        raise Denied(40002)
    _check_account(world, body)
    with world.lock:
        return dict(world.token.give(world.now(), body.get("force_refresh") is True))


def phone(world: World, query: Mapping[str, str], body: Mapping[str, Any]) -> dict[str, Any]:
    """Answer getPhoneNumber; that a code of somebody else is answered with 40029 is our guess, the documents name no code."""
    _check_token(world, query)
    code = _redeem(world, str(body.get("code", "")), "phone", str(body.get("openid", "")))
    number, mark = code.user.phone, {"timestamp": int(world.now()), "appid": world.watermark or world.appid}
    info = {"phoneNumber": number, "purePhoneNumber": number, "countryCode": "86", "watermark": mark}
    return {"errcode": 0, "errmsg": "ok", "phone_info": info}


def send(world: World, query: Mapping[str, str], body: Mapping[str, Any]) -> dict[str, Any]:
    """Answer sendMessage: a message that is taken spends one grant."""
    _check_token(world, query)
    openid, template = str(body.get("touser", "")), str(body.get("template_id", ""))
    _check_message(world, openid, template, body.get("data"))
    with world.lock:
        if world.grants[openid, template] <= 0:
            raise Denied(43101)
        world.grants[openid, template] -= 1
        world.messages.append(dict(body))
    number = str(secrets.randbelow(10**18))
    world.tell("subscribe_msg_sent_event", openid, {"TemplateId": template, "MsgID": number, "ErrorCode": "0", "ErrorStatus": "success"})
    return {"errcode": 0, "errmsg": "ok", "msgid": int(number)}


Handler = Callable[[World, Mapping[str, str], Mapping[str, Any]], dict[str, Any]]
CALLS: Mapping[str, tuple[str, str, Handler]] = {
    "/sns/jscode2session": ("GET", "code2Session", login),
    "/cgi-bin/stable_token": ("POST", "getStableAccessToken", token),
    "/wxa/business/getuserphonenumber": ("POST", "getPhoneNumber", phone),
    "/cgi-bin/message/subscribe/send": ("POST", "sendMessage", send),
}


def _check_account(world: World, given: Mapping[str, Any]) -> None:
    checks = (
        (bool(given.get("appid")), 41002),
        (bool(given.get("secret")), 41004),
        (given.get("appid") == world.appid, 40013),
        (given.get("secret") == world.secret, 40125),
        (not world.frozen, 40243),
        (world.allowed, 40164),
    )
    for fine, errcode in checks:
        if not fine:
            raise Denied(errcode)


def _check_token(world: World, query: Mapping[str, str]) -> None:
    if errcode := world.token.fault_of(query.get("access_token", ""), world.now()):
        raise Denied(errcode)


def _redeem(world: World, code: str, use: Literal["login", "phone"], openid: str = "") -> Code:
    """Return what a code stands for and spend it; another appid's is 40013 for a phone, 40029 for a login."""
    with world.lock:
        found = world.codes.get(f"phone:{code}" if use == "phone" and code.startswith("demo-") else code)
        if found is None or found.use != use or world.now() - found.made > CODE_LASTS or (openid and found.user.openid != openid):
            raise Denied(40029)
        if found.appid != world.appid:
            raise Denied(40013 if use == "phone" else 40029)
        if found.used:
            raise Denied(40163 if use == "login" else 40029)
        found.used = True
        return found


def _check_message(world: World, openid: str, template: str, data: Any) -> None:
    if openid not in {user.openid for user in world.users.values()}:
        raise Denied(40003)
    if template in world.banned:
        raise Denied(43107)
    if template not in world.templates:
        raise Denied(40037)
    try:
        texts = {str(name): str(entry["value"]) for name, entry in data.items()}
        check_fields(texts)
    except (BadInput, AttributeError, KeyError, TypeError):
        raise Denied(47003) from None
    if any(word in text for word in world.sensitive for text in texts.values()):
        raise Denied(45168)
