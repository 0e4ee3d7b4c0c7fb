"""A fact of the enterprise: region, size, legal form, listing."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from graph.criteria.base import Criterion, Finding, Terms
from graph.facts import Absent, Facts
from graph.reader import Fields, flag, reference, some, text
from graph.verdict import Verdict
from graph.vocabulary import Vocabulary


@dataclass(frozen=True)
class FieldIs(Criterion):
    """`{field: size, one_of: [medium, small, micro]}`, `is: true`, or `none_of: […]`."""

    field: str
    wanted: tuple[object, ...]
    negated: bool

    key: ClassVar[str] = "field"
    exclusive: ClassVar[tuple[frozenset[str], ...]] = (frozenset({"is", "one_of", "none_of"}),)

    @classmethod
    def read(cls, fields: Fields, terms: Terms, at_review: Criterion | None) -> "FieldIs":
        field = fields.need("field", reference("fields"), "")
        how = fields.one_of(("is", "one_of", "none_of"), "取值")
        wanted: tuple[object, ...] = ()
        if how == "is":
            wanted = (fields.take("is", flag, True),)
        elif how:
            wanted = fields.take(how, some(text), ())
        return cls(terms, at_review, field, wanted, how == "none_of")

    def judge(self, facts: Facts) -> Finding:
        answer = facts.field(self.field)
        if answer is Absent.UNKNOWN:
            return Finding(Verdict.UNKNOWN, asks=facts.asks(self.field))
        if answer is Absent.FREE:
            return Finding(Verdict.MET)
        held = answer if isinstance(answer, tuple) else (answer,)
        found = any(value in self.wanted for value in held)
        fixed = facts.vocabulary.fields[self.field].change == "fixed"
        return Finding(Verdict.of(found != self.negated), fixed=fixed)

    def faults(self, words: Vocabulary) -> Iterator[tuple[str, str]]:
        field = words.fields.get(self.field)
        if field is None or not self.wanted:
            return
        if (field.type == "boolean") != (self.wanted in ((True,), (False,))):
            yield f"{field.name}的写法不对", "是非字段用 is，其余用 one_of、none_of"
        elif field.choices:
            for value in self.wanted:
                if value not in field.choices:
                    yield f"{value} 不是{field.name}的可选值", "可用：" + "、".join(field.choices)

    def text(self, words: Vocabulary) -> str:
        field = words.fields[self.field]
        if self.wanted in ((True,), (False,)):
            return field.name if self.wanted == (True,) else f"不属于{field.name}"
        names = "、".join(field.choices.get(str(value), str(value)) for value in self.wanted)
        return f"{field.name}{'不含' if self.negated else '为'}{names}"
