"""Submissions that come twice: the same Idempotency-Key, the same request, the same answer, and nothing done again."""

import hashlib
import json
import re
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import Response, request
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from api.errors import Refused
from api.storage.database import db, writing
from api.storage.tables import Submission
from api.web.access import caller

View = TypeVar("View", bound=Callable[..., Any])
HEADER = "Idempotency-Key"
KEY = r"[!-~]{1,64}"
KEPT = ("Location", "ETag")
KEY_PARAMETER = {
    "in": "header",
    "name": HEADER,
    "schema": {"type": "string", "pattern": f"^{KEY}$"},
    "description": "重发同一提交时用同一个键，只办理一次",
}


def submitted_once(view: View) -> View:
    """Run a view and keep its answer in one transaction; where the key is known, give that answer."""

    @wraps(view)
    def run(*args: Any, **values: Any) -> Any:
        key = request.headers.get(HEADER)
        if key is None:
            return view(*args, **values)
        if not re.fullmatch(KEY, key):
            raise Refused("invalid", errors=[{"pointer": HEADER, "message": "应为 1 至 64 个可见的 ASCII 字符"}])
        known = _known(key)
        return known or _first(key, lambda: view(*args, **values))

    return run  # type: ignore[return-value]


def _first(key: str, view: Callable[[], Response]) -> Response:
    try:
        with writing() as session:
            kept = Submission(caller=caller().id, key=key, request_hash=_hash(), status=0, headers="{}", body="")
            session.add(kept)
            session.flush()  # of two at the same time, one waits here for the other
            response = view()
            kept.status, kept.body = response.status_code, response.get_data(as_text=True)
            kept.headers = json.dumps({name: response.headers[name] for name in KEPT if name in response.headers})
        return response
    except IntegrityError:
        known = _known(key)
        if known is None:
            raise
        return known


def _known(key: str) -> Response | None:
    own = (Submission.caller == caller().id, Submission.key == key)
    found = db.session.scalar(select(Submission).where(*own))
    if found is None:
        return None
    if found.request_hash != _hash():
        raise Refused("key_reused")
    return Response(found.body, found.status, json.loads(found.headers), content_type="application/json")


def _hash() -> str:
    """Return a hash of what is asked; the boundary between the parts of a form is no part of it."""
    said = hashlib.sha256(f"{request.method} {request.full_path}\n".encode())
    if request.mimetype == "multipart/form-data":
        said.update(json.dumps(sorted(request.form.items(multi=True))).encode())
        for name, file in sorted(request.files.items(multi=True)):
            said.update(name.encode() + hashlib.sha256(file.read()).digest())
            file.seek(0)
    else:
        said.update(request.get_data())
    return said.hexdigest()
