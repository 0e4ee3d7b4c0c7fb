"""A made-up company in Baofeng county, and the answers of the command line about it."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from api.cli import main

ON = "2026-11-21"


def company(**changes: Any) -> dict[str, Any]:
    """Return a profile; each change replaces a field of it."""
    return {
        "enterprise": {
            "name": "示例电气有限公司",
            "region": "410421",
            "registered_on": "2009-06-01",
            "sector_class": "traditional",
            "legal_person": True,
            "manufacturer": True,
            "above_scale": True,
            "listed_on": [],
        },
        "titles": [{"honor": "sme-innovative", "granted": "2025-09-10"}, {"honor": "smart-workshop", "granted": "2025-10-10"}],
        "titles_complete": True,
        "applications": [{"honor": "smart-factory-province", "year": 2026, "status": "pending"}],
        "metrics": {
            "revenue": {"2023": 7600, "2024": 8200, "2025": 9100},
            "main_revenue": {"2023": 7000, "2024": 7800, "2025": 8800},
            "rd_expense": {"2023": 200, "2024": 250, "2025": 236.6},
            "debt_ratio": {"2024": 55, "2025": 52.3},
            "employees": {"2024": 160, "2025": 168},
            "niche_since": "2012-01-01",
            "class1_ip": 3,
            "market_share_domestic": 6.5,
        },
        "declarations": {"class1_ip_in_use": True, "product_known": True, "market_position_ahead": True},
        "events": [{"kind": "safety_accident", "severity": "larger", "on": "2024-03-02"}],
        "events_complete": True,
        **changes,
    }


def written(folder: Path, profile: dict[str, Any]) -> str:
    """Write a profile to a file and return its path."""
    path = folder / "company.json"
    path.write_text(json.dumps(profile, ensure_ascii=False, indent=1), encoding="utf-8")
    return str(path)


def run(*args: str) -> Result:
    """Run the command line on the day of the sample."""
    return CliRunner().invoke(main, [*args, "--on", ON])


def answer(*args: str) -> Any:
    """Return what the command line answers as JSON."""
    result = run(*args, "--json")
    assert (result.exit_code, result.stderr) == (0, ""), result.stderr
    return json.loads(result.stdout)


def subprocess_of(*args: str, seed: str = "0") -> subprocess.CompletedProcess[str]:
    """Run the command line as a process of its own."""
    call = [sys.executable, "-c", "from api.cli import main; main()", *args]
    environment = {**os.environ, "PYTHONHASHSEED": seed, "FORCE_COLOR": "1", "COLUMNS": "40"}
    return subprocess.run(call, capture_output=True, encoding="utf-8", check=False, env=environment, cwd=Path(__file__).parents[2])
