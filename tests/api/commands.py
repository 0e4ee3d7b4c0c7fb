"""The command line as commands are tried: run, answered as JSON, refused."""

import json
from typing import Any

from click.testing import CliRunner, Result

from api.cli import main


def run(*args: object) -> Result:
    """Run the command line."""
    return CliRunner().invoke(main, [str(arg) for arg in args])


def answer(*args: object) -> Any:
    """Return what the command line answers as JSON."""
    result = run(*args, "--json")
    assert (result.exit_code, result.stderr) == (0, ""), result.stderr
    return json.loads(result.stdout)


def refused(*args: object, status: int = 1) -> str:
    """Return what the command line says where it answers nothing."""
    result = run(*args)
    assert (result.exit_code, result.stdout) == (status, ""), result.stdout
    return result.stderr
