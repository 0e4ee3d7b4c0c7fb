from pathlib import Path

from graph.criteria import NoEvent, TitleHeld
from graph.loader import load_catalogue
from graph.model import Catalogue
from graph.requirement import Gate, Requirement, leaves


def extend(folder: Path, more: str) -> Catalogue:
    trial = folder / "cn" / "trial.yaml"
    trial.write_text(trial.read_text(encoding="utf-8") + more, encoding="utf-8")
    return load_catalogue(folder)


def requires(catalogue: Catalogue, id: str) -> Requirement:
    return catalogue.programmes[id].versions[-1].requires


def test_an_umbrella_is_spelled_out_under_the_clause_that_wants_it(base: Catalogue) -> None:
    wanted = requires(base, "champion")
    assert isinstance(wanted, Gate)
    gate = wanted.children[0]
    assert isinstance(gate, Gate)
    assert (gate.kind, gate.count, gate.stands_for) == ("any", 1, "star-or-cup")
    star, cup = gate.children
    assert isinstance(star, TitleHeld)
    assert isinstance(cup, TitleHeld)
    assert (star.honor, cup.honor) == ("star", "cup")
    assert (star.held_for_years, star.terms.clause.clause) == (1, "（四）")
    assert cup.terms.id == star.terms.id.removesuffix("1") + "2"


def test_what_stands_at_review_is_spelled_out_too(folder: Path) -> None:
    catalogue = extend(
        folder,
        """
  reviewed:
    name: 复核另有要求的
    kind: honor
    level: national
    requires: {title: star-or-cup, held_for_years: 1, review: {held_for_years: 2}, clause: （一）}
""",
    )
    for rule, honor in zip(leaves(requires(catalogue, "reviewed")), ("star", "cup"), strict=True):
        assert isinstance(rule.at_review, TitleHeld)
        assert (rule.at_review.honor, rule.at_review.held_for_years) == (honor, 2)


def test_an_umbrella_that_wants_all_is_no_choice(folder: Path) -> None:
    catalogue = extend(
        folder,
        """
  both:
    name: 双星
    kind: honor
    level: national
    held_when: {all: [{title: star, clause: （一）}, {title: cup, clause: （一）}]}
  wants-both:
    name: 要双星
    kind: honor
    level: national
    requires: {title: both, clause: （二）}
""",
    )
    gate = requires(catalogue, "wants-both")
    assert isinstance(gate, Gate)
    assert (gate.kind, gate.count, gate.stands_for, len(gate.children)) == ("all", None, "both", 2)


def test_an_umbrella_within_an_umbrella_is_spelled_out_too(folder: Path) -> None:
    catalogue = extend(
        folder,
        """
  wider:
    name: 更宽的
    kind: honor
    level: national
    held_when: {any: [{title: star-or-cup, clause: （一）}, {title: trial, clause: （一）}]}
  wants-wider:
    name: 要更宽的
    kind: honor
    level: national
    requires: {title: wider, clause: （二）}
""",
    )
    found = list(leaves(requires(catalogue, "wants-wider")))
    assert [rule.titles for rule in found] == [("star",), ("cup",), ("trial",)]
    assert len({rule.terms.id for rule in found}) == 3


def test_an_umbrella_that_rests_on_itself_ends(folder: Path) -> None:
    catalogue = extend(
        folder,
        """
  self:
    name: 自指
    kind: honor
    level: national
    held_when: {any: [{title: self, clause: （一）}, {title: star, clause: （一）}]}
  wants-self:
    name: 要自指
    kind: honor
    level: national
    requires: {title: self, clause: （二）}
""",
    )
    assert {title for rule in leaves(requires(catalogue, "wants-self")) for title in rule.titles} == {"self", "star"}


def test_vetoes_taken_over_come_without_the_cooldown_of_the_other(base: Catalogue) -> None:
    for version in base.programmes["champion"].versions:
        kinds = [veto.kinds for veto in version.vetoes if isinstance(veto, NoEvent)]
        assert sorted(kinds) == [("dishonesty",), ("safety_accident",)]
    own = base.programmes["star"].versions[0].vetoes
    assert [veto.about for veto in own if isinstance(veto, NoEvent)] == [(), ("star",)]


def test_vetoes_taken_over_are_taken_further(folder: Path) -> None:
    catalogue = extend(
        folder,
        """
  third:
    name: 第三
    kind: honor
    level: national
    requires: {declared: own_brand, clause: （一）}
    vetoes: {same_as: champion}
""",
    )
    found = catalogue.programmes["third"].versions[0].vetoes
    assert {veto.kinds for veto in found if isinstance(veto, NoEvent)} == {("dishonesty",), ("safety_accident",)}


def test_vetoes_of_one_version_are_taken_over_by_that_version_alone(folder: Path) -> None:
    catalogue = extend(
        folder,
        """
  changing:
    name: 变过的
    kind: honor
    level: national
    versions:
      - in_force: {to: 2025-12-31}
        requires: {declared: own_brand, clause: 旧}
        vetoes: {same_as: star}
      - in_force: {from: 2026-01-01}
        requires: {declared: own_brand, clause: 新}
  follower:
    name: 跟着变的
    kind: honor
    level: national
    versions:
      - in_force: {to: 2025-06-30}
        requires: {declared: own_brand, clause: 旧}
      - in_force: {from: 2025-07-01, to: 2026-06-30}
        requires: {declared: own_brand, clause: 中}
      - in_force: {from: 2026-07-01}
        requires: {declared: own_brand, clause: 新}
    vetoes: {same_as: changing}
""",
    )
    assert [len(version.vetoes) for version in catalogue.programmes["changing"].versions] == [1, 0]
    assert [len(version.vetoes) for version in catalogue.programmes["follower"].versions] == [1, 1, 0]
