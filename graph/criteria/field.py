"""A fact of the enterprise: region, size, legal form, listing."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from graph.columns import Screened, Table, Told, Truth, doubtful, every, opposite, some
from graph.criteria.base import Criterion, Finding, Terms
from graph.facts import Absent, Answer, Facts
from graph.reader import Fields, flag, reference, text
from graph.reader import some as listed
from graph.verdict import Verdict, any_of
from graph.vocabulary import EnterpriseField, Vocabulary

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True)
class FieldIs(Criterion):
    """`{field: size, one_of: [medium, small, micro]}`, `is: true`, or `none_of: […]`; of several fields one is enough."""

    fields: tuple[str, ...]
    wanted: tuple[object, ...]
    negated: bool

    key: ClassVar[str] = "field"
    exclusive: ClassVar[tuple[frozenset[str], ...]] = (frozenset({"is", "one_of", "none_of"}),)

    @classmethod
    def read(cls, fields: Fields, terms: Terms, at_review: Criterion | None) -> "FieldIs":
        names = fields.need("field", listed(reference("fields")), ())
        how = fields.one_of(("is", "one_of", "none_of"), "取值")
        wanted: tuple[object, ...] = ()
        if how == "is":
            wanted = (fields.take("is", flag, True),)
        elif how:
            wanted = fields.take(how, listed(text), ())
        return cls(terms, at_review, names, wanted, how == "none_of")

    def judge(self, facts: Facts) -> Finding:
        each = {name: self._one(facts.field(name)) for name in self.fields}
        verdict = any_of(each.values())
        unsure = (name for name, known in each.items() if known is Verdict.UNKNOWN) if verdict is Verdict.UNKNOWN else ()
        fixed = verdict is not Verdict.UNKNOWN and all(facts.vocabulary.fields[name].change == "fixed" for name in self.fields)
        return Finding(verdict, asks=tuple(ask for name in unsure for ask in facts.asks(name)), fixed=fixed)

    def verdict(self, facts: Facts) -> Verdict:
        return any_of(self._one(facts.field(name)) for name in self.fields)

    def _one(self, answer: Answer | Absent) -> Verdict:
        if isinstance(answer, Absent):
            return Verdict.UNKNOWN if answer is Absent.UNKNOWN else Verdict.MET
        held = answer if isinstance(answer, tuple) else (answer,)
        return Verdict.of(any(value in self.wanted for value in held) != self.negated)

    def screen(self, table: Table) -> Screened:
        told = {name: table.field(name) for name in self.fields}
        holds = table.share(some(self._wanted(one, table.vocabulary.fields[name]) for name, one in told.items()))
        asks = [(ask, every((doubtful(holds), told[name].unknown, when))) for name in self.fields for ask, when in table.asks(name)]
        fixed = all(table.vocabulary.fields[name].change == "fixed" for name in self.fields)
        return Screened(holds, tuple(asks), fixed)

    def _wanted(self, told: Told, field: EnterpriseField) -> Truth:
        """Return whether each company's answer is wanted: the twin of `_one`."""
        if told.answer is None:
            return some((None, told.free)) if told.unknown is not False else told.free
        if field.type == "boolean":
            found: Truth = some((told.answer if value else ~told.answer) for value in self.wanted if isinstance(value, bool))
        else:
            words = [value for value in self.wanted if isinstance(value, str)]
            found = _any_of(told.answer, words, several=field.type in ("texts", "choices"))
        return some((opposite(found) if self.negated else found, told.free))

    def faults(self, words: Vocabulary) -> Iterator[tuple[str, str]]:
        for name in self.fields:
            if name in words.fields and self.wanted:
                yield from self._misfits(words.fields[name])

    def _misfits(self, field: EnterpriseField) -> Iterator[tuple[str, str]]:
        if (field.type == "boolean") != (self.wanted in ((True,), (False,))):
            yield f"{field.name}的写法不对", "是非字段用 is，其余用 one_of、none_of"
        elif field.choices:
            for value in self.wanted:
                if value not in field.choices:
                    yield f"{value} 不是{field.name}的可选值", "可用：" + "、".join(field.choices)

    def text(self, words: Vocabulary) -> str:
        name = "或".join(words.fields[id].name for id in self.fields)
        if self.wanted in ((True,), (False,)):
            return name if self.wanted == (True,) else f"不属于{name}"
        field = words.fields[self.fields[0]]
        names = "、".join(field.choices.get(str(value), str(value)) for value in self.wanted)
        return f"{name}{'不含' if self.negated else '为'}{names}"


def _any_of(answer: "pl.Expr", words: list[str], *, several: bool) -> Truth:
    """Return whether the answer, or one of several, is one of the words."""
    if several:
        return some(answer.list.contains(word) for word in words)
    return answer.is_in(words)
