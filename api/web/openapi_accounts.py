"""What answers about accounts and enterprises hold, for the OpenAPI document."""

from marshmallow import INCLUDE, Schema, fields


class Shape(Schema):
    """An answer may hold more than the document names."""

    class Meta:
        """Fields beside the named ones pass."""

        unknown = INCLUDE


class TokensAnswer(Shape):
    """The tokens of a session."""

    access_token = fields.Str(required=True)
    token_type = fields.Str(required=True)
    expires_in = fields.Int(required=True, metadata={"description": "秒"})
    refresh_token = fields.Str(required=True)
    session = fields.Dict(required=True)


class SessionsAnswer(Shape):
    """Sessions."""

    sessions = fields.List(fields.Dict(), required=True)


class MeAnswer(Shape):
    """Oneself."""

    id = fields.Str(required=True)
    kind = fields.Str(required=True)


class CompaniesAnswer(Shape):
    """A page of companies, by number or from where another one ends or begins."""

    page = fields.Int(required=True, allow_none=True, metadata={"description": "用 after 或 before 翻到的页没有页码"})
    size = fields.Int(required=True)
    total = fields.Int(required=True)
    total_is = fields.Str(required=True, metadata={"description": "exact 为确数；at_least 为至少"})
    previous = fields.Str(required=True, allow_none=True, metadata={"description": "作为 before 给出，得上一页"})
    next = fields.Str(required=True, allow_none=True, metadata={"description": "作为 after 给出，得下一页"})
    companies = fields.List(fields.Dict(), required=True)


def _shape(name: str, texts: tuple[str, ...] = (), lists: tuple[str, ...] = (), objects: tuple[str, ...] = ()) -> type[Schema]:
    """Return the shape of an answer: its parts by kind."""
    parts: dict[str, fields.Field] = {part: fields.Str(required=True) for part in texts}
    parts |= {part: fields.List(fields.Raw(), required=True) for part in lists}
    parts |= {part: fields.Dict(required=True) for part in objects}
    return type(name, (Shape,), parts)


def _page(name: str, rows: str) -> type[Schema]:
    """Return the shape of a page of a table."""
    counts = {part: fields.Int(required=True) for part in ("page", "size", "total")}
    return type(name, (Shape,), {**counts, rows: fields.List(fields.Dict(), required=True)})


LeavingAnswer = _shape("LeavingAnswer", (), ("deleted", "kept"))
ConsentAnswer = _shape("ConsentAnswer", ("document", "version"))
ConsentsAnswer = _shape("ConsentsAnswer", (), ("consents",))
MessageAnswer = _shape("MessageAnswer", ("id", "kind", "text"))
MessagesAnswer = _page("MessagesAnswer", "messages")
SubscriptionAnswer = _shape("SubscriptionAnswer", ("template",))
SubscriptionsAnswer = _shape("SubscriptionsAnswer", (), ("subscriptions",))
ExportAnswer = _shape("ExportAnswer", (), ("user", "identities", "memberships", "claims", "consents", "messages", "subscriptions", "audit"))
EnterpriseAnswer = _shape("EnterpriseAnswer", ("id", "uscc", "name", "region"))
ClaimAnswer = _shape("ClaimAnswer", ("id", "uscc", "name", "region", "state"), (), ("contact", "evidence"))
ClaimsAnswer = _page("ClaimsAnswer", "claims")
ContactAnswer = _shape("ContactAnswer")
InvitationAnswer = _shape("InvitationAnswer", ("id", "role", "expires_at"))
InvitationsAnswer = _shape("InvitationsAnswer", (), ("invitations",))
MemberAnswer = _shape("MemberAnswer", ("user", "role"))
MembersAnswer = _shape("MembersAnswer", (), ("members",))
VersionAnswer = _shape("VersionAnswer", ("saved_by", "saved_at", "catalogue_version"))
VersionsAnswer = _page("VersionsAnswer", "versions")
StoredAnswer = _shape("StoredAnswer", ("id", "kind", "catalogue_version", "on"), (), ("answer",))
StoredAnswersAnswer = _page("StoredAnswersAnswer", "answers")
JobAnswer = _shape("JobAnswer", ("id", "kind", "region", "state"), ("errors",), ("parameters", "progress"))
JobsAnswer = _page("JobsAnswer", "jobs")
DownloadAnswer = _shape("DownloadAnswer", ("address", "expires_at"))
ImportRowsAnswer = _page("ImportRowsAnswer", "rows")
CompanyAnswer = _shape("CompanyAnswer", ("id", "uscc", "name", "region"), (), ("states",))
TitlesAnswer = _shape("TitlesAnswer", (), ("titles",))
TitleDecisionAnswer = _shape("TitleDecisionAnswer", ("id", "honor", "state", "note", "decided_by", "decided_at"))
TitleDecisionsAnswer = _shape("TitleDecisionsAnswer", (), ("decisions",))
NoteAnswer = _shape("NoteAnswer", ("id", "text", "made_by", "made_at"))
NotesAnswer = _page("NotesAnswer", "notes")
StatisticsAnswer = _shape("StatisticsAnswer", ("catalogue_version",), ("programmes", "rungs", "gaps"), ("unclaimed",))
AuditAnswer = _page("AuditAnswer", "entries")
CultivationListAnswer = _shape("CultivationListAnswer", ("id", "region", "honor", "state", "on"), ("moves",), ("list",))
CultivationListsAnswer = _page("CultivationListsAnswer", "lists")
EntriesAnswer = _shape("EntriesAnswer")
TicketAnswer = _shape("TicketAnswer", ("ticket", "address"))
