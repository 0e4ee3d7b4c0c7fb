"""The commands that make accounts and start the service with its stores."""

import re
import subprocess
from pathlib import Path
from typing import Any

import pyotp
import pytest
import requests
from click.testing import CliRunner

from api.cli import main
from api.errors import BadInput
from api.web.app import create_app
from api.web.config import Config
from api.web.demo import load_demo
from api.web.stores import ready_stores
from tests.accounts.world import closed
from tests.servers import Postgres
from tests.web.conftest import running


def tidu(*words: str, **settings: Any) -> str:
    done = CliRunner(env={f"TIDU_{name.upper()}": str(value) for name, value in settings.items()}).invoke(main, words)
    return f"{done.exit_code} {done.output}"


def told(output: str, name: str) -> str:
    found = re.search(rf"{name}：(\S+)", output)
    assert found, output
    return found[1]


def test_the_first_account_is_made_on_the_command_line_and_ended_there(tmp_path: Path, redis_url: str) -> None:
    output = tidu("staff", "add", "wang", "--region", "410421", "--name", "王某", data=tmp_path)
    said = {"name": "wang", "password": told(output, "密码"), "totp": pyotp.TOTP(told(output, "动态码密钥")).now()}
    app = create_app(Config(data=tmp_path, redis=redis_url))
    tokens = app.test_client().post("/api/v1/sessions/staff", json=said).get_json()
    asked = {"Authorization": f"Bearer {tokens['access_token']}"}
    before = app.test_client().get("/api/v1/me", headers=asked).get_json()
    ended = tidu("staff", "end", "wang", data=tmp_path)
    after = app.test_client().get("/api/v1/me", headers=asked).status_code
    closed(app)

    assert (before["account"], before["region"]["level"]) == ("wang", "county")
    assert ended.startswith("0")
    assert after == 401


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("add", "wang", "--region", "999999"), "999999：没有这个行政区划"),
        (("add", "wang"), "缺少 --region"),
        (("end", "nobody"), "nobody：没有这个账号"),
    ],
)
def test_what_is_wrong_with_a_command_is_told(tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    assert said in tidu("staff", *words, data=tmp_path)


def test_an_account_is_not_made_twice(tmp_path: Path) -> None:
    tidu("staff", "add", "wang", "--region", "410421", data=tmp_path)

    assert "1 wang：已有这个账号" in tidu("staff", "add", "wang", "--region", "410421", data=tmp_path)


def test_a_database_of_the_environment_is_upgraded_on_purpose(tmp_path: Path, server: Postgres, redis_url: str) -> None:
    config = Config(data=tmp_path, database=server.database(), redis=redis_url)
    with pytest.raises(BadInput, match="tidu db upgrade"), ready_stores(config):
        pass
    assert tidu("db", "upgrade", database=config.database).startswith("0")
    with ready_stores(config) as found:
        assert found == config


def test_a_demonstration_is_loaded_once_and_shown_each_time(tmp_path: Path, redis_url: str) -> None:
    config = Config(data=tmp_path, redis=redis_url)
    with ready_stores(config):
        first, second = load_demo(config), load_demo(config)
    secrets = [[re.findall(r"密钥 (\S+)", line) for line in lines] for lines in (first, second)]

    assert first[0] == second[0]
    assert "示例企业 4 家" in first[0]
    assert secrets[0] == secrets[1]
    assert len(first) == 6


def test_a_demonstration_keeps_out_of_other_databases(tmp_path: Path) -> None:
    assert "--demo 只用它自己的数据文件夹" in tidu("serve", "--demo", data=tmp_path, database="postgresql://x/y")


def test_the_demonstration_from_login_to_a_plan_over_http_and_nothing_is_left_running(tmp_path: Path) -> None:
    with running(tmp_path, words=("--demo",)) as service:
        shown = service.log.read_text(encoding="utf-8")
        code, firm = re.search(r"demo-owner-[0-9a-f]+", shown), re.search(r"/api/v1/enterprises/[0-9a-f]{32}", shown)
        assert code
        assert firm
        tokens = service.post("/api/v1/sessions/wechat", {"code": code[0]}).json()
        own = {"Authorization": f"Bearer {tokens['access_token']}"}
        plan = service.post(f"{firm[0]}/plans", {"to": ["sme-little-giant"]}, headers=own)
        clerk = re.search(r"(demo-county)　密码 (\S+)　动态码密钥 (\S+)", shown)
        assert clerk
        said = {"name": clerk[1], "password": clerk[2], "totp": pyotp.TOTP(clerk[3]).now()}
        seen = {"Authorization": f"Bearer {service.post('/api/v1/sessions/staff', said).json()['access_token']}"}
        assert plan.json()["answer"]["status"] == "found"
        assert service.get(firm[0], headers=seen).json()["name"] == "示例电气有限公司"
    left = subprocess.run(["pgrep", "-af", str(tmp_path)], capture_output=True, text=True, check=False).stdout

    assert "valkey" not in left
    with pytest.raises(requests.ConnectionError):
        service.get("/healthz")
