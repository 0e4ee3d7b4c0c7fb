"""Lists within a stored profile as resources: each change of an entry is a new version of the profile."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Response, request
from flask.views import MethodView
from werkzeug.routing import BaseConverter

from api.accounts import profiles
from api.accounts.profile_parts import PARTS, adding, changing, ending, entries_of, with_part
from api.errors import Refused
from api.exact_json import read_json
from api.profile_text import written
from api.storage.database import db
from api.storage.tables import ProfileVersion
from api.web.access import Caller, named_enterprise
from api.web.blueprints import Blueprint, json_text
from api.web.if_match import PARAMETER, version_changed
from api.web.openapi_accounts import EntriesAnswer, VersionAnswer
from api.web.resources.profiles import saved

blueprint = Blueprint("profile_parts", __name__, description="企业档案中的荣誉、申报、已领资金、项目，逐项增改删")
ENTRY = {"required": True, "content": {"application/json": {"schema": {"type": "object", "description": "写法同档案中的一项"}}}}


class Part(BaseConverter):
    """A list within a profile, in an address."""

    regex = f"(?:{'|'.join(PARTS)})"


@blueprint.route("/enterprises/<key:enterprise>/<part:part>")
class Entries(MethodView):
    """All entries of a part."""

    @blueprint.allow(Caller.VIEWER, Caller.STAFF)
    @blueprint.response(200, EntriesAnswer)
    def get(self, enterprise: str, part: str) -> Response:
        """当前档案中的申报、已领资金或项目，与保存时一致；ETag 是档案的版本"""
        found = _current(enterprise)
        text = written({part: entries_of(read_json(found.text), part)})
        return Response(text, headers={"ETag": profiles.etag(found.number)}, content_type="application/json")

    @blueprint.allow(Caller.EDITOR)
    @blueprint.doc(requestBody=ENTRY, parameters=[PARAMETER])
    @blueprint.response(201, VersionAnswer)
    def post(self, enterprise: str, part: str) -> Response:
        """增加一项，档案成为新版本"""
        return _changed(enterprise, part, adding(read_json(json_text(request))), None, 201)


@blueprint.route("/enterprises/<key:enterprise>/<part:part>/<int(max=9999):place>")
class EntryByPlace(MethodView):
    """One of them, by its place in the version that If-Match names, from 0."""

    @blueprint.allow(Caller.EDITOR)
    @blueprint.doc(requestBody=ENTRY, parameters=[PARAMETER])
    @blueprint.response(200, VersionAnswer)
    def put(self, enterprise: str, part: str, place: int) -> Response:
        """改一项（从 0 起的序号），档案成为新版本"""
        return _changed(enterprise, part, changing(place, read_json(json_text(request))), place)

    @blueprint.allow(Caller.EDITOR)
    @blueprint.doc(parameters=[PARAMETER])
    @blueprint.response(200, VersionAnswer)
    def delete(self, enterprise: str, part: str, place: int) -> Response:
        """删去一项，档案成为新版本；原来的版本仍在"""
        return _changed(enterprise, part, ending(place), place)


def _current(enterprise: str) -> ProfileVersion:
    found = profiles.current(db.session, enterprise)
    if found is None:
        raise Refused("no_profile")
    return found


def _changed(enterprise: str, part: str, change: Callable[[list[Any]], None], place: int | None, status: int = 200) -> Response:
    base, found = version_changed(), _current(enterprise)
    profiles.require_current(db.session, enterprise, base)
    values = read_json(found.text)
    at = len(entries_of(values, part)) if place is None else place
    try:
        return saved(named_enterprise(), base, written(with_part(values, part, change)), status)
    except Refused as error:
        raise _of_entry(error, f"/{PARTS[part]}/{at}") from None


def _of_entry(error: Refused, above: str) -> Refused:
    """Return a refusal whose pointers begin at the entry that was sent; what is wrong elsewhere keeps its place in the profile."""

    def told(one: Mapping[str, str]) -> Mapping[str, str]:
        own = one["pointer"] == above or one["pointer"].startswith(f"{above}/")
        return {**one, "pointer": one["pointer"].removeprefix(above)} if own else one

    return Refused(error.code, error.detail, [told(one) for one in error.errors], error.headers) if error.code == "invalid" else error
