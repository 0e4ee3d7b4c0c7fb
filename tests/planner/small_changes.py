"""Programmes of a line each for what a company may change: declarations, figures, a share of two of them."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

from graph.criteria import Criterion, Declared, MetricThreshold, Terms
from graph.criteria.windows import Window
from graph.derivations import Ratio
from graph.model import Catalogue, Programme
from graph.requirement import Requirement
from graph.vocabulary import Declaration
from planner.profile import Title
from tests.planner.random_catalogues import COMPANY, catalogue, founders, honor, metric, version

ON = date(2026, 2, 5)
DECLARATIONS = ("yes", "no1", "no2", "no3", "open1", "open2")
KNOWN = replace(COMPANY, declarations={"yes": True, "no1": False, "no2": False, "no3": False}, titles=(Title("held", date(2025, 1, 1)),))
FREE = founders(1)


def said(id: str, clause: str = "") -> Declared:
    """Return the leaf that wants a declaration."""
    return Declared(Terms(clause or id), None, id)


def figure(name: str, least: int, *, years: int = 1) -> MetricThreshold:
    """Return the leaf that wants a yearly figure in each of the last years."""
    return MetricThreshold(Terms(f"{name}-{least}"), None, name, Window("each_of_last", years), "at_least", Fraction(least))


def of(*programmes: Programme) -> Catalogue:
    """Return a catalogue with some declarations and a share of two figures."""
    found = catalogue(programmes)
    declared = {name: Declaration(name, name, "improvable", "", "") for name in DECLARATIONS}
    metrics = {
        **found.words.metrics,
        "part": metric("part", yearly=True, change="improvable"),
        "share": replace(metric("share", yearly=True, change="improvable"), unit="%", derivation=Ratio("part", "output")),
    }
    return replace(found, words=replace(found.words, declarations=declared, metrics=metrics))


def one(id: str, rule: Requirement = FREE, *vetoes: Criterion, **parts: object) -> Programme:
    """Return an honor with one requirement."""
    return honor(id, version(rule, *vetoes), **parts)
