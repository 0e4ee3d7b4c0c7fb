from datetime import date
from pathlib import Path

import pytest

from graph.criteria import Criterion
from graph.loader import load_catalogue
from graph.model import Catalogue, Period, Status


@pytest.mark.parametrize(
    ("code", "chain"),
    [
        ("410421", ("cn-410421", "cn-4104", "cn-41", "cn")),
        ("410173", ("cn-410173", "cn-41", "cn")),
        ("410400", ("cn-4104", "cn-41", "cn")),
        ("110101", ()),
        ("", ()),
    ],
)
def test_jurisdictions_follow_parents_and_not_prefixes(base: Catalogue, code: str, chain: tuple[str, ...]) -> None:
    assert base.jurisdictions(code) == chain


def test_a_period_includes_both_ends() -> None:
    period = Period(date(2026, 4, 1), date(2026, 4, 2))
    assert [period.covers(date(2026, 4, day)) for day in (1, 2, 3)] == [True, True, False]
    assert not period.covers(date(2026, 3, 31))
    assert Period().covers(date(1900, 1, 1))


def test_a_version_is_in_force_on_each_day(base: Catalogue) -> None:
    champion = base.programmes["champion"]
    assert champion.version(date(2026, 3, 31)) is champion.versions[0]
    assert champion.version(date(2026, 4, 1)) is champion.versions[1]


def test_a_closed_programme_is_shut_from_its_day_on() -> None:
    closed = Status("closed", date(2026, 5, 1))
    assert [closed.shut(date(2026, 4, 30)), closed.shut(date(2026, 5, 1))] == [False, True]
    assert Status("paused").shut(date(2026, 1, 1))
    assert not Status().shut(date(2026, 1, 1))


def test_umbrellas_and_credentials_are_not_obtainable(base: Catalogue) -> None:
    obtainable = {id for id, programme in base.programmes.items() if programme.obtainable}
    assert obtainable == {"star", "cup", "champion", "trial", "pilot"}


def test_what_stands_above_the_programmes_holds_for_each(base: Catalogue) -> None:
    star, cup = base.programmes["star"], base.programmes["cup"]
    assert (star.topic, cup.topic, star.route) == ("质量", "质量", ("county", "city", "province"))
    assert [note.text for note in star.notes] == ["本节共用的说明", "质量之星自己的说明"]
    assert [note.text for note in cup.notes] == ["本节共用的说明"]
    assert cup.holders == ("enterprise", "product")


def test_a_clause_is_relative_to_the_section_or_version(base: Catalogue) -> None:
    champion = base.programmes["champion"]
    old, new = (version.requires for version in champion.versions)
    assert isinstance(old, Criterion)
    assert (old.terms.clause.document, old.terms.clause.section, old.terms.clause.clause) == ("old-standard", "附件3", "前提")
    assert old.terms.certainty == "secondary"
    assert champion.after[0].clause.document == "handbook"
    assert new != old


def test_the_version_of_a_catalogue_changes_with_any_file(base: Catalogue, folder: Path) -> None:
    assert load_catalogue(folder).version == base.version
    desks = folder / "cn-41" / "desks.yaml"
    desks.write_text(desks.read_text(encoding="utf-8") + "# 改动\n", encoding="utf-8")
    assert load_catalogue(folder).version != base.version


def test_places_lead_to_the_line_of_programme_and_criterion(base: Catalogue) -> None:
    assert base.places["star"] == ("cn-41/quality.yaml", 10)
    assert base.places["cup#1"] == ("cn-41/quality.yaml", 33)
