"""`ask` and `unlock`: the fixed fields, what stands in them for the sample company, the readable pages."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

from api.answers_advice import question_answer, wording
from api.profile_text import written as text_of
from api.report import PLAIN_WIDTH
from graph.facts import Ask
from planner.profile import Subject, Title
from planner.questions import Question
from tests import example_profiles
from tests.api.sample import ON, answer, company, run, written
from tests.pages.products import STANDARD_MET, WINCH, two_products, without

QUESTION = {"id", "kind", "text", "unit", "evidence", "decides"}
UNLOCK = {"on", "programme", "changes", "alternatives", "also_opens"}
GAP = {"criterion", "metric", "need", "have", "short", "unit", "earliest", "text", "clause"}
ENOUGH = {"rd_expense": {"2024": 300, "2025": 300}}


@pytest.fixture
def profile(tmp_path: Path) -> str:
    return written(tmp_path, company())


def changed(folder: Path, **changes: Any) -> str:
    """Write the sample with other metrics, events and the like."""
    return written(folder, company(**{**changes, "metrics": {**company()["metrics"], **changes.get("metrics", {})}}))


def test_ask_gives_the_fixed_fields(profile: str) -> None:
    found = answer("ask", profile)
    unknown = {one["programme"] for one in answer("assess", profile)["results"] if one["verdict"] == "unknown"}

    assert set(found) == {"on", "catalogue_version", "question", "open"}
    assert found["on"] == ON
    assert set(found["question"]) - {"year"} == QUESTION
    assert found["question"]["decides"]
    assert set(found["question"]["decides"]) <= unknown
    assert found["open"] > 1


def test_ask_names_year_unit_and_evidence_of_a_figure(tmp_path: Path) -> None:
    path = changed(tmp_path, metrics=ENOUGH)

    assert answer("ask", path, "--to", "sme-specialized") == {
        "on": ON,
        "catalogue_version": answer("programmes")["catalogue_version"],
        "question": {
            "id": "development_score",
            "kind": "metric",
            "year": 2026,
            "text": "2026 年度：中小企业专精特新发展评价得分是多少？",
            "unit": "分",
            "evidence": "优质中小企业梯度培育平台得分页",
            "decides": ["sme-specialized"],
        },
        "open": 1,
    }


def test_ask_is_null_once_the_target_is_decided(tmp_path: Path) -> None:
    path = changed(tmp_path, metrics={**ENOUGH, "development_score": {"2026": 70}})
    found = answer("ask", path, "--to", "sme-specialized")

    assert (found["question"], found["open"]) == (None, 0)


def test_vetoes_are_asked_first_as_one_question(tmp_path: Path) -> None:
    question = answer("ask", changed(tmp_path, events=[], events_complete=False))["question"]

    assert question["kind"] == "event"
    assert question["id"].split("+") == sorted(question["id"].split("+"))
    assert "safety_accident" in question["id"].split("+")
    assert question["text"].startswith("有无下列否决事项：")
    assert "安全事故" in question["text"]
    assert (question["unit"], question["evidence"]) == (None, None)


def test_an_event_without_its_severity_is_asked_about_by_name(tmp_path: Path) -> None:
    path = written(tmp_path, company(events=[{"kind": "safety_accident", "on": "2025-03-02"}]))
    question = answer("ask", path, "--to", "water-saving-enterprise")["question"]

    assert (question["id"], question["kind"]) == ("safety_accident", "event")
    assert question["text"] == "安全事故：请补充等级或所涉称号"
    assert question["decides"] == ["water-saving-enterprise"]


def test_titles_missing_from_an_incomplete_list_are_asked_for_together(tmp_path: Path) -> None:
    path = changed(tmp_path, titles_complete=False, metrics={"development_score": {"2026": 70}})
    question = answer("ask", path, "--to", "fund-specialized-city")["question"]

    assert (question["id"], question["kind"]) == ("sme-specialized", "title")
    assert question["text"] == "除档案所列外，是否还持有下列称号：河南省专精特新中小企业？"
    assert question["decides"] == ["fund-specialized-city"]


def test_unlock_gives_the_fixed_fields(profile: str) -> None:
    found = answer("unlock", profile, "--to", "sme-specialized")

    assert set(found) >= UNLOCK
    assert (found["on"], found["programme"]) == (ON, "sme-specialized")
    (gap,) = found["changes"]
    assert set(gap) >= GAP
    assert (gap["metric"], gap["have"], gap["short"], gap["base"]["short"]) == ("rd_share", 2.6, 0.4, 36.4)
    assert [ask["id"] for ask in found["unknowns"]] == ["development_score"]
    assert found["round"] == {"opens": "2027-01-01", "closes": "2027-06-30", "result": "2027-12-31", "assumed": True}
    assert found["causes"] == []


def test_unlock_shows_other_ways_that_are_no_supersets(profile: str) -> None:
    found = answer("unlock", profile, "--to", "sme-little-giant")
    sets = [{gap["criterion"] for gap in gaps} for gaps in (found["changes"], *found["alternatives"])]

    assert len(sets) > 1
    assert len(found["alternatives_unknowns"]) == len(found["alternatives"])
    assert not any(one <= other for one in sets for other in sets if one is not other)


def test_unlock_names_what_else_the_title_opens(profile: str) -> None:
    assert "fund-specialized-city" in answer("unlock", profile, "--to", "sme-little-giant")["also_opens"]


def test_the_page_says_that_the_others_open_in_rounds_of_their_own(profile: str) -> None:
    page = re.sub(r"\s+", "", run("unlock", profile, "--to", "sme-little-giant").stdout)

    assert "也会打开" in page
    assert "（各按自己的下一批次，可能晚于本事项的批次）" in page


@pytest.mark.parametrize(
    ("target", "kind", "said"),
    [
        ("smart-workshop", "held", "已持有"),
        ("park-water-leader-national", "out_of_scope", "不在适用范围"),
        ("library-leading", "unannounced", "下一批尚未通知"),
        ("ext-high-tech-enterprise", "not_applied_for", "不单独申报"),
    ],
)
def test_no_change_is_never_without_a_typed_cause(profile: str, target: str, kind: str, said: str) -> None:
    found = answer("unlock", profile, "--to", target)

    assert (found["changes"], found["alternatives"]) == ([], [])
    assert [cause["kind"] for cause in found["causes"]] == [kind]
    assert said in found["causes"][0]["text"]


@pytest.mark.parametrize("command", [["ask"], ["unlock"]])
def test_an_unknown_target_is_bad_input(profile: str, command: list[str]) -> None:
    result = run(*command, profile, "--to", "no-such", "--json")

    assert (result.exit_code, result.stdout) == (1, "")
    assert "没有编号为 no-such 的事项" in result.stderr


def test_unlock_without_a_target_gives_the_single_changes_that_open_most(tmp_path: Path) -> None:
    path = changed(tmp_path, metrics={"development_score": {"2026": 70}})
    found = answer("unlock", path)
    page = run("unlock", path).stdout
    flat = re.sub(r"\s+", "", page)

    assert set(found) == {"on", "catalogue_version", "improvements"}
    assert all(set(one) == {"change", "opens"} and set(one["change"]) >= GAP and one["opens"] for one in found["improvements"])
    (share,) = (one for one in found["improvements"] if "sme-specialized" in one["opens"])
    assert (share["change"]["metric"], share["change"]["base"]["short"]) == ("rd_share", 36.4)
    assert answer("unlock", path, "--to", "sme-specialized")["changes"] == [share["change"]]
    assert "研发费用占营业收入比重（近2年每年）不低于3%现2.6%" in flat
    assert "打开1项河南省专精特新中小企业" in flat
    assert max(cell_len(line) for line in page.splitlines()) <= PLAIN_WIDTH


def test_where_no_single_change_opens_anything_the_page_says_so(tmp_path: Path) -> None:
    path = written(tmp_path, company(metrics={}, declarations={}))

    assert answer("unlock", path)["improvements"] == []
    assert "没有哪一项改进能单独" in run("unlock", path).stdout


def test_the_page_of_a_question_says_where_the_answer_belongs(tmp_path: Path) -> None:
    page = run("ask", changed(tmp_path, metrics=ENOUGH), "--to", "sme-specialized").stdout

    assert "2026 年度：中小企业专精特新发展评价得分是多少？（分）" in page
    assert "填入    metrics.development_score.2026" in page
    assert "关系到  河南省专精特新中小企业" in page
    assert "共 1 问" in page


def test_the_page_of_nothing_to_ask_says_so(tmp_path: Path) -> None:
    path = changed(tmp_path, metrics={**ENOUGH, "development_score": {"2026": 70}})

    assert "没有要问的" in run("ask", path, "--to", "sme-specialized").stdout


def test_the_page_of_an_unlock_reads_as_a_manager_expects(profile: str) -> None:
    page = run("unlock", profile, "--to", "sme-specialized").stdout
    flat = re.sub(r"\s+", "", page)

    assert page.startswith("示例电气有限公司 → 河南省专精特新中小企业　2026-11-21 最少要改变什么\n批次  2027 年")
    assert "补齐以下 1 项，且待确认各项属实，最早 2028 年达到基本条件，非获评：" in page
    assert "研发费用占营业收入比重（近2年每年）不低于 3%" in page
    assert "现2.6%（2025年" in flat
    assert "最早2028年申报时可达" in flat
    assert "待确认  2027 年度：中小企业专精特新发展评价得分是多少？" in page
    assert "依据  平顶山市政策汇编（2026年2月）" in page


@pytest.mark.parametrize("args", [["ask"], ["unlock", "--to", "sme-little-giant"], ["unlock", "--to", "champion-national"]])
def test_readable_pages_keep_to_their_width(tmp_path: Path, args: list[str]) -> None:
    path = written(tmp_path, company(events_complete=False))
    result = run(args[0], path, *args[1:])

    assert (result.exit_code, result.stderr) == (0, "")
    assert max(cell_len(line) for line in result.stdout.splitlines()) <= PLAIN_WIDTH


def test_a_question_about_one_of_several_products_says_which() -> None:
    policies = example_profiles.catalogue()
    products = (Subject("x", "product", "开关", {}, {}), Subject("y", "product", "避雷器", {}, {}))
    titled = (Title("sme-specialized", date(2024, 1, 1), subject="x"),)
    company = replace(example_profiles.profile("fictional-two-products"), subjects=products, titles=titled)
    figure, title = Ask("class1_ip", "metric"), Ask("sme-specialized", "title")

    assert wording(Question((figure,), (), 1, (("y",),)), company, policies).startswith("（产品“避雷器”）")
    assert "（产品“避雷器”）" in wording(Question((title,), (), 1, (("y",),)), company, policies)
    assert wording(Question((title,), (), 1, (("y",),)), company, policies).startswith("除档案所列外")
    assert "是否仍然有效" in wording(Question((title,), (), 1, (("x",),)), company, policies)
    assert question_answer(Question((figure,), (), 1, (("y",),)), company, policies, date(2026, 11, 21))["question"]["subjects"] == ["y"]


def test_a_question_about_a_product_says_where_in_its_entry_the_answer_belongs(tmp_path: Path) -> None:
    told = two_products()
    titled = told | {"titles_complete": False}
    lacking = without(told, WINCH, "declarations", STANDARD_MET)

    assert f"填入 subjects 中 winch 的 declarations.{STANDARD_MET}" in " ".join(run("ask", handed(tmp_path, lacking)).stdout.split())
    assert "subject 填 drill" in run("ask", handed(tmp_path, titled), "--to", "green-product-national").stdout


def handed(folder: Path, told: dict[str, Any]) -> str:
    """Write a profile with exact figures to a file and return its path."""
    path = folder / "products.json"
    path.write_text(text_of(told), encoding="utf-8")
    return str(path)
