"""How long whole answers take: a plan with money, alternatives and front; all programmes of one company; a cold command.

Everything is measured side by side in one run. The reference of a plan is reading the company's profile; that of a cold command is
importing networkx and marshmallow in a fresh interpreter. Aim: plan p50 20 ms, p99 150 ms; cold command at most 4 times the imports.
"""

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

from api.answers_plan import plan_answer, prospect
from graph.loader import load_catalogue
from graph.model import Catalogue
from planner.assessment import assess
from planner.path.plan import Request
from planner.profile_reader import read_profile

ON = date(2026, 11, 21)
EXAMPLES = sorted((Path(__file__).parents[1] / "examples").glob("*.json"))
COLD_RUNS = 7


def seconds(work: Callable[[], object], runs: int = 3) -> float:
    """Return the least time of a few runs."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def profiles() -> list[object]:
    """Return the example companies as JSON values."""
    return [json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal) for path in EXAMPLES]


def plans(catalogue: Catalogue) -> None:
    targets = [programme.id for programme in catalogue.programmes.values() if programme.obtainable and "enterprise" in programme.holders]
    reading = statistics.median(seconds(lambda data=data: read_profile(data, catalogue)) for data in profiles())
    times = []
    for data in profiles():
        profile = read_profile(data, catalogue)
        for target in targets:
            request = Request((target,))
            times.append(seconds(lambda p=profile, r=request: plan_answer(prospect(p, catalogue, ON, r), catalogue, ON), 1))
    times.sort()
    p50, p99 = statistics.median(times), times[int(len(times) * 0.99)]
    print(f"full plans      {len(times):5}  p50 {p50 * 1e3:6.1f} ms ({p50 / reading:5.1f} × reading the profile)  p99 {p99 * 1e3:6.1f} ms")


def assessments(catalogue: Catalogue) -> None:
    companies = [read_profile(data, catalogue) for data in profiles()]
    whole = seconds(lambda: [assess(company, catalogue, ON) for company in companies])
    reading = seconds(lambda: [read_profile(data, catalogue) for data in profiles()])
    rate = len(companies) / whole
    print(
        f"assessments     {rate:5.0f} companies/s × {len(catalogue.programmes)} programmes ({whole / reading:.1f} × reading the profiles)"
    )


def cold() -> None:
    command = [str(Path(sys.executable).with_name("tidu")), "assess", str(EXAMPLES[0]), "--on", str(ON), "--json"]
    imports = [sys.executable, "-c", "import networkx, marshmallow"]
    pairs = [(run(command), run(imports)) for _ in range(COLD_RUNS)]
    mine, theirs = (statistics.median(times) for times in zip(*pairs, strict=True))
    print(f"cold command    {mine:.2f} s, {mine / theirs:.1f} × importing networkx and marshmallow ({theirs:.2f} s)")


def run(command: list[str]) -> float:
    """Return the seconds of a whole process."""
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - start


if __name__ == "__main__":
    shipped = load_catalogue()
    plans(shipped)
    assessments(shipped)
    cold()
