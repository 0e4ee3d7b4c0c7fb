"""随附的政策目录：能载入，编号、名称、层级、出处与约定的一致，条条有出处。"""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.build import build_graph
from graph.criteria import Criterion
from graph.loader import load_catalogue
from graph.model import Catalogue, Programme
from graph.requirement import leaves
from graph.source import Clause

FOLDERS = {"national": "cn", "province": "cn-41", "city": "cn-4104"}


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture(scope="module")
def agreed() -> dict[str, dict[str, str]]:
    """约定的编号表：别的系统和企业档案按这些编号引用。"""
    with (Path(__file__).parent / "programmes.tsv").open(encoding="utf-8") as file:
        return {row["id"]: row for row in csv.DictReader(file, delimiter="\t")}


def criteria(programme: Programme) -> Iterator[Criterion]:
    yield from (*programme.scope, *programme.revocation)
    if programme.held_when is not None:
        yield from leaves(programme.held_when)
    for version in programme.versions:
        yield from (*leaves(version.requires), *version.vetoes)


def clauses(programme: Programme) -> Iterator[Clause]:
    for rule in criteria(programme):
        yield rule.terms.clause
        if rule.at_review:
            yield rule.at_review.terms.clause
    for part in (*programme.after, *programme.favoured_by, *programme.maintenance, *programme.limits):
        yield part.clause
    if programme.validity:
        yield programme.validity.clause
    if programme.fund:
        yield programme.fund.amount.clause
        yield from (share.clause for share in programme.fund.shares)


def test_ids_names_levels_and_sections_are_those_agreed(catalogue: Catalogue, agreed: dict[str, dict[str, str]]) -> None:
    assert catalogue.programmes
    for programme in catalogue.programmes.values():
        place = programme.source
        found = {"id": programme.id, "name": programme.name, "level": programme.level, "section": place.section}
        assert {**found, "page": str(place.page or "")} == agreed.get(programme.id), programme.id


def test_a_level_stands_in_the_folder_of_its_jurisdiction(catalogue: Catalogue) -> None:
    for programme in catalogue.programmes.values():
        assert programme.jurisdiction == FOLDERS.get(programme.level, programme.jurisdiction), programme.id


def test_prefixes_of_ids_tell_the_kind(catalogue: Catalogue) -> None:
    for programme in catalogue.programmes.values():
        assert (programme.kind == "credential") == programme.id.startswith("ext-"), programme.id
        assert (programme.kind == "fund") == (programme.fund is not None), programme.id


def test_every_rule_and_amount_has_a_clause_with_document_and_section(catalogue: Catalogue) -> None:
    for programme in catalogue.programmes.values():
        for clause in clauses(programme):
            assert clause.document in catalogue.documents, programme.id
            assert clause.section, (programme.id, clause)
            assert clause.clause, (programme.id, clause)


def test_criterion_ids_are_unique_within_the_catalogue(catalogue: Catalogue) -> None:
    for programme in catalogue.programmes.values():
        for version in programme.versions:
            ids = [rule.terms.id for rule in (*programme.scope, *leaves(version.requires), *version.vetoes, *programme.revocation)]
            assert len(ids) == len(set(ids)), programme.id


def test_every_rule_reads_as_text(catalogue: Catalogue) -> None:
    for programme in catalogue.programmes.values():
        assert all(rule.text(catalogue.words).strip() for rule in criteria(programme)), programme.id


def test_the_umbrella_is_spelled_out_where_it_is_wanted(catalogue: Catalogue) -> None:
    umbrellas = {id for id, programme in catalogue.programmes.items() if programme.held_when is not None}
    assert umbrellas
    for programme in catalogue.programmes.values():
        for version in programme.versions:
            assert not umbrellas & {title for rule in leaves(version.requires) for title in rule.titles}, programme.id


def test_the_graph_has_every_programme(catalogue: Catalogue) -> None:
    graph = build_graph(catalogue)
    assert set(catalogue.programmes) <= set(graph)
    assert {edge["why"] for _, _, edge in graph.edges(data=True)} == {"requires", "ladder", "favours"}
