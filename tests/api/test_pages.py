"""The readable pages: their width, their order, their words."""

import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from api.report import PLAIN_WIDTH, fold
from tests.api.sample import ON, answer, company, run, subprocess_of, written


@pytest.fixture
def profile(tmp_path: Path) -> str:
    return written(tmp_path, company())


@pytest.mark.parametrize(
    "args",
    [
        ["assess"],
        ["assess", "--programme", "sme-little-giant"],
        ["assess", "--programme", "champion-national"],
        ["plan", "--to", "champion-national", "--to", "smart-factory-excellent"],
        ["awards"],
    ],
)
def test_readable_pages_keep_to_their_width_without_colour_codes(profile: str, args: list[str]) -> None:
    result = subprocess_of(args[0], profile, *args[1:], "--on", ON)

    assert (result.returncode, result.stderr) == (0, "")
    assert "\x1b" not in result.stdout
    assert max(cell_len(line) for line in result.stdout.splitlines()) <= PLAIN_WIDTH


def test_the_page_of_a_plan_reads_as_a_manager_expects(profile: str) -> None:
    page = run("plan", profile, "--to", "sme-little-giant").stdout
    flat = re.sub(r"\s+", "", page)

    assert page.startswith("示例电气有限公司 → 国家级专精特新“小巨人”企业\n2026-11-21 起算 · 最短（已证） · 2 步 · 预计 ")
    assert re.search(r"^1  河南省专精特新中小企业　20\d\d 年申报，预计 20\d\d 年底前获评$", page, re.MULTILINE)
    assert re.search(r"^2  国家级专精特新“小巨人”企业　20\d\d-04-01 至 20\d\d-06-30 申报", page, re.MULTILINE)
    assert "研发费用占营业收入比重（近2年每年）不低于 3%  现 2.6%" in page
    assert "研发费用再增36.4万元" in re.sub(r"一\(八\).*?起", "", flat)
    assert page.count("达到条件不等于获评") == 1
    assert page.count("依据  平顶山市政策汇编（2026年2月）") == 1
    assert "源文未载批次时间" in flat


def test_the_page_of_an_assessment_groups_by_state_and_counts_what_is_out_of_scope(profile: str) -> None:
    page = run("assess", profile).stdout
    states = {one["state"] for one in answer("assess", profile)["results"]}

    assert states >= {"held", "eligible", "near", "unknown", "far", "barred", "out_of_scope"}
    order = [page.index(f"\n{title}（") for title in ("已持有", "可申报", "差一点", "待确认", "尚远", "受限")]
    assert order == sorted(order)
    assert "达到基本条件，非获评" in page
    assert re.search(r"不适用 \d+", page)
    assert "\n不适用（" not in page
    assert "较大安全事故（2024-03-02），2027-03-02 起" in page


def test_the_page_of_one_programme_marks_each_criterion(profile: str) -> None:
    page = run("assess", profile, "--programme", "sme-specialized").stdout

    assert "  ✓ 年末资产负债率（上年度）不超过 80%" in page
    assert "  ✗ 研发费用占营业收入比重（近2年每年）不低于 3%  " in page
    assert "  ？ 中小企业专精特新发展评价得分（本年度）不低于 50分  " in page
    assert "    ✗ 已获科技型中小企业  " in page


def test_the_page_of_an_impossible_plan_gives_the_reasons(tmp_path: Path) -> None:
    metrics = {**company()["metrics"], "employees": {"2025": 1200}, "revenue": {"2025": 90000}}
    page = run("plan", written(tmp_path, company(metrics=metrics)), "--to", "sme-little-giant").stdout

    assert "没有可行的路径" in page
    assert "一(八)1（一），第75页起" in page
    assert "达到条件不等于获评" not in page


TEXTS = st.text(st.sampled_from("研发费用占比，。；（）“”《》：、？ 3.5% ABC 一(八)2-\n"), max_size=80)


@given(TEXTS, st.integers(8, 40))
def test_folding_keeps_every_character_and_the_width(text: str, width: int) -> None:
    lines = fold(text, width)

    assert re.sub(r"\s", "", "".join(lines)) == re.sub(r"\s", "", text)
    assert all(cell_len(line) <= width for line in lines)


@given(st.lists(st.sampled_from(["研发", "费用，", "（近2年）", "“小巨人”", "不低于 3%。", "一(八)2"]), min_size=1, max_size=20))
def test_folding_never_begins_a_line_with_a_closing_mark(words: list[str]) -> None:
    for before, after in pairwise(fold("".join(words), 14)):
        assert after[0] not in "，。；、）”》：？)%"
        assert before[-1] not in "（“《("
