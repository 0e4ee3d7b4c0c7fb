"""Staff of the bureaus: how an account is made and ended, and how one proves to be it."""

import hmac
import secrets
import time
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from api.accounts.audit import record
from api.accounts.regions import key_of
from api.errors import BadInput, Refused
from api.storage.tables import Staff
from graph.model import Catalogue

SHORTEST = 12  # signs of a password
STEP = 30  # seconds of a one-time password
DRIFT = 1  # steps that a clock may be wrong


@dataclass(frozen=True)
class Made:
    """An account with those of its secrets that are new, which are shown once."""

    staff: Staff
    password: str = ""
    secret: str = ""

    @property
    def address(self) -> str:
        """What an authenticator app scans."""
        return pyotp.TOTP(self.secret).provisioning_uri(name=self.staff.account, issuer_name="梯度")


def add_staff(
    session: Session, account: str, name: str, region: str, password: str = "", secret: str = "", home: str | None = None
) -> Made:
    """Add an account; a password and a secret that are not given are drawn. `home`: how the record calls the region.

    Raises
    ------
    BadInput
        Where the account exists, or the password is too short.
    """
    password, secret = password or _drawn(), secret or pyotp.random_base32()
    hold_password(password)
    if exists(session, account):
        raise BadInput([f"{account}：已有这个账号"])
    staff = Staff(account=account, name=name, region=region, password_hash=PasswordHasher().hash(password), totp_secret=secret)
    session.add(staff)
    session.flush()
    record(session, "staff.add", "staff", staff.id, detail=region, region=home)
    return Made(staff, password, secret)


def exists(session: Session, account: str) -> bool:
    """Return whether there is an account of this name, or was: a name is not given twice."""
    return session.scalar(select(Staff.id).where(Staff.account == account)) is not None


def hold_password(password: str) -> None:
    """Hold that a password is long enough.

    Raises
    ------
    BadInput
    """
    if len(password) < SHORTEST:
        raise BadInput([f"密码太短，至少 {SHORTEST} 个字符"])


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
    _end(session, staff, None)
    return staff


def _end(session: Session, staff: Staff, home: str | None) -> None:
    staff.state = "ended"
    record(session, "staff.end", "staff", staff.id, region=home)


def staff_in(places: Collection[str]) -> Select[Staff]:
    """Return the accounts of some places, those that are ended last."""
    return select(Staff).where(Staff.region.in_(places)).order_by(Staff.state, Staff.region, Staff.account)


@dataclass(frozen=True)
class Tending:
    """Somebody who tends the accounts of their own place and of those below it, never their own: rank is the region, nothing else."""

    actor: Staff
    places: Collection[str]
    catalogue: Catalogue

    def found(self, session: Session, id: str, state: str = "active") -> Staff:
        """Return an account that they tend.

        Raises
        ------
        Refused
            Where it is elsewhere or above, in another state, or their own.
        """
        staff = session.get(Staff, id, with_for_update=True)
        if staff is None or staff.region not in self.places:
            raise Refused("nothing_there")
        if staff.id == self.actor.id:
            raise Refused("forbidden", "自己的账号请在“我的账号”中改动，不能由自己停用或重置")
        if staff.state != state:
            raise Refused("nothing_there")
        return staff

    def add(self, session: Session, account: str, name: str, region: str) -> Made:
        """Open an account.

        Raises
        ------
        Refused
            Where the place is elsewhere or above.
        BadInput
            Where the account exists.
        """
        if region not in self.places:
            raise Refused("forbidden", "只能为本地区和下级地区开通账号")
        return add_staff(session, account, name, region, home=key_of(region, self.catalogue))

    def end(self, session: Session, id: str) -> Made:
        """End an account."""
        staff = self.found(session, id)
        _end(session, staff, self._home(staff))
        return Made(staff)

    def reopen(self, session: Session, id: str) -> Made:
        """Let an account that was ended be used again, with the password and the second factor that it had."""
        staff = self.found(session, id, "ended")
        staff.state = "active"
        record(session, "staff.reopen", "staff", staff.id, region=self._home(staff))
        return Made(staff)

    def reset_password(self, session: Session, id: str) -> Made:
        """Draw a new password for somebody who has lost it."""
        staff, password = self.found(session, id), _drawn()
        set_password(session, staff, password, self._home(staff))
        return Made(staff, password)

    def reset_secret(self, session: Session, id: str) -> Made:
        """Draw a new second factor for somebody who has lost it."""
        staff = self.found(session, id)
        return Made(staff, secret=renew_secret(session, staff, self._home(staff)))

    def _home(self, staff: Staff) -> str:
        return key_of(staff.region, self.catalogue)


def set_password(session: Session, staff: Staff, password: str, home: str) -> None:
    """Give an account another password.

    Raises
    ------
    BadInput
        Where it is too short.
    """
    hold_password(password)
    staff.password_hash = PasswordHasher().hash(password)
    record(session, "staff.password", "staff", staff.id, region=home)


def renew_secret(session: Session, staff: Staff, home: str) -> str:
    """Give an account another second factor; the one before works no more."""
    staff.totp_secret = secret = pyotp.random_base32()
    record(session, "staff.totp", "staff", staff.id, region=home)
    return secret


def _drawn() -> str:
    return secrets.token_urlsafe(12)


@dataclass(frozen=True)
class Proof:
    """Who has shown both factors, which password, with which step of the one-time password: not spent yet."""

    staff: str
    password_hash: str
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
    return Proof(id, hashed, step) if id and right and step is not None else None


def spend(session: Session, found: Proof) -> Staff | None:
    """Return the member of staff, None where the account or its password is another now, or the one-time password was used.

    Of two requests at once one is refused.
    """
    same = (Staff.id == found.staff, Staff.state == "active", Staff.password_hash == found.password_hash)
    used = update(Staff).where(*same, Staff.last_step < found.step)
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
