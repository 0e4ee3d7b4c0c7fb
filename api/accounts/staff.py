"""Staff of the bureaus: how an account is made and ended, and how one proves to be it."""

import hmac
import secrets
import time
from dataclasses import dataclass
from functools import cache

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from api.accounts.audit import record
from api.errors import BadInput
from api.storage.tables import Staff

SHORTEST = 12  # signs of a password
STEP = 30  # seconds of a one-time password
DRIFT = 1  # steps that a clock may be wrong


@dataclass(frozen=True)
class Made:
    """A new account with its secrets, which are shown once."""

    staff: Staff
    password: str
    secret: str

    @property
    def address(self) -> str:
        """What an authenticator app scans."""
        return pyotp.TOTP(self.secret).provisioning_uri(name=self.staff.account, issuer_name="梯度")


def add_staff(session: Session, account: str, name: str, region: str, password: str = "", secret: str = "") -> Made:
    """Add an account; a password and a secret that are not given are drawn.

    Raises
    ------
    BadInput
        Where the account exists, or the password is too short.
    """
    password, secret = password or secrets.token_urlsafe(12), secret or pyotp.random_base32()
    if len(password) < SHORTEST:
        raise BadInput([f"密码太短，至少 {SHORTEST} 个字符"])
    if session.scalar(select(Staff).where(Staff.account == account)):
        raise BadInput([f"{account}：已有这个账号"])
    staff = Staff(account=account, name=name, region=region, password_hash=PasswordHasher().hash(password), totp_secret=secret)
    session.add(staff)
    session.flush()
    record(session, "staff.add", "staff", staff.id, detail=region)
    return Made(staff, password, secret)


def end_staff(session: Session, account: str) -> Staff:
    """End an account; what it did stays written.

    Raises
    ------
    BadInput
        Where there is none.
    """
    staff = session.scalar(select(Staff).where(Staff.account == account, Staff.state == "active"))
    if staff is None:
        raise BadInput([f"{account}：没有这个账号，或已停用"])
    staff.state = "ended"
    record(session, "staff.end", "staff", staff.id)
    return staff


@dataclass(frozen=True)
class Proof:
    """Who has shown both factors, with which step of the one-time password: not spent yet."""

    staff: str
    step: int


def proof(session: Session, account: str, password: str, code: str) -> Proof | None:
    """Return who logs in, None where anything is wrong; it takes as long for an account that does not exist.

    It is slow on purpose, so it is asked outside of a writer's transaction: else whoever tries passwords would keep SQLite's writers out.
    """
    staff = session.scalar(select(Staff).where(Staff.account == account, Staff.state == "active"))
    hashed, secret = (staff.password_hash, staff.totp_secret) if staff else (_nobody(), pyotp.random_base32())
    id = staff.id if staff else None
    session.rollback()
    right, step = _right_password(hashed, password), _step(secret, code)
    return Proof(id, step) if id and right and step is not None else None


def spend(session: Session, found: Proof) -> Staff | None:
    """Return the member of staff, None where the account has ended or the password was used: of two requests at once one is refused."""
    used = update(Staff).where(Staff.id == found.staff, Staff.state == "active", Staff.last_step < found.step)
    if session.execute(used.values(last_step=found.step)).rowcount != 1:  # type: ignore[attr-defined]
        return None
    return session.get(Staff, found.staff)


def _right_password(hashed: str, password: str) -> bool:
    try:
        return PasswordHasher().verify(hashed, password)
    except (Argon2Error, InvalidHashError):
        return False


@cache
def _nobody() -> str:
    """Return the hash of a password that nobody has."""
    return PasswordHasher().hash(secrets.token_urlsafe(32))


def _step(secret: str, code: str) -> int | None:
    """Return the step of time that a one-time password is of."""
    current, totp = int(time.time()) // STEP, pyotp.TOTP(secret)
    steps = range(current - DRIFT, current + DRIFT + 1)
    found = [step for step in steps if hmac.compare_digest(totp.generate_otp(step).encode(), code.encode())]
    return found[0] if found else None
