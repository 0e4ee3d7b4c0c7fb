"""How long the official files of 300 companies take: applications, letters, the roster.

Everything is measured side by side in one run. The reference is python-docx opening and saving its own empty template as often, which
writes no text at all. Aim: below it.
"""

import time
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path

from docx import Document

from api.documents.application import ApplicationForm
from api.documents.filling import Applicant
from api.documents.letter import letter
from api.documents.roster import roster_excel, roster_tables, roster_word
from api.profile_file import load_profile
from graph.loader import load_catalogue
from planner.assessment import assess
from planner.facts import CompanyFacts

ON = date(2026, 3, 1)
LIBRARY, COMPANY, COUNT, REFERENCE = "library-excellent-2026", "fictional-zhixing-electric", 300, 20


def seconds(work: Callable[[], object]) -> float:
    """Return the least time of three runs."""
    times = []
    for _ in range(3):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def empty() -> None:
    """Open and save the template of python-docx."""
    Document().save(BytesIO())


def main() -> None:
    """Print one line for each kind of file."""
    catalogue = load_catalogue()
    library = catalogue.libraries[LIBRARY]
    form = catalogue.forms[library.form or ""]
    profile = load_profile(Path(__file__).parents[1] / "examples" / f"{COMPANY}.json", catalogue)
    companies = [Applicant(CompanyFacts(profile, catalogue, ON, ON), library, place) for place in range(1, COUNT + 1)]
    found = assess(profile, catalogue, ON, library.honor)
    prepared = ApplicationForm(form, library, catalogue)
    tables = roster_tables(form.roster, {LIBRARY: companies})
    kinds: dict[str, Callable[[], object]] = {
        "applications": lambda: [prepared.filled(one) for one in companies],
        "letters": lambda: [letter(profile, found, catalogue, ON) for _ in companies],
        "roster, Word": lambda: roster_word(form.roster, tables),
        "roster, Excel": lambda: roster_excel(form.roster, tables),
    }
    reference = seconds(lambda: [empty() for _ in range(REFERENCE)]) * COUNT / REFERENCE
    for name, work in kinds.items():
        spent = seconds(work)
        print(f"{name:14} {COUNT} companies {spent:6.2f} s ({spent / reference:5.3f} × python-docx with {COUNT} empty templates)")


if __name__ == "__main__":
    main()
