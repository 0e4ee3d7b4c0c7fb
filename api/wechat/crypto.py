"""Signature and AES of the message push, as documented; the documents' own vectors are the tests."""

import base64
import hashlib
import hmac
import secrets
import struct

from api.wechat.errors import PushRefused

_BLOCK = 32
_RANDOM = 16


def signature(*parts: str) -> str:
    """Return the signature over token, timestamp, nonce and, in safe mode, the sealed text: SHA-1 of them sorted and joined."""
    return hashlib.sha1("".join(sorted(parts)).encode()).hexdigest()


def is_signed(given: str, *parts: str) -> bool:
    """Whether a signature is right, compared in constant time."""
    return hmac.compare_digest(given.encode(), signature(*parts).encode())


def seal(message: bytes, appid: str, key: str, random: bytes = b"") -> str:
    """Return a message sealed for an appid; `random` are 16 bytes, drawn where none are given."""
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    plain = (random or secrets.token_bytes(_RANDOM)) + struct.pack(">I", len(message)) + message + appid.encode()
    gap = _BLOCK - len(plain) % _BLOCK
    raw = _raw_key(key)
    encryptor = Cipher(algorithms.AES256(raw), modes.CBC(raw[:16])).encryptor()
    return base64.b64encode(encryptor.update(plain + bytes([gap]) * gap) + encryptor.finalize()).decode()


def unseal(sealed: str, appid: str, key: str) -> bytes:
    """Return the message in a sealed text.

    Raises
    ------
    PushRefused
        Where it cannot be decrypted, or is for another appid.
    """
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    raw = _raw_key(key)
    decryptor = Cipher(algorithms.AES256(raw), modes.CBC(raw[:16])).decryptor()
    try:
        plain = decryptor.update(base64.b64decode(sealed, validate=True)) + decryptor.finalize()
        gap = plain[-1]
        (length,) = struct.unpack(">I", plain[_RANDOM : _RANDOM + 4])
    except (ValueError, IndexError, struct.error):
        raise PushRefused("密文无法解开") from None
    start, end = _RANDOM + 4, len(plain) - gap
    if not 1 <= gap <= _BLOCK or plain[end:] != bytes([gap]) * gap or start + length > end:
        raise PushRefused("密文无法解开")
    if not hmac.compare_digest(plain[start + length : end], appid.encode()):
        raise PushRefused("不是发给本小程序的")
    return plain[start : start + length]


def _raw_key(key: str) -> bytes:
    return base64.b64decode(key + "=")
