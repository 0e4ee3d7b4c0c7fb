"""命令 calendar 与 diff：字段、页面、退出码。"""

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from rich.cells import cell_len

from api.cli import main
from api.labels import CHANGE, PART, TABLE
from api.report import PLAIN_WIDTH
from graph.diff import OWN_WAY, _tables
from graph.loader import SHIPPED, load_catalogue
from graph.model import Fund, Programme
from planner.agenda import KINDS
from tests.api.sample import ON, answer, company, run, written

ENTRY = {"date", "until", "year_only", "kind", "programme", "name", "actor", "text", "assumed", "clause"}
SPECIALIZED = "cn-41/specialized.yaml"
NEW_HONOR = """
source: {document: pds-2026, section: 九, page: 170}
programmes:
  trial-honor:
    name: 试行荣誉
    kind: honor
    level: province
    requires: {metric: revenue, in: last_year, at_least: 100, clause: 一}
"""


@pytest.fixture
def profile(tmp_path: Path) -> str:
    return written(tmp_path, company())


@pytest.fixture
def changed(tmp_path: Path) -> str:
    """随附目录的副本：降一个门槛，关一项，加一项。"""
    folder = Path(shutil.copytree(SHIPPED, tmp_path / "new"))
    replace_in(
        folder / SPECIALIZED, "{metric: rd_share, each_of_last: 2, at_least: 3,", "{metric: rd_share, each_of_last: 2, at_least: 2.5,"
    )
    rule = "requires: {declared: champion_province_notice_met"
    closed = "status: {state: closed, since: 2026-06-01, reason: 并入国家级, clause: （九）}"
    replace_in(folder / "cn-41" / "champion.yaml", rule, f"{closed}\n    {rule}")
    (folder / "cn-41" / "trial.yaml").write_text(NEW_HONOR, encoding="utf-8")
    return str(folder)


