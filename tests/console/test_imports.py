"""The import wizard without a browser: the form, a table with a fault, its report, saving; jobs beside it."""

import io
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from tests.accounts.world import World, uscc
from tests.console.conftest import ORIGIN, Desk, sits_down
from tests.jobs.working import Hands, stored, table, until
from tests.pages.markup import Page

Desks = Callable[..., Desk]


@pytest.fixture(scope="module")
def worker(tidu: World) -> Iterator[Hands]:
    found = Hands(tidu)
    found.worker()
    yield found
    found.stop()


def handed_in(desk: Desk, data: bytes, name: str = "企业.csv", **said: str) -> Any:
    return desk.client.post("/bureau/imports", data={**said, "table": (io.BytesIO(data), name)}, headers=ORIGIN)


def checked(desk: Desk, data: bytes) -> tuple[str, Page]:
    """Hand a table in and wait for its report; return its address and page."""
    answer = handed_in(desk, data)
    assert answer.status_code == 303, answer.text
    address = answer.headers["Location"]
    page = until(lambda: (found := desk.get(address)) and not found.having("progress") and found)
    return address, page


def test_the_form_is_the_workbook_for_many_companies(desk: Desks) -> None:
    answer = desk().client.get("/bureau/imports/template")
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.data))

    assert book.sheet_names[:2] == ["企业", "填写说明"]
    assert "attachment" in answer.headers["Content-Disposition"]


def test_a_missing_file_and_a_wrong_one_are_told_at_the_field_and_the_sheet_stays(desk: Desks) -> None:
    none = desk().post("/bureau/imports", sheet="名册")
    wrong = handed_in(desk(), b"x", "名册.pdf", sheet="名册")

    assert (none.status_code, wrong.status_code) == (422, 415)
    assert "请选择要上传的企业表" in Page(none.text).within["fault-table"]
    assert "应为.xlsx或.csv" in Page(wrong.text).within["fault-table"]
    assert 'value="名册"' in none.text
    assert 'value="名册"' in wrong.text


def test_a_good_table_is_saved_whole(tidu: World, desk: Desks, worker: Hands) -> None:
    fresh = uscc()
    address, page = checked(desk(), table([("新设有限公司", fresh, "410421", "50")]))
    assert "没有问题，可以提交" in page.text
    saved = desk().done(f"{address}/commit")

    assert "已提交入库" in saved.text
    assert "新增1家" in saved.text
    assert fresh in desk().get(f"/bureau/companies?uscc={fresh}").text


def test_an_import_is_withdrawn_after_a_question(tidu: World, desk: Desks, worker: Hands) -> None:
    address, _ = checked(desk(), table([("新设有限公司", uscc(), "410421", "50")]))
    asked = desk().done(f"{address}/commit")
    page = desk().done(f"{address}/withdraw")
    twice = desk().post(f"{address}/withdraw")

    assert "整批撤回" in asked.text
    assert "已撤回这次导入" in page.text
    assert "新入库的1家只留名称、代码、登记地" in page.text
    assert "整批撤回" not in page.text
    assert "已撤回" in desk().get("/bureau/imports").text
    assert (twice.status_code, "此导入已撤回" in twice.text) == (409, True)


def test_faults_stand_by_cell_and_only_the_good_rows_are_saved_when_asked(tidu: World, desk: Desks, worker: Hands) -> None:
    good = uscc()
    rows = [("好的有限公司", good, "410421", "1"), ("差的有限公司", "91410421MA0000000X", "410421", "很多")]
    address, page = checked(desk(), table(rows))

    assert "1行有问题，1家没有问题" in page.text
    assert re.search(r"D3.*很多.*应为数", page.text)
    assert desk().client.get(page.addresses("/bureau/jobs/")[0], buffered=True).data.startswith(b"PK")
    refused = desk().post(f"{address}/commit")
    assert refused.status_code == 409
    assert "没有保存任何内容" in refused.text
    assert "已入库" in desk().done(f"{address}/commit", keep_good="yes").text
    assert desk().post(f"{address}/commit", keep_good="yes").status_code == 409


