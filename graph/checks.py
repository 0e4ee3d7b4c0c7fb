"""Faults that only the whole catalogue shows: unknown names, cycles, overlaps, units, what nobody can reach."""

from collections.abc import Iterator
from datetime import date, timedelta

from graph.build import build_graph, cycles, unreachable
from graph.criteria import Criterion, MetricThreshold
from graph.errors import Fault
from graph.model import Catalogue, Programme, Version
from graph.reader import Reading
from graph.requirement import leaves


def check(catalogue: Catalogue, reading: Reading) -> None:
    """Add the faults of a catalogue that its single files do not show."""
    if _unknown_names(catalogue, reading):
        return
    for programme in catalogue.programmes.values():
        for what, right in (*_overlaps(programme), *_units(catalogue, programme), *_windows(catalogue, programme)):
            reading.faults.append(_fault(catalogue, programme, what, right))
    graph = build_graph(catalogue)
    for ring in cycles(graph):
        first = catalogue.programmes[ring[0]]
        reading.faults.append(_fault(catalogue, first, "互为前提，谁也拿不到：" + " → ".join(ring), "检查 requires 中的 title"))
    ringed = {name for ring in cycles(graph) for name in ring}
    for name in set(unreachable(graph)) - ringed:
        reading.faults.append(_fault(catalogue, catalogue.programmes[name], "不可能获得：所需称号都得不到", "检查 requires 中的 title"))


def _fault(catalogue: Catalogue, programme: Programme, what: str, right: str) -> Fault:
    file, line = catalogue.places[programme.id]
    return Fault(file, line, f"{programme.id}：{what}", right)


def _unknown_names(catalogue: Catalogue, reading: Reading) -> bool:
    words = catalogue.words
    known = {
        "programmes": catalogue.programmes,
        "metrics": words.metrics,
        "declarations": words.declarations,
        "events": words.events,
        "fields": words.fields,
        "scorecards": words.scorecards,
        "project_figures": words.project_figures,
        "documents": catalogue.documents,
    }
    missing = [name for name in reading.references if name.id not in known[name.vocabulary]]
    for name in missing:
        where = "目录中的事项" if name.vocabulary == "programmes" else f"{name.vocabulary} 中的名称"
        reading.faults.append(Fault(name.file, name.line, f"{name.id} 不是{where}", "检查拼写，或先加上它"))
    return bool(missing)


def _overlaps(programme: Programme) -> Iterator[tuple[str, str]]:
    """Yield where two versions are in force on one day, or none between two."""
    ordered = sorted(programme.versions, key=lambda version: version.in_force.start or date.min)
    for earlier, later in zip(ordered, ordered[1:], strict=False):
        end, start = earlier.in_force.end, later.in_force.start
        if end is None or start is None or start <= end:
            yield f"两个版本同时有效（{start or '起始不限'} 起的与 {end or '终止不限'} 止的）", "前一版本的 to 应早于后一版本的 from"
        elif start != end + timedelta(days=1):
            yield f"{end} 与 {start} 之间没有有效版本", "from 应为前一版本 to 的次日"


def _rules(version: Version) -> Iterator[Criterion]:
    for rule in (*leaves(version.requires), *version.vetoes):
        yield rule
        if rule.at_review:
            yield rule.at_review


def _units(catalogue: Catalogue, programme: Programme) -> Iterator[tuple[str, str]]:
    """Yield comparisons of two metrics that do not compare."""
    metrics = catalogue.words.metrics
    for version in programme.versions:
        for rule in _rules(version):
            if isinstance(rule, MetricThreshold) and isinstance(rule.figure, str):
                one, other = metrics[rule.metric], metrics[rule.figure]
                if (one.unit, one.yearly) != (other.unit, other.yearly):
                    yield f"{one.name}（{one.unit}）与{other.name}（{other.unit}）单位或期间不同", "应比较同单位、同期间的指标"


def _windows(catalogue: Catalogue, programme: Programme) -> Iterator[tuple[str, str]]:
    """Yield yearly metrics without a window of years and windows on metrics that are not yearly."""
    for version in programme.versions:
        for rule in _rules(version):
            if isinstance(rule, MetricThreshold):
                metric = catalogue.words.metrics[rule.metric]
                if metric.yearly and rule.window is None:
                    yield f"{metric.name}是年度指标，缺年度口径", "如 in: last_year、each_of_last: 2"
                elif not metric.yearly and rule.window is not None:
                    yield f"{metric.name}不是年度指标，不应有年度口径", "去掉 in、each_of_last 等"
                elif metric.type != "number":
                    yield f"{metric.name}是日期，不能比较大小", "用由它导出的年限指标"
