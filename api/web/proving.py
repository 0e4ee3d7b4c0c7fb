"""Steps that want more than a session: whoever takes one proves anew to be there, by password and a fresh one-time password."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from sqlalchemy.orm import Session

from api.accounts.attempts import Attempts
from api.accounts.audit import record
from api.accounts.staff import proof, spend
from api.errors import Refused
from api.storage.database import db, writing
from api.web.access import sessions, staff
from api.web.resources.logins import count_attempt

Result = TypeVar("Result")


def proven(said: Mapping[str, str], do: Callable[[Session], Result]) -> Result:
    """Do something in the transaction in which the proof (`own_password`, `totp`) is used up, so that a reload does it no second time.

    Raises
    ------
    Refused
        Where the proof is wrong, which is written down, or came wrong too often.
    """
    member, attempts = staff(), Attempts(sessions().store)
    account = member.account
    count_attempt(attempts, account)
    shown = proof(db.session, account, said["own_password"], said["totp"])
    with writing() as session:
        right = shown is not None and spend(session, shown) is not None
        if right:
            found = do(session)
        else:
            record(session, "session.unproven", "staff", member.id)
    if not right:
        raise Refused("bad_credentials", "自己的密码或动态码不对；动态码只能用一次，刚登录的请等下一个")
    attempts.forget(account)
    return found
