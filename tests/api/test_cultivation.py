"""培育库命令：名单、文件、人工调整、与上次比较、自定排序，以及坏输入的说法。"""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from api.cultivating import judge_table
from api.tables.reader import read_table
from graph.loader import SHIPPED, load_catalogue
from planner.cultivation.standing import Call
from tests.api.commands import answer, refused, run

SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
DECLARED = ("business_finance_sound_3y", "key_tech_controllable", "cyber_data_risk_controllable", "smart_mfg_exemplary")
DECLARED += ("ai_explored", "smart_factory_organisation", "smart_mfg_talent")
LIBRARY = "library-excellent-2026"


def uscc(number: int) -> str:
    body = f"91410400MG{number:07}"
    return body + SIGNS[-sum(SIGNS.index(sign) * 3**place for place, sign in enumerate(body)) % 31]


def company(number: int, **metrics: Any) -> dict[str, Any]:
    figures = {"maturity_level": 2, "nc_rate": 60, "nc_rate_industry": 58, "digital_design_rate": 85, "digital_design_rate_industry": 80}
    return {
        "enterprise": {
            "name": f"示例{number}号有限公司",
            "uscc": uscc(number),
            "region": "410421",
            "legal_person": True,
            "manufacturer": True,
            "above_scale": True,
        },
        "metrics": {"revenue": {"2025": 1000 * number}, **figures, **metrics},
        "declarations": {name: True for name in DECLARED},
        "events_complete": True,
    }


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """A folder with three candidates (the higher the number, the more points), one that is near, one undecided, one elsewhere."""
    near, unknown, elsewhere = company(4, maturity_level=1), company(5), company(6)
    del unknown["metrics"]["maturity_level"]
    elsewhere["enterprise"]["region"] = "410300"
    return folder(tmp_path / "table", [company(1), company(2), company(3), near, unknown, elsewhere])


def folder(path: Path, companies: list[dict[str, Any]]) -> Path:
    path.mkdir()
    for place, one in enumerate(companies):
        (path / f"{place:03}.json").write_text(json.dumps(one, ensure_ascii=False), encoding="utf-8")
    return path


