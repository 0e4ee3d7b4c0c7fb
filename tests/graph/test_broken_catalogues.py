"""每种写错都有一份坏目录：故障须指到文件和行，说出错处，能猜到的说出应为什么。"""

import shutil
from pathlib import Path

import pytest

from graph.errors import CatalogueError, Fault
from graph.loader import load_catalogue

BROKEN = Path(__file__).parent / "catalogues" / "broken"

FAULTS: list[tuple[str, ...]] = [
    ("alias", "cn/trial.yaml:9", "不能用 * 引用别处"),
    ("amount-without-clause", "cn-4104/quality-fund.yaml:24", "缺少 clause"),
    ("bad-boolean", "cn/trial.yaml:7", "此处应为 true 或 false"),
    ("bad-choice", "cn/trial.yaml:6", "nation 不在可选之列"),
    ("bad-date", "cn/trial.yaml:7", "2026-02-30 不是日期"),
    ("bad-date-spelling", "cn/trial.yaml:7", "20260201 不是日期"),
    ("bad-day-of-year", "cn/trial.yaml:8", "13-01 不是月日"),
    ("bad-id", "cn/trial.yaml:3", "Pilot_ 不是合法的编号"),
    ("bad-metric-id", "metrics.yaml:7", "Profit 不是合法的编号"),
    ("bad-number", "cn/trial.yaml:7", "3项 不是数"),
    ("blank-text", "cn/trial.yaml:7", "此处应为文字"),
    ("box-ticked-two-ways", "forms/cup-2026.yaml:24", "勾选应恰有一种写法", "可用：when、library、titles、otherwise"),
    ("cell-with-two-origins", "forms/cup-2026.yaml:10", "取数应恰有一种写法", "可用：shows、field、metric、titles"),
    ("claim-beside-amount", "cn-4104/quality-fund.yaml:13", "claim 与 amount 所列的称号不一致：champion"),
    ("date-as-metric", "cn/trial.yaml:7", "从事细分市场起始日是日期，不能比较大小"),
    ("deadline-without-day", "cn/trial.yaml:8", "缺少 by"),
    ("duplicate-key", "cn/trial.yaml:7", "键 name 重复"),
    ("duplicate-programme", "cn/trial.yaml:4", "编号 trial 重复", "cn/quality.yaml:27"),
    ("empty-file", "cn/trial.yaml:1", "文件是空的"),
    ("empty-list", "cn/trial.yaml:7", "列表是空的"),
    ("field-of-other-type", "cn/trial.yaml:7", "独立法人的写法不对"),
    ("folder-no-jurisdiction", "cn-4l/trial.yaml:1", "文件夹 cn-4l 不是 regions.yaml 中的辖区", "是否应为 cn-41"),
    ("form-of-unknown-field", "forms/cup-2026.yaml:19", "listed 不是已有的企业字段", "是否应为 listed_on"),
    ("form-of-unknown-footnote", "forms/cup-2026.yaml:21", "sizes 不在可选之列", "可用：size"),
    ("form-of-unknown-library", "forms/cup-2026.yaml:27", "cup-2025 不是已有的培育库", "是否应为 cup-2026"),
    ("form-of-unknown-metric", "forms/cup-2026.yaml:25", "revenues 不是已有的年度指标", "是否应为 revenue"),
    ("form-of-unknown-place", "forms/cup-2026.yaml:18", "names 不在可选之列"),
    ("fund-with-unknown-amount", "cn-4104/quality-fund.yaml:24", "金额应恰有一种写法"),
    ("fund-without-amount", "cn-4104/quality-fund.yaml:18", "fund-equipment 没有金额"),
    ("fund-without-payer", "cn-4104/quality-fund.yaml:4", "fund-quality 没有出资方", "写 payer: national、provincial 或 municipal"),
    ("gate-in-scorecard", "scorecards/quality.yaml:17", "此处只能写单条指标，不能写 all、any、of"),
    ("gate-in-vetoes", "cn/trial.yaml:9", "此处只能写单条指标，不能写 all、any、of"),
    ("gate-without-children", "cn/trial.yaml:7", "all 下没有条件"),
    ("growth-not-yearly", "metrics.yaml:18", "revenue_growth 逐年比较，缺 period"),
    ("key-not-text", "cn/trial.yaml:7", "键应为文字"),
    ("library-deadline-differs", "libraries/cup-2026.yaml:6", "截止日与 cup 的批次不一致"),
    ("library-not-on-form", "libraries/cup-2027.yaml:4", "表单 cup-2026 的汇总表里没有 cup-2027"),
    ("library-of-unknown-form", "libraries/cup-2026.yaml:4", "cup-2025 不是已有的表单", "是否应为 cup-2026"),
    ("library-of-unknown-honor", "libraries/cup-2026.yaml:3", "cups 不是已有的称号或外部资质", "是否应为 cup"),
    ("library-of-unknown-metric", "libraries/cup-2026.yaml:12", "patent 不是已有的不分年度的指标", "是否应为 patents"),
    ("library-of-unknown-region", "libraries/cup-2026.yaml:6", "410429 不是已有的辖区代码", "是否应为 410421"),
    ("list-as-text", "cn/trial.yaml:7", "此处应为文字"),
    ("missing-clause", "cn/trial.yaml:7", "缺少 clause"),
    ("missing-key", "cn/trial.yaml:4", "缺少 level"),
    ("missing-requires", "cn/trial.yaml:4", "pilot 缺少 requires"),
    ("missing-source", "cn/trial.yaml:3", "缺少 source"),
    ("namesake", "cn/trial.yaml:4", "“国家质量冠军”也是", "各写全称"),
    ("more-than-there-are", "cn/trial.yaml:4", "pilot 不可能获得：所需称号都得不到"),
    ("more-than-there-are", "cn/trial.yaml:7", "1 条里不可能满足 2 条"),
    ("no-comparison", "cn/trial.yaml:7", "比较应恰有一种写法"),
    ("no-programmes", "cn/trial.yaml:1", "缺少 programmes"),
    ("not-positive", "cn/trial.yaml:7", "0 不是正整数"),
    ("not-utf8", "cn/trial.yaml:1", "不是 UTF-8 文本"),
    ("not-yaml", "cn/trial.yaml:2", "不是合法的 YAML"),
    ("number-in-exponents", "cn/trial.yaml:7", "1e3 不是数"),
    ("open-without-requires", "cn/trial.yaml:4", "pilot 缺少 requires"),
    ("payers-not-whole", "cn-4104/quality-fund.yaml:21", "各级出资比例之和不是 100"),
    ("period-backwards", "cn/trial.yaml:8", "2026-04-01 晚于 2026-03-31"),
    ("periods-differ", "cn/trial.yaml:7", "数控化率（%）与水重复利用率（行业平均）（%）单位或期间不同"),
    ("programme-not-mapping", "cn/trial.yaml:3", "pilot 下应为键值表"),
    ("quota-not-positive", "libraries/cup-2026.yaml:7", "0 不是正整数"),
    ("quotas-not-whole", "libraries/cup-2026.yaml:6", "各地名额之和 6 不等于 total 5"),
    ("ranking-by-field", "libraries/cup-2026.yaml:12", "取数应恰有一种写法", "可用：titles、metric"),
    ("ranking-by-field", "libraries/cup-2026.yaml:12", "不认识的键 field"),
    ("ratio-of-derived", "metrics.yaml:13", "rd_share 所依据的 rd_share 本身也是导出的"),
    ("ratio-of-one", "metrics.yaml:13", "ratio 应恰有两个指标"),
    ("ratio-of-unknown", "metrics.yaml:13", "revenues 不是已有的指标", "是否应为 revenue"),
    ("review-of-no-kind", "cn/trial.yaml:7", "review 应为 dropped 或替换的写法"),
    ("reviews-hole", "cn/trial.yaml:4", "pilot 在 2026-12-30 与 2027-01-01 之间没有有效版本（复核）"),
    ("ring", "cn/trial.yaml:9", "互为前提，谁也拿不到：model → pilot"),
    ("ring-of-vetoes", "cn/trial.yaml:4", "same_as 互相引用：model → pilot → model"),
    ("ring-of-vetoes", "cn/trial.yaml:10", "same_as 互相引用：pilot → model → pilot"),
    ("ringed-regions", "regions.yaml:1", "辖区互为上级：cn → cn-41 → cn-4104"),
    ("rule-of-form-without-window", "forms/cup-2026.yaml:23", "营业收入是年度指标，缺年度口径"),
    ("same-as-with-more", "cn/trial.yaml:8", "不认识的键 within_years"),
    ("stages-not-whole", "cn-4104/quality-fund.yaml:32", "各期比例之和不是 100"),
    ("stray-file", "metric.yaml:1", "不认识的文件"),
    ("sum-of-shares", "cn/trial.yaml:7", "研发费用占比逐年合计或平均没有意义"),
    ("tab", "cn/trial.yaml:3", "不是合法的 YAML"),
    ("tie-without-year", "libraries/cup-2026.yaml:13", "revenue 不是已有的不分年度的指标（年度指标要写 year）"),
    ("title-of-a-fund", "cn/trial.yaml:7", "fund-quality 不是已有的称号或外部资质"),
    ("two-comparisons", "cn/trial.yaml:7", "比较应恰有一种写法"),
    ("two-conditions", "cn/trial.yaml:4", "条件应恰有一种写法", "可用：requires、versions、held_when"),
    ("two-kinds", "cn/trial.yaml:7", "指标应恰有一种写法"),
    ("two-windows", "cn/trial.yaml:7", "年度口径应恰有一种写法"),
    ("units-differ", "cn/trial.yaml:7", "营业收入（万元）与从业人员（人）单位或期间不同"),
    ("unknown-class", "cn/trial.yaml:7", "traditonal 不是产业类别的可选值", "是否应为 traditional"),
    ("unknown-declaration", "cn/trial.yaml:7", "own_brands 不是已有的声明", "是否应为 own_brand"),
    ("unknown-document", "cn/trial.yaml:1", "handbok 不是已有的来源文件", "是否应为 handbook"),
    ("unknown-event", "cn/trial.yaml:8", "accident 不是已有的事件", "是否应为 safety_accident"),
    ("unknown-field", "cn/trial.yaml:8", "sizes 不是已有的企业字段", "是否应为 size"),
    ("unknown-field-value", "cn/trial.yaml:7", "smal 不是企业规模的可选值"),
    ("unknown-key", "cn/trial.yaml:8", "不认识的键 validty", "是否应为 validity"),
    ("unknown-key-in-leaf", "cn/trial.yaml:7", "不认识的键 atleast", "是否应为 at_least"),
    ("unknown-key-in-leaf", "cn/trial.yaml:7", "比较应恰有一种写法"),
    ("unknown-layout", "forms/cup-2026.yaml:19", "below 不在可选之列", "可用：beside、above、stacked、signed"),
    ("unknown-metric", "cn/trial.yaml:7", "patent 不是已有的指标", "是否应为 patents"),
    ("unknown-parent", "regions.yaml:6", "cn-4109 不是已有的辖区", "是否应为 cn-4104"),
    ("unknown-part", "cn/trial.yaml:7", "innovations 不是评分表 quality 的部分", "是否应为 innovation"),
    ("unknown-programme", "cn/trial.yaml:7", "stars 不是已有的称号或外部资质", "是否应为 star"),
    ("unknown-project-figure", "cn-4104/quality-fund.yaml:24", "equipments 不是已有的项目数据", "是否应为 equipment"),
    ("unknown-region-code", "cn-4104/quality-fund.yaml:16", "410429 不是已有的辖区代码", "是否应为 410421"),
    ("unknown-same-as", "cn/trial.yaml:8", "stars 不是已有的事项", "是否应为 star"),
    ("unknown-scorecard", "cn/trial.yaml:7", "qualities 不是已有的评分表", "是否应为 quality"),
    ("unknown-shared-key", "cn/trial.yaml:2", "不认识的键 topik", "是否应为 topic"),
    ("unknown-window", "cn/trial.yaml:7", "in 不能是 next_year"),
    ("unreachable", "cn/trial.yaml:9", "互为前提，谁也拿不到：model → pilot"),
    ("unreachable", "cn/trial.yaml:14", "summit 不可能获得：所需称号都得不到"),
    ("versions-hole", "cn/trial.yaml:4", "pilot 在 2026-03-30 与 2026-04-01 之间没有有效版本"),
    ("versions-overlap", "cn/trial.yaml:4", "pilot 两个版本同时有效（2026-04-01 起的与 2026-04-01 止的）"),
    ("ways-differ", "cn/trial.yaml:7", "两年复合增长率与营业收入增长率算法不同，不能精确比较"),
    ("weights-not-whole", "libraries/cup-2026.yaml:9", "各项 weight 之和为 90", "应为 100"),
    ("window-on-plain", "cn/trial.yaml:7", "专利不是年度指标，不应有年度口径"),
    ("words-not-positive", "forms/cup-2026.yaml:28", "0 不是正整数"),
    ("wrong-extension", "cn/more.yml:1", "不认识的扩展名"),
    ("year-on-plain-metric", "forms/cup-2026.yaml:11", "patents 不是已有的年度指标（不分年度的不写 year）"),
    ("yearly-without-window", "cn/trial.yaml:10", "营业收入是年度指标，缺年度口径"),
    ("yearly-without-window-at-review", "cn/trial.yaml:7", "营业收入是年度指标，缺年度口径"),
    ("yearly-without-window-in-scorecard", "scorecards/quality.yaml:9", "营业收入是年度指标，缺年度口径"),
    ("word-twice", "cn-41/quality.yaml:9", "own_brand 在 metrics.yaml:22 已有"),
    ("years-since-no-date", "metrics.yaml:15", "niche_years 与所依据的 patents 期间不同"),
    ("years-since-no-date", "metrics.yaml:15", "patents 不是已有的日期指标或日期字段"),
]
OVERLAYS = sorted({row[0] for row in FAULTS})