def replace_in(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def in_february(*args: str) -> str:
    return CliRunner().invoke(main, [*args, "--on", "2026-02-10"]).stdout


def difference(*args: str) -> Any:
    return answer("diff", str(SHIPPED), *args)


def test_the_calendar_has_the_fixed_fields_and_every_clause(profile: str) -> None:
    found = answer("calendar", profile)

    assert set(found) == {"on", "months", "catalogue_version", "entries", "undated"}
    assert (found["on"], found["months"]) == (ON, 24)
    assert {frozenset(entry) for entry in (*found["entries"], *found["undated"])} == {frozenset(ENTRY)}
    assert {entry["kind"] for entry in found["entries"]} <= set(KINDS)
    assert all(entry["clause"]["document"] and entry["text"] for entry in (*found["entries"], *found["undated"]))
    assert all(entry["date"] is None for entry in found["undated"])


def test_the_calendar_of_a_holder_has_duty_review_round_result_bar_and_claim(tmp_path: Path) -> None:
    titles = [*company()["titles"], {"honor": "sme-specialized", "granted": "2026-01-10"}]
    entries = answer("calendar", written(tmp_path, company(titles=titles)), "--months", "48")["entries"]
    of = {(entry["kind"], entry["programme"]): entry for entry in entries}

    assert [entry["date"] for entry in entries if entry["kind"] == "duty"] == ["2027-05-31", "2028-05-31"]
    assert of["review", "sme-specialized"]["date"] == "2029-01-09"
    assert (
        of["result", "smart-factory-province"] | {"date": "2026-12-31", "year_only": True, "actor": None}
        == of["result", "smart-factory-province"]
    )
    assert of["bar_ends", "champion-national"]["date"] == "2027-03-02"
    claim = of["claim", "fund-specialized-city"]
    assert (claim["date"], claim["year_only"]) == ("2026-01-01", True)
    assert "20 万元" in claim["text"]
    assert ("opens", "sme-specialized") not in of


def test_a_deadline_of_cities_is_shown_as_such(tmp_path: Path) -> None:
    page = in_february("calendar", written(tmp_path, company(events=[])))

    assert re.search(r"^03-27  \S+\s+市：逐级报送的截止日，不是企业的期限", page, re.MULTILINE)


def test_the_page_of_the_calendar_goes_by_month_and_then_by_year(tmp_path: Path) -> None:
    titles = [{"honor": "sme-specialized", "granted": "2024-01-10"}]
    page = in_february("calendar", written(tmp_path, company(titles=titles)), "--months", "12")
    blocks = re.findall(r"^(20\d\d 年(?: \d+ 月|内（日期源文未载）)|没有固定日期)$", page, re.MULTILINE)

    assert page.startswith("示例电气有限公司　2026-02-10 起 12 个月的日程\n")
    assert blocks[:5] == ["2026 年 4 月", "2026 年 5 月", "2026 年内（日期源文未载）", "2027 年 1 月", "2027 年内（日期源文未载）"]
    assert blocks[-1] == "没有固定日期"
    assert re.search(r"^05-31  河南省专精特新中小企业\s+在培育平台更新企业信息", page, re.MULTILINE)
    assert re.search(r"^01-09  河南省专精特新中小企业\s+有效期满，期满前须通过复核", page, re.MULTILINE)
    assert "源文未载批次时间" in page
    assert max(cell_len(line) for line in page.splitlines()) <= PLAIN_WIDTH


@pytest.mark.parametrize("months", ["0", "121", "x"])
def test_the_months_of_the_calendar_have_bounds(profile: str, months: str) -> None:
    result = run("calendar", profile, "--months", months)

    assert (result.exit_code, result.stdout) == (2, "")
    assert "--months" in result.stderr


def test_a_catalogue_differs_from_its_copy_in_nothing(tmp_path: Path, profile: str) -> None:
    copy = shutil.copytree(SHIPPED, tmp_path / "copy")
    found = difference(str(copy), profile)

    assert found["old"] == found["new"]
    assert (found["added"], found["removed"], found["changed"], found["words"]) == ([], [], [], [])
    assert [(one["shifts"], one["gains"], one["loses"]) for one in found["companies"]] == [([], False, False)]


def test_the_difference_tells_what_changed_with_both_texts_and_the_clause(changed: str) -> None:
    found = difference(changed)
    specialized = next(one for one in found["changed"] if one["programme"] == "sme-specialized")
    (change,) = specialized["changes"]

    assert [one["id"] for one in found["added"]] == ["trial-honor"]
    assert found["removed"] == []
    assert {one["programme"] for one in found["changed"]} == {"sme-specialized", "champion-province"}
    assert (change["part"], change["kind"], change["in_force"]) == ("requires", "changed", {"from": "2026-04-01", "to": None})
    assert change["old"]["text"] == "研发费用占营业收入比重（近2年每年）不低于 3%"
    assert change["new"]["text"] == "研发费用占营业收入比重（近2年每年）不低于 2.5%"
    assert change["new"]["clause"]["clause"] == "（三）(3)"


def test_the_difference_tells_who_gains_and_who_loses(changed: str, profile: str) -> None:
    (found,) = difference(changed, profile)["companies"]
    shifts = {shift["programme"]: shift for shift in found["shifts"]}

    assert (found["profile"], found["name"], found["gains"], found["loses"]) == (profile, "示例电气有限公司", True, True)
    assert (shifts["trial-honor"]["from"], shifts["trial-honor"]["to"], shifts["trial-honor"]["change"]) == (None, "eligible", "gain")
    assert [gap["metric"] for gap in shifts["sme-specialized"]["before"]["gaps"]] == ["rd_share"]
    assert shifts["sme-specialized"]["after"]["gaps"] == []
    assert shifts["champion-province"]["change"] == "loss"
    assert shifts["champion-province"]["after"]["because"][0]["text"] == "并入国家级"
    assert set(found["awards"]) == {"before", "after"}


def test_a_profile_that_one_catalogue_refuses_does_not_stop_the_others(changed: str, tmp_path: Path, profile: str) -> None:
    (tmp_path / "later").mkdir()
    later = written(tmp_path / "later", company(titles=[{"honor": "trial-honor"}]))
    refused, other = difference(changed, later, profile)["companies"]

    assert (refused["profile"], list(refused["refused"])) == (later, ["old"])
    assert "/titles/0/honor" in refused["refused"]["old"][0]
    assert other["shifts"]
    assert "旧目录不接受这份档案" in run("diff", str(SHIPPED), changed, later, profile).stdout


def test_a_profile_that_both_catalogues_refuse_is_bad_input(changed: str, tmp_path: Path) -> None:
    result = run("diff", str(SHIPPED), changed, str(tmp_path / "none.json"), "--json")

    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.count("没有这个文件") == 1


def test_the_faults_of_both_folders_are_told_at_once(changed: str, tmp_path: Path) -> None:
    replace_in(Path(changed) / SPECIALIZED, "renewal: review", "renewal: reviw")
    missing = str(tmp_path / "none")
    result = run("diff", missing, changed, "--json")

    assert (result.exit_code, result.stdout) == (1, "")
    assert f"{missing}：没有这个文件夹" in result.stderr
    assert re.search(rf"^{re.escape(changed)}/{SPECIALIZED}:\d+: reviw ", result.stderr, re.MULTILINE)


def test_the_page_of_a_difference_has_what_changed_and_for_whom(changed: str, profile: str) -> None:
    replace_in(
        Path(changed) / "scorecards" / "sme-innovative.yaml",
        "- {score: 20, when: {metric: class1_ip_high_value",
        "- {score: 19, when: {metric: class1_ip_high_value",
    )
    page = run("diff", str(SHIPPED), changed, profile).stdout
    flat = re.sub(r"\s+", "", page)

    assert "新增 1 · 变更 2 · 公用词表变更 1" in page
    assert "变更：河南省专精特新中小企业　sme-specialized" in page
    assert re.search(r"条件\s+改为  原：研发费用占营业收入比重（近2年每年）不低于 3%  ", page)
    assert "新：研发费用占营业收入比重（近2年每年）不低于2.5%（2026-04-01起）" in flat
    assert "评分表创新型中小企业评价标准（sme-innovative）改为：评分行：" in flat
    assert "示例电气有限公司：受益、受损" in page
    assert re.search(r"省级制造业单项冠军企业\s+\S+ → 已停办", page)
    assert max(cell_len(line) for line in page.splitlines()) <= PLAIN_WIDTH


def test_a_document_that_only_the_old_catalogue_has_can_be_cited(changed: str) -> None:
    page = run("diff", changed, str(SHIPPED)).stdout

    assert "删去事项（1 项）" in page
    assert "依据  平顶山市政策汇编（2026年2月）" in page


def test_every_part_and_table_has_a_chinese_label() -> None:
    parts = {
        *Programme.__dataclass_fields__,
        *Fund.__dataclass_fields__,
        "requires",
        "vetoes",
        "version",
        "review_in_force",
    }

    assert set(PART) == parts - {"id", "versions"}
    assert set(OWN_WAY) <= parts
    assert set(TABLE) == set(_tables(load_catalogue()))
    assert set(CHANGE) == {"added", "removed", "changed", "moved"}
