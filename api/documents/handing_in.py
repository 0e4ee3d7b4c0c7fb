"""The files that an office hands in for a library, and the letters that it sends: names and contents, ready for a folder."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from api.answers import Json
from api.documents.application import ApplicationForm
from api.documents.blanks import Gaps, blank_sheets
from api.documents.filling import Applicant
from api.documents.folder import file_names
from api.documents.letter import letter
from api.documents.reasons import reason_sheets
from api.documents.roster import roster_excel, roster_tables, roster_word
from api.documents.sheets import workbook
from graph.forms import Form
from graph.model import Catalogue
from planner.assessment import Assessment
from planner.cultivation.standing import Call
from planner.facts import CompanyFacts
from planner.profile import Profile

BLANKS, APPLICATION, ROSTER, REASONS = "待补清单", "申报书", "推荐汇总表", "逐企说明"
WORD, EXCEL = ".docx", ".xlsx"

File = tuple[str, bytes]


def files_to_hand_in(form: Form, lists: Mapping[str, Sequence[Profile]], catalogue: Catalogue, on: date) -> Iterator[File]:
    """Yield the roster as Word and Excel, each company's application, and what stays blank in them.

    Parameters
    ----------
    form : Form
        The form of the libraries.
    lists : Mapping[str, Sequence[Profile]]
        The companies recommended to each library, in their order.
    on : datetime.date
        The day of judgement.
    """
    applicants = {library: _applicants(library, companies, catalogue, on) for library, companies in lists.items()}
    tables = roster_tables(form.roster, applicants)
    (title,) = file_names([form.roster.title], "")
    yield title + WORD, roster_word(form.roster, tables)
    yield title + EXCEL, roster_excel(form.roster, tables)
    gaps = [Gaps(row.applicant.facts.profile.name, ROSTER, row.blanks) for _, rows in tables for row in rows]
    for library, companies in applicants.items():
        if companies:
            yield from _applications(form, library, companies, gaps)
    yield BLANKS + EXCEL, workbook(blank_sheets(gaps, form))


def files_of_list(call: Call, answer: Json, companies: Sequence[Profile], catalogue: Catalogue) -> Iterator[File]:
    """Yield what goes with a cultivation list: every company's reasons and, where the library has a form, the files to hand in.

    Parameters
    ----------
    call : Call
        The library and the day of judgement.
    answer : dict
        The JSON answer of `cultivate`.
    companies : sequence of Profile
        Those on the list, in their order.
    """
    yield REASONS + EXCEL, workbook(reason_sheets(answer))
    if call.library.form:
        yield from files_to_hand_in(catalogue.forms[call.library.form], {call.library.id: companies}, catalogue, call.on)


def _applicants(library: str, companies: Iterable[Profile], catalogue: Catalogue, on: date) -> list[Applicant]:
    facts = (CompanyFacts(profile, catalogue, on, on) for profile in companies)
    return [Applicant(one, catalogue.libraries[library], place) for place, one in enumerate(facts, 1)]


def _applications(form: Form, library: str, applicants: Sequence[Applicant], gaps: list[Gaps]) -> Iterator[File]:
    """Yield the application of each company, adding what stays blank to the gaps."""
    catalogue = applicants[0].catalogue
    prepared = ApplicationForm(form, catalogue.libraries[library], catalogue)
    (folder,) = file_names([catalogue.libraries[library].name + APPLICATION], "")
    digits = len(str(len(applicants)))
    names = file_names((f"{one.place:0{digits}} {one.facts.profile.name}" for one in applicants), WORD)
    for one, name in zip(applicants, names, strict=True):
        data, blanks = prepared.filled(one)
        gaps.append(Gaps(one.facts.profile.name, APPLICATION, blanks))
        yield f"{folder}/{name}", data


def letters(companies: Iterable[tuple[Profile, Sequence[Assessment]]], catalogue: Catalogue, on: date) -> Iterator[File]:
    """Yield the letter to each company about its assessments."""
    given = list(companies)
    names = file_names((profile.name for profile, _ in given), WORD)
    for (profile, results), name in zip(given, names, strict=True):
        yield name, letter(profile, results, catalogue, on)