def file(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_text(text, encoding=encoding)
    return path


def test_the_list_has_every_group_and_every_contribution(table: Path) -> None:
    found = answer("cultivate", LIBRARY, table, "--region", "4104")
    best = found["candidates"][0]

    assert (found["library"], found["year"], found["on"], found["region"]) == (LIBRARY, 2026, "2026-03-27", "410400")
    assert found["counts"] | {"ready": 3} == {
        **{"companies": 5, "candidates": 3, "near": 1, "undecided": 1, "excluded": 0},
        **{"ready": 3, "listed": 3, "elsewhere": 1},
    }
    assert [(one["rank"], one["uscc"]) for one in found["candidates"]] == [(1, uscc(3)), (2, uscc(2)), (3, uscc(1))]
    assert (best["points_exact"], best["place"], best["listed"]) == ("27/4", "平顶山市宝丰县", True)
    assert [part["points_exact"] for part in best["contributions"]] == ["0", "0", "6", "0", "3/4"]
    assert best["contributions"][3]["value"] is None
    assert [(one["name"], one["year"]) for one in found["near"]] == [("示例4号有限公司", 2027)]
    assert [ask["id"] for ask in found["undecided"][0]["unknowns"]] == ["maturity_level"]
    assert found["ranking"]["default"] is True
    assert [key["weight"] for key in found["ranking"]["keys"]] == [60, 10, 15, 5, 10]
    assert found["quota"]["recommended"] == [
        {"region": "410400", "name": "平顶山市", "quota": 11, "candidates": 3, "recommended": 3, "vacant": 8}
    ]
    assert found["quota"]["vacant"] == ["平顶山市名额 11 家，候选 3 家，空 8 家，不以其他企业补足"]


def test_without_a_region_all_quotas_hold_and_the_number_that_enter(table: Path) -> None:
    found = answer("cultivate", LIBRARY, table)

    assert found["counts"]["elsewhere"] == 0
    assert len(found["quota"]["recommended"]) == 19
    assert (found["quota"]["selected"]["total"], found["quota"]["selected"]["selected"]) == (100, 4)
    assert [one["quota_region"] for one in found["candidates"]] == ["410300", *["410400"] * 3]


def test_the_page_says_what_the_answer_says(table: Path) -> None:
    page = run("cultivate", LIBRARY, table, "--region", "4104").stdout

    for part in ("候选 3、接近 1、待定 1", "推荐名额 11 家，推荐 3 家", "6.75", "2027 年", "待补：智能制造能力成熟度等级", "默认", "附件3"):
        assert part in page


def test_the_list_is_written_whole_into_a_new_folder_and_nothing_is_overwritten(table: Path, tmp_path: Path) -> None:
    out = tmp_path / "out" / "2026"
    shown = answer("cultivate", LIBRARY, table, "--region", "4104", "--out", out)

    assert json.loads((out / "list.json").read_text(encoding="utf-8")) == shown
    assert [path.name for path in out.parent.iterdir()] == ["2026"]
    assert "文件夹里已有内容" in refused("cultivate", LIBRARY, table, "--out", out)


def test_nothing_is_left_where_the_input_is_bad(table: Path, tmp_path: Path) -> None:
    file(table / "bad.json", '{"enterprise": {"name": "x"}}')
    said = refused("cultivate", LIBRARY, table, "--out", tmp_path / "out")

    assert "bad.json:1: /enterprise/region" in said
    assert not (tmp_path / "out").exists()


def test_all_companies_that_cannot_be_read_are_named_at_once_and_those_that_are_there_twice(table: Path) -> None:
    file(table / "a.json", "{")
    file(table / "b.json", json.dumps(company(1), ensure_ascii=False))
    file(table / "c.json", "[]")
    said = refused("cultivate", LIBRARY, table)

    assert all(name in said for name in ("a.json", "b.json", "c.json"))
    assert "b.json: 与 000.json 重复" in said


def test_a_missing_or_empty_table_is_said(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()

    assert "没有这个文件" in refused("cultivate", LIBRARY, tmp_path / "nowhere")
    assert "没有企业档案" in refused("cultivate", LIBRARY, tmp_path / "empty")


def test_moves_stand_beside_the_computed_place(table: Path, tmp_path: Path) -> None:
    moves = file(tmp_path / "moves.csv", f"企业,次序,理由,经办人,日期\n{uscc(1)},1,省级重点项目,张三科,2026-03-20\n", "gb18030")
    found = answer("cultivate", LIBRARY, table, "--region", "4104", "--moves", moves)
    page = run("cultivate", LIBRARY, table, "--region", "4104", "--moves", moves).stdout

    assert [(one["uscc"], one["rank"], one["computed_rank"]) for one in found["candidates"]] == [
        *((uscc(1), 1, 3), (uscc(3), 2, 1)),
        (uscc(2), 3, 2),
    ]
    assert found["moves"] == [
        {"uscc": uscc(1), "name": "示例1号有限公司", "from": 3, "to": 1, "reason": "省级重点项目", "who": "张三科", "when": "2026-03-20"}
    ]
    assert "按分值第 3 位，调整为第 1 位；省级重点项目（张三科，2026-03-20）" in page


def test_bad_moves_are_named_with_their_lines(table: Path, tmp_path: Path) -> None:
    moves = file(
        tmp_path / "moves.yaml",
        "- {企业: 无此企业, 次序: 1, 理由: 好, 经办人: 甲}\n- {企业: 示例1号有限公司, 次序: 9, 理由: '', 经办人: 甲}\n",
    )
    said = refused("cultivate", LIBRARY, table, "--region", "4104", "--moves", moves)

    assert "moves.yaml:1：名单中没有“无此企业”" in said
    assert "moves.yaml:2：次序 9 不在名单之内" in said
    assert "moves.yaml:2：缺少理由" in said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("企业,次序,理由\n甲,1,好\n", "缺少列 经办人"),
        ("企业,次序,理由,经办人,名称\n", "不认识的列“名称”"),
        ("企业,企业名称,次序,理由,经办人\n", "重复"),
        ("企业,次序,理由,经办人\n甲,第一,好,乙\n", "次序“第一”不是正整数"),
        ("企业,次序,理由,经办人\n甲,1,好,乙,,多\n", "比表头多出一格"),
        ("", "文件是空的"),
    ],
)
def test_a_moves_file_that_cannot_be_read_says_why(table: Path, tmp_path: Path, text: str, said: str) -> None:
    assert said in refused("cultivate", LIBRARY, table, "--moves", file(tmp_path / "moves.csv", text))


def test_what_changed_since_the_last_list_is_told_with_the_reason(table: Path, tmp_path: Path) -> None:
    answer("cultivate", LIBRARY, table, "--region", "4104", "--out", tmp_path / "last")
    later = tmp_path / "later"
    later.mkdir()
    now = folder(later / "table", [company(1, maturity_level=1), company(2), company(4, maturity_level=3)])
    found = answer("cultivate", LIBRARY, now, "--region", "4104", "--last", tmp_path / "last" / "list.json")
    page = run("cultivate", LIBRARY, now, "--region", "4104", "--last", tmp_path / "last" / "list.json").stdout
    change = found["change"]

    assert change["since"] == 2026
    assert [(one["name"], one["why"][:7]) for one in change["entered"]] == [("示例4号有限公司", "上次接近条件：")]
    assert [(one["name"], one["why"]) for one in change["stayed"]] == [("示例2号有限公司", "上次第 2 位，本次第 2 位")]
    assert {one["name"]: one["why"][:8] for one in change["left"]} == {
        "示例3号有限公司": "本次的企业表中没",
        "示例1号有限公司": "本次接近条件：智",
    }
    assert "新进 1 家" in page
    assert "退出 2 家" in page


