"""Pages of companies far on, walked by where each ends and begins: there and back, in every order, ties and the unjudged included."""

import json
from base64 import urlsafe_b64encode
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from api.bureau import companies
from api.bureau.keeping import Judged, Made, keep_all
from api.bureau.order import SORTS
from api.storage.database import writing
from api.storage.tables import Enterprise
from tests.accounts.world import Person, World, uscc

ORDERS = [f"{sign}{name}" for name in SORTS for sign in ("", "-")]
FILTERS = (
    "name=翻页",
    "name=翻页&region=411100",
    "name=翻页&held=sme-innovative",
    "programme=sme-specialized&state=near&region=411000",
    "name=翻页&held=sme-innovative&programme=sme-specialized&state=near",
    "name=翻页&updated_since=2026-01-03",
    "name=翻页&profile=missing",
    "region=411000",
)
FIRMS, WITHOUT = 17, 5  # so many, of them without a judgement
Json = dict[str, Any]


@pytest.fixture(scope="module")
def province(tidu: World) -> Person:
    """A clerk of the province, where many companies have the same name, place, figures and moment, and some no judgement."""
    states = ({"sme-innovative": "held", "sme-specialized": "near"}, {"sme-specialized": "near", "smart-workshop": "eligible"}, {})
    with tidu.stored(), writing() as session:
        firms = [Enterprise(uscc=uscc(), name=f"翻页{place % 4}公司", region=("411000", "411100")[place % 2]) for place in range(FIRMS)]
        session.add_all(firms)
        session.flush()
        made = [
            Made(
                firm.id, firm.region, 1, datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=place % 5), _judged(states[place % 3], place % 3)
            )
            for place, firm in enumerate(firms[WITHOUT:])
        ]
        keep_all(session, made)
    return tidu.clerk("cn-41")


def _judged(states: dict[str, str], fen: int) -> Judged:
    return Judged(date(2026, 1, 1), "x", states, frozenset(), (), {"fund-specialized-city": fen * 10**9} if fen else {})


def asked(clerk: Person, query: str) -> Json:
    found = clerk.get(f"/bureau/companies?{query}")
    assert found.status_code == 200, found.json
    page: Json = found.json
    return page


def walked(clerk: Person, query: str, page: Json, onward: str, by: str) -> list[Json]:
    """Return the pages from one on, each by what the one before says of it."""
    found = [page]
    while found[-1][onward]:
        found.append(asked(clerk, f"{query}&{by}={found[-1][onward]}"))
    return found


def ids(page: Json) -> list[str]:
    return [one["id"] for one in page["companies"]]


@pytest.mark.parametrize("many", [False, True])
@pytest.mark.parametrize("sort", ORDERS)
def test_the_way_back_visits_the_pages_of_the_way_there(
    province: Person, monkeypatch: pytest.MonkeyPatch, sort: str, *, many: bool
) -> None:
    if many:
        monkeypatch.setattr(companies, "MOST_COUNTED", 0)
    for filters in FILTERS:
        query = f"{filters}&sort={sort}&size=3"
        there = walked(province, query, asked(province, query), "next", "after")
        back = walked(province, query, there[-1], "previous", "before")[::-1]
        whole = ids(asked(province, f"{filters}&sort={sort}&size=100"))

        assert [{**page, "page": None} for page in back] == [{**page, "page": None} for page in there], filters
        assert [ids(page) for page in there] == [whole[start : start + 3] for start in range(0, len(whole), 3)], filters
        assert len(there) > 1


def test_the_whole_way_holds_each_company_once(province: Person) -> None:
    for sort in ORDERS:
        query = f"name=翻页&sort={sort}&size=7"
        found = [id for page in walked(province, query, asked(province, query), "next", "after") for id in ids(page)]

        assert len(found) == len(set(found)) == FIRMS


