"""Libraries and forms as a user reads them: each line says one thing, so that two of them can be compared line by line."""

from collections.abc import Iterator

from api.labels import SHOWN, TITLES
from api.wording import told
from graph.forms import Cell, Choice, Footnote, Form, Part, Row
from graph.libraries import Library, Ranking, RankingKey, Recommended, Selected
from graph.model import Catalogue
from graph.origins import LAST, Origin


def library_lines(library: Library, catalogue: Catalogue) -> list[str]:
    """Return all that a library says."""
    said = (library.deadline, library.recommended, library.selected)
    numbers = library.recommended.regions if library.recommended else ()
    form = catalogue.forms[library.form].name if library.form else ""
    return [
        f"名称：{library.name}（{library.year} 年，{catalogue.words.names[library.honor]}；{told(library.source, catalogue)}）",
        *([f"表单：{form}"] if form else []),
        *(f"{told(one, catalogue)}（{told(one.clause, catalogue)}）" for one in said if one),
        *(f"{region_name(code, catalogue)} {number} 家" for code, number in numbers),
        f"排序：{library.ranking.note}",
        *(told(key, catalogue) for key in library.ranking.keys),
        ties_text(library.ranking, catalogue),
        *(told(note, catalogue) for note in library.notes),
    ]


def form_lines(form: Form, catalogue: Catalogue) -> list[str]:
    """Return all that a form says."""
    roster, application = form.roster, form.application
    return [
        f"名称：{form.name}（{told(form.source, catalogue)}）",
        " ".join(("汇总表", roster.title, *roster.lines, roster.note)),
        *(f"汇总表 {table.heading}：{library_name(table.library, catalogue)}" for table in roster.tables),
        *(f"汇总表 {told(column, catalogue)}" for column in roster.columns),
        " ".join(("申报书", *application.title)),
        *(f"申报书 {told(cell, catalogue)}" for cell in application.cover),
        *(line for part in application.parts for line in _part_lines(part, "", catalogue)),
        *(f"脚注 {told(footnote, catalogue)}" for footnote in form.footnotes),
        *(told(note, catalogue) for note in form.notes),
    ]


def _part_lines(part: Part, above: str, catalogue: Catalogue) -> Iterator[str]:
    path = f"{above}{part.heading} "
    asked = "、".join(library_name(id, catalogue) for id in part.libraries)
    said = (
        told(Cell(text=part.text, words=part.words), catalogue),
        f"注：{part.note}" if part.note else "",
        f"只限{asked}" if asked else "",
    )
    yield path + "；".join(text for text in said if text)
    for row in part.rows:
        yield path + told(row, catalogue)
    for inside in part.parts:
        yield from _part_lines(inside, path, catalogue)


def region_name(code: str, catalogue: Catalogue) -> str:
    """Return the short name of a place."""
    name = next((region.name for region in catalogue.regions.values() if region.code == code), code)
    return name.partition("（")[0]


def library_name(id: str, catalogue: Catalogue) -> str:
    """Return what a library is called."""
    return catalogue.libraries[id].name


def ties_text(ranking: Ranking, catalogue: Catalogue) -> str:
    """Return how scores come about, and how companies with the same score are put in order."""
    order = (f"{told(tie, catalogue)}{'大' if tie.kind == 'metric' else '小'}者在前" for tie in ranking.ties)
    return f"不到满分线的按比例计分，未填的不计分；同分时依次比较：{'、'.join(order)}"


def words_text(words: int | None) -> str:
    """Return a word limit."""
    return f"不超过 {words} 字" if words else ""


@told.register
def _(value: Origin, catalogue: Catalogue) -> str:
    words = catalogue.words
    if value.kind == "metric":
        return f"{'上年度' if value.year == LAST else f'{value.year}年' if value.year else ''}{words.metrics[value.of].name}"
    if value.kind == "field":
        return words.fields[value.of].name + (f"前 {value.leading} 位" if value.leading else "")
    return (SHOWN if value.kind == "shows" else TITLES)[value.of]


@told.register
def _(value: Recommended, catalogue: Catalogue) -> str:
    return f"推荐 {value.total} 家" + (f"，名额按{value.weighted_by}分配" if value.weighted_by else "")


@told.register
def _(value: Selected, catalogue: Catalogue) -> str:
    return f"入库 {value.total} 家" + (f"，从 {value.of} 家中择优" if value.of else "")


@told.register
def _(value: RankingKey, catalogue: Catalogue) -> str:
    unit = catalogue.words.metrics[value.origin.of].unit if value.origin.kind == "metric" else "项"
    full = f"{value.full}{unit}" if unit == "%" else f"{value.full} {unit}"
    note = f"（{value.note}）" if value.note else ""
    return f"{value.name or told(value.origin, catalogue)} {value.weight} 分，满 {full}得满分{note}"


@told.register
def _(value: Row, catalogue: Catalogue) -> str:
    inside = "；".join((*value.heads, *(told(cell, catalogue) for cell in value.cells)))
    return "：".join(text for text in (value.label, inside) if text) + (f"（脚注 {value.footnote}）" if value.footnote else "")


@told.register
def _(value: Cell, catalogue: Catalogue) -> str:
    boxes = "、".join(told(box, catalogue) for box in value.choices) + ("，可多选" if value.several else "")
    origin = f"填{told(value.origin, catalogue)}" if value.origin else ""
    said = (origin, boxes, value.printed, value.text, words_text(value.words))
    return " ".join(text for text in (value.label, *said) if text)


@told.register
def _(value: Choice, catalogue: Catalogue) -> str:
    by = told(value.when, catalogue) if value.when else ""
    by = by or (library_name(value.library, catalogue) if value.library else "")
    by = by or (f"持有{TITLES[value.titles]}" if value.titles else "") or ("其余情形" if value.otherwise else "")
    return f"□{value.label.replace('{}', '____')}" + (f"（{by}）" if by else "")


@told.register
def _(value: Footnote, catalogue: Catalogue) -> str:
    groups = (f"{head}：{'、'.join(names)}" for head, names in value.choices)
    return "；".join((f"{value.id}：{value.text}", *groups, *(["附划型界限"] if value.size_classes else [])))
