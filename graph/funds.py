"""Reading what makes a programme a fund: amount, payers, claim, who shares the cost."""

from fractions import Fraction

from graph.amounts import Amount, Cap, read_amount
from graph.model import Claim, CostShare, Fund
from graph.reader import Fields, Node, choice, flag, identifier, integer, number, pairs, reference, several, some, text
from graph.requirement import RuleReader
from graph.source import Source

PAYERS = ("national", "provincial", "municipal")


def read_fund(id: str, fields: Fields, rules: RuleReader) -> Fund | None:
    """Read the keys of a fund among those of its programme."""
    for key, what, right in (("amount", "金额", "写 amount"), ("payer", "出资方", "写 payer: national、provincial 或 municipal")):
        if key not in fields:
            fields.node.fault(f"{id} 没有{what}", right)
    source = rules.source
    amount = fields.find("amount", lambda node: read_amount(node, rules))
    payers = fields.take("payer", _read_payers, ())
    pool = fields.find("pool", text)
    unstated = Claim(amount.honors() if amount else (), None, False, False, None)
    claim = fields.take("claim", lambda node: _read_claim(node, amount, source), unstated)
    shares = fields.take("shares", several(lambda node: _read_share(node, source)), ())
    joint_caps = fields.take("joint_cap", some(_read_joint_cap), ())
    may_join = fields.find("stacks", choice("interest", "leasing")) is not None
    replaces = fields.take("replaces", some(reference("programmes")), ())
    applies_as = fields.take("applies_as", identifier, "")
    return None if amount is None else Fund(amount, payers, pool, claim, shares, joint_caps, may_join, replaces, applies_as)


def _read_claim(node: Node, amount: Amount | None, source: Source) -> Claim:
    fields = Fields(node)
    named = amount.honors() if amount else ()
    claim = Claim(
        fields.take("of", some(reference("honors")), named),
        fields.find("within_years", integer),
        fields.take("while_held", flag, False),
        fields.take("first_time", flag, False),
        fields.find("clause", source.clause),
        fields.take("every_year", flag, False),
        fields.take("after_years", integer, 0),
    )
    if named and set(named) != set(claim.of):
        odd = "、".join(sorted(set(named) ^ set(claim.of)))
        node.fault(f"claim 与 amount 所列的称号不一致：{odd}", "两处列同样的称号，或不写 of")
    fields.done()
    return claim


def _read_share(node: Node, source: Source) -> CostShare:
    fields = Fields(node)
    share = CostShare(
        fields.take("regions", some(reference("region_codes")), ()),
        fields.need("text", text, ""),
        fields.need("clause", source.clause, source.place),
    )
    fields.done()
    return share


def _read_joint_cap(node: Node) -> Cap:
    fields = Fields(node)
    name, limit = fields.need("name", identifier, ""), fields.need("cap", number, Fraction(0))
    cap = Cap(limit, fields.need("per", choice("year", "item", "all"), "all"), name)
    fields.done()
    return cap


def _read_payers(node: Node) -> tuple[tuple[str, Fraction], ...]:
    if not node.is_mapping:
        payer = choice(*PAYERS)(node)
        return ((payer, Fraction(100)),) if payer else ()
    payers = pairs(number, choice(*PAYERS))(node)
    if sum(share for _, share in payers) != 100:
        node.fault("各级出资比例之和不是 100", "如 {provincial: 50, municipal: 50}")
    return payers
