"""Requirements: trees of all / any / at_least over criteria, and how they are read."""

from collections.abc import Iterator
from dataclasses import dataclass

from graph.criteria import KINDS, Criterion, Terms, TitleHeld
from graph.reader import Fields, Node, choice, flag, positive, several, text
from graph.source import Source

CERTAINTIES = ("primary", "secondary")
SUBJECTS = {"product": "产品", "project": "项目", "case": "案例", "brand": "品牌"}


@dataclass(frozen=True)
class Gate:
    """At least `count` of the children hold (None: all of them).

    `stands_for`: the umbrella that this gate spells out. `holder`: the one child is wanted of some product (project, case, …) by
    itself: facts of two never combine.
    """

    kind: str
    count: int | None
    children: tuple["Requirement", ...]
    stands_for: str | None = None
    holder: str | None = None


Requirement = Gate | Criterion


def leaves(tree: Requirement) -> Iterator[Criterion]:
    """Yield the criteria of a tree, from left to right."""
    if isinstance(tree, Gate):
        for child in tree.children:
            yield from leaves(child)
    else:
        yield tree


def everything(children: tuple[Requirement, ...]) -> Gate:
    """Return the gate that wants all of its children."""
    return Gate("all", None, children)


@dataclass
class RuleReader:
    """Reads the rules of one programme, numbering its criteria."""

    programme: str
    source: Source
    certainty: str = "primary"
    count: int = 0
    clause_required: bool = True

    def tree(self, node: Node) -> Requirement | None:
        """Read a gate or a leaf."""
        fields = Fields(node)
        if not node.is_mapping:
            return None
        for gate in ("all", "any", "of"):
            if gate in fields:
                return self._gate(fields, gate)
        return self._some(fields) if "some" in fields else self._leaf(fields)

    def root(self, fields: Fields, key: str) -> Requirement | None:
        """Read the tree under a key, if there is one."""
        node = fields.node_of(key)
        return None if node is None else self.tree(node)

    def criteria(self, node: Node) -> tuple[Criterion, ...]:
        """Read a list of leaves."""
        return several(self.criterion)(node)

    def criterion(self, node: Node) -> Criterion | None:
        """Read a leaf where no gate may stand."""
        rule = self.tree(node)
        if isinstance(rule, Gate):
            node.fault("此处只能写单条指标，不能写 all、any、of")
            return None
        return rule

    def trees(self, node: Node) -> tuple[Requirement, ...]:
        """Read a list of gates and leaves."""
        return tuple(rule for rule in map(self.tree, node.items()) if rule is not None)

    def _gate(self, fields: Fields, gate: str) -> Gate:
        children = fields.take(gate, self.trees, ())
        count = fields.need("at_least", positive, 1) if gate == "of" else {"all": None, "any": 1}[gate]
        if not children:
            fields.node.fault(f"{gate} 下没有条件")
        elif count is not None and count > len(children):
            fields.node.fault(f"{len(children)} 条里不可能满足 {count} 条", "at_least 不能超过 of 的条数")
        fields.done()
        return Gate("at_least" if gate == "of" else gate, count, children)

    def _some(self, fields: Fields) -> Gate | None:
        holder = fields.take("some", choice(*SUBJECTS), "")
        meets = self.root(fields, "meets")
        if "meets" not in fields:
            fields.node.fault("缺少 meets", "some 之下写 meets: 条件")
        fields.done()
        return None if meets is None else Gate("some", 1, (meets,), holder=holder)

    def _leaf(self, fields: Fields) -> Criterion | None:
        self.count += 1
        fields.node.stands_at(self._id)
        return self._rule(fields)

    @property
    def _id(self) -> str:
        return f"{self.programme}#{self.count}"

    def _rule(self, fields: Fields) -> Criterion | None:
        known = {kind.key: kind for kind in KINDS}
        key = fields.one_of(known, "指标")
        if key is None:
            return None
        kind = known[key]
        review = fields.node_of("review")
        at_review = self._at_review(fields, review, kind) if review else None
        terms = self._terms(fields, dropped=review is not None and review.scalar == "dropped")
        criterion = kind.read(fields, terms, at_review)
        fields.done()
        return criterion

    def _at_review(self, fields: Fields, review: Node, kind: type[Criterion]) -> Criterion | None:
        if review.scalar == "dropped":
            return None
        if not review.is_mapping:
            review.fault("review 应为 dropped 或替换的写法", "如 review: {any_of_last: 2}")
            return None
        return self._rule(Fields(review).over(fields.without("review"), kind.exclusive))

    def _terms(self, fields: Fields, *, dropped: bool) -> Terms:
        take = fields.need if self.clause_required else fields.take
        clause = take("clause", self.source.clause, self.source.place)
        return Terms(
            id=self._id,
            clause=clause,
            soft=fields.take("soft", flag, False),
            certainty=fields.take("certainty", choice(*CERTAINTIES), self.certainty),
            note=fields.take("note", text, ""),
            dropped_at_review=dropped,
        )


def titles_of(tree: Requirement) -> tuple[str, ...]:
    """Return the programmes that the titles of a tree name, each once, in order."""
    names = [leaf.honor for leaf in leaves(tree) if isinstance(leaf, TitleHeld)]
    return tuple(dict.fromkeys(names))
