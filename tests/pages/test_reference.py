"""The open interface as a page: every operation and every problem of the document."""

from collections.abc import Callable

from flask.testing import FlaskClient

from api.web.problems import KINDS
from tests.pages.markup import Page


def test_every_operation_and_every_problem_is_named(client: FlaskClient, page: Callable[..., Page]) -> None:
    shown = client.get("/docs").get_data(as_text=True)
    paths = client.get("/api/v1/openapi.json").get_json()["paths"]

    assert page("/docs")
    assert all(f"{method.upper()} {path}" in shown for path, methods in paths.items() for method in methods if method != "parameters")
    assert all(f">{kind.code}<" in shown for kind in KINDS.values())
