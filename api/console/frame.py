"""What all pages of the console share: the frame's templates, the static files, reading forms, saying what was done."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, redirect, request
from flask.blueprints import BlueprintSetupState
from marshmallow import Schema, ValidationError

from api.web.access import staff
from api.web.requests import HERE, catalogue

blueprint = Blueprint("console", __name__, template_folder="templates", static_folder="static", static_url_path="/static/console")
PAGES = (  # what the navigation leads to
    ("/bureau", "概览"),
    ("/bureau/companies", "企业"),
    ("/bureau/claims", "认领"),
    ("/bureau/imports", "导入"),
    ("/bureau/jobs", "任务"),
    ("/bureau/lists", "培育库"),
    ("/bureau/programmes", "事项"),
    ("/bureau/audit", "操作记录"),
    ("/bureau/staff", "工作人员"),
)
DONE = {
    "signed_out": "已退出登录。",
    "import_saved": "已提交入库。",
    "import_withdrawn": "已撤回这次导入，各企业的档案恢复为导入前的内容。",
    "job_cancelled": "已要求取消。",
    "session_ended": "已结束那个登录。",
    "sessions_ended": "已结束其他全部登录。",
    "password_changed": "密码已修改，其他登录已结束。",
    "staff_ended": "账号已停用。",
    "title_confirmed": "已确认这项荣誉，并告知企业。",
    "title_refused": "已记下不予确认，并告知企业。",
    "note_added": "备注已保存。",
    "note_removed": "备注已删去。",
    "note_restored": "备注已恢复。",
    "claim_confirmed": "已通过认领，并告知认领人。",
    "claim_refused": "已退回认领，并把理由告知认领人。",
    "claim_reopened": "已撤回审核结果，认领重新待审核，并告知认领人。",
    "staff_reopened": "账号已恢复，原密码和验证器照旧可用。",
    "list_drawn": "已拟定为草稿。请核对次序和名额，调整后签发。",
    "list_joined": "已汇总为草稿。请核对次序和名额，调整后签发。",
    "move_made": "已调整。",
    "move_undone": "已撤销这项调整，调整记录仍保留。",
    "list_signed": "已签发。名单从此不能改动，可以下载报送。",
    "list_dropped": "已放弃这份草稿。需要时可以恢复。",
    "list_restored": "已恢复这份草稿。",
}
Faults = dict[str, list[str]]


@blueprint.record_once
def teach(state: BlueprintSetupState) -> None:
    """Give templates who is logged in, and what was done just before."""
    places = {place.code: place.name for place in state.app.extensions["tidu.catalogue"].regions.values() if place.code}
    state.app.jinja_env.globals.update(member=staff, place_of_member=place_name, done=done, CONSOLE_PAGES=PAGES, places=places)
    state.app.jinja_env.filters["moment"] = moment


def place_name() -> str:
    """Return the name of the place of whoever is logged in."""
    return catalogue().regions[staff().region].name


def done() -> str | None:
    """Return what the page before has done, in words; the address names it."""
    return DONE.get(request.args.get("done", ""))


def moment(when: datetime | str | None, *, day: bool = False) -> str:
    """Return a moment as people here read it: to the minute, or the day alone."""
    if when is None:
        return ""
    here = (datetime.fromisoformat(when) if isinstance(when, str) else when).astimezone(HERE)
    return here.strftime("%Y-%m-%d" if day else "%Y-%m-%d %H:%M")


def onward(address: str, did: str, place: str = "") -> Response:
    """Return the way to the page (and the place on it) that shows what was done, so that a reload does not do it again."""
    mark = "&" if "?" in address else "?"
    return redirect(f"{address}{mark}done={did}" + (f"#{place}" if place else ""), 303)  # type: ignore[return-value]


def read(schema: Schema, said: Mapping[str, Any]) -> tuple[dict[str, Any], Faults]:
    """Return the values of a form or a query, and its faults by field; fields left blank are not said."""
    stripped = {name: value.strip() if isinstance(value, str) else value for name, value in said.items()}
    told = {name: value for name, value in stripped.items() if value and name != "done"}
    try:
        values: dict[str, Any] = schema.load(told)
    except ValidationError as error:
        return {}, _by_field(error.messages_dict)
    return values, {}


def _by_field(messages: Mapping[str, Any]) -> Faults:
    return {name: [str(one) for one in (found if isinstance(found, list) else [found])] for name, found in messages.items()}
