"""The running service over HTTP: the same JSON as the command line, problems with stable codes, probes, limits, logs."""

import json
import signal
from collections.abc import Callable
from typing import Any

import pytest

from api.web.access import Caller, callers_of
from api.web.app import create_app
from api.web.config import Config
from tests.api.sample import ON, answer
from tests.web.conftest import ELECTRIC, Running

QUESTIONS = {
    "assessments": (("assess", str(ELECTRIC)), {}),
    "plans": (("plan", str(ELECTRIC), "--to", "champion-national"), {"to": ["champion-national"]}),
    "awards": (("awards", str(ELECTRIC), "--horizon", "3"), {"horizon": 3}),
    "questions": (("ask", str(ELECTRIC), "--to", "sme-little-giant"), {"to": ["sme-little-giant"]}),
    "unlocks": (("unlock", str(ELECTRIC), "--to", "sme-little-giant"), {"to": "sme-little-giant"}),
    "calendars": (("calendar", str(ELECTRIC), "--months", "6"), {"months": 6}),
}


@pytest.mark.parametrize("resource", QUESTIONS)
def test_an_answer_is_the_same_json_as_on_the_command_line(service: Running, profile: dict[str, Any], resource: str) -> None:
    command, body = QUESTIONS[resource]
    found = service.post(f"/api/v1/{resource}", {"profile": profile, "on": ON, **body})

    assert found.status_code == 200
    assert found.json() == answer(*command)


@pytest.mark.parametrize(
    ("path", "command"),
    [
        ("/api/v1/programmes", ("programmes",)),
        ("/api/v1/programmes?level=city&full=true", ("programmes", "--level", "city", "--full")),
        ("/api/v1/programmes/sme-specialized", ("programmes", "sme-specialized")),
    ],
)
def test_the_catalogue_is_the_same_json_as_on_the_command_line(service: Running, path: str, command: tuple[str, ...]) -> None:
    found = service.get(path, params={"on": ON})

    assert (found.status_code, found.json()) == (200, answer(*command))


def test_metrics_documents_regions_and_the_graph_are_open(service: Running) -> None:
    metrics, documents, regions, graph = (service.get(f"/api/v1/{name}").json() for name in ("metrics", "documents", "regions", "graph"))

    assert {"revenue", "maturity_level"} <= {one["id"] for one in metrics["metrics"]}
    assert "pds-2026" in {one["id"] for one in documents["documents"]}
    assert {"410421", "410400"} <= {one["code"] for one in regions["regions"]}
    assert {link["why"] for link in graph["links"]} == {"requires", "ladder", "favours"}


@pytest.mark.parametrize(
    ("send", "status", "code"),
    [
        ({"json": {"profile": {}}}, 422, "invalid"),
        ({"json": {"to": ["sme-little-giant"]}}, 422, "invalid"),
        ({"data": "{", "headers": {"Content-Type": "application/json"}}, 400, "not_json"),
        ({"data": '{"to": [], "to": []}', "headers": {"Content-Type": "application/json"}}, 400, "duplicate_key"),
        ({"data": b"\xff", "headers": {"Content-Type": "application/json"}}, 400, "not_json"),
        ({"data": "x=1", "headers": {"Content-Type": "text/plain"}}, 415, "unsupported_media_type"),
        ({"data": b" " * 1_000_001, "headers": {"Content-Type": "application/json"}}, 413, "too_large"),
    ],
)
def test_a_bad_request_is_a_problem_with_a_stable_code(service: Running, send: dict[str, Any], status: int, code: str) -> None:
    found = service.post("/api/v1/plans", **({"body": send.pop("json")} if "json" in send else {}), **send)

    assert (found.status_code, found.headers["Content-Type"]) == (status, "application/problem+json")
    assert found.json()["code"] == code
    assert found.json().keys() == {"type", "title", "status", "detail", "code", "errors"}


def test_every_fault_of_a_profile_is_told_with_its_pointer(service: Running) -> None:
    profile = {"enterprise": {"name": "示例", "region": "410421", "colour": "red"}, "metrics": {"revenue": {"2025": -1}}}
    found = service.post("/api/v1/assessments", {"profile": profile, "size": 3}).json()
    later = service.post("/api/v1/assessments", {"profile": profile}).json()

    assert [error["pointer"] for error in found["errors"]] == ["/size"]
    assert {error["pointer"] for error in later["errors"]} == {"/profile/enterprise/colour", "/profile/metrics/revenue/2025"}
    assert all(any("一" <= sign <= "鿿" for sign in error["message"]) for error in (*found["errors"], *later["errors"]))


def test_an_unknown_id_is_not_found_in_an_address_and_wrong_in_a_body(service: Running, profile: dict[str, Any]) -> None:
    address = service.get("/api/v1/programmes/sme-litle-giant")
    body = service.post("/api/v1/unlocks", {"profile": profile, "to": "sme-litle-giant"})

    assert [found.status_code for found in (address, body)] == [404, 422]
    assert all(found.json()["code"] == "unknown_programme" and "sme-little-giant" in found.json()["detail"] for found in (address, body))


