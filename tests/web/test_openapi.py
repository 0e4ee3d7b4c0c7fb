"""The OpenAPI document: what it says is what the service does."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from jsonschema_rs import Draft202012Validator

from tests.web.conftest import ELECTRIC, Running

RUN = "from schemathesis.cli import schemathesis; schemathesis()"
NEED_AN_ACCOUNT = "^/api/v1/(sessions|me|claims|enterprises|invitations|bureau|downloads|wechat)"  # asked with one in tests/accounts


def passes(*options: str, folder: Path) -> None:
    """Let schemathesis make requests from a document; fail with its report where it finds something."""
    call = [sys.executable, "-c", RUN, "run", *options, "--exclude-path-regex", NEED_AN_ACCOUNT, "--seed", "1", "--no-color"]
    done = subprocess.run(call, cwd=folder, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout[-3000:]


def test_requests_made_from_the_document_are_answered_as_it_says(service: Running, tmp_path: Path) -> None:
    """Any body at all, made from the document as it is.

    One check is off: that every body valid by the document is accepted. JSON Schema cannot say that the last character of a
    统一社会信用代码 is a check character, that an id names an entry of the profile's own lists, nor that a figure has at most 20 decimals.
    The coverage phase is not run on the document as it is: with 900 words in a profile it takes minutes (ADR 0008 says how).
    """
    document = f"{service.url}/api/v1/openapi.json"
    passes(document, "--phases", "fuzzing", "--max-examples", "10", "--exclude-checks", "positive_data_acceptance", folder=tmp_path)


def test_every_word_of_a_request_is_tried_at_its_bounds_and_what_is_valid_is_accepted(service: Running, tmp_path: Path) -> None:
    """All checks, coverage and fuzzing, all operations; a profile is one of two examples instead of any."""
    document = service.get("/api/v1/openapi.json").json()
    examples = [
        json.loads((ELECTRIC.parent / f"{name}.json").read_text(encoding="utf-8"))
        for name in ("fictional-zhixing-electric", "fictional-park")
    ]
    document["components"]["schemas"]["Profile"] = {"enum": examples}
    narrowed = tmp_path / "openapi.json"
    narrowed.write_text(json.dumps(document), encoding="utf-8")

    passes(str(narrowed), "--url", service.url, "--phases", "coverage,fuzzing", "--max-examples", "10", folder=tmp_path)


@pytest.mark.parametrize("name", sorted(path.stem for path in ELECTRIC.parent.glob("*.json")))
def test_the_document_accepts_every_example(service: Running, name: str) -> None:
    schema = service.get("/api/v1/openapi.json").json()["components"]["schemas"]["Profile"]
    profile = json.loads((ELECTRIC.parent / f"{name}.json").read_text(encoding="utf-8"))

    assert [error.message for error in Draft202012Validator(schema).iter_errors(profile)] == []


ENTRIES = [
    ("projects", {"id": "p9", "name": "二期", "loan": None, "year": None}, True),
    ("projects", {"id": "p9", "name": "二期", "loan": {"principal": 2000, "central_interest_granted": None}}, True),
    ("projects", {"id": "p9", "name": "二期", "loan": {}}, False),
    ("projects", {"id": "p9", "name": "二期", "loan": {"principal": -1}}, False),
    ("projects", {"name": "二期"}, False),
    ("titles", {"honor": "sme-specialized", "granted": "2024", "rank": None}, True),
    ("titles", {"honor": "sme-specialized", "granted": "2024-02-30"}, False),
    ("titles", {"honor": "sme-tech-innovative"}, False),
    ("titles", {}, False),
    ("applications", {"honor": "fund-specialized-city", "year": 2025, "status": "approved_unpaid"}, True),
    ("applications", {"honor": "sme-specialized", "status": "pending"}, False),
    ("claims", {"fund": "fund-specialized-city", "year": 2024, "amount": None}, True),
    ("claims", {"fund": "sme-specialized", "year": 2024}, False),
    ("events", {"kind": "safety_accident", "on": "2024-03-02", "severity": "larger", "honor": None}, True),
    ("events", {"kind": "tax_blacklist", "on": "2024-03-02", "severity": "larger"}, False),
    ("events", {"kind": "title_revoked", "on": "2024-03-02"}, False),
    ("events", {"kind": "title_revoked", "on": "2024-03-02", "honor": "sme-specialized"}, True),
    ("members", {"name": "某厂", "titles": [{"honor": "sme-specialized"}]}, True),
    ("members", {"name": "某厂"}, False),
]


@pytest.mark.parametrize(("section", "entry", "right"), ENTRIES)
def test_the_document_and_the_service_agree_on_an_entry(service: Running, section: str, entry: dict[str, Any], right: bool) -> None:
    schema = service.get("/api/v1/openapi.json").json()["components"]["schemas"]["Profile"]
    company = {"enterprise": {"name": "某厂", "region": "410421"}, "park": None, section: [entry]}
    answer = service.post("/api/v1/questions", {"profile": company})

    assert Draft202012Validator(schema).is_valid(company) == right == answer.ok


@pytest.mark.parametrize(
    ("day", "right"),
    [
        *((day, True) for day in ("2026-11-21", "2024-02-29", "2000-02-29", "2100-12-31")),
        *((day, False) for day in ("2023-02-29", "2100-02-29", "2026-04-31", "1999-12-31", "2101-01-01", "2026-1-1", "2026-13-01")),
    ],
)
def test_the_document_knows_which_days_there_are(service: Running, day: str, right: bool) -> None:
    found = service.get("/api/v1/openapi.json").json()["components"]["schemas"]["AwardsBody"]["properties"]["on"]
    answer = service.get("/api/v1/programmes/sme-specialized", params={"on": day})

    assert (re.search(found["pattern"], day) is not None) == right == answer.ok


def test_the_document_names_every_resource_and_problem_details(service: Running) -> None:
    found = service.get("/api/v1/openapi.json").json()
    posts = [path for path, methods in found["paths"].items() if "post" in methods]

    assert found["openapi"] == "3.1.0"
    assert {f"/api/v1/{name}" for name in ("assessments", "plans", "awards", "questions", "unlocks", "calendars")} < set(posts)
    assert found["components"]["responses"]["DEFAULT_ERROR"]["content"].keys() == {"application/problem+json"}
    assert "revenue" in found["components"]["schemas"]["Profile"]["properties"]["metrics"]["properties"]


def test_the_document_holds_no_address_of_elsewhere(service: Running) -> None:
    assert "://" not in service.get("/api/v1/openapi.json").text


def test_a_whole_number_may_be_written_with_a_point(service: Running, profile: dict[str, Any]) -> None:
    body = json.dumps({"profile": profile, "horizon": "WHOLE"})
    whole, part = (
        service.post("/api/v1/awards", data=body.replace('"WHOLE"', said).encode(), headers={"Content-Type": "application/json"})
        for said in ("2.0", "2.5")
    )

    assert (whole.status_code, whole.json()["horizon"], part.status_code) == (200, 2, 422)
