"""The made-up companies hang together, are read without a fault and say that they are made up; the roster says what the compendium says."""

import importlib.util
import json
from functools import cache
from itertools import islice, pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from api.exact_json import read_json
from graph.loader import load_catalogue
from graph.model import Catalogue
from planner.profile_reader import read_profile

EXAMPLES = Path(__file__).parents[1] / "examples"
LADDERS = (
    ("sme-innovative", "sme-specialized", "sme-little-giant"),
    ("smart-factory-basic", "smart-factory-advanced", "smart-factory-excellent"),
    ("smart-workshop", "smart-factory-province"),
    ("champion-province", "champion-national"),
)


@cache
def module(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, EXAMPLES / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


@cache
def city() -> list[dict[str, Any]]:
    made = module("companies")
    return list(made.companies(made.CITY, made.COUNTIES, made.SEED))


def test_the_same_seed_gives_the_same_city_and_another_one_another() -> None:
    made = module("companies")

    assert list(made.companies(50, made.COUNTIES, made.SEED)) == city()[:50]
    assert list(made.companies(50, made.COUNTIES, made.SEED + 1)) != city()[:50]


def test_every_company_is_read_without_a_fault(catalogue: Catalogue) -> None:
    read = [read_profile(read_json(json.dumps(profile)), catalogue) for profile in city()]

    assert len(read) == 300
    assert all(profile.name.startswith("示例") for profile in read)
    assert len({profile.identity["uscc"] for profile in read}) == len({profile.name for profile in read}) == 300


def test_titles_come_one_after_the_other_and_after_the_founding() -> None:
    climbed = 0
    for profile in city():
        granted = {title["honor"]: title["granted"] for title in profile["titles"]}
        assert all(day > profile["enterprise"].get("registered_on", "") for day in granted.values())
        for lower, upper in (pair for ladder in LADDERS for pair in pairwise(ladder) if pair[1] in granted):
            climbed += 1
            assert granted[lower] < granted[upper]
    assert climbed > 50


def test_some_figures_are_missing_and_some_events_happened() -> None:
    full = max(len(profile["metrics"]) for profile in city())

    assert 50 < sum(len(profile["metrics"]) < full for profile in city()) < 200
    assert 5 < sum(bool(profile["events"]) for profile in city()) < 40
    assert 5 < sum(not profile["events_complete"] for profile in city()) < 60


def test_the_province_lies_in_all_regions_by_quota_and_the_city_in_its_counties(catalogue: Catalogue) -> None:
    made = module("companies")
    regions = made.province_regions(catalogue)
    cities = {region.code for region in catalogue.regions.values() if region.parent == "cn-41"}

    assert (cities - {"410400"}) | set(made.COUNTIES) == set(regions)
    assert regions["410100"] > regions["410300"] > regions["419001"]
    assert {profile["enterprise"]["region"] for profile in city()} <= set(made.COUNTIES)


def test_the_columns_of_the_table_are_paths_of_words_that_the_catalogue_has(catalogue: Catalogue) -> None:
    made, words = module("companies"), catalogue.words
    tables = {"metrics": words.metrics, "declarations": words.declarations, "titles": catalogue.programmes, "events": words.events}
    rows = [made.flat(profile) for profile in islice(city(), 100)]
    columns = {column for row in rows for column in row}

    assert {
        "enterprise/name",
        "enterprise/uscc",
        "metrics/revenue/2025",
        "titles/sme-innovative/held",
        "titles/sme-innovative/granted",
    } <= columns
    for section, word in (column.split("/")[:2] for column in columns if column.partition("/")[0] in tables):
        assert word in tables[section]


def test_a_table_is_written_with_a_row_for_each_company(tmp_path: Path) -> None:
    made = module("companies")
    made.write_table(iter(city()[:20]), tmp_path / "city.csv")
    made.write_folder(iter(city()[:20]), tmp_path / "city")
    lines = (tmp_path / "city.csv").read_text(encoding="utf-8").splitlines()

    assert len(lines) == 21
    assert lines[0].startswith("enterprise/uscc,enterprise/name,enterprise/region")
    assert len(list((tmp_path / "city").glob("*.json"))) == 20


def test_the_roster_has_the_titles_of_the_compendium_and_blanks(catalogue: Catalogue) -> None:
    headings, rows = module("roster").roster(catalogue)
    names = {catalogue.words.names[fact.split("\t")[2]] for fact in (EXAMPLES / "titles.tsv").read_text(encoding="utf-8").splitlines()[1:]}
    pinggao = next(row for row in rows if row["企业名称"] == "河南平高电气股份有限公司")

    assert len(headings) == len(set(headings))
    assert names < set(headings)
    assert pinggao[catalogue.words.names["champion-national"]] == "2023"
    assert "智能制造能力成熟度等级（含自评估）（级）" in headings
    assert not any("统一社会信用代码" in row for row in rows)


def test_the_roster_is_an_excel_file_with_a_row_for_each_company(tmp_path: Path) -> None:
    from python_calamine import CalamineWorkbook

    count = module("roster").write(tmp_path / "roster.xlsx")
    sheet = CalamineWorkbook.from_path(str(tmp_path / "roster.xlsx")).get_sheet_by_index(0).to_python()

    assert count == len(sheet) - 1 > 30
    assert sheet[0][0] == "企业名称"
