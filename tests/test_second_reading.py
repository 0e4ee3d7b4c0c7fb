"""The catalogue and the independent second reading agree, but for differences that were settled against the text."""

from pathlib import Path

from api.answers_check import audit
from graph.loader import load_catalogue

FACTS = Path(__file__).parent / "facts"


def test_both_readings_agree_but_for_settled_differences() -> None:
    found = audit(load_catalogue(), str(FACTS), str(FACTS / "settled" / "differences.tsv"), None)

    assert found.faults == []
    assert found.facts > 900
    assert found.comparison.agreed + found.settled >= found.facts