def test_what_a_row_changes_is_told_field_by_field(tidu: World, desk: Desks, worker: Hands) -> None:
    (known,) = stored(tidu, 1)
    fresh = uscc()
    rows = [("改名有限公司", known, "410421", "9200"), ("新设有限公司", fresh, "410421", "50")]
    address, page = checked(desk(), table(rows))
    changed, new = (desk().get(link) for link in page.addresses(f"{address}/rows/"))

    assert "营业收入总额›2025“9100”改为“9200”" in changed.text
    assert "营业收入总额›2025新填“50”" in new.text


def test_rows_are_narrowed_by_what_they_mean(tidu: World, desk: Desks, worker: Hands) -> None:
    (known,) = stored(tidu, 1)
    address, _ = checked(desk(), table([("改名有限公司", known, "410421", "9200"), ("又新设有限公司", uscc(), "410421", "50")]))
    page = desk().get(f"{address}?outcome=changed")

    assert "改名有限公司" in page.text
    assert "又新设有限公司" not in page.text


def test_a_table_that_cannot_be_read_says_why_and_saves_nothing(desk: Desks, worker: Hands) -> None:
    _, page = checked(desk(), table([("x",)], heads=("什么", "是什么")))

    assert "没有可以导入的企业" in page.text or "任务没有完成" in page.text
    assert "重新上传" in page.text


def test_an_import_of_another_county_is_not_there(tidu: World, desk: Desks, worker: Hands) -> None:
    address, _ = checked(desk(), table([("新设有限公司", uscc(), "410421", "50")]))
    other = desk("cn-410422")

    for path in (address, f"{address}/rows/2", address.replace("imports", "jobs") + "/progress"):
        other.get(path, 404)
    assert [other.post(f"{address}/{deed}").status_code for deed in ("commit", "withdraw")] == [404] * 2
    assert other.post(address.replace("imports", "jobs") + "/cancel").status_code == 404


def test_a_screening_runs_shows_its_figures_and_is_fetched(tidu: World, desk: Desks, worker: Hands) -> None:
    stored(tidu, 2)
    submitted = desk().post("/bureau/jobs/new", format="csv", programmes=["sme-specialized"])
    address = submitted.headers["Location"]
    page = until(lambda: (found := desk().get(address)) and not found.having("progress") and found)

    assert "河南省专精特新中小企业" in page.text
    file = desk().client.get(f"{address}/result", buffered=True)
    assert file.status_code == 200
    assert "筛查" in page.text
    assert "下载任务结果" in desk().get("/bureau/audit?action=job.").text


def test_a_job_without_workers_waits_refreshes_itself_and_is_cancelled(tidu: World) -> None:
    own = sits_down(tidu, "cn-410425")
    address = own.post("/bureau/jobs/new", format="csv").headers["Location"]
    page = own.get(address)
    polled = [one for one in page.having("div") if one.get("hx-trigger") == "every 1s"]

    assert [one["hx-get"] for one in polled] == [f"{address}/progress"]
    assert 'http-equiv="refresh"' in own.client.get(address).text
    if own.client.get(f"{address}/progress").headers.get("HX-Refresh") is None:
        assert own.post(f"{address}/cancel").status_code == 303
        assert "取消" in own.get(address).text
    ended = until(lambda: own.client.get(f"{address}/progress").headers.get("HX-Refresh"))
    assert ended == "true"


def test_a_bad_day_is_told_at_the_field_and_the_choice_stays(desk: Desks) -> None:
    answer = desk().post("/bureau/jobs/new", on="1999-01-01", format="csv", programmes=["sme-specialized"])
    page = Page(answer.text)

    assert answer.status_code == 422
    assert "应在2000-01-01至" in page.within["fault-on"]
    assert [one["value"] for one in page.having("input") if "checked" in one] == ["sme-specialized"]


def test_jobs_are_listed_by_state(desk: Desks) -> None:
    page = desk("cn-410423").get("/bureau/jobs")

    assert "还没有任务" in page.text
    assert "没有这样的任务" in desk("cn-410423").get("/bureau/jobs?state=failed").text
    assert desk().client.get("/bureau/jobs?state=x").status_code == 422
