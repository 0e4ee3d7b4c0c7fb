"""Screening against the assessment of each company by itself: every programme's state, verdict and counts."""

from collections.abc import Iterable, Iterator
from datetime import date

from graph.model import Catalogue
from planner.assessment import STATES, assess
from planner.profile import Profile
from planner.screening.compile import compile_catalogue
from planner.screening.frame import ROW, frame_of
from planner.screening.programme import VERDICTS

Answer = tuple[str, str | None, int, int]


def differences(profiles: Iterable[Profile], catalogue: Catalogue, on: date) -> Iterator[tuple[int, str, Answer, Answer]]:
    """Yield company, programme, and what the assessment and the screening say, where they differ."""
    listed = list(profiles)
    frame, others = frame_of(enumerate(listed, 1), catalogue)
    assert not others, "a frame should hold every generated company"
    screen = compile_catalogue(catalogue, on, frame.columns)
    answers = screen.screen(frame.lazy()).collect(engine="streaming").sort(ROW)
    for row, profile in zip(answers.iter_rows(named=True), listed, strict=True):
        for one in assess(profile, catalogue, on):
            id = one.programme.id
            said = (one.state, one.verdict and one.verdict.value, len(one.gaps), len(one.unknowns))
            code = row[f"{id}/verdict"]
            verdict = None if code is None else VERDICTS[code].value
            screened = (STATES[row[f"{id}/state"]], verdict, row[f"{id}/unmet"], row[f"{id}/unknown"])
            if said != screened:
                yield row[ROW], id, said, screened
