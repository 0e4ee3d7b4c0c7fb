"""Settings of the service, frozen, from the environment. docs/service.md has the table."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from api.errors import BadInput
from api.wechat.config import PREFIX as WECHAT
from graph.loader import SHIPPED

PREFIX = "TIDU_"


@dataclass(frozen=True)
class Config:
    """All settings; each is read from the variable of its name in capitals after `TIDU_`.

    `largest_body` in bytes; `rate` in the notation of limits (`120/minute`), `answer_rate` that of the stateless answers; `redis`: URL of a
    server that counts for all workers, otherwise each counts in memory; `workers`, `threads`, `timeout` (s) of gunicorn. `kept_bytes` of
    finished answers stay in the memory of each worker for `kept_minutes`; 0 bytes: none.
    """

    catalogue: Path = SHIPPED
    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 2
    threads: int = 4
    timeout: int = 30
    largest_body: int = 1_000_000
    rate: str = "600/minute"
    answer_rate: str = "120/minute"
    redis: str = ""
    kept_bytes: int = 32_000_000
    kept_minutes: int = 10
    log_level: str = "INFO"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "Config":
        """Return the settings that variables give.

        Raises
        ------
        BadInput
            With every variable that is unknown or cannot be read.
        """
        kinds: Mapping[str, Callable[[str], Any]] = {
            **{field.name: type(getattr(cls, field.name)) for field in fields(cls)},
            "catalogue": Path,
        }
        found: dict[str, Any] = {}
        faults = []
        for name, value in environment.items():
            if not name.startswith(PREFIX) or name.startswith(WECHAT):
                continue
            key = name.removeprefix(PREFIX).lower()
            try:
                found[key] = kinds[key](value)
            except KeyError:
                faults.append(f"{name}：没有这个设置，可用：{'、'.join(PREFIX + kind.upper() for kind in kinds)}")
            except ValueError:
                faults.append(f"{name}：“{value}”应为整数")
        if faults:
            raise BadInput(faults)
        return cls(**found)
