"""The kinds of amount that a fund pays: one module each, with how it is spelled, what it says and what it offers."""

from dataclasses import replace

from graph.amounts.base import Amount, Cap, Loan, Offer, Payment, Project, read_own_caps
from graph.amounts.choice import HighestOf
from graph.amounts.instalments import Stage, Staged, Yearly
from graph.amounts.item import Each
from graph.amounts.loan import InterestPoints
from graph.amounts.metric import ShareOfMetric
from graph.amounts.project import ShareOfProject
from graph.amounts.range import Between
from graph.amounts.title import ByTitle, CreditByTitle, UpToByTitle
from graph.amounts.unstated import Unstated
from graph.reader import Fields, Node
from graph.requirement import RuleReader

KINDS: tuple[type[Amount], ...] = (
    ByTitle,
    UpToByTitle,
    CreditByTitle,
    Between,
    Each,
    ShareOfProject,
    ShareOfMetric,
    InterestPoints,
    HighestOf,
    Staged,
    Yearly,
    Unstated,
)

__all__ = [
    "KINDS",
    "Amount",
    "Between",
    "ByTitle",
    "Cap",
    "CreditByTitle",
    "Each",
    "HighestOf",
    "InterestPoints",
    "Loan",
    "Offer",
    "Payment",
    "Project",
    "ShareOfMetric",
    "ShareOfProject",
    "Stage",
    "Staged",
    "Unstated",
    "UpToByTitle",
    "Yearly",
    "read_amount",
]


def read_amount(node: Node, rules: RuleReader) -> Amount | None:
    """Read the amount of a fund, whose conditions are numbered among the criteria of its programme."""
    fields = Fields(node)
    known = {kind.key: kind for kind in KINDS}
    key = fields.one_of(known, "金额") if node.is_mapping else None
    if key is None:
        return None
    clause = fields.need("clause", rules.source.clause, rules.source.place)
    amount = replace(known[key].read(fields, clause, rules), caps=read_own_caps(fields))
    fields.done()
    return amount