def faults_of(folder: Path) -> tuple[Fault, ...]:
    with pytest.raises(CatalogueError) as caught:
        load_catalogue(folder)
    return caught.value.faults


def overlay(folder: Path, name: str) -> None:
    shutil.copytree(BROKEN / name, folder, dirs_exist_ok=True)


@pytest.mark.parametrize(("name", "place", "words"), [(name, place, words) for name, place, *words in FAULTS])
def test_fault_names_file_line_and_what_would_be_right(folder: Path, name: str, place: str, words: list[str]) -> None:
    overlay(folder, name)
    said = [str(fault) for fault in faults_of(folder) if f"{fault.file}:{fault.line}" == place]
    assert any(all(word in line for word in words) for line in said), said


@pytest.mark.parametrize("name", OVERLAYS)
def test_nothing_else_is_reported(folder: Path, name: str) -> None:
    overlay(folder, name)
    places = {f"{fault.file}:{fault.line}" for fault in faults_of(folder)}
    assert places <= {row[1] for row in FAULTS if row[0] == name}


def test_every_broken_catalogue_is_in_the_table() -> None:
    assert {path.name for path in BROKEN.iterdir()} == set(OVERLAYS)


def test_all_faults_are_reported_at_once(folder: Path) -> None:
    overlay(folder, "unknown-metric")
    overlay(folder, "fund-without-payer")
    metrics = folder / "metrics.yaml"
    metrics.write_text(metrics.read_text(encoding="utf-8").replace("change: improvable", "change: maybe", 1), encoding="utf-8")
    said = [str(fault) for fault in faults_of(folder)]
    assert [line.split(": ")[0] for line in said] == ["cn-4104/quality-fund.yaml:4", "cn/trial.yaml:7", "metrics.yaml:2"]


