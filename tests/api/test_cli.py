"""The command line: what stands on stdout and stderr, exit statuses, the fixed fields, the readable pages."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from graph.loader import SHIPPED
from tests.api.sample import ON, answer, company, run, subprocess_of, written

RESULT = {
    *("programme", "name", "kind", "subject", "state", "verdict", "gaps", "unknowns", "barred_until", "review_due", "at_risk"),
    *("application", "round", "outlook", "notes", "trace"),
}
GAP = {"criterion", "metric", "need", "have", "short", "unit", "earliest", "text", "clause"}
PLAN = {
    *("on", "catalogue_version", "targets", "objective", "strict", "status", "proven", "bound", "length", "completion"),
    *("strict_length", "steps", "awards", "alternatives", "front", "causes", "label", "ladder_fallen", "notes"),
}
STEP = {
    *("honor", "kind", "name", "because", "needed_by", "apply_from", "apply_by", "granted_by", "assumed", "gaps", "unknowns"),
}
LINE = {"fund", "year", "amount", "payer", "pool", "basis", "amount_kind", "unconfirmed", "project", "subject"}
TOTALS = {"national", "provincial", "municipal", "total"}


@pytest.fixture
def profile(tmp_path: Path) -> str:
    return written(tmp_path, company())


def gaps_within(gaps: list[dict[str, Any]]) -> list[dict[str, Any]]:
    inside = [part for gap in gaps for branch in gap.get("any", ()) for part in gaps_within(branch)]
    return [*gaps, *inside]


def test_assess_gives_the_fixed_fields_of_every_programme(profile: str) -> None:
    found = answer("assess", profile)
    results = found["results"]

    assert set(found) == {"on", "catalogue_version", "results"}
    assert found["on"] == ON
    assert {frozenset(one) for one in results} == {frozenset(RESULT)}
    assert [one["programme"] for one in results] == [one["id"] for one in answer("programmes")["programmes"]]
    assert all(gap.keys() >= GAP and gap["short"] >= 0 for one in results for gap in gaps_within(one["gaps"]))
    assert all({"id", "kind"} <= set(ask) for one in results for ask in one["unknowns"])
    assert all(one["verdict"] is None for one in results if one["state"] in ("out_of_scope", "closed"))


def test_assess_tells_a_ratio_also_in_its_base(profile: str) -> None:
    (result,) = answer("assess", profile, "--programme", "sme-specialized")["results"]
    (gap,) = result["gaps"]

    assert result["state"] == "near"
    assert (gap["metric"], gap["need"], gap["have"], gap["short"], gap["unit"], gap["year"]) == ("rd_share", 3, 2.6, 0.4, "%", 2025)
    assert gap["base"] == {"metric": "rd_expense", "short": 36.4, "unit": "万元"}
    assert [ask["id"] for ask in result["unknowns"]] == ["development_score"]


def test_assess_shows_a_pending_application_beside_the_state(profile: str) -> None:
    (result,) = answer("assess", profile, "--programme", "smart-factory-province")["results"]

    assert result["state"] != "held"
    assert result["application"]["status"] == "pending"


def test_assess_shows_since_when_a_bar_is_over(profile: str) -> None:
    (result,) = answer("assess", profile, "--programme", "champion-national")["results"]

    assert (result["state"], result["barred_until"]) == ("barred", "2027-03-02")
    assert "2027-03-02" in [gap.get("barred_until") for gap in result["gaps"]]


def test_a_round_that_the_source_does_not_date_is_marked_assumed(profile: str) -> None:
    (assumed,) = answer("assess", profile, "--programme", "sme-specialized")["results"]
    (dated,) = answer("assess", profile, "--programme", "sme-little-giant")["results"]

    assert assumed["round"] == {
        "opens": "2027-01-01",
        "closes": "2027-06-30",
        "result": "2027-12-31",
        "window": "upcoming",
        "assumed": True,
        "assumed_parts": ["opens", "closes", "result"],
    }
    assert (dated["round"]["opens"], dated["round"]["assumed"], dated["round"]["assumed_parts"]) == ("2027-04-01", False, ["result"])


def test_the_trace_leads_every_leaf_to_its_clause(profile: str) -> None:
    (result,) = answer("assess", profile, "--programme", "sme-little-giant")["results"]

    def leaves(node: dict[str, Any]) -> list[dict[str, Any]]:
        children = node.get("all") or node.get("any") or node.get("of")
        return [leaf for child in children for leaf in leaves(child)] if children else [node]

    found = leaves(result["trace"])
    assert result["trace"]["verdict"] == "unmet"
    assert all(leaf["clause"]["document"] and leaf["verdict"] in ("met", "unmet", "unknown") for leaf in found)
    assert {gap["criterion"] for gap in gaps_within(result["gaps"])} <= {leaf["criterion"] for leaf in found}


def test_plan_gives_the_fixed_fields(profile: str) -> None:
    found = answer("plan", profile, "--to", "sme-little-giant")

    assert set(found) >= PLAN
    assert (found["status"], found["length"], found["proven"], found["label"]) == ("found", 2, True, "最短")
    assert [step["honor"] for step in found["steps"]] == ["sme-specialized", "sme-little-giant"]
    assert [step["because"] for step in found["steps"]] == ["clause", "target"]
    assert all(set(step) >= STEP for step in found["steps"])
    assert all({"length", "completion", "steps", "proven"} == set(way) for way in found["alternatives"])
    assert found["front"][0] == {"length": 2, "completion": found["completion"], "total": found["awards"]["path"]["total"]}


def test_plan_brings_the_money_of_each_step(profile: str) -> None:
    found = answer("plan", profile, "--to", "sme-little-giant")
    paid = {line["fund"]: line["amount"] for step in found["steps"] for line in step["awards"]}

    assert paid["fund-specialized-city"] == 20
    assert found["awards"]["path"]["municipal"] >= 20
    assert {line["basis"] for line in found["awards"]["claims"]} == {"if_granted"}


def test_a_customary_rung_is_labelled_and_the_strict_path_stands_beside(profile: str) -> None:
    customary = answer("plan", profile, "--to", "champion-national")
    strict = answer("plan", profile, "--to", "champion-national", "--strict")

    assert customary["label"] == "按惯例最短"
    assert [step["honor"] for step in customary["steps"] if step["because"] == "ladder"] == ["sme-little-giant"]
    assert customary["strict_length"] == strict["length"] == 1
    assert [step["honor"] for step in customary["strict_steps"]] == [step["honor"] for step in strict["steps"]] == ["champion-national"]
    assert strict["label"] == "最短"


def test_a_rung_that_the_company_cannot_hold_falls_away_and_is_named(tmp_path: Path) -> None:
    metrics = {**company()["metrics"], "employees": {"2025": 1200}, "revenue": {"2025": 90000}}
    found = answer("plan", written(tmp_path, company(metrics=metrics)), "--to", "champion-national")

    assert found["ladder_fallen"] == [{"honor": "sme-little-giant", "above": "champion-national", "because": "out_of_scope"}]
    assert found["length"] == 1


def test_no_path_is_never_without_a_typed_cause(tmp_path: Path) -> None:
    metrics = {**company()["metrics"], "employees": {"2025": 1200}, "revenue": {"2025": 90000}}
    found = answer("plan", written(tmp_path, company(metrics=metrics)), "--to", "sme-little-giant")

    assert (found["status"], found["length"], found["steps"]) == ("impossible", None, [])
    assert found["causes"][0]["kind"] == "out_of_scope"
    assert "不在适用范围" in found["causes"][0]["text"]
    assert found["causes"][0]["clause"]["page"] == 75


def test_a_target_already_held_needs_no_step(profile: str) -> None:
    found = answer("plan", profile, "--to", "smart-workshop")

    assert (found["status"], found["length"], found["steps"], found["front"]) == ("already_held", 0, [], [])


def test_alternatives_are_limited_by_their_option(profile: str) -> None:
    assert answer("plan", profile, "--to", "small-lighthouse", "--to", "champion-national", "--alternatives", "0")["alternatives"] == []


def test_awards_gives_the_fixed_fields_and_totals_that_add_up(tmp_path: Path) -> None:
    titles = [{"honor": "sme-specialized", "granted": "2026-03-10"}, {"honor": "sme-little-giant", "granted": "2026-09-10"}]
    projects = [{"id": "p1", "name": "二期", "year": 2026, "equipment_software_investment": 3200}]
    found = answer("awards", written(tmp_path, company(titles=titles, projects=projects)))
    money = found["awards"]

    assert set(found) == {"on", "horizon", "catalogue_version", "awards"}
    assert found["horizon"] == 5
    assert set(money) >= {"now", "path", "ceiling", "credit", "claims", "lost"}
    assert all(set(money[name]) == TOTALS for name in ("now", "path", "ceiling"))
    assert all(set(line) >= LINE for line in money["claims"])
    assert money["ceiling"]["total"] == sum(line["amount"] for line in money["claims"]) > money["now"]["total"] > 0
    assert answer("awards", written(tmp_path, company(titles=titles)), "--horizon", "1")["horizon"] == 1


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ([], "Usage"),
        (["frob"], "没有命令 frob"),
        (["assess"], "缺少 企业档案"),
        (["plan", "x.json"], "缺少 --to"),
        (["assess", "x.json", "--bogus"], "没有选项 --bogus"),
        (["assess", "x.json", "--on", "2026-02-30"], "“2026-02-30”不是日期"),
        (["assess", "x.json", "--on", "0001-01-01"], "超出"),
        (["plan", "x.json", "--to", "a", "--objective", "best"], "应为 fewest、fastest 之一"),
        (["plan", "x.json", "--to", "a", "--horizon", "0"], "应为 1 至 30 的整数"),
    ],
)
def test_wrong_usage_exits_with_2_and_says_what_is_wrong(args: list[str], said: str) -> None:
    result = subprocess_of(*args)

    assert (result.returncode, result.stdout) == (2, "")
    assert said in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("command", [["assess"], ["plan", "--to", "sme-little-giant"], ["awards"]])
@pytest.mark.parametrize("json_flag", [[], ["--json"]])
def test_a_bad_profile_exits_with_1_and_names_file_line_and_field(tmp_path: Path, command: list[str], json_flag: list[str]) -> None:
    path = written(tmp_path, company(titles=[{"honor": "sme-litle-giant"}]))
    result = run(command[0], path, *command[1:], *json_flag)

    assert (result.exit_code, result.stdout) == (1, "")
    assert re.match(rf"{re.escape(path)}:\d+: /titles/0/honor：", result.stderr)


def test_a_file_that_is_not_there_is_bad_input(tmp_path: Path) -> None:
    result = run("assess", str(tmp_path / "none.json"))

    assert (result.exit_code, result.stdout) == (1, "")
    assert "没有这个文件" in result.stderr


@pytest.mark.parametrize("args", [["assess", "--programme", "no-such"], ["plan", "--to", "no-such"]])
def test_an_unknown_target_is_bad_input(profile: str, args: list[str]) -> None:
    result = run(args[0], profile, *args[1:], "--json")

    assert (result.exit_code, result.stdout) == (1, "")
    assert "没有编号为 no-such 的事项" in result.stderr


def test_check_praises_the_shipped_catalogue() -> None:
    result = run("check")

    assert (result.exit_code, result.stderr) == (0, "")
    assert re.fullmatch(r"目录无误：\d+ 项事项\n", result.stdout)
    assert answer("check")["faults"] == []


def test_check_names_all_faults_of_a_catalogue_with_file_and_line(tmp_path: Path) -> None:
    copy = tmp_path / "catalogue"
    shutil.copytree(SHIPPED, copy)
    section = copy / "cn" / "little-giant.yaml"
    section.write_text(section.read_text(encoding="utf-8").replace("metric: class1_ip,", "metric: class1_pi,"), encoding="utf-8")
    (copy / "documents.yaml").write_text("pds-2026: {nome: x}\n", encoding="utf-8")

    for result in (run("check", str(copy)), run("check", "--catalogue", str(copy), "--json"), run("programmes", "--catalogue", str(copy))):
        assert (result.exit_code, result.stdout) == (1, "")
        assert re.search(r"^cn/little-giant\.yaml:\d+: class1_pi ", result.stderr, re.MULTILINE)
        assert re.search(r"^documents\.yaml:1: 不认识的键 nome", result.stderr, re.MULTILINE)


def test_a_catalogue_that_is_no_folder_is_bad_input(tmp_path: Path) -> None:
    result = run("check", str(tmp_path / "none"))

    assert (result.exit_code, result.stdout) == (1, "")
    assert "没有这个文件夹" in result.stderr


@pytest.mark.parametrize("json_flag", [[], ["--json"]])
def test_the_same_question_gives_the_same_bytes(profile: str, json_flag: list[str]) -> None:
    question = ["plan", profile, "--to", "champion-national", "--to", "smart-factory-excellent", "--on", ON, *json_flag]
    first, second = subprocess_of(*question, seed="1"), subprocess_of(*question, seed="2")

    assert first.returncode == 0
    assert first.stdout == second.stdout != ""


def test_json_needs_no_terminal_library(profile: str) -> None:
    code = f"""
import sys
from api.cli import main
try:
    main(["plan", {profile!r}, "--to", "sme-little-giant", "--json"])
except SystemExit:
    print("rich" in sys.modules, file=sys.stderr)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True, cwd=Path(__file__).parents[2])

    assert done.stderr == "False\n"
    assert json.loads(done.stdout)["status"] == "found"


def test_json_holds_figures_as_people_wrote_them(tmp_path: Path) -> None:
    metrics = {**company()["metrics"], "rd_expense": {"2024": 300, "2025": 272.9909}}
    result = run("assess", written(tmp_path, company(metrics=metrics)), "--programme", "sme-specialized", "--json")

    assert '"have": 2.99, "short": 0.01' in result.stdout
