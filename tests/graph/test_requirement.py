from collections.abc import Callable

import pytest

from graph.criteria import MetricThreshold, NoEvent
from graph.model import Catalogue
from graph.reader import Node
from graph.requirement import Gate, Requirement, RuleReader, leaves, titles_of
from graph.source import Clause, Source

Tree = Callable[[str], Requirement]


@pytest.mark.parametrize(
    ("written", "kind", "count"),
    [
        ("{all: [{declared: a}, {declared: b}]}", "all", None),
        ("{any: [{declared: a}, {declared: b}]}", "any", 1),
        ("{of: [{declared: a}, {declared: b}], at_least: 2}", "at_least", 2),
    ],
)
def test_a_gate_wants_so_many_of_its_children(tree: Tree, written: str, kind: str, count: int | None) -> None:
    gate = tree(written)
    assert isinstance(gate, Gate)
    assert (gate.kind, gate.count, len(gate.children)) == (kind, count, 2)


def test_leaves_are_numbered_from_left_to_right(tree: Tree) -> None:
    nested = tree("{all: [{declared: a}, {any: [{title: b}, {title: c, review: {held_for_years: 1}}]}, {title: b}]}")
    assert [leaf.terms.id for leaf in leaves(nested)] == ["p#1", "p#2", "p#3", "p#4"]
    assert titles_of(nested) == ("b", "c")


def test_a_leaf_without_children_is_its_own_only_leaf(tree: Tree) -> None:
    only = tree("{declared: a}")
    assert list(leaves(only)) == [only]


def test_what_stands_at_review_keeps_the_number_of_its_criterion(tree: Tree) -> None:
    leaf = tree("{metric: revenue, in: last_year, at_least: 5, review: {any_of_last: 2, at_most: 9}}")
    assert isinstance(leaf, MetricThreshold)
    assert isinstance(leaf.at_review, MetricThreshold)
    assert leaf.at_review.terms.id == leaf.terms.id
    assert (leaf.at_review.comparison, leaf.at_review.figure, leaf.comparison, leaf.figure) == ("at_most", 9, "at_least", 5)


def test_dropped_at_review_is_said_on_the_criterion(tree: Tree) -> None:
    leaf = tree("{declared: a, review: dropped, soft: true, note: 含糊, certainty: secondary}")
    assert not isinstance(leaf, Gate)
    assert (leaf.terms.dropped_at_review, leaf.at_review) == (True, None)
    assert (leaf.terms.soft, leaf.terms.note, leaf.terms.certainty) == (True, "含糊", "secondary")


def test_a_clause_is_a_text_of_this_section_or_a_full_place(node: Callable[[str], Node]) -> None:
    reader = RuleReader("p", Source(Clause("d", "一", 3)))
    short, full = reader.criteria(
        node("[{declared: a, clause: （一）}, {declared: a, clause: {document: e, section: 二, clause: （二）}}]")
    )
    assert short.terms.clause == Clause("d", "一", 3, "（一）")
    assert full.terms.clause == Clause("e", "二", None, "（二）")


def test_a_cooldown_is_a_veto_about_the_own_title(base: Catalogue) -> None:
    cooldown = base.programmes["star"].versions[0].vetoes[-1]
    assert isinstance(cooldown, NoEvent)
    assert (cooldown.kinds, cooldown.within_years, cooldown.unless_cleared, cooldown.about) == (("title_revoked",), 3, True, ("star",))
    assert cooldown.terms.clause.clause == "（五）"