def test_faults_come_in_the_order_of_files_and_lines(folder: Path) -> None:
    overlay(folder, "unreachable")
    overlay(folder, "stages-not-whole")
    faults = faults_of(folder)
    assert len(faults) == 3
    assert list(faults) == sorted(faults, key=lambda fault: (fault.file, fault.line))


@pytest.mark.parametrize("name", ["defaults.yaml", "documents.yaml", "metrics.yaml", "regions.yaml"])
def test_a_missing_file_is_the_only_fault(folder: Path, name: str) -> None:
    (folder / name).unlink()
    assert [(fault.file, fault.what) for fault in faults_of(folder)] == [(name, "缺少此文件")]


def test_an_unreadable_file_makes_no_noise_about_the_names_in_it(folder: Path) -> None:
    (folder / "cn-41" / "quality.yaml").write_text("programmes: [", encoding="utf-8")
    assert {fault.file for fault in faults_of(folder)} == {"cn-41/quality.yaml"}


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    assert len(faults_of(tmp_path)) == 4


def test_a_ring_through_any_is_legal(folder: Path) -> None:
    trial = folder / "cn" / "trial.yaml"
    other = "any: [{title: champion, clause: （二）}, {declared: own_brand, clause: （二）}]"
    trial.write_text(trial.read_text(encoding="utf-8").replace("{declared: own_brand, clause: （一）}", f"{{{other}}}"), encoding="utf-8")
    quality = folder / "cn" / "quality.yaml"
    first, marker, rest = quality.read_text(encoding="utf-8").partition("requires: {title: star, clause: 前提}")
    quality.write_text(first + "requires: {any: [{title: star, clause: 前提}, {title: pilot, clause: 前提}]}" + rest, encoding="utf-8")
    assert marker
    assert len(load_catalogue(folder).programmes) == 10


def test_a_programme_is_reachable_if_one_of_its_versions_is(folder: Path) -> None:
    overlay(folder, "ring")
    trial = folder / "cn" / "trial.yaml"
    ring = "requires: {title: pilot, clause: （二）}"
    later = "{in_force: {from: 2026-01-01}, requires: {declared: own_brand, clause: 新}}"
    both = f"versions: [{{in_force: {{to: 2025-12-31}}, {ring}}}, {later}]"
    trial.write_text(trial.read_text(encoding="utf-8").replace(ring, both), encoding="utf-8")
    assert "model" in load_catalogue(folder).programmes


def test_a_shared_list_can_be_undone_by_an_empty_one(folder: Path) -> None:
    assert load_catalogue(folder).programmes["cup"].versions[0].vetoes == ()
