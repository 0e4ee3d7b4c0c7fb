"""The kinds of criterion: one module each, with how it is spelled, what it says and when it holds."""

from graph.criteria.base import Criterion, Finding, Measure, Terms
from graph.criteria.declared import Declared
from graph.criteria.event import NoEvent
from graph.criteria.field import FieldIs
from graph.criteria.metric import MetricThreshold
from graph.criteria.score import ScoreAtLeast
from graph.criteria.title import NeverHeld, TitleHeld

KINDS = (MetricThreshold, Declared, TitleHeld, NeverHeld, NoEvent, FieldIs, ScoreAtLeast)

__all__ = [
    "KINDS",
    "Criterion",
    "Declared",
    "FieldIs",
    "Finding",
    "Measure",
    "MetricThreshold",
    "NeverHeld",
    "NoEvent",
    "ScoreAtLeast",
    "Terms",
    "TitleHeld",
]
