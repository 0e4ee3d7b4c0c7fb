"""Re-examination: titles held, judged by the rules that hold when they are re-examined."""

from dataclasses import replace
from datetime import date

from graph.criteria import Criterion
from graph.model import Catalogue, Programme, Version
from graph.requirement import Requirement, everything
from graph.verdict import Verdict
from planner.assessment import Assessment, ahead, assess_one
from planner.errors import UnknownProgramme
from planner.facts import CompanyFacts
from planner.gaps import GapReader
from planner.judging import judge, unknowns
from planner.profile import Profile
from planner.risks import risks


def review(profile: Profile, catalogue: Catalogue, on: date, programme: str | None = None) -> tuple[Assessment, ...]:
    """Return how the titles that are re-examined would fare on a day, in the order of the catalogue.

    Parameters
    ----------
    profile : Profile
        The company.
    catalogue : Catalogue
        The policies.
    on : datetime.date
        The day of judgement: the version in force for re-examinations on that day counts.
    programme : str, optional
        One title only.

    Returns
    -------
    tuple[Assessment, ...]
        State `held` with the verdict, gaps and unknowns of re-examination; titles without re-examination are left out.

    Raises
    ------
    UnknownProgramme
        If `programme` is not in the catalogue.
    """
    if programme is not None and programme not in catalogue.programmes:
        raise UnknownProgramme(programme, catalogue.programmes)
    facts = CompanyFacts(profile, catalogue, on, on)
    wanted = [catalogue.programmes[programme]] if programme else list(catalogue.programmes.values())
    found = (_reviewed(item, facts) for item in wanted)
    return tuple(assessment for assessment in found if assessment is not None)


def at_review(rule: Requirement) -> Requirement:
    """Return a requirement as it stands at re-examination: what is not examined counts as met, what differs is replaced."""
    if isinstance(rule, Criterion):
        return everything(()) if rule.terms.dropped_at_review else rule.at_review or rule
    return replace(rule, children=tuple(at_review(child) for child in rule.children))


def version_at_review(programme: Programme, on: date) -> Version | None:
    """Return the version by which titles are re-examined on a day."""
    return next((version for version in programme.versions if version.review_in_force.covers(on)), None)


def _reviewed(programme: Programme, facts: CompanyFacts) -> Assessment | None:
    holdings = [holding for holding in facts.holdings(programme.id) if holding.valid(facts.on) is not Verdict.UNMET]
    version = version_at_review(programme, facts.on)
    if not holdings or version is None or programme.validity is None or programme.validity.renewal != "review":
        return None
    judged = judge(everything((*programme.scope, at_review(version.requires))), facts)
    return replace(
        assess_one(programme, facts),
        state="held",
        verdict=judged.verdict,
        gaps=GapReader(facts, ahead(programme, facts)).of(judged),
        unknowns=unknowns(judged),
        review_due=max((holding.until for holding in holdings if holding.until), default=None),
        at_risk=risks(programme, facts),
        judged=judged,
    )
