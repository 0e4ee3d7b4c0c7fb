"""Settings of the service, frozen, from the environment. docs/service.md has the table."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from api.errors import BadInput
from api.wechat.config import PREFIX as WECHAT
from graph.loader import SHIPPED

PREFIX = "TIDU_"


@dataclass(frozen=True)
class Config:
    """All settings; each is read from the variable of its name in capitals after `TIDU_`.

    `largest_body`, `largest_upload`, `largest_table` in bytes; `rate` in the notation of limits (`120/minute`), `answer_rate` that of the
    stateless answers, `login_rate` that of logins of one address, `account_rate` that of one account; `proxies`: how many in front of the
    service are trusted to name the client's address; `data`: folder of what is kept where nothing else is set; `database`,
    `redis`: URLs of servers; `key`: keys of encrypted fields, the first encrypts; `workers`, `threads`, `timeout` (s) of gunicorn.
    `kept_bytes` of finished answers stay in the memory of each worker for `kept_minutes`; 0 bytes: none.
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
    login_rate: str = "30/15 minutes"
    account_rate: str = "600/minute"
    proxies: int = 0
    largest_upload: int = 5_000_000
    largest_table: int = 20_000_000
    data: Path = Path("data")
    database: str = field(default="", repr=False)
    redis: str = field(default="", repr=False)
    key: str = field(default="", repr=False)
    kept_bytes: int = 32_000_000
    kept_minutes: int = 10
    log_level: str = "INFO"

    @property
    def database_url(self) -> str:
        """The database, by default a SQLite file in the data folder; PostgreSQL is spoken to by psycopg."""
        if self.database:
            return re.sub(r"^postgres(ql)?://", "postgresql+psycopg://", self.database)
        return f"sqlite:///{self.data.resolve() / 'tidu.sqlite'}"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "Config":
        """Return the settings that variables give.

        Raises
        ------
        BadInput
            With every variable that is unknown or cannot be read.
        """
        kinds: Mapping[str, Callable[[str], Any]] = {
            **{one.name: type(getattr(cls, one.name)) for one in fields(cls)},
            "catalogue": Path,
            "data": Path,
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
        if found.get("proxies", 0) < 0:
            faults.append(f"{PREFIX}PROXIES：“{found['proxies']}”应为不小于 0 的整数")
        if faults:
            raise BadInput(faults)
        return cls(**found)
