"""Answers that are kept for a while: the same bytes, within bounds, never an error."""

import json
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient

from api.web.app import create_app
from api.web.config import Config
from api.web.kept import BESIDE, KeptAnswers, digest
from tests.api.sample import ON

AWARDS = "/api/v1/awards"


class Clock:
    """Seconds that pass when they are told to."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def client(**settings: Any) -> FlaskClient:
    return create_app(Config(**settings)).test_client()


def test_the_same_words_get_the_same_bytes_and_are_told_their_age(profile: dict[str, Any]) -> None:
    asker, body = client(), {"profile": profile, "on": ON}
    first, again, other = asker.post(AWARDS, json=body), asker.post(AWARDS, json=body), asker.post(AWARDS, json={**body, "horizon": 2})

    assert first.data == again.data != other.data
    assert first.headers["Content-Type"] == again.headers["Content-Type"]
    assert ["Age" in one.headers for one in (first, again, other)] == [False, True, False]


def test_an_answer_from_memory_counts_as_a_request(profile: dict[str, Any]) -> None:
    asker, body = client(answer_rate="2/minute"), {"profile": profile, "on": ON}

    assert [asker.post(AWARDS, json=body).status_code for _ in range(3)] == [200, 200, 429]


@pytest.mark.parametrize("body", ['{"profile": {}}', "{", '{"to": [], "to": []}'])
def test_errors_are_not_kept(body: str) -> None:
    asker = client()
    first, again = (asker.post(AWARDS, data=body, content_type="application/json") for _ in range(2))

    assert first.status_code == again.status_code >= 400
    assert first.data == again.data
    assert again.mimetype == "application/problem+json"
    assert "Age" not in again.headers


@pytest.mark.parametrize("settings", [{"kept_bytes": 0}, {"kept_bytes": 500}, {"kept_minutes": 0}])
def test_nothing_is_kept_where_there_is_no_room_or_no_time(profile: dict[str, Any], settings: dict[str, int]) -> None:
    asker, body = client(**settings), {"profile": profile, "on": ON}
    first, again = asker.post(AWARDS, json=body), asker.post(AWARDS, json=body)

    assert first.data == again.data
    assert "Age" not in again.headers


def test_what_is_not_json_is_not_looked_up(profile: dict[str, Any]) -> None:
    asker, body = client(), json.dumps({"profile": profile, "on": ON})
    kinds = ("application/json", "text/plain", "application/json")

    assert [asker.post(AWARDS, data=body, content_type=kind).status_code for kind in kinds] == [200, 415, 200]


def test_what_was_asked_for_longest_ago_makes_room() -> None:
    kept = KeptAnswers(2 * (10 + BESIDE), 60)
    for key in (b"a", b"b"):
        kept.put(key, key * 10)
    kept.get(b"a")
    kept.put(b"c", b"c" * 10)

    assert [kept.get(key) for key in (b"a", b"b", b"c")] == [(0, b"a" * 10), None, (0, b"c" * 10)]


def test_an_answer_put_twice_takes_its_room_once() -> None:
    kept = KeptAnswers(2 * (10 + BESIDE), 60)
    for _ in range(5):
        kept.put(b"a", b"a" * 10)
    kept.put(b"b", b"b" * 10)

    assert kept.get(b"a") is not None
    assert kept.get(b"b") is not None


def test_an_answer_larger_than_all_room_is_not_kept_and_drives_nothing_out() -> None:
    kept = KeptAnswers(100 + BESIDE, 60)
    kept.put(b"a", b"a" * 100)
    kept.put(b"b", b"b" * 101)

    assert kept.get(b"a") is not None
    assert kept.get(b"b") is None


def test_an_answer_ages_and_is_forgotten() -> None:
    clock = Clock()
    kept = KeptAnswers(1000, 60, clock)
    kept.put(b"a", b"answer")

    clock.now = 59.9
    assert kept.get(b"a") == (59, b"answer")
    clock.now = 60
    assert kept.get(b"a") is None


def test_an_answer_hangs_on_the_resource_the_words_the_day_and_the_catalogue() -> None:
    asked = ("/plans", b"{}", date(2026, 11, 21), "a")
    others = (("/awards", *asked[1:]), ("/plans", b"{ }", *asked[2:]), (*asked[:2], date(2026, 11, 22), "a"), (*asked[:3], "b"))

    assert len({digest(*asked), *(digest(*other) for other in others)}) == 5
