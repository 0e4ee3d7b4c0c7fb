"""The record of the region, in words."""

import re
from collections.abc import Callable
from pathlib import Path

from api.jobs.records import OPEN
from api.phrases_audit import ACTIONS, GROUPS, action_text, detail_text
from api.storage.work import JOB_STATES
from graph.loader import load_catalogue
from tests.accounts.world import World, company
from tests.console.conftest import Desk

Desks = Callable[..., Desk]
API = Path(__file__).parents[2] / "api"
KINDS = "|".join(sorted({action.partition(".")[0] for action in ACTIONS}))
CODE = re.compile(rf"(?<!ForeignKey\()f?\"((?:{KINDS})\.[a-z_{{}}.]+)\"")
FILES = {"list.json", "staff.id"}  # look like actions and are none
STATES = {"job.{state}": [f"job.{one}" for one in JOB_STATES if one not in OPEN], "claim.{state}": ["claim.confirmed", "claim.refused"]}
STATES["title.{decision.state}"] = ["title.confirmed", "title.refused"]


def used() -> set[str]:
    """Return the action codes that stand in the source."""
    texts = (path.read_text(encoding="utf-8") for path in API.rglob("*.py") if path.name != "phrases_audit.py")
    found = {code for text in texts for code in CODE.findall(text)} - FILES
    return {one for code in found for one in STATES.get(code, [code])}


def test_every_action_has_a_phrase_and_a_group() -> None:
    assert used() - set(ACTIONS) == set()
    assert len(used()) > 40
    assert [action for action in ACTIONS if not action.startswith(tuple(GROUPS))] == []


def test_the_details_of_an_entry_are_words() -> None:
    policies = load_catalogue()

    assert detail_text(f"version 3; import {'0' * 32}", policies) == "第 3 版 导入"
    assert detail_text("25 rows", policies) == "25 家"
    assert detail_text("91410425MG0000095N 1", policies) == "91410425MG0000095N 调到第 1 位"
    assert detail_text("reasons", policies) == "逐企说明"
    assert detail_text("sme-specialized 2024-09-10", policies) == "河南省专精特新中小企业 2024-09-10"
    assert detail_text("cn-410421", policies) == "宝丰县"
    assert detail_text(None, policies) == ""
    assert action_text("unheard.of") == "unheard.of"


def test_who_did_what_when_is_told_in_words_and_narrowed(tidu: World, desk: Desks, clerk: object) -> None:
    firm = company(tidu, clerk)
    own = desk()
    page = own.get("/bureau/audit?action=claim.")

    assert "通过认领" in page.text
    assert "李某（宝丰县）" in page.text
    assert "登录" not in re.sub("退出登录|工作人员", "", page.text).partition("地区 ")[2].partition("共 ")[0]
    only = own.get(f"/bureau/audit?object_id={firm.id}")
    assert "企业入库" in only.text
    assert "只看“示例电气有限公司”" in only.text


def test_the_last_day_asked_for_is_meant_whole(tidu: World, desk: Desks) -> None:
    from api.web.requests import today

    assert "登录" in desk().get(f"/bureau/audit?action=session.&since={today()}&until={today()}").text
    assert "没有符合条件的记录" in desk().get("/bureau/audit?until=2020-01-01").text


def test_a_wrong_day_is_told_at_its_field(desk: Desks) -> None:
    answer = desk().client.get("/bureau/audit?since=gestern")

    assert answer.status_code == 422
    assert "fault-since" in answer.text


def test_the_record_of_another_county_is_not_shown(tidu: World, desk: Desks, clerk: object) -> None:
    firm = company(tidu, clerk)

    assert "没有符合条件的记录" in desk("cn-410422").get(f"/bureau/audit?object_id={firm.id}").text
    desk("cn-410422").get("/bureau/audit?region=410421", 404)