def test_filters_that_nothing_fits_are_told_by_parameter_all_at_once(service: Running) -> None:
    found = service.get("/api/v1/programmes", params={"topic": "烹饪", "jurisdiction": "cn-99"}).json()

    assert {error["pointer"] for error in found["errors"]} == {"?topic", "?jurisdiction"}
    assert not any("--" in error["message"] for error in found["errors"])
    assert any("没有含“烹饪”的主题" in error["message"] for error in found["errors"])


def test_an_address_that_is_not_there_and_a_method_that_is_not_allowed(service: Running) -> None:
    nowhere, wrong = service.get("/api/v1/nothing"), service.get("/api/v1/plans")

    assert (nowhere.status_code, nowhere.json()["code"]) == (404, "not_found")
    assert (wrong.status_code, wrong.json()["code"]) == (405, "method_not_allowed")
    assert "POST" in wrong.headers["Allow"]


def test_decimals_are_read_as_people_wrote_them(service: Running, profile: dict[str, Any]) -> None:
    metrics = {**profile["metrics"], "revenue": {"2024": 100000, "2025": 100000}, "rd_expense": {"2024": 3000, "2025": "HAIR"}}
    body = json.dumps({"profile": {**profile, "titles": [], "metrics": metrics}, "on": ON, "programme": "sme-specialized"})
    exact = body.replace('"HAIR"', "2999.999999").encode()
    found = service.post("/api/v1/assessments", data=exact, headers={"Content-Type": "application/json"}).json()
    gaps = {gap["metric"]: gap for gap in found["results"][0]["gaps"]}

    assert (gaps["rd_share"]["have"], gaps["rd_share"]["short"]) == (2.99, 0.01)


def test_probes_answer_and_every_response_carries_the_security_headers(service: Running) -> None:
    for path in ("/healthz", "/readyz", "/api/v1/regions", "/nothing"):
        found = service.get(path)
        assert "script-src 'self'" in found.headers["Content-Security-Policy"]
        assert "unsafe" not in found.headers["Content-Security-Policy"]
        assert found.headers["X-Content-Type-Options"] == "nosniff"
        assert len(found.headers["X-Request-Id"]) == 32


def test_too_many_requests_are_refused_with_the_time_to_wait(start: Callable[..., Any]) -> None:
    with start(rate="3/minute") as service:
        statuses = [service.get("/api/v1/regions").status_code for _ in range(4)]
        refused = service.get("/api/v1/regions")

    assert statuses.count(429) >= 1
    assert (refused.json()["code"], int(refused.headers["Retry-After"]) > 0) == ("too_many_requests", True)


def test_everything_that_computes_on_demand_has_the_limit_of_answers() -> None:
    app = create_app(Config(answer_rate="1/minute"))
    rules = [rule for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())]
    open_to_all = [rule.rule for rule in rules if callers_of(app, rule.endpoint, "POST") == {Caller.ANYONE}]
    posts = [path for path in open_to_all if not path.startswith(("/api/v1/sessions", "/api/v1/wechat", "/bureau/login"))]

    assert {"/form", "/form/report", "/report", "/report/what-if", "/api/v1/plans"} < {*posts}
    for path in posts:
        asker = app.test_client()
        assert asker.post(path).status_code != 429
        assert asker.post(path).status_code == 429, path


def test_a_redis_that_does_not_answer_is_told_and_the_service_answers_all_the_same(start: Callable[..., Any]) -> None:
    with start(redis="redis://127.0.0.1:1/0", wait_for="/healthz") as service:
        ready, answers = service.get("/readyz"), service.get("/api/v1/regions")

    assert (ready.status_code, ready.json()["code"], answers.status_code) == (503, "not_ready", 200)


def test_a_log_line_says_the_route_and_nothing_of_the_company(start: Callable[..., Any], profile: dict[str, Any]) -> None:
    with start() as service:
        service.post("/api/v1/awards", {"profile": profile})
        service.get("/api/v1/programmes/sme-specialized")
        service.process.send_signal(signal.SIGTERM)
        assert service.process.wait(timeout=20) == 0
        log = service.log.read_text(encoding="utf-8")

    lines = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
    assert [(line["route"], line["status"]) for line in lines][-2:] == [("/api/v1/awards", 200), ("/api/v1/programmes/<id>", 200)]
    assert "示例电气" not in log
    assert "Traceback" not in log


@pytest.mark.parametrize(
    ("settings", "said"), [({"rat": "3/minute"}, "TIDU_RAT：没有这个设置"), ({"workers": "two", "port": "x"}, "TIDU_PORT：“x”应为整数")]
)
def test_settings_that_nobody_knows_are_refused(start: Callable[..., Any], settings: dict[str, str], said: str) -> None:
    with pytest.raises(AssertionError, match=said), start(**settings):
        pass
