"""All that is kept about a user, for that user: unmasked."""

import io
from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.accounts.answers import at, claim_answer, consent_answer, grant_answer, membership_answer, message_answer
from api.accounts.consents import consents_of
from api.accounts.inbox import messages_of
from api.answers import Json
from api.storage.tables import AuditEntry, Claim, Enterprise, Grant, Identity, Membership, User

SHEETS = {
    "user": "账号",
    "identities": "登录方式",
    "memberships": "企业角色",
    "claims": "认领",
    "consents": "同意记录",
    "messages": "消息",
    "subscriptions": "订阅",
    "audit": "操作记录",
}
WIDTH = 28


def everything_about(session: Session, user: User) -> dict[str, list[Json]]:
    """Return the parts of what is kept about a user."""
    identities = [*session.scalars(select(Identity).where(Identity.user_id == user.id))]
    grants = session.scalars(select(Grant).join(Identity).where(Identity.user_id == user.id))
    claims = session.scalars(select(Claim).where(Claim.user_id == user.id).order_by(Claim.made_at))
    entries = session.scalars(select(AuditEntry).where(AuditEntry.actor_id == user.id).order_by(AuditEntry.id))
    return {
        "user": [{"id": user.id, "name": user.name, "phone": user.phone, "since": at(user.made_at)}],
        "identities": [{"appid": one.appid, "openid": one.openid, "unionid": one.unionid, "since": at(one.made_at)} for one in identities],
        "memberships": _memberships(session, user),
        "claims": [{**claim_answer(one), "contact": {"name": one.contact_name, "phone": one.contact_phone}} for one in claims],
        "consents": [consent_answer(one) for one in consents_of(session, user.id)],
        "messages": [message_answer(one) for one in session.scalars(messages_of(user.id))],
        "subscriptions": [grant_answer(one) for one in grants],
        "audit": [{"at": at(one.at), "action": one.action, "object": one.object, "object_id": one.object_id} for one in entries],
    }


def _memberships(session: Session, user: User) -> list[Json]:
    joined = select(Membership, Enterprise).join(Enterprise, Enterprise.id == Membership.enterprise_id)
    found = session.execute(joined.where(Membership.user_id == user.id).order_by(Membership.since))
    return [{"enterprise": one.name, "uscc": one.uscc, "state": member.state, **membership_answer(member)} for member, one in found]


def as_workbook(parts: dict[str, list[Json]]) -> bytes:
    """Return the parts as an Excel file, a sheet each; every cell is text, so that nothing in it is computed."""
    import xlsxwriter  # type: ignore[import-untyped]

    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        bold = book.add_format({"bold": True})
        for name, rows in parts.items():
            flat = [dict(_flat(row)) for row in rows]
            columns = [*dict.fromkeys(column for row in flat for column in row)]
            sheet = book.add_worksheet(SHEETS[name])
            sheet.set_column(0, max(0, len(columns) - 1), WIDTH)
            for place, column in enumerate(columns):
                sheet.write_string(0, place, column, bold)
            for line, row in enumerate(flat, 1):
                for place, column in enumerate(columns):
                    sheet.write_string(line, place, "" if row.get(column) is None else str(row[column]))
    return file.getvalue()


def _flat(row: Json, above: str = "") -> Iterable[tuple[str, Any]]:
    for name, value in row.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{above}{name}.")
        else:
            yield above + name, value
