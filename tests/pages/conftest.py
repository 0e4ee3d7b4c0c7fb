"""The pages of the shipped catalogue, asked for as a browser without JavaScript would."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from api.web.app import create_app
from api.web.config import Config
from tests.pages.markup import Page


@pytest.fixture(scope="session")
def client() -> FlaskClient:
    return create_app(Config(rate="100000/minute", answer_rate="100000/minute")).test_client()


@pytest.fixture(scope="session")
def page(client: FlaskClient) -> Callable[..., Page]:
    """Return what reads a page of the service."""

    def read(address: str, status: int = 200) -> Page:
        answer = client.get(address)
        assert answer.status_code == status, answer.get_data(as_text=True)
        assert answer.mimetype == "text/html"
        return Page(answer.get_data(as_text=True))

    return read


@pytest.fixture(scope="session")
def catalogue(client: FlaskClient) -> list[dict[str, Any]]:
    """Return every programme whole, as the API answers."""
    found: list[dict[str, Any]] = json.loads(client.get("/api/v1/programmes?full=true").data)["programmes"]
    return found
