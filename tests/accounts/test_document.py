"""The OpenAPI document, asked by somebody who may: what it says is what the service does."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from werkzeug.serving import make_server

from tests.accounts.test_profiles import profile, save
from tests.accounts.world import Person, World, company

RUN = "from schemathesis.cli import schemathesis; schemathesis()"


@pytest.fixture
def address(tidu: World) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, tidu.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize("role", ["owner", "county"])
def test_requests_made_from_the_document_are_answered_as_it_says(
    tidu: World, clerk: Person, address: str, role: str, tmp_path: Path
) -> None:
    firm = company(tidu, clerk)
    save(firm.owner, firm, profile(firm))
    config = tmp_path / "schemathesis.toml"
    config.write_text(f'[parameters]\n"path.enterprise" = "{firm.id}"\n', encoding="utf-8")
    token = {"owner": firm.owner, "county": clerk}[role].tokens["access_token"]
    asked = "^/api/v1/(me/|claims|enterprises|invitations|bureau)"
    limits = ["--max-examples", "4", "--seed", "1", "--phases", "examples,fuzzing", "--include-path-regex", asked]
    limits += ["--exclude-checks", "positive_data_acceptance,ignored_auth", "--header", f"Authorization: Bearer {token}"]
    call = [sys.executable, "-c", RUN, "--config-file", str(config), "run", f"{address}/api/v1/openapi.json", *limits, "--no-color"]

    done = subprocess.run(call, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
