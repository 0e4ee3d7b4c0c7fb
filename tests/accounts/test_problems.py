"""Problems: every code that is raised anywhere is one of the list, and the document names the list."""

import re
from pathlib import Path

from api.web.problems import KINDS

ROOT = Path(__file__).parents[2]


def test_every_code_that_is_raised_is_in_the_one_list() -> None:
    raised = {
        code for file in (ROOT / "api").rglob("*.py") for code in re.findall(r'\bRefused\(\s*"(\w+)"', file.read_text(encoding="utf-8"))
    }

    assert raised
    assert raised <= set(KINDS)


def test_every_code_is_documented() -> None:
    told = (ROOT / "docs" / "service.md").read_text(encoding="utf-8")

    assert [code for code in KINDS if f"`{code}`" not in told] == []


def test_every_problem_is_told_in_chinese() -> None:
    assert all(re.search(r"[\u4e00-\u9fff]", part) for kind in KINDS.values() for part in (kind.title, kind.detail))
