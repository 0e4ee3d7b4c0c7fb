"""What all pages share: the frame's templates, the static files, the words and phrases that templates use."""

from collections.abc import Iterable, Iterator, Mapping
from functools import partial

from flask import Blueprint, render_template, request
from flask.blueprints import BlueprintSetupState

from api import labels
from api.answers import Json, plain
from api.phrases import gate_text
from api.wording import rule_text, told
from graph.model import Catalogue, Document

blueprint = Blueprint("pages", __name__, template_folder="templates", static_folder="static", static_url_path="/static")


@blueprint.record_once
def teach(state: BlueprintSetupState) -> None:
    """Give templates the labels, the phrases of the catalogue, and the marks by which clauses name their document."""
    catalogue: Catalogue = state.app.extensions["tidu.catalogue"]
    marks = {id: f"[{place}]" if place > 1 else "" for place, id in enumerate(catalogue.documents, 1)}
    environment = state.app.jinja_env
    environment.trim_blocks = environment.lstrip_blocks = True
    environment.globals.update(labels=labels, marks=marks, names=catalogue.words.names, catalogue_version=catalogue.version)
    environment.filters.update(
        told=partial(told, catalogue=catalogue),
        rule_text=partial(rule_text, catalogue=catalogue),
        gate_text=gate_text,
        documents=lambda value: cited_documents(plain(value), catalogue),
    )


def cited_documents(answer: Json, catalogue: Catalogue) -> list[Document]:
    """Return the documents that the clauses of an answer are in, in the catalogue's order."""
    cited = frozenset(_documents(answer))
    return [document for document in catalogue.documents.values() if document.id in cited]


def _documents(value: object) -> Iterator[str]:
    if isinstance(value, Mapping):
        yield from [value["document"]] if {"document", "section"} <= value.keys() else []
        value = [*value.values()]
    if isinstance(value, list):
        for inside in value:
            yield from _documents(inside)


def show_fault(status: int, title: str, detail: str, faults: Iterable[str] = ()) -> tuple[str, int]:
    """Return a page that says what went wrong, all of it, and leads back to where one was."""
    back = request.referrer if (request.referrer or "").startswith(request.host_url) else None
    return render_template("fault.html", title=title, detail=detail, faults=[*faults], back=back), status
