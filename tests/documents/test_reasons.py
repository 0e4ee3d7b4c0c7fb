"""理由工作簿：候选的得分明细、接近的差距、待补的信息、不列入的原因、变化，都照名单的答案。"""

from typing import Any

import pytest

from api.documents.reasons import reason_sheets
from api.documents.sheets import workbook
from tests.documents.reading import sheet


def company(name: str, **more: Any) -> dict[str, Any]:
    return {"uscc": None, "name": name, "region": "410421", "place": "平顶山市宝丰县", **more}


def part(key: str, text: str, points: str) -> dict[str, Any]:
    return {"key": key, "text": text, "points_exact": points, "weight": 60}


@pytest.fixture
def answer() -> dict[str, Any]:
    """名单答案里用到的部分。"""
    move = {"reason": "市里重点项目", "who": "张某", "when": "2026-03-10"}
    parts = [part("优先荣誉", "1项（专精特新）", "20/3"), part("成熟度", "未填", "0")]
    return {
        "name": "培育库",
        "region_name": "平顶山市",
        "on": "2026-03-27",
        "ranking": {"note": "默认值", "rule": "同分看营收", "keys": [{"name": "优先荣誉", "weight": 60}, {"name": "成熟度", "weight": 40}]},
        "quota": {"vacant": ["空 10 家"]},
        "candidates": [
            company("甲", rank=1, computed_rank=3, listed=True, points_exact="20/3", contributions=parts, move=move),
            company("乙", rank=2, computed_rank=1, listed=False, points_exact="1/200", contributions=parts, move=None),
        ],
        "near": [company("丙", year=2027, why="差一级")],
        "undecided": [company("丁", why="待补 2 项")],
        "excluded": [company("=戊", cause_text="否决期内", until="2027-05-10", why="较大安全事故")],
        "change": {
            "since": 2025,
            "entered": [{"uscc": None, "name": "甲", "rank_before": None, "rank": 1, "why": "上次的企业表中没有"}],
            "stayed": [],
            "left": [{"uscc": None, "name": "己", "rank_before": 4, "rank": None, "why": "本次不列入"}],
        },
        "notes": ["不等于入库"],
    }


def read(answer: dict[str, Any], name: str) -> list[list[Any]]:
    return sheet(workbook(reason_sheets(answer)), name)[1:]


def test_each_candidate_shows_what_its_points_are_made_of(answer: dict[str, Any]) -> None:
    heads, first, second = read(answer, "候选")

    assert heads[:6] == ["次序", "企业名称", "统一社会信用代码", "所在地", "在名额内", "总分"]
    assert heads[6:] == ["优先荣誉", "得分（满 60 分）", "成熟度", "得分（满 40 分）", "次序调整"]
    assert first[:6] == [1, "甲", "", "平顶山市宝丰县", "是", 6.67]
    assert first[6:] == ["1项（专精特新）", 6.67, "未填", 0, "原第 3 位：市里重点项目，张某，2026-03-10"]
    assert (second[4], second[5], second[-1]) == ("否", 0.01, "")


def test_each_of_the_others_shows_why(answer: dict[str, Any]) -> None:
    assert read(answer, "接近条件")[1] == ["丙", "", "平顶山市宝丰县", 2027, "差一级"]
    assert read(answer, "信息不全")[1] == ["丁", "", "平顶山市宝丰县", "待补 2 项"]
    assert read(answer, "不列入")[1] == ["=戊", "", "平顶山市宝丰县", "否决期内", "2027-05-10", "较大安全事故"]
    assert [row[0] for row in read(answer, "变化")[1:]] == ["新进", "退出"]
    assert read(answer, "说明")[1:] == [["排序：默认值"], ["同分看营收"], ["空 10 家"], ["不等于入库"]]


def test_without_an_earlier_list_there_is_no_sheet_of_changes(answer: dict[str, Any]) -> None:
    assert "变化" not in [one.name for one in reason_sheets({**answer, "change": None})]