def test_a_page_that_just_fills_is_the_last(province: Person) -> None:
    assert asked(province, f"name=翻页&size={FIRMS}")["next"] is None
    assert asked(province, f"name=翻页&size={FIRMS - 1}")["next"] is not None


def test_a_page_that_was_not_counted_off_has_no_number(province: Person) -> None:
    first = asked(province, "name=翻页&size=4")
    second = asked(province, f"name=翻页&size=4&after={first['next']}")

    assert (first["page"], first["previous"]) == (1, None)
    assert second["page"] is None
    assert asked(province, f"name=翻页&size=4&before={second['previous']}")["page"] is None


@pytest.mark.parametrize("sort", ["held", "-held", "-updated"])
def test_back_from_the_unjudged_come_the_last_judged_whatever_else_is_asked_for(province: Person, sort: str) -> None:
    query = f"name=翻页&sort={sort}&size=4"
    last = walked(province, query, asked(province, query), "next", "after")[-1]
    assert last["companies"][0]["judgement"] is None
    held = f"name=翻页&held=sme-innovative&sort={sort}"
    found = asked(province, f"{held}&size=3&before={last['previous']}")

    assert ids(found) == ids(asked(province, held))[-3:]


def test_before_the_first_is_nothing(province: Person) -> None:
    first = asked(province, "name=翻页&size=1&sort=-name")
    second = asked(province, f"name=翻页&size=1&sort=-name&after={first['next']}")
    start = asked(province, f"name=翻页&size=9&sort=-name&before={second['previous']}")

    assert (ids(start), start["previous"]) == (ids(first), None)
    assert asked(province, f"name=翻页&size=9&sort=-name&before={first['next']}")["companies"] == []


def test_what_leads_on_or_back_counts_alone_and_in_its_order(province: Person) -> None:
    mark = asked(province, "name=翻页&size=4")["next"]
    wrong = {
        f"after={mark}&before={mark}": "?page",
        f"before={mark}&page=2": "?page",
        f"before={mark}&sort=uscc": "?before",
        f"before={mark}&sort=-name": "?before",
        "before=x": "?before",
        "before=W10": "?before",
    }
    found = {query: province.get(f"/bureau/companies?{query}") for query in wrong}

    assert {query: answer.json["errors"][0]["pointer"] for query, answer in found.items()} == wrong
    assert {answer.status_code for answer in found.values()} == {422}


def test_the_longest_name_leads_on_and_back(tidu: World, province: Person) -> None:
    with tidu.stored() as session, writing():
        session.add_all(Enterprise(uscc=uscc(), name=f"{place}{'𬭎' * 199}", region="411200") for place in range(2))
    query = "region=411200&size=1"
    there = walked(province, query, asked(province, query), "next", "after")

    assert len(there) == 2
    assert ids(asked(province, f"{query}&before={there[1]['previous']}")) == ids(there[0])


@pytest.mark.parametrize(
    "said",
    [
        ["held", 10**30, "x"],
        ["held", -(10**10), "x"],
        ["held", True, "x"],
        ["held", 1, "\0"],
        ["held", 1, "\ud800"],
        ["held", 1, "x", "y"],
        ["held", None, "x"],
        ["held"],
        ["updated", "2026-01-01T00:00:00", "x"],
        ["updated", "2026-01-01", "x"],
        ["updated", 5, "x"],
        ["updated", "0001-01-01T00:00:00+14:00", "x"],
        ["name", 5, "x"],
        ["name", "x"],
        {"name": 1, "x": 2},
        "name",
        5,
    ],
)
def test_what_no_page_has_said_is_refused_whatever_it_is(province: Person, said: object) -> None:
    sort = said[0] if isinstance(said, list) else "name"
    mark = urlsafe_b64encode(json.dumps(said).encode()).decode().rstrip("=")
    found = [province.get(f"/bureau/companies?sort={sort}&{by}={mark}").status_code for by in ("after", "before")]

    assert found == [422, 422]
