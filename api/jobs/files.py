"""Files of jobs: tables that were handed in, results to fetch; under names that tell nothing, for some days."""

import os
import re
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePath

from api.errors import Refused

SUFFIX = re.compile(r"\.[a-z0-9]{1,8}")
LONGEST = 200
_SHOWN = re.compile(r"[\x00-\x1f\x7f-\x9f/\\]+")


@dataclass(frozen=True)
class Upload:
    """A table that was handed in: where it is kept, and what its owner calls it."""

    file: str
    name: str


class Files:
    """The folder of files of jobs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, data: bytes, name: str) -> Upload:
        """Keep a table that was handed in."""
        shown = _SHOWN.sub("_", PurePath(name.replace("\\", "/")).name).strip()[-LONGEST:] or "table"
        suffix = PurePath(shown).suffix.lower()
        file = self.fresh(suffix if SUFFIX.fullmatch(suffix) else "")
        descriptor = os.open(self.path(file), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as opened:
            opened.write(data)
            opened.flush()
            os.fsync(opened.fileno())
        return Upload(file, shown)

    def fresh(self, suffix: str) -> str:
        """Return a name that no file has."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return secrets.token_hex(16) + suffix

    def path(self, file: str) -> Path:
        """Return where a file is."""
        return self.folder / file

    def read(self, file: str) -> Path:
        """Return where a file is that must be there.

        Raises
        ------
        Refused
            Where it is not there any more.
        """
        if not self.path(file).is_file():
            raise Refused("nothing_there", "文件已过保存期")
        return self.path(file)

    def remove(self, file: str) -> None:
        """Remove a file."""
        self.path(file).unlink(missing_ok=True)

    def take(self, made: Path) -> str:
        """Take over a file that a job made, on the disk before anybody is told of it."""
        file = self.fresh(made.suffix)
        with made.open("rb") as opened:
            os.fsync(opened.fileno())
        made.chmod(0o600)
        made.rename(self.path(file))
        return file

    @contextmanager
    def workshop(self) -> Iterator[Path]:
        """Give a folder, on the same disk, that is gone at the end."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.TemporaryDirectory(dir=self.folder, prefix="work-") as folder:
            yield Path(folder)
