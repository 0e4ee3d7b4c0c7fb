"""A row of a table, of whatever kind of file, is the profile that the JSON reader gives for the same values."""

import csv
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from api.tables.columns import metric_column
from planner.profile import Profile
from planner.profile_reader import read_profile
from planner.screening.frame import frame_of, profile_of
from tests.tables.making import CATALOGUE, CODE, read, workbook

WORDS = CATALOGUE.words
DAYS = some.dates(min_value=date(1990, 1, 1), max_value=date(2026, 1, 1)).map(str)
FIGURES = some.one_of(some.integers(0, 10**9), some.decimals(0, 10**8, places=6), some.sampled_from([Decimal("2.9999"), Decimal("0.1")]))
METRICS = [metric for metric in WORDS.metrics.values() if metric.derivation is None]
HONORS = [one for one in CATALOGUE.programmes.values() if one.kind != "fund" and one.held_when is None]
YES = {True: "是", False: "否"}


@some.composite
def profiles(draw: some.DrawFn) -> dict[str, Any]:
    """Return a profile that a row can say."""
    names = some.sampled_from(["甲公司", "乙（集团）公司", "=1+1", "@sum", "-x", 'a"b', "a,b"])
    optional = {
        "uscc": some.just(CODE),
        "registered_on": DAYS,
        "industry": some.sampled_from(["C3823", "3823"]),
        "sector_class": some.sampled_from(["traditional", "future"]),
        "legal_person": some.booleans(),
        "listed_on": some.sampled_from([[], ["上交所"], ["上交所", "境外"]]),
        "chains": some.sampled_from([[], ["新材料"], ["新材料", "新型电力（新能源）装备"]]),
        "park": some.just("某园区"),
    }
    found: dict[str, Any] = {
        "enterprise": draw(
            some.fixed_dictionaries({"name": names, "region": some.sampled_from(["410421", "410400", "110000"])}, optional=optional)
        )
    }
    found["metrics"] = {}
    for metric in draw(some.lists(some.sampled_from(METRICS), max_size=6, unique=True)):
        value = DAYS if metric.type == "date" else FIGURES
        found["metrics"][metric.id] = draw(
            some.dictionaries(some.sampled_from(["2024", "2025"]), value, min_size=1) if metric.yearly else value
        )
    found["declarations"] = draw(some.dictionaries(some.sampled_from([*WORDS.declarations]), some.booleans(), max_size=4))
    grants = some.sampled_from([None, "2019", "2020-02-03"])
    found["titles"] = [
        {
            "honor": one.id,
            "granted": draw(grants),
            "expires": draw(some.sampled_from([None, "2026-05-06"])),
            "rank": draw(some.sampled_from([None, 3])),
        }
        for one in draw(some.lists(some.sampled_from(HONORS), max_size=3, unique=True))
    ]
    found["events"] = [
        draw(happening(kind)) for kind in draw(some.lists(some.sampled_from([*WORDS.events.values()]), max_size=3, unique=True))
    ]
    for section in ("titles_complete", "events_complete"):
        if draw(some.booleans()):
            found[section] = draw(some.booleans())
    return found


def happening(kind: Any) -> some.SearchStrategy[dict[str, Any]]:
    """Return events of a kind."""
    required: dict[str, Any] = {"kind": some.just(kind.id), "on": some.just("2024-03-02")}
    if kind.honor:
        required["honor"] = some.sampled_from([one.id for one in HONORS])
    optional: dict[str, Any] = {"cleared": some.just("2024-05-06")}
    if kind.severities:
        optional["severity"] = some.sampled_from(["general", "larger"])
    return some.fixed_dictionaries(required, optional=optional)


def cells(profile: Mapping[str, Any]) -> dict[str, Any]:
    """Return a profile as headings and cells, as a clerk writes them."""
    names = {"name": "企业名称", "uscc": "统一社会信用代码", "park": "所在园区", **{id: field.name for id, field in WORDS.fields.items()}}
    found: dict[str, Any] = {}
    for id, value in profile["enterprise"].items():
        choices = WORDS.fields[id].choices if id in WORDS.fields else {}
        said = ("、".join(value) or "无") if isinstance(value, list) else YES.get(value, choices.get(value, value))
        found[names[id]] = said
    for id, value in profile["metrics"].items():
        metric = WORDS.metrics[id]
        years = {int(year): figure for year, figure in value.items()} if metric.yearly else {None: value}
        found |= {metric_column(metric, year).heading: figure for year, figure in years.items()}
    found |= {WORDS.declarations[id].name: YES[answer] for id, answer in profile["declarations"].items()}
    for title in profile["titles"]:
        name = WORDS.names[title["honor"]]
        found[name] = title["granted"] or "是"
        found |= {f"{name} {said}": title[part] for part, said in (("expires", "有效期至"), ("rank", "排名")) if title[part]}
    for event in profile["events"]:
        name = WORDS.events[event["kind"]].name
        severity = {"general": "一般", "larger": "较大"}
        found[name] = event["on"]
        found |= {f"{name} 整改日期": event["cleared"]} if "cleared" in event else {}
        found |= {f"{name} 等级": severity[event["severity"]]} if "severity" in event else {}
        found |= {f"{name} 所涉称号": WORDS.names[event["honor"]]} if "honor" in event else {}
    complete = {"titles_complete": "称号列全了", "events_complete": "事件列全了"}
    return found | {said: YES[profile[section]] for section, said in complete.items() if section in profile}


def sorted_lists(profile: Profile) -> Any:
    """Return a profile with its lists in one order."""
    titles = sorted(profile.titles, key=lambda title: title.honor)
    events = sorted(profile.events, key=lambda event: event.kind)
    return profile, titles, events


def same(one: Profile, other: Profile) -> bool:
    bare = [replace(profile, titles=(), events=()) for profile in (one, other)]
    return bare[0] == bare[1] and sorted_lists(one)[1:] == sorted_lists(other)[1:]


def written(path: Path, found: Mapping[str, Any]) -> Path:
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([[*found], [f"{value:f}" if isinstance(value, Decimal) else value for value in found.values()]])
        return path
    return workbook(path, [[*found], [float(value) if isinstance(value, Decimal) else value for value in found.values()]])


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=profiles())
def test_row_of_a_table_gives_the_profile_that_json_gives(tmp_path: Path, suffix: str, data: dict[str, Any]) -> None:
    table = read(written(tmp_path / f"table{suffix}", cells(data)))
    assert table.faults == ()
    (row,) = table.frame.iter_rows(named=True)
    assert same(profile_of(row, CATALOGUE), read_profile(data, CATALOGUE))


@settings(max_examples=60, deadline=None)
@given(data=profiles())
def test_profile_in_a_folder_comes_back_from_the_frame(data: dict[str, Any]) -> None:
    profile = read_profile(data, CATALOGUE)
    frame, others = frame_of([(7, profile)], CATALOGUE)
    assert others == ()
    (row,) = frame.iter_rows(named=True)
    assert row["row"] == 7
    assert same(profile_of(row, CATALOGUE), profile)