def test_only_a_list_of_the_same_honor_and_place_can_be_compared(table: Path, tmp_path: Path) -> None:
    answer("cultivate", LIBRARY, table, "--out", tmp_path / "last")
    other = file(tmp_path / "other.json", "{}")

    assert "region 是 None，本次是 410400" in refused(
        "cultivate", LIBRARY, table, "--region", "4104", "--last", tmp_path / "last" / "list.json"
    )
    assert "不是 tidu cultivate 写出的名单" in refused("cultivate", LIBRARY, table, "--last", other)
    assert "没有这个文件" in refused("cultivate", LIBRARY, table, "--last", tmp_path / "none.json")


WEIGHTS = """ranking:
  note: 本市自定
  keys:
    - {metric: revenue, year: last, weight: 70, full: 10000}
    - {metric: maturity_level, weight: 30, full: 5}
  ties:
    - {shows: name}
"""


def test_own_weights_take_the_place_of_the_default_and_say_so(table: Path, tmp_path: Path) -> None:
    weights = file(tmp_path / "weights.yaml", WEIGHTS)
    found = answer("cultivate", LIBRARY, table, "--region", "4104", "--weights", weights)

    assert (found["ranking"]["default"], found["ranking"]["note"]) == (False, "本市自定")
    assert found["ranking"]["keys"][0] | {"clause": 0} == {
        **{"name": "上年度营业收入总额", "metric": "revenue", "year": 2025, "weight": 70, "full": 10000, "note": ""},
        "clause": 0,
    }
    assert [one["points_exact"] for one in found["candidates"]] == ["33", "26", "19"]
    assert "按 --weights 的文件" in run("cultivate", LIBRARY, table, "--weights", weights).stdout


def test_weights_with_faults_name_them_all_with_lines(table: Path, tmp_path: Path) -> None:
    wrong = WEIGHTS.replace("revenue", "revnue").replace("weight: 30", "weight: 20")
    said = refused("cultivate", LIBRARY, table, "--weights", file(tmp_path / "weights.yaml", wrong))

    assert "weights.yaml:4" in said
    assert "revnue" in said
    assert "各项 weight 之和为 90" in said


def test_a_list_without_candidates_says_so(tmp_path: Path) -> None:
    page = run("cultivate", LIBRARY, folder(tmp_path / "table", [company(1, maturity_level=1)]), "--region", "4104").stdout

    assert "没有候选企业" in page
    assert "名额 11 家，候选 0 家，空 11 家" in page


def test_any_honor_has_a_library_in_tiers(table: Path) -> None:
    found = answer("cultivate", table, "--honor", "smart-factory-basic", "--year", 2027, "--on", "2026-11-21")

    assert (found["judged_by"], found["year"], found["honor"]) == ("plan", 2027, "smart-factory-basic")
    assert {one["year"] for one in found["candidates"]} == {2027}
    assert found["ranking"]["default"] is True
    assert found["quota"]["recommended"] is None
    assert found["quota"]["selected"] is None


@pytest.mark.parametrize(
    ("args", "said", "status"),
    [
        (("library-excelent-2026", "TABLE"), "是否应为 library-excellent-2026", 1),
        ((LIBRARY, "TABLE", "--year", "2027"), "--year 应为 2026", 1),
        ((LIBRARY, "TABLE", "--region", "4199"), "目录中没有地区“4199”", 1),
        (("TABLE", "--honor", "sme-little-gaint"), "sme-little-giant", 1),
        (("TABLE", "--honor", "fund-specialized-city"), "不是可以申报的荣誉", 1),
        (("TABLE", "--honor", "sme-tech-innovative"), "不是可以申报的荣誉", 1),
        (("TABLE", "--honor", "sme-little-giant", "--year", "2020"), "早于判定日", 1),
        (("TABLE",), "应写培育库和企业表", 2),
        ((LIBRARY, "TABLE", "--honor", "sme-little-giant"), "只写企业表", 2),
        ((), "应写培育库和企业表", 2),
    ],
)
def test_a_wrong_call_says_what_would_be_right(table: Path, args: tuple[str, ...], said: str, status: int) -> None:
    assert said in refused("cultivate", *(table if arg == "TABLE" else arg for arg in args), status=status)


def test_several_processes_give_what_one_gives(table: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    catalogue = load_catalogue()
    call = Call(catalogue.libraries[LIBRARY], date(2026, 3, 27))
    companies = read_table(table, catalogue, call.on)
    alone = judge_table(companies, call, catalogue, str(SHIPPED), None)
    monkeypatch.setattr("api.table_profiles.BATCH", 2)
    monkeypatch.setattr("api.cultivating.ALONE", 0)

    assert judge_table(companies, call, catalogue, str(SHIPPED), None) == alone
