"""培育库与表单：名额、排序、栏目、字数、脚注与通知一致，每一处都能按数据填写。"""

import csv
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest

from graph.forms import Cell, Form, Part, Row
from graph.libraries import Library
from graph.loader import load_catalogue
from graph.model import Catalogue
from graph.origins import Origin
from graph.requirement import leaves
from graph.verdict import Verdict
from tests.graph.conftest import Company

FACTS = Path(__file__).parents[1] / "facts" / "libraries.tsv"
EXCELLENT, LEADING = "library-excellent-2026", "library-leading-2026"


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture(scope="module")
def form(catalogue: Catalogue) -> Form:
    return catalogue.forms["smart-factory-2026"]


@pytest.fixture(scope="module")
def excellent(catalogue: Catalogue) -> Library:
    return catalogue.libraries[EXCELLENT]


@pytest.fixture(scope="module")
def leading(catalogue: Catalogue) -> Library:
    return catalogue.libraries[LEADING]


@pytest.fixture(scope="module")
def second() -> list[dict[str, str]]:
    """第二遍从原文读出的名额和字数。"""
    with FACTS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def rows(form: Form) -> list[Row]:
    return [row for part in form.application.parts for row in part.rows]


def row(form: Form, start: str) -> Row:
    (found,) = (one for one in rows(form) if one.label.startswith(start))
    return found


def headings(parts: tuple[Part, ...], above: str = "") -> Iterator[str]:
    for part in parts:
        yield above + part.heading
        yield from headings(part.parts, f"{above}{part.heading[:3]}")


def test_nineteen_regions_share_two_hundred_recommendations(excellent: Library) -> None:
    assert excellent.recommended is not None
    quotas = dict(excellent.recommended.regions)

    assert (len(quotas), sum(quotas.values()), excellent.recommended.total) == (19, 200, 200)
    assert (quotas["410400"], quotas["410173"], quotas["410100"], quotas["419001"]) == (11, 11, 27, 4)


def test_each_region_has_the_quota_that_the_second_reading_found(
    catalogue: Catalogue, excellent: Library, second: list[dict[str, str]]
) -> None:
    assert excellent.recommended is not None
    names = {region.code: region.name.partition("（")[0] for region in catalogue.regions.values()}
    read = [(fact["clause"], int(fact["value"])) for fact in second if fact["clause"].startswith("附件3")]

    assert [("附件3合计", 200), *((f"附件3{names[code]}", number) for code, number in excellent.recommended.regions)] == read


def test_the_regions_of_a_quota_are_those_right_below_the_province(catalogue: Catalogue, excellent: Library) -> None:
    assert excellent.recommended is not None
    below = {region.code for region in catalogue.regions.values() if region.parent == "cn-41"}

    assert {code for code, _ in excellent.recommended.regions} == below


def test_a_hundred_enter_the_one_library_and_five_of_sixteen_the_other(excellent: Library, leading: Library) -> None:
    assert excellent.selected is not None
    assert leading.selected is not None
    assert excellent.selected.total == 100
    assert (leading.selected.total, leading.selected.of, leading.recommended) == (5, 16, None)


def test_a_library_stands_under_the_honor_whose_conditions_it_has(catalogue: Catalogue, excellent: Library, leading: Library) -> None:
    assert catalogue.libraries_of("library-excellent") == (excellent,)
    assert catalogue.libraries_of("library-leading") == (leading,)
    assert catalogue.libraries_of("sme-little-giant") == ()


def test_a_library_has_the_deadline_of_its_round(catalogue: Catalogue) -> None:
    for library in catalogue.libraries.values():
        round = catalogue.programmes[library.honor].round
        assert round is not None
        assert (library.deadline,) == round.deadlines


def test_holders_of_favoured_honors_come_before_all_others(catalogue: Catalogue, excellent: Library) -> None:
    first, *rest = excellent.ranking.keys

    assert (first.origin, first.full) == (Origin("titles", "favoured"), 1)
    assert first.weight > sum(key.weight for key in rest)
    assert catalogue.programmes[excellent.honor].favoured_by


def test_weights_are_a_default_and_say_so(catalogue: Catalogue) -> None:
    for library in catalogue.libraries.values():
        assert sum(key.weight for key in library.ranking.keys) == 100
        assert "默认值" in library.ranking.note
        assert library.ranking.ties[-1] == Origin("shows", "uscc")


