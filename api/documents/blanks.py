"""What stays blank in the official forms, for the staff: a sheet of its own, never a line in the forms."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from api.documents.filling import Blank
from api.documents.sheets import Sheet
from api.labels import ERRS
from graph.forms import Form

MISSING, BY_HAND, NOTES = "待补", "须另填", "填表口径"


@dataclass(frozen=True)
class Gaps:
    """What stays blank for one company in one document."""

    company: str
    document: str
    blanks: Sequence[Blank]


def blank_sheets(found: Iterable[Gaps], form: Form) -> tuple[Sheet, ...]:
    """Return what the profiles leave blank, company by company; what no profile holds, once; and how the form is read."""
    given = tuple(found)
    missing = [(one.company, one.document, blank.label, blank.why) for one in given for blank in one.blanks if not blank.by_hand]
    by_hand = dict.fromkeys((one.document, blank.label, blank.why) for one in given for blank in one.blanks if blank.by_hand)
    return (
        Sheet(MISSING, ("企业名称", "文件", "栏目", "待补的信息"), missing),
        Sheet(BY_HAND, ("文件", "栏目", "说明"), list(by_hand)),
        Sheet(NOTES, ("说明", "对判定的影响"), [(note.text, ERRS[note.errs]) for note in form.notes]),
    )
