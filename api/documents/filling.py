"""What stands in each place of an official form for one company; what is not known stays blank, with the reason."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction

from api.documents.text import clean, decimal, measure
from api.phrases import questions
from api.wording_libraries import region_name
from graph.criteria.measured import measured, missing_inputs
from graph.facts import Absent, Ask
from graph.forms import Cell, Choice
from graph.libraries import Library
from graph.model import Catalogue
from graph.origins import Origin
from graph.rounding import places
from graph.verdict import Verdict
from planner.facts import CompanyFacts
from planner.judging import judge, unknowns

BY_HAND = "企业档案没有此项，须另填"
WRITTEN = "由企业撰写"
NONE = "无"
TICKED, UNTICKED = "☑", "□"
BLANK = "{}"
SPACES, LINE = " " * 6, "_" * 22


@dataclass(frozen=True)
class Applicant:
    """A company that fills in a form: as it stands on a day, for which library, at which place of its list (None: in none)."""

    facts: CompanyFacts
    library: Library
    place: int | None = None

    @property
    def catalogue(self) -> Catalogue:
        """The catalogue by which it is judged."""
        return self.facts.catalogue


@dataclass(frozen=True)
class Place:
    """A place of a form; `choices`: the only names that may stand there (none: any)."""

    label: str
    cell: Cell
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Blank:
    """A place that stays blank: its label and why; `by_hand`: no profile holds it."""

    label: str
    why: str
    by_hand: bool = False


@dataclass(frozen=True)
class Filled:
    """What stands in a place: its text, of boxes two for each (the mark, what fills the blank of its label), and what stays blank."""

    texts: tuple[str, ...]
    blanks: tuple[Blank, ...] = ()
    number: Fraction | None = None


@dataclass(frozen=True)
class _Known:
    value: Fraction | str | None
    why: str = ""


def fill(place: Place, applicant: Applicant) -> Filled:
    """Return what stands in a place.

    Notes
    -----
    Boxes are ticked where their criteria are surely met; `otherwise` where all others surely are not. Figures are exact.
    """
    if place.cell.choices:
        return _boxes(place, applicant)
    if place.cell.text:
        return Filled((), (Blank(place.label, WRITTEN, by_hand=True),))
    if place.cell.origin is None:
        blanks = (Blank(place.label, BY_HAND, by_hand=True),) if is_blank(place.cell) else ()
        return Filled((place.cell.printed,), blanks)
    known = _ORIGINS[place.cell.origin.kind](place.cell.origin, place, applicant)
    blanks = (Blank(place.label, known.why),) if known.why else ()
    if known.value is None:
        return Filled((place.cell.printed,), blanks)
    if isinstance(known.value, Fraction):
        return Filled((_figure(known.value, place, applicant),), blanks, known.value)
    return Filled((clean(known.value),), blanks)


def is_blank(cell: Cell) -> bool:
    """Return whether a cell is to be written by hand, though it may be printed to be completed."""
    return cell.origin is None and not cell.choices and bool(cell.label or not cell.printed)


def titles_of(origin: Origin, applicant: Applicant) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the honors that are surely held on the day, and those of which it is not known, as listed in the profile."""
    facts = applicant.facts
    favoured = {rung.honor for rung in applicant.catalogue.programmes[applicant.library.honor].favoured_by}
    honors = [honor for honor in dict.fromkeys(title.honor for title in facts.profile.titles) if origin.of == "held" or honor in favoured]
    verdicts = {honor: [holding.valid(facts.on) for holding in facts.holdings(honor)] for honor in honors}
    held = tuple(honor for honor in honors if Verdict.MET in verdicts[honor])
    return held, tuple(honor for honor in honors if honor not in held and Verdict.UNKNOWN in verdicts[honor])


def _figure(value: Fraction, place: Place, applicant: Applicant) -> str:
    """Return a figure, with its unit unless the label names it."""
    origin = place.cell.origin
    assert origin is not None
    unit = applicant.catalogue.words.metrics[origin.of].unit if origin.kind == "metric" else ""
    return decimal(value, unit) if f"（{unit}）" in place.label else measure(value, unit)


def _shows(origin: Origin, place: Place, applicant: Applicant) -> _Known:
    profile, label = applicant.facts.profile, place.label
    if origin.of == "rank":
        return _Known(None, "不在推荐名单中") if applicant.place is None else _Known(Fraction(applicant.place))
    if origin.of in ("city", "county"):
        return _where(origin.of, applicant)
    value = profile.name if origin.of == "name" else profile.identity.get(origin.of)
    return _Known(str(value)) if value else _Known(None, f"{label}？")


def _where(wanted: str, applicant: Applicant) -> _Known:
    """Return the city (right below the province), or the county with its city."""
    catalogue = applicant.catalogue
    above = catalogue.jurisdictions(applicant.facts.profile.region)
    if len(above) < 2:
        return _Known(None, f"行政区划代码 {applicant.facts.profile.region} 不在目录中")
    city = above[-3] if len(above) > 2 else above[0]
    names = [region_name(catalogue.regions[id].code or "", catalogue) for id in above[: above.index(city) + 1]]
    if wanted == "city" or len(names) > 1:
        return _Known(names[-1] if wanted == "city" else "".join(reversed(names)))
    divided = any(region.parent == city for region in catalogue.regions.values())
    return _Known(names[0], "企业档案的行政区划只到市，县（区）须另填" if divided else "")