def test_the_roster_has_a_table_for_each_library_and_ten_columns(form: Form) -> None:
    columns = ["序号", "所在地市", "企业名称", "企业性质", "主营业务", "2025年营收（万元）", "智能制造能力成熟度评估结果"]
    origins = [("shows", "rank"), ("shows", "city"), ("shows", "name"), ("field", "ownership"), None, ("metric", "revenue")]
    origins += [("metric", "maturity_level"), ("titles", "held"), None, None]

    assert [(table.heading[0], table.library) for table in form.roster.tables] == [("一", EXCELLENT), ("二", LEADING)]
    assert [column.label for column in form.roster.columns] == [*columns, "所获荣誉", "联系人及电话", "备注"]
    assert [column.origin and (column.origin.kind, column.origin.of) for column in form.roster.columns] == origins
    assert form.roster.columns[5].origin == Origin("metric", "revenue", 2025)


def test_the_application_has_the_rows_of_the_annex_in_order(form: Form) -> None:
    labels = [one.label or "、".join(cell.label for cell in one.cells) for one in rows(form)]

    assert labels == [
        "申报类别",
        "企业名称",
        "统一社会信用代码、所在地市（县）",
        "企业性质",
        "企业类型",
        "所属行业",
        "所属产业链",
        "工厂地址",
        "法人代表/负责人",
        "联系人",
        "近三年发展情况",
        "资产总额（万元）",
        "资产负债率（%）",
        "主营业务收入（万元）",
        "利润率（%）",
        "现有智能化基础设施（可多选）",
        "是否已获得国家卓越级智能工厂称号",
        "是否为已通过省级验收智能制造示范工厂揭榜单位",
        "是否获得智能制造、单项冠军、专精特新等国家级或省级相关荣誉称号",
        "智能制造能力成熟度评估结果或其他能力证明材料",
        "企业近三年是否发生较大及以上安全、环保事故或失信行为等",
        "企业简介",
        "真实性承诺",
    ]


def test_three_years_of_four_figures_stand_under_their_heads(form: Form) -> None:
    figures = {one.label: [cell.origin for cell in one.cells] for one in rows(form) if one.label.endswith(("（万元）", "（%）"))}
    metrics = ("total_assets", "debt_ratio", "main_revenue", "profit_ratio")

    assert row(form, "近三年发展情况").heads == ("2023年", "2024年", "2025年")
    assert list(figures.values()) == [[Origin("metric", metric, year) for year in (2023, 2024, 2025)] for metric in metrics]


def test_every_box_has_a_rule_but_those_that_no_profile_answers(form: Form) -> None:
    boxes = [(one.label, box) for one in rows(form) for cell in one.cells for box in cell.choices]
    by_hand = {label for label, box in boxes if not (box.when or box.library or box.titles or box.otherwise)}

    assert len(boxes) == 2 + 4 + 4 + 5 + 2 + 2 + 2 + 5 + 2
    assert by_hand == {"现有智能化基础设施（可多选）"}


@pytest.mark.parametrize(("start", "field"), [("企业性质", "ownership"), ("企业类型", "size")])
def test_the_boxes_of_a_field_are_its_choices(catalogue: Catalogue, form: Form, start: str, field: str) -> None:
    boxes = row(form, start).cells[0].choices
    rules = [rule for box in boxes if box.when for rule in leaves(box.when)]

    assert [box.label for box in boxes] == list(catalogue.words.fields[field].choices.values())
    for value, rule in product(catalogue.words.fields[field].choices, rules):
        held = rule.judge(Company(catalogue.words, answers={field: value})).verdict is Verdict.MET
        assert held == (rules.index(rule) == list(catalogue.words.fields[field].choices).index(value))


@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
def test_a_maturity_level_ticks_one_box(catalogue: Catalogue, form: Form, level: int) -> None:
    facts = Company(catalogue.words, figures={"maturity_level": level})
    boxes = row(form, "智能制造能力成熟度").cells[0].choices
    ticked = [box.label for box in boxes if box.when and all(rule.judge(facts).verdict is Verdict.MET for rule in leaves(box.when))]

    assert ticked == ["一二三四五"[level - 1] + "级"]


