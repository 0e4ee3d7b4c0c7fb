"""Text goes compressed to who takes it, and says the same."""

import gzip
from typing import Any

import pytest
from flask.testing import FlaskClient

from api.web.app import create_app
from api.web.config import Config
from tests.api.sample import ON

TAKES = {"Accept-Encoding": "gzip, br"}


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    return create_app(Config()).test_client()


@pytest.mark.parametrize(
    "path", ["/", "/static/tidu.css", "/static/report.js", "/api/v1/regions", f"/report?example=fictional-park&on={ON}"]
)
def test_text_is_compressed_for_who_takes_it_and_says_the_same(client: FlaskClient, path: str) -> None:
    plain, packed = (client.get(path, buffered=True, headers=headers) for headers in ({}, TAKES))

    assert (plain.content_encoding, packed.content_encoding) == (None, "gzip")
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) == int(packed.headers["Content-Length"]) < len(plain.data)
    assert all("Accept-Encoding" in one.headers["Vary"] for one in (plain, packed))


def test_a_kept_answer_is_compressed_for_one_and_not_for_another(client: FlaskClient, profile: dict[str, Any]) -> None:
    body = {"profile": profile, "on": ON}
    first = client.post("/api/v1/awards", json=body, headers=TAKES)
    again = client.post("/api/v1/awards", json=body)

    assert "Age" in again.headers
    assert again.content_encoding is None
    assert gzip.decompress(first.data) == again.data


def test_what_is_small_or_goes_beside_a_cookie_is_left_alone(client: FlaskClient) -> None:
    other = create_app(Config()).test_client()
    other.set_cookie("session", "secret")

    assert client.get("/healthz", headers=TAKES).content_encoding is None
    assert other.get("/", headers=TAKES).content_encoding is None


def test_a_file_that_the_browser_has_is_not_sent_again(client: FlaskClient) -> None:
    first = client.get("/static/tidu.css", headers=TAKES, buffered=True)
    again = client.get("/static/tidu.css", headers={**TAKES, "If-None-Match": first.headers["ETag"]}, buffered=True)

    assert first.headers["ETag"].startswith("W/")
    assert (again.status_code, again.data) == (304, b"")
