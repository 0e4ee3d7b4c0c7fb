"""The OpenAPI document: what it says is what the service does."""

import subprocess
import sys
from pathlib import Path

from tests.web.conftest import Running

RUN = "from schemathesis.cli import schemathesis; schemathesis()"


def test_requests_made_from_the_document_are_answered_as_it_says(service: Running, tmp_path: Path) -> None:
    document = f"{service.url}/api/v1/openapi.json"
    limits = ["--max-examples", "10", "--seed", "1", "--phases", "examples,fuzzing", "--exclude-checks", "positive_data_acceptance"]

    done = subprocess.run(
        [sys.executable, "-c", RUN, "run", document, *limits, "--no-color"], cwd=tmp_path, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stdout[-3000:]


def test_the_document_names_every_resource_and_problem_details(service: Running) -> None:
    found = service.get("/api/v1/openapi.json").json()
    posts = [path for path, methods in found["paths"].items() if "post" in methods]

    assert found["openapi"] == "3.1.0"
    assert {f"/api/v1/{name}" for name in ("assessments", "plans", "awards", "questions", "unlocks", "calendars")} < set(posts)
    assert found["components"]["responses"]["DEFAULT_ERROR"]["content"].keys() == {"application/problem+json"}
    assert "revenue" in found["components"]["schemas"]["Profile"]["properties"]["metrics"]["properties"]


def test_the_document_holds_no_address_of_elsewhere(service: Running) -> None:
    assert "://" not in service.get("/api/v1/openapi.json").text
