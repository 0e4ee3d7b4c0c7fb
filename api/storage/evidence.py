"""Files of evidence: kept under names that tell nothing, outside of what the service shows, encrypted."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from api.errors import Refused
from api.storage.columns import new_id
from api.storage.encryption import Keyring

KINDS = {"application/pdf": b"%PDF-", "image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"}


@dataclass(frozen=True)
class Kept:
    """A file that is kept: its name there, its type, its hash."""

    file: str
    type: str
    sha256: str


class Evidence:
    """The folder of evidence; files of at most `largest` bytes."""

    def __init__(self, folder: Path, keyring: Keyring, largest: int) -> None:
        self.folder, self.keyring, self.largest = folder, keyring, largest

    def keep(self, data: bytes) -> Kept:
        """Keep a file; what it is, its first bytes say, whatever it is called.

        Raises
        ------
        Refused
            Where it is empty, too large, or neither PDF nor PNG nor JPEG.
        """
        if len(data) > self.largest:
            raise Refused("too_large", f"证明材料最大 {self.largest // 1_000_000} MB")
        kind = next((name for name, start in KINDS.items() if data.startswith(start)), None)
        if kind is None:
            raise Refused("unsupported_media_type", "证明材料应为 PDF、PNG 或 JPEG 文件")
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        kept = Kept(new_id(), kind, hashlib.sha256(data).hexdigest())
        descriptor = os.open(self.folder / kept.file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(self.keyring.fernet.encrypt(data))
            file.flush()
            os.fsync(file.fileno())
        return kept

    def read(self, file: str) -> bytes:
        """Return a file.

        Raises
        ------
        Refused
            Where it is not there any more.
        """
        try:
            return self.keyring.fernet.decrypt((self.folder / file).read_bytes())
        except FileNotFoundError:
            raise Refused("nothing_there", "证明材料已不在") from None

    def remove(self, file: str) -> None:
        """Remove a file."""
        (self.folder / file).unlink(missing_ok=True)
