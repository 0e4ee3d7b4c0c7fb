"""Reading a whole catalogue: all faults at once, each with file and line."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from graph.checks import check, check_names
from graph.composing import compose
from graph.context import read_defaults, read_document, read_region
from graph.criteria.score import Scorecard
from graph.errors import CatalogueError, Fault
from graph.forms import read_form
from graph.libraries import Library, Ranking, read_library, read_ranking
from graph.model import Catalogue
from graph.programmes import OWN_WORDS, Draft, read_section
from graph.reader import Fields, Node, Reading, identifier, nearest, table, text
from graph.scorecards import read_scorecard
from graph.settling import settle
from graph.source import Source
from graph.vocabulary import Vocabulary, read_declaration, read_enterprise_field, read_event_kind, read_metric

SHIPPED = Path(__file__).parent / "catalogue"
CONTEXT = ("defaults.yaml", "documents.yaml", "metrics.yaml", "regions.yaml")
NOT_SECTIONS = ("", "scorecards", "libraries", "forms")
T = TypeVar("T")


def load_catalogue(folder: Path = SHIPPED) -> Catalogue:
    """Return the catalogue in a folder.

    Raises
    ------
    CatalogueError
        With every fault found, in the order of files and lines.
    """
    reading = Reading()
    paths = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*.y*ml"))}
    files = _Files({name: compose(path, name, reading) for name, path in paths.items()}, reading)
    files.check_names()
    catalogue = _assemble(files, _digest(paths))
    if catalogue is not None and files.complete:
        check(catalogue, reading)
    if catalogue is None or reading.faults:
        raise CatalogueError(reading.faults)
    return catalogue


def load_ranking(path: Path, library: Library, catalogue: Catalogue) -> Ranking:
    """Return the ranking in a file of its own, written as in libraries/: one key, `ranking`.

    Raises
    ------
    CatalogueError
        With every fault of the file.
    """
    reading = Reading()
    root = compose(path, path.name, reading)
    found = None
    if root is not None:
        fields = Fields(root)
        found = fields.need("ranking", lambda node: read_ranking(node, Source(library.source)), None)
        fields.done()
    check_names(catalogue, reading)
    if found is None or reading.faults:
        raise CatalogueError(reading.faults)
    return found


def _digest(paths: Mapping[str, Path]) -> str:
    digest = hashlib.sha256()
    for name, path in paths.items():
        digest.update(name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


@dataclass(frozen=True)
class _Files:
    """The roots of all files by name; None where a file could not be read."""

    roots: Mapping[str, Node | None]
    reading: Reading

    @property
    def complete(self) -> bool:
        """Whether every file could be read: otherwise nothing can be said of names that may stand in the others."""
        return all(self.roots.values()) and all(name in self.roots for name in CONTEXT)

    def check_names(self) -> None:
        """Add files that are missing, and those that nobody would read."""
        for name in CONTEXT:
            if name not in self.roots:
                self.reading.faults.append(Fault(name, 1, "缺少此文件"))
        for name in self.roots:
            if not name.endswith(".yaml"):
                self.reading.faults.append(Fault(name, 1, "不认识的扩展名", "应为 .yaml"))
            elif "/" not in name and name not in CONTEXT:
                self.reading.faults.append(Fault(name, 1, "不认识的文件", "事项放在辖区的文件夹里；此处只有 " + "、".join(CONTEXT)))

    def within(self, folder: str) -> dict[str, Node]:
        """Return the files directly inside a folder, by stem."""
        inside = {name: node for name, node in self.roots.items() if node is not None and name.rpartition("/")[0] == folder}
        return {name.rpartition("/")[2].removesuffix(".yaml"): node for name, node in inside.items()}

    @property
    def folders(self) -> list[str]:
        """The folders that hold sections."""
        return sorted({name.rpartition("/")[0] for name in self.roots}.difference(NOT_SECTIONS))


def _assemble(files: _Files, version: str) -> Catalogue | None:
    defaults, documents, metrics, regions = (files.roots.get(name) for name in CONTEXT)
    drafts: list[Draft] = []
    desks: dict[str, Mapping[str, Mapping[str, str]]] = {}
    places = _entries(regions, read_region)
    for folder in files.folders:
        for stem, node in files.within(folder).items():
            if regions is not None and folder not in places:
                node.fault(f"文件夹 {folder} 不是 regions.yaml 中的辖区", nearest(folder, places))
            elif stem == "desks":
                desks[folder] = table(table(text))(node)
            else:
                drafts += read_section(node, folder)
    programmes = settle(drafts)
    scorecards = {stem: read_scorecard(stem, node) for stem, node in files.within("scorecards").items()}
    libraries = {stem: read_library(stem, node) for stem, node in files.within("libraries").items()}
    forms = {stem: read_form(stem, node) for stem, node in files.within("forms").items()}
    names = {id: (programme.name, programme.held_as) for id, programme in programmes.items()}
    sections = [node for folder in files.folders for stem, node in files.within(folder).items() if stem != "desks"]
    words = _read_words(metrics, sections, scorecards, names) if metrics else None
    assumed = read_defaults(defaults) if defaults else None
    named = _entries(documents, read_document)
    if words is None or assumed is None:
        return None
    return Catalogue(version, programmes, words, named, places, desks, assumed, files.reading.places, libraries, forms)


def _read_words(root: Node, sections: list[Node], scorecards: Mapping[str, Scorecard], names: Mapping[str, tuple[str, str]]) -> Vocabulary:
    """Read the words of all, and those that a section has for itself."""
    fields = Fields(root)
    metrics, declarations = (_gathered(key, [root, *sections]) for key in OWN_WORDS)
    fields.need("metrics", _itself, None)
    fields.find("declarations", _itself)
    words = Vocabulary(
        metrics={id: read_metric(id, node) for id, node in metrics.items()},
        declarations={id: read_declaration(id, node) for id, node in declarations.items()},
        events=_entries(fields.node_of("events"), read_event_kind),
        fields=_entries(fields.node_of("fields"), read_enterprise_field),
        project_figures=_entries(fields.node_of("project_figures"), _read_figure),
        scorecards=scorecards,
        names={id: name for id, (name, _) in names.items()},
        held_as={id: held_as for id, (_, held_as) in names.items()},
    )
    fields.done()
    return words


def _gathered(key: str, roots: list[Node]) -> dict[str, Node]:
    """Return the entries under a key of several files, each id once."""
    found: dict[str, Node] = {}
    for root in roots:
        inside = Fields(root).node_of(key) if root.is_mapping else None
        for id, node in table(_itself, identifier)(inside).items() if inside else ():
            if id in found:
                node.fault(f"{id} 在 {found[id].file}:{found[id].line} 已有", "每个词只写一处")
            found.setdefault(id, node)
    return found


def _entries(root: Node | None, read: Callable[[str, Node], T]) -> dict[str, T]:
    nodes = table(_itself, identifier)(root) if root else {}
    return {id: read(id, node) for id, node in nodes.items()}


def _itself(node: Node) -> Node:
    return node


def _read_figure(id: str, node: Node) -> str:
    fields = Fields(node)
    name = fields.need("name", text, id)
    fields.done()
    return name
