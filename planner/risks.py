"""What puts a held title at risk: events that take it away, duties missed."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from graph.model import Programme
from graph.source import Clause
from graph.verdict import Verdict
from planner.facts import CompanyFacts


@dataclass(frozen=True)
class Risk:
    """A clause by which a title may be lost; `criterion` is empty for a duty."""

    criterion: str
    text: str
    clause: Clause


def risks(programme: Programme, facts: CompanyFacts) -> tuple[Risk, ...]:
    """Return why a title held on the day may be taken away: only what happened in its term counts."""
    titles = [title for title in facts.profile.titles if title.honor == programme.id]
    begun = max((day for title in titles if (day := title.renewed or title.granted)), default=date.min)
    since = tuple(event for event in facts.profile.events if begun <= event.on <= facts.on)
    later = replace(facts, profile=replace(facts.profile, events=since))
    lost = [rule for rule in programme.revocation if rule.verdict(later) is Verdict.UNMET]
    texts = [Risk(rule.terms.id, rule.text(facts.vocabulary), rule.terms.clause) for rule in lost]
    return (*texts, *_missed(programme, later))


def _missed(programme: Programme, facts: CompanyFacts) -> Iterator[Risk]:
    """Yield the consequence of yearly duties missed once, or twice, in the term."""
    kinds = facts.vocabulary.events
    times = sum(event.honor == programme.id and kinds[event.kind].missed_duty for event in facts.profile.events)
    for duty in (duty for duty in programme.maintenance if duty.by is not None):
        said = duty.missed_once if times == 1 else duty.missed_twice if times > 1 else ""
        if said:
            yield Risk("", f"{duty.duty}：已有 {times} 次未按期，{said}", duty.clause)
