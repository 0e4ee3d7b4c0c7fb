"""Faults that only the whole catalogue shows: unknown names, cycles, overlaps, units, what nobody can reach."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

import networkx as nx

from graph.build import build_graph, cycles, unreachable
from graph.criteria import Criterion
from graph.errors import Fault
from graph.model import Catalogue, Period, Programme
from graph.reader import Reading, nearest
from graph.requirement import leaves

WORDS = {
    "programmes": "事项",
    "honors": "称号或外部资质",
    "metrics": "指标",
    "dates": "日期指标或日期字段",
    "declarations": "声明",
    "events": "事件",
    "fields": "企业字段",
    "scorecards": "评分表",
    "project_figures": "项目数据",
    "documents": "来源文件",
    "regions": "辖区",
    "region_codes": "辖区代码",
    "yearly_metrics": "年度指标（不分年度的不写 year）",
    "plain_metrics": "不分年度的指标（年度指标要写 year）",
    "libraries": "培育库",
    "forms": "表单",
}


def check(catalogue: Catalogue, reading: Reading) -> None:
    """Add the faults of a catalogue that its single files do not show."""
    unknown = check_names(catalogue, reading)
    for programme in catalogue.programmes.values():
        for what, right in (*_overlaps(programme), *_faults_of_fund(programme, catalogue)):
            _add(catalogue, reading, programme.id, what, right)
    for rule in _rules(catalogue):
        for what, right in rule.faults(catalogue.words):
            _add(catalogue, reading, rule.terms.id.partition(".")[0], what, right)
    for place, what, right in (*_derived(catalogue), *_libraries(catalogue), *_namesakes(catalogue)):
        _add(catalogue, reading, place, what, right)
    for ring in _ringed_regions(catalogue):
        _add(catalogue, reading, f"regions/{ring[0]}", "辖区互为上级：" + " → ".join(ring), "检查 parent")
    if not unknown & {"programmes", "honors"}:
        _stuck(catalogue, reading)


def _add(catalogue: Catalogue, reading: Reading, id: str, what: str, right: str) -> None:
    file, line = catalogue.places[id]
    reading.faults.append(Fault(file, line, what, right))


def check_names(catalogue: Catalogue, reading: Reading) -> set[str]:
    """Add the names that nothing bears; return the vocabularies that miss one."""
    words = catalogue.words
    known = {
        "programmes": set(catalogue.programmes),
        "honors": {id for id, programme in catalogue.programmes.items() if programme.kind != "fund"},
        "metrics": set(words.metrics),
        "dates": {id for kind in (words.metrics, words.fields) for id, word in kind.items() if word.type == "date"},
        "declarations": set(words.declarations),
        "events": set(words.events),
        "fields": set(words.fields),
        "scorecards": set(words.scorecards),
        "project_figures": set(words.project_figures),
        "documents": set(catalogue.documents),
        "regions": set(catalogue.regions),
        "region_codes": {region.code for region in catalogue.regions.values() if region.code},
        "yearly_metrics": {id for id, metric in words.metrics.items() if metric.yearly},
        "plain_metrics": {id for id, metric in words.metrics.items() if not metric.yearly and metric.type == "number"},
        "libraries": set(catalogue.libraries),
        "forms": set(catalogue.forms),
    }
    missing = [name for name in reading.references if name.id not in known[name.vocabulary]]
    for name in missing:
        hint = nearest(name.id, known[name.vocabulary]) or "检查拼写，或先加上它"
        reading.faults.append(Fault(name.file, name.line, f"{name.id} 不是已有的{WORDS[name.vocabulary]}", hint))
    return {name.vocabulary for name in missing}


def _namesakes(catalogue: Catalogue) -> Iterator[tuple[str, str, str]]:
    """Yield the programmes whose name or alias another bears: a title filled in by it would be taken for either."""
    known: dict[str, str] = {}
    for programme in catalogue.programmes.values():
        for name in dict.fromkeys((programme.name, *programme.aliases)):
            if known.setdefault(name, programme.id) != programme.id:
                yield programme.id, f"“{name}”也是 {known[name]} 的名称", "各写全称，分不清的简称不写"


def _overlaps(programme: Programme) -> Iterator[tuple[str, str]]:
    """Yield where two versions are in force on one day, or none between two; the same for re-examinations."""
    in_force = [version.in_force for version in programme.versions]
    reviews = [version.review_in_force for version in programme.versions]
    for use, periods in (("", in_force), ("（复核）", reviews if reviews != in_force else [])):
        for earlier, later in pairwise(sorted(periods, key=_beginning)):
            end, start = earlier.end, later.start
            if end is None or start is None or start <= end:
                what = f"{programme.id} 两个版本同时有效{use}（{start or '起始不限'} 起的与 {end or '终止不限'} 止的）"
                yield what, "前一版本的 to 应早于后一版本的 from"
            elif start != end + timedelta(days=1):
                yield f"{programme.id} 在 {end} 与 {start} 之间没有有效版本{use}", "from 应为前一版本 to 的次日"


def _beginning(period: Period) -> date:
    return period.start or date.min


def _faults_of_fund(programme: Programme, catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with what a fund pays."""
    if programme.fund is None:
        return
    yield from programme.fund.amount.faults(catalogue.words)
    others = [other.fund for other in catalogue.programmes.values() if other.fund]
    limits = {(cap.name, cap.per): cap.limit for fund in reversed(others) for cap in fund.joint_caps}
    for cap in programme.fund.joint_caps:
        if cap.limit != limits[cap.name, cap.per]:
            yield f"joint_cap {cap.name} 与另一项资金所写的数不同", "同名的 joint_cap 写同样的 cap"
    for lower in programme.fund.replaces:
        if lower in catalogue.programmes and catalogue.programmes[lower].fund is None:
            yield f"replaces 中的 {lower} 不是资金", "写被取代的低一档资金的编号"


