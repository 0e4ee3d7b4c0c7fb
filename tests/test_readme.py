"""What the README shows is what the commands print."""

from pathlib import Path

from click.testing import CliRunner

from api.cli import main

README = Path(__file__).parents[1] / "README.md"


def test_the_run_shown_is_the_run_printed() -> None:
    shown = README.read_text(encoding="utf-8").partition("```text\n$ ")[2].partition("\n```")[0]
    command, _, page = shown.partition("\n")

    printed = CliRunner().invoke(main, command.split()[1:]).output

    assert page.rstrip() == "\n".join(line.rstrip() for line in printed.splitlines()).rstrip()
