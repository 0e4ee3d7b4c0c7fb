"""Clusters, parks, persons and institutions: the same evaluator, each with its own object in the profile."""

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from graph.loader import load_catalogue
from graph.model import Catalogue
from planner.assessment import assess
from planner.errors import ProfileError
from planner.profile_reader import read_profile

ON = date(2026, 11, 21)
BASE = Path(__file__).parents[1] / "graph" / "catalogues" / "base"
SECTION = """
source: {document: handbook, section: 四(一), page: 9}
metrics:
  titled_members: {name: 获称号的成员, unit: 家, change: improvable, members_with: [star, ext-hi-tech]}
  age: {name: 年龄, unit: 岁, years_since: born_on}
declarations:
  organised: {name: 设有运营机构, change: improvable}
programmes:
  strong-cluster:
    name: 强集群
    kind: honor
    level: province
    holder: cluster
    requires: {all: [{metric: titled_members, at_least: 2, clause: （一）}, {declared: organised, clause: （二）}]}
  master:
    name: 大师
    kind: honor
    level: province
    holder: person
    requires: {metric: age, at_most: 70, clause: （一）}
  method:
    name: 优秀方法
    kind: honor
    level: province
    holder: case
    requires: {declared: organised, clause: （一）}
"""


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    folder = Path(shutil.copytree(BASE, tmp_path_factory.mktemp("holders") / "catalogue"))
    (folder / "cn-41" / "cluster.yaml").write_text(SECTION, encoding="utf-8")
    metrics = folder / "metrics.yaml"
    born = """fields:
  region: {name: 地区, type: region, change: fixed}
  born_on: {name: 出生日期, type: date, change: fixed, holders: [person]}"""
    metrics.write_text(metrics.read_text(encoding="utf-8").replace("fields:", born), encoding="utf-8")
    return load_catalogue(folder)


def cluster(**more: Any) -> dict[str, Any]:
    return {"cluster": {"name": "示例集群", "region": "410421"}, "declarations": {"organised": True}, **more}


def member(name: str, *titles: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "titles": list(titles)}


STAR = {"honor": "star", "granted": "2025-03-01"}
LAPSED = {"honor": "star", "granted": "2020-03-01", "expires": "2023-02-28"}
DOUBTFUL = {"honor": "star", "granted": "2022-03-01"}
HI_TECH = {"honor": "ext-hi-tech", "granted": "2024-03-01"}


@pytest.mark.parametrize(
    ("members", "verdict"),
    [
        ([member("甲", STAR), member("乙", HI_TECH)], "met"),
        ([member("甲", STAR, HI_TECH), member("乙")], "unmet"),
        ([member("甲", STAR), member("乙", LAPSED)], "unmet"),
        ([member("甲", STAR), member("乙", DOUBTFUL)], "unknown"),
        (None, "unknown"),
    ],
)
def test_a_cluster_counts_each_member_that_holds_one_of_the_titles_once(catalogue: Catalogue, members: Any, verdict: str) -> None:
    profile = read_profile(cluster(members=members), catalogue)

    (found,) = assess(profile, catalogue, ON, "strong-cluster")

    assert found.verdict is not None
    assert found.verdict.value == verdict


def test_a_count_that_is_filled_in_stands_without_a_list_of_members(catalogue: Catalogue) -> None:
    (found,) = assess(read_profile(cluster(metrics={"titled_members": 1}), catalogue), catalogue, ON, "strong-cluster")

    assert [(gap.metric, gap.have, gap.short) for gap in found.gaps] == [("titled_members", 1, 1)]


def test_an_unknown_count_is_asked_for_by_its_own_name(catalogue: Catalogue) -> None:
    (found,) = assess(read_profile(cluster(), catalogue), catalogue, ON, "strong-cluster")

    assert [ask.id for ask in found.unknowns] == ["titled_members"]


def test_a_person_has_an_age_and_a_company_has_not(catalogue: Catalogue) -> None:
    person = {"person": {"name": "示例", "region": "410421", "born_on": "1956-11-21"}}
    company = {"enterprise": {"name": "示例", "region": "410421", "born_on": "1956-11-21"}}

    (found,) = assess(read_profile(person, catalogue), catalogue, ON, "master")
    with pytest.raises(ProfileError) as refused:
        read_profile(company, catalogue)

    assert found.state == "eligible"
    assert [fault.pointer for fault in refused.value.faults] == ["/enterprise/born_on"]


@pytest.mark.parametrize(("holder", "state"), [("institution", "eligible"), ("enterprise", "eligible"), ("cluster", "out_of_scope")])
def test_cases_are_those_of_enterprises_and_institutions(catalogue: Catalogue, holder: str, state: str) -> None:
    profile = {holder: {"name": "示例", "region": "410421"}, "declarations": {"organised": True}}

    (found,) = assess(read_profile(profile, catalogue), catalogue, ON, "method")

    assert found.state == state


def test_a_gap_is_not_said_to_close_on_the_day_on_which_titles_of_members_lapse(catalogue: Catalogue) -> None:
    lapsing = member("甲", {"honor": "star", "granted": "2024-02-10", "expires": "2026-12-10"})

    (found,) = assess(read_profile(cluster(members=[lapsing]), catalogue), catalogue, ON, "strong-cluster")

    assert found.round is not None
    assert found.round.next is not None
    assert [gap.earliest for gap in found.gaps if gap.metric == "titled_members"] == [found.round.next.opens]