def _libraries(catalogue: Catalogue) -> Iterator[tuple[str, str, str]]:
    """Yield the libraries that say otherwise than their honor, or are not on their form."""
    for library in catalogue.libraries.values():
        honor, form = catalogue.programmes.get(library.honor), catalogue.forms.get(library.form or "")
        days = honor.round.deadlines if honor and honor.round else ()
        if library.deadline and days and library.deadline not in days:
            yield f"libraries/{library.id}/deadline", f"截止日与 {library.honor} 的批次不一致", "两处写同样的 by、actor 和 clause"
        if form and library.id not in [table.library for table in form.roster.tables]:
            yield f"libraries/{library.id}/form", f"表单 {form.id} 的汇总表里没有 {library.id}", "在 roster 的 tables 中加上它"


def _rules(catalogue: Catalogue) -> Iterator[Criterion]:
    """Yield every criterion, each followed by what stands instead at re-examination."""
    for programme in catalogue.programmes.values():
        trees = (version.requires for version in programme.versions)
        named = (*programme.scope, *programme.revocation, *(veto for version in programme.versions for veto in version.vetoes))
        umbrella = (programme.held_when,) if programme.held_when else ()
        sums = programme.fund.amount.rules() if programme.fund else ()
        for tree in (*umbrella, *trees, *named, *sums):
            for rule in leaves(tree):
                yield from (rule, rule.at_review) if rule.at_review else (rule,)
    for card in catalogue.words.scorecards.values():
        yield from card.criteria()
    for form in catalogue.forms.values():
        yield from form.criteria()


def _derived(catalogue: Catalogue) -> Iterator[tuple[str, str, str]]:
    """Yield the metrics that do not follow from what they name: other periods, dates, metrics that are derived themselves."""
    metrics = catalogue.words.metrics
    for metric in metrics.values():
        if metric.derivation is None:
            continue
        if metric.derivation.yearly and not metric.yearly:
            yield f"metrics/{metric.id}", f"{metric.id} 逐年比较，缺 period", "写 period: yearly"
            continue
        for name in metric.derivation.inputs():
            source = metrics.get(name)
            if source is None or source.type == "date":
                continue
            if source.derivation:
                yield f"metrics/{metric.id}", f"{metric.id} 所依据的 {name} 本身也是导出的", "依据直接填报的指标"
            elif source.yearly != metric.yearly:
                yield f"metrics/{metric.id}", f"{metric.id} 与所依据的 {name} 期间不同", "两者同为年度指标，或都不是"


def _ringed_regions(catalogue: Catalogue) -> list[list[str]]:
    """Return the regions that are parents of each other."""
    parents: nx.DiGraph[str] = nx.DiGraph((region.parent, region.id) for region in catalogue.regions.values() if region.parent)
    return sorted(sorted(ring) for ring in nx.simple_cycles(parents))


def _stuck(catalogue: Catalogue, reading: Reading) -> None:
    """Add the programmes that nobody can ever obtain."""
    graph = build_graph(catalogue)
    rings = cycles(graph)
    for ring in rings:
        _add(catalogue, reading, ring[0], "互为前提，谁也拿不到：" + " → ".join(ring), "检查 requires 中的 title")
    for name in set(unreachable(graph)).difference(*rings):
        _add(catalogue, reading, name, f"{name} 不可能获得：所需称号都得不到", "检查 requires 中的 title")
