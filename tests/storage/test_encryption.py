"""Encrypted fields."""

from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from api.errors import BadInput
from api.storage.encryption import Keyring


def test_a_key_is_made_once_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    file = tmp_path / "data" / "key"
    hidden = Keyring("", file).encrypt("13800000000")

    assert "138" not in hidden
    assert Keyring("", file).decrypt(hidden) == "13800000000"
    assert file.stat().st_mode & 0o777 == 0o600


def test_an_old_key_still_reads_what_it_encrypted(tmp_path: Path) -> None:
    old, new = (Fernet.generate_key().decode() for _ in range(2))
    hidden = Keyring(old, tmp_path / "key").encrypt("王某")

    assert Keyring(f"{new},{old}", tmp_path / "key").decrypt(hidden) == "王某"
    assert not (tmp_path / "key").exists()


def test_another_key_is_told(tmp_path: Path) -> None:
    hidden = Keyring("", tmp_path / "a").encrypt("王某")
    with pytest.raises(BadInput, match="密钥与数据库中的数据不符"):
        Keyring("", tmp_path / "b").decrypt(hidden)


def test_a_key_that_is_none_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="TIDU_KEY：不是密钥"):
        Keyring("secret", tmp_path / "key")