def test_the_question_of_honors_is_answered_by_the_favoured_titles(form: Form) -> None:
    yes, no = row(form, "是否获得").cells[0].choices

    assert (yes.label, yes.titles, no.otherwise) == ("是（名称：{}）", "favoured", True)


def test_the_rows_that_are_not_labels_beside_values_say_how_they_are_laid_out(form: Form) -> None:
    layouts = {one.label[:6]: one.layout for one in rows(form) if one.layout != "beside"}

    assert layouts == {"所属行业": "above", "智能制造能力": "stacked", "真实性承诺": "signed"}
    assert [cell.label for one in rows(form) for cell in one.cells if cell.joined] == ["（评估证明材料附后）评估分数："]


def test_each_library_asks_for_its_own_parts(form: Form) -> None:
    five = ["1. 工厂建设", "2. 研发设计", "3. 生产作业", "4. 生产管理", "5. 运营管理"]
    own = [name.rpartition("、")[2].rpartition("）")[2] for name in headings(form.parts_for(EXCELLENT))]
    heads = [part.heading for part in form.parts_for(LEADING)]
    inside = [part.heading for part in form.parts_for(LEADING)[2].parts[0].parts]

    assert [part.heading[0] for part in form.parts_for(EXCELLENT)] == ["一", "二", "三", "四"]
    assert own[:4] == ["申报主体基本信息", "智能工厂建设总体情况", "实施背景和基础条件", "集成贯通情况"]
    assert [part.heading for part in form.parts_for(EXCELLENT)[2].parts[0].parts] == five
    assert own[-4:] == ["预期目标", "下一步建设主要内容和实施计划", "成长性分析", "推广应用计划"]
    assert [head[0] for head in heads] == ["一", "二", "三", "五"]
    assert inside == [*five, "6. 场景创新升级情况"]


def test_the_word_limits_are_those_of_the_second_reading(form: Form, second: list[dict[str, str]]) -> None:
    for library in (EXCELLENT, LEADING):
        read = [int(fact["value"]) for fact in second if fact["unit"] == "字" and library.startswith(fact["id"])]
        assert list(form.limits(library)) == read
    assert list(form.limits(EXCELLENT)) == [1000, 1000, *[1500] * 6]
    assert list(form.limits(LEADING)) == [1000, 1000, *[1500] * 8, 2000, 5000, 3000]


def test_the_foot_note_of_chains_lists_twenty_eight_and_eighteen(form: Form) -> None:
    notes = {note.id: note for note in form.footnotes}
    chains = dict(notes["chains"].choices)
    names = [name for group in chains.values() for name in group]

    assert {head: len(group) for head, group in chains.items()} == {"重点产业链": 28, "第一批专精特新细分领域产业链": 18}
    assert len(set(names)) == 46
    assert {"先进超硬材料", "尼龙新材料", "新型电力（新能源）装备", "现代家居", "大数据", "高性能轴承"} <= set(names)


def test_four_foot_notes_belong_to_four_rows(form: Form) -> None:
    noted = {one.footnote: one.label for one in rows(form) if one.footnote}

    assert list(noted) == [note.id for note in form.footnotes] == ["size", "industry", "chains", "accidents"]
    assert [label[:6] for label in noted.values()] == ["企业类型", "所属行业", "所属产业链", "企业近三年是"]
    assert [note.id for note in form.footnotes if note.size_classes] == ["size"]


def test_a_part_for_one_library_is_left_out_for_another(base: Catalogue) -> None:
    form = base.forms["cup-2026"]
    table, text = form.application.parts

    assert form.parts_for("cup-2026") == (table, text)
    assert form.parts_for("cup-2025") == (table,)
    assert list(form.limits("cup-2026")) == [1000]
    assert list(form.limits("cup-2025")) == []


def test_a_part_inside_another_is_left_out_by_itself(base: Catalogue) -> None:
    form = base.forms["cup-2026"]
    table, text = form.application.parts
    nested = replace(form, application=replace(form.application, parts=(replace(table, parts=(text,)),)))

    assert nested.parts_for("cup-2025") == (table,)


def test_a_row_of_figures_has_a_cell_for_each_year(base: Catalogue) -> None:
    figures = base.forms["cup-2026"].application.parts[0].rows[-1]

    assert figures == Row("营业收入", tuple(Cell(origin=Origin("metric", "revenue", year)) for year in (2024, 2025)))
