"""The keys of encrypted fields: from the environment, or from a file that only its owner can read."""

import os
from functools import cached_property
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from api.errors import BadInput


class Keyring:
    """Encrypts with the first key, decrypts with any.

    Parameters
    ----------
    keys : str
        Fernet keys, separated by commas; where there is none, `file` holds one, which is made at the first use.
    file : Path
        The file of the key.
    """

    def __init__(self, keys: str, file: Path) -> None:
        self.file = file
        if keys:
            self.fernet = _read(keys, "TIDU_KEY")

    @cached_property
    def fernet(self) -> MultiFernet:
        """The keys."""
        self.file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            descriptor = os.open(self.file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return _read(self.file.read_text(encoding="ascii"), str(self.file))
        with os.fdopen(descriptor, "wb") as made:
            key = Fernet.generate_key()
            made.write(key)
        return MultiFernet([Fernet(key)])

    def encrypt(self, text: str) -> str:
        """Return a text that `decrypt` reads."""
        return self.fernet.encrypt(text.encode()).decode()

    def decrypt(self, text: str) -> str:
        """Return what was encrypted.

        Raises
        ------
        BadInput
            Where none of the keys is the right one.
        """
        try:
            return self.fernet.decrypt(text.encode()).decode()
        except InvalidToken:
            raise BadInput(["加密密钥与数据库中的数据不符，请核对 TIDU_KEY 或数据文件夹中的 key"]) from None


def _read(keys: str, place: str) -> MultiFernet:
    try:
        return MultiFernet([Fernet(key.strip()) for key in keys.split(",")])
    except ValueError:
        raise BadInput([f"{place}：不是密钥，应为 32 字节的 URL 安全 base64（44 个字符），多个以逗号分隔"]) from None
