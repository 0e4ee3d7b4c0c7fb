"""What the page of one company shows of its current profile: the planner's answers of today, as the report says them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from api.pages.report_view import by_state, spent
from api.phrases import payable
from graph.model import Catalogue
from planner.assessment import Assessment, assess
from planner.awards import Awards, Line, awards
from planner.profile import Profile


@dataclass(frozen=True)
class Standing:
    """Where a company stands on a day."""

    profile: Profile
    on: date
    results: tuple[Assessment, ...]
    money: Awards

    @cached_property
    def groups(self) -> Mapping[str, list[Assessment]]:
        """The programmes by state."""
        return by_state(self.results)

    @cached_property
    def by_programme(self) -> Mapping[str, Assessment]:
        """Each result by its programme."""
        return {one.programme.id: one for one in self.results}

    @cached_property
    def paying(self) -> frozenset[str]:
        """The funds that still pay something for what is held."""
        return payable(self.money)

    @cached_property
    def spent(self) -> list[Assessment]:
        """The funds whose conditions hold but which pay nothing for what is held."""
        return spent(self.groups, self.paying)

    @property
    def open(self) -> list[Assessment]:
        """What can be applied for now; funds only where they still pay."""
        return [one for one in self.groups["eligible"] if one not in self.spent]

    @property
    def implied(self) -> list[Assessment]:
        """What is held without standing in the profile: umbrellas, by what they stand for."""
        listed = {title.honor for title in self.profile.titles}
        return [one for one in self.groups["held"] if one.programme.id not in listed]

    @property
    def unclaimed(self) -> list[Line]:
        """The fixed amounts of titles held that have not been claimed."""
        return [line for line in self.money.claims if line.counts_from == "now"]


def standing(profile: Profile, catalogue: Catalogue, on: date) -> Standing:
    """Return where a company stands on a day."""
    return Standing(profile, on, assess(profile, catalogue, on), awards(profile, catalogue, on))
