"""The money of a plan: what may be claimed, when, under the stacking rules; one schedule, proven maximal."""

from planner.awards.model import Awards, Credit, Line, Lost, OpenAmount, Totals
from planner.awards.schedule import awards

__all__ = ["Awards", "Credit", "Line", "Lost", "OpenAmount", "Totals", "awards"]
