"""Reading a whole catalogue: all faults at once, each with file and line."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from graph.checks import check
from graph.context import read_defaults, read_document, read_region
from graph.criteria import Criterion, TitleHeld
from graph.errors import CatalogueError, Fault
from graph.model import Catalogue, Programme
from graph.programmes import Draft, read_section
from graph.reader import Fields, Node, Reading, compose, table, text
from graph.requirement import Gate, Requirement
from graph.scorecards import read_scorecard
from graph.vocabulary import Vocabulary, read_declaration, read_enterprise_field, read_event_kind, read_metric

SHIPPED = Path(__file__).parent / "catalogue"
NOT_SECTIONS = ("scorecards", "libraries")
T = TypeVar("T")


def load_catalogue(folder: Path = SHIPPED) -> Catalogue:
    """Return the catalogue in a folder.

    Raises
    ------
    CatalogueError
        With every fault found, in the order of files and lines.
    """
    reading = Reading()
    files = sorted(folder.rglob("*.yaml"))
    roots = {path.relative_to(folder).as_posix(): compose(path, path.relative_to(folder).as_posix(), reading) for path in files}
    catalogue = _assemble(_Files(roots, reading), _digest(folder, files))
    if catalogue is not None:
        check(catalogue, reading)
    if catalogue is None or reading.faults:
        raise CatalogueError(reading.faults)
    return catalogue


def _digest(folder: Path, files: list[Path]) -> str:
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


@dataclass(frozen=True)
class _Files:
    """The roots of all files by name; None where a file could not be read."""

    roots: Mapping[str, Node | None]
    reading: Reading

    def root(self, name: str) -> Node | None:
        if name not in self.roots:
            self.reading.faults.append(Fault(name, 1, "缺少此文件"))
        return self.roots.get(name)

    def within(self, folder: str) -> dict[str, Node]:
        """Return the files directly inside a folder, by stem."""
        inside = {name: node for name, node in self.roots.items() if node is not None and name.rpartition("/")[0] == folder}
        return {name.rpartition("/")[2].removesuffix(".yaml"): node for name, node in inside.items()}

    @property
    def folders(self) -> list[str]:
        return sorted({name.rpartition("/")[0] for name in self.roots if "/" in name})


def _assemble(files: _Files, version: str) -> Catalogue | None:
    defaults, metrics = files.root("defaults.yaml"), files.root("metrics.yaml")
    regions = _entries(files.root("regions.yaml"), read_region)
    documents = _entries(files.root("documents.yaml"), read_document)
    drafts: list[Draft] = []
    desks: dict[str, Mapping[str, Mapping[str, str]]] = {}
    for folder in files.folders:
        for stem, node in files.within(folder).items() if folder not in NOT_SECTIONS else ():
            if folder not in regions:
                node.fault(f"文件夹 {folder} 不是 regions.yaml 中的辖区")
            elif stem == "desks":
                desks[folder] = table(table(text))(node)
            else:
                drafts += read_section(node, folder)
    programmes = _by_id(drafts)
    scorecards = {stem: read_scorecard(stem, node) for stem, node in files.within("scorecards").items()}
    if defaults is None or metrics is None:
        return None
    fields = Fields(metrics)
    words = Vocabulary(
        metrics=_entries(fields.node_of("metrics"), read_metric),
        declarations=_entries(fields.node_of("declarations"), read_declaration),
        events=_entries(fields.node_of("events"), read_event_kind),
        fields=_entries(fields.node_of("fields"), read_enterprise_field),
        project_figures=_entries(fields.node_of("project_figures"), _read_figure),
        scorecards=scorecards,
        names={id: programme.name for id, programme in programmes.items()},
    )
    fields.done()
    places = {draft.programme.id: (draft.node.file, draft.node.line) for draft in drafts}
    return Catalogue(version, programmes, words, documents, regions, desks, read_defaults(defaults), places)


def _entries(root: Node | None, read: Callable[[str, Node], T]) -> dict[str, T]:
    fields = Fields(root) if root is not None else ()
    return {id: read(id, node) for id in fields if isinstance(fields, Fields) and (node := fields.node_of(id))}


def _read_figure(id: str, node: Node) -> str:
    fields = Fields(node)
    name = fields.need("name", text, id)
    fields.done()
    return name


def _by_id(drafts: list[Draft]) -> dict[str, Programme]:
    """Return the programmes by id, with vetoes taken over and umbrellas spelled out."""
    own: dict[str, Programme] = {}
    for draft in drafts:
        if draft.programme.id in own:
            draft.node.fault(f"编号 {draft.programme.id} 重复", f"另一处在 {own[draft.programme.id].jurisdiction}")
        own[draft.programme.id] = draft.programme
    umbrellas = {id: programme.held_when for id, programme in own.items() if programme.held_when is not None}
    return {draft.programme.id: _settled(draft, own, umbrellas) for draft in drafts}


def _settled(draft: Draft, own: Mapping[str, Programme], umbrellas: Mapping[str, Requirement]) -> Programme:
    sources = [own[id] for id in draft.same_vetoes if id in own and own[id].versions]
    taken = tuple(veto for source in sources for veto in source.versions[0].vetoes)
    versions = tuple(
        replace(version, requires=_spelled_out(version.requires, umbrellas), vetoes=version.vetoes + taken)
        for version in draft.programme.versions
    )
    return replace(draft.programme, versions=versions)


def _spelled_out(tree: Requirement, umbrellas: Mapping[str, Requirement]) -> Requirement:
    """Return the tree with each title of an umbrella replaced by what the umbrella stands for."""
    if isinstance(tree, Gate):
        return replace(tree, children=tuple(_spelled_out(child, umbrellas) for child in tree.children))
    if isinstance(tree, TitleHeld) and tree.honor in umbrellas:
        inside = umbrellas[tree.honor]
        children = inside.children if isinstance(inside, Gate) else (inside,)
        own = tuple(_under(tree, child, number) for number, child in enumerate(children, 1))
        return Gate("any", 1, own, stands_for=tree.honor)
    return tree


def _under(outer: TitleHeld, child: Requirement, number: int) -> Requirement:
    """Return an alternative of an umbrella under the clause that wants the umbrella."""
    if isinstance(child, Criterion):
        return replace(child, terms=replace(outer.terms, id=f"{outer.terms.id}.{number}"))
    return child