def _field(origin: Origin, place: Place, applicant: Applicant) -> _Known:
    facts, field = applicant.facts, applicant.catalogue.words.fields[origin.of]
    value = facts.field(origin.of)
    if isinstance(value, Absent) or value in ("", ()):
        return _Known(None, _asked(facts.asks(origin.of), applicant))
    if isinstance(value, tuple):
        return _listed([str(item) for item in value], place)
    said = field.choices.get(str(value), str(value))
    if origin.leading is None:
        return _Known(said)
    return (
        _Known(said[: origin.leading])
        if len(said) >= origin.leading
        else _Known(None, f"{field.name}只有“{said}”，不够 {origin.leading} 位")
    )


def _listed(names: list[str], place: Place) -> _Known:
    """Return names, those alone that may be chosen."""
    fit = [name for name in names if not place.choices or name in place.choices]
    rest = [name for name in names if name not in fit]
    return _Known("、".join(fit) or None, f"“{'、'.join(rest)}”不在脚注所列的名称中，须改选" if rest else "")


def _metric(origin: Origin, place: Place, applicant: Applicant) -> _Known:
    facts, metric = applicant.facts, applicant.catalogue.words.metrics[origin.of]
    value = measured(facts, metric, origin.year)
    if isinstance(value, Fraction):
        return _Known(metric.derivation.shown(value, places(metric.unit), up=False) if metric.derivation else value)
    return _Known(
        None, "该年度不存在或无从计算" if value is Absent.NEVER else _asked(missing_inputs(facts, metric, origin.year), applicant)
    )


def _titles(origin: Origin, place: Place, applicant: Applicant) -> _Known:
    held, doubtful = titles_of(origin, applicant)
    why = _doubts(doubtful, applicant)
    if held or not applicant.facts.all_titles_known():
        return _Known(_names(held, applicant) or None, why or ("" if held else "没有列出有效的称号，企业档案的称号未必列全"))
    return _Known(None if doubtful else NONE, why)


def _names(honors: Iterable[str], applicant: Applicant) -> str:
    """Return honors by name, with how often one is held by several products."""
    facts = applicant.facts
    counted = ((honor, sum(one.valid(facts.on) is Verdict.MET for one in facts.holdings(honor))) for honor in honors)
    names = applicant.catalogue.words.names
    return "、".join(clean(names[honor]) + (f"（{count} 项）" if count > 1 else "") for honor, count in counted)


def _doubts(honors: tuple[str, ...], applicant: Applicant) -> str:
    return _asked([Ask(honor, "title") for honor in honors], applicant)


def _asked(asks: Iterable[Ask], applicant: Applicant) -> str:
    return "；".join(questions(asks, applicant.catalogue))


_ORIGINS: dict[str, Callable[[Origin, Place, Applicant], _Known]] = {"shows": _shows, "field": _field, "metric": _metric, "titles": _titles}


@dataclass(frozen=True)
class _Box:
    verdict: Verdict | None
    fills: str = ""
    why: str = ""


def _boxes(place: Place, applicant: Applicant) -> Filled:
    """Return marks and blanks of boxes: ticked are those surely met, `otherwise` where all others surely are not."""
    boxes = [_judged(choice, applicant) for choice in place.cell.choices]
    others = [box.verdict for box, choice in zip(boxes, place.cell.choices, strict=True) if not choice.otherwise]
    rest = bool(others) and all(verdict is Verdict.UNMET for verdict in others)
    ticked = [box.verdict is Verdict.MET or (choice.otherwise and rest) for box, choice in zip(boxes, place.cell.choices, strict=True)]
    texts: list[str] = []
    blanks: list[Blank] = []
    for box, choice, yes in zip(boxes, place.cell.choices, ticked, strict=True):
        texts += [TICKED if yes else UNTICKED, box.fills or room(choice)]
        if yes and BLANK in choice.label and not box.fills:
            blanks.append(Blank(f"{place.label}：{choice.label.replace(BLANK, '')}", BY_HAND))
    if not any(ticked):
        by_hand = all(verdict is None for verdict in others)
        why = "；".join(dict.fromkeys(box.why for box in boxes if box.why))
        blanks.append(Blank(place.label, BY_HAND if by_hand else why or "没有相符的选项，须另选", by_hand))
    elif doubts := [box.why for box in boxes if box.why and box.fills]:
        blanks.append(Blank(place.label, "；".join(doubts)))
    return Filled(tuple(texts), tuple(blanks))


def room(choice: Choice) -> str:
    """Return the room that a blank in a label leaves for writing: a line at the end, spaces inside."""
    return "" if BLANK not in choice.label else LINE if choice.label.endswith(BLANK) else SPACES


def _judged(choice: Choice, applicant: Applicant) -> _Box:
    if choice.library is not None:
        return _Box(Verdict.of(choice.library == applicant.library.id))
    if choice.titles is not None:
        return _by_titles(Origin("titles", choice.titles), applicant)
    if choice.when is None:
        return _Box(None)
    found = judge(choice.when, applicant.facts)
    return _Box(found.verdict, why=_asked(unknowns(found), applicant) if found.verdict is Verdict.UNKNOWN else "")


def _by_titles(origin: Origin, applicant: Applicant) -> _Box:
    held, doubtful = titles_of(origin, applicant)
    why = _doubts(doubtful, applicant)
    if held:
        return _Box(Verdict.MET, _names(held, applicant), why)
    unsure = bool(doubtful) or not applicant.facts.all_titles_known()
    return _Box(Verdict.UNKNOWN if unsure else Verdict.UNMET, why=why or ("企业档案的称号未必列全，请核对" if unsure else ""))
