"""Jobs: submitted once, done by a worker, seen and fetched by the region alone."""

import io
import json
import zipfile
from collections import Counter
from pathlib import Path

import polars as pl
import pytest

from api.web.resources import bureau_lists
from tests.accounts.world import Person, World
from tests.jobs.working import Hands, ended, fetched, stored, until


def test_a_screening_is_accepted_at_once_and_its_table_is_fetched(tidu: World, clerk: Person, worker: Hands) -> None:
    codes = stored(tidu, 3)
    made = clerk.post("/bureau/jobs", {"kind": "screening", "programmes": ["sme-specialized", "sme-little-giant"], "on": "2026-11-22"})

    assert made.status_code == 202
    assert made.headers["Location"] == f"/api/v1/bureau/jobs/{made.json['id']}"
    assert (made.json["state"], made.json["progress"]["done"], made.json["result"]) == ("queued", 0, None)

    job = ended(clerk, made.json["id"])
    assert (job["state"], job["errors"]) == ("done", [])
    assert job["progress"]["done"] == job["progress"]["total"] == job["report"]["companies"]
    assert job["progress"]["per_second"] > 0
    found = fetched(clerk, job["id"])
    rows = pl.read_csv(found.data)
    assert {"sme-specialized", "sme-little-giant"} == {*rows["programme"]}
    assert {*codes} <= {*rows["uscc"]}
    assert Counter(rows["state"]) == job["report"]["states"]
    assert "filename*=UTF-8''%E7%AD%9B%E6%9F%A5" in found.headers["Content-Disposition"]


def test_a_county_screens_its_own_companies_and_the_city_those_of_all(tidu: World, clerk: Person, worker: Hands) -> None:
    near, far = stored(tidu, 1), stored(tidu, 1, "410422")
    city = tidu.clerk("cn-4104")
    asked = {"kind": "screening", "programmes": ["sme-specialized"]}
    who = ((clerk, {}), (city, {}), (city, {"region": "410422"}))
    own, all_of_it, part = (person.post("/bureau/jobs", {**asked, **more}).json["id"] for person, more in who)
    found = {}
    for person, id in ((clerk, own), (city, all_of_it), (city, part)):
        assert ended(person, id)["state"] == "done"
        found[id] = {*pl.read_csv(fetched(person, id).data)["uscc"]}

    assert {*near} <= found[own]
    assert not {*far} & found[own]
    assert {*near, *far} <= found[all_of_it]
    assert {*far} <= found[part]
    assert not {*near} & found[part]


def test_a_screening_as_excel_shows_chinese(tidu: World, clerk: Person, worker: Hands) -> None:
    from python_calamine import CalamineWorkbook

    stored(tidu, 1)
    job = ended(clerk, clerk.post("/bureau/jobs", {"kind": "screening", "programmes": ["sme-specialized"], "format": "xlsx"}).json["id"])
    rows = CalamineWorkbook.from_filelike(io.BytesIO(fetched(clerk, job["id"]).data)).get_sheet_by_index(0).to_python()

    assert rows[0][:4] == ["统一社会信用代码", "企业名称", "事项", "现状"]
    assert rows[1][2] == "河南省专精特新中小企业"


def test_a_cultivation_leaves_a_zip_of_list_word_and_excel(tidu: World, worker: Hands) -> None:
    city = tidu.clerk("cn-4104")
    stored(tidu, 2)
    job = ended(city, city.post("/bureau/jobs", {"kind": "cultivation", "library": "library-excellent-2026"}).json["id"])

    assert job["state"] == "done", job
    assert job["progress"]["done"] == job["progress"]["total"] >= 2
    with zipfile.ZipFile(io.BytesIO(fetched(city, job["id"]).data)) as packed:
        names = packed.namelist()
        listed = json.loads(packed.read("list.json"))
    assert {"list.json", "名单和理由.xlsx"} < {*names}
    assert {name.rpartition(".")[2] for name in names} == {"json", "xlsx", "docx"}
    assert listed["counts"] == job["report"]["counts"]
    assert (listed["on"], listed["region"]) == ("2026-03-27", "410400")


LIBRARY = {"kind": "cultivation", "library": "library-excellent-2026"}
READY = json.loads((Path(__file__).parents[2] / "examples" / "fictional-large-cement.json").read_text(encoding="utf-8"))


def test_a_list_too_long_for_a_request_is_drawn_by_a_job_and_signed_like_any_other(
    tidu: World, worker: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    clerk = tidu.clerk("cn-410423")
    stored(tidu, 2, "410423")
    monkeypatch.setitem(bureau_lists.MOST, False, 1)
    assert clerk.post("/bureau/lists", {"library": LIBRARY["library"]}).json["code"] == "needs_job"
    job = ended(clerk, clerk.post("/bureau/jobs", LIBRARY).json["id"])
    address = f"/bureau/lists/{job['report']['list']}"
    draft = clerk.get(address)

    assert (draft.status_code, draft.json["state"], draft.json["made_by"]) == (200, "draft", clerk.id)
    assert draft.json["list"]["counts"] == job["report"]["counts"]
    with zipfile.ZipFile(io.BytesIO(fetched(clerk, job["id"]).data)) as packed:
        assert json.loads(packed.read("list.json"))["candidates"] == draft.json["list"]["candidates"]
    assert clerk.get(f"/bureau/audit?object_id={job['report']['list']}").json["entries"][0]["action"] == "list.draw"
    assert clerk.post(f"{address}/sign", headers={"If-Match": draft.headers["ETag"]}).json["state"] == "signed"


def test_moves_weights_and_the_earlier_list_are_parameters_of_the_job(tidu: World, worker: Hands) -> None:
    clerk = tidu.clerk("cn-410404")
    codes = stored(tidu, 3, "410404", **READY)
    first = ended(clerk, clerk.post("/bureau/jobs", LIBRARY).json["id"])["report"]["list"]
    signed = clerk.post(f"/bureau/lists/{first}/sign", headers={"If-Match": '"1"'}).json["list"]
    ranked = [one["uscc"] for one in signed["candidates"]]
    assert {*ranked} == {*codes}
    keys = len(signed["ranking"]["keys"])
    weights = [1] * (keys - 1) + [101 - keys]
    moves = [{"company": ranked[-1], "position": 1, "reason": "实地核查"}]
    job = ended(clerk, clerk.post("/bureau/jobs", {**LIBRARY, "moves": moves, "weights": weights, "last": first}).json["id"])
    found = clerk.get(f"/bureau/lists/{job['report']['list']}").json

    assert found["list"]["candidates"][0]["uscc"] == ranked[-1]
    assert [(one["uscc"], one["position"], one["made_by"]) for one in found["moves"]] == [(ranked[-1], 1, clerk.id)]
    assert [key["weight"] for key in found["list"]["ranking"]["keys"]] == weights
    assert (found["earlier"], len(found["list"]["change"]["stayed"])) == (
        first,
        len([one for one in signed["candidates"] if one["listed"]]),
    )


def test_a_list_that_cannot_be_drawn_is_refused_before_it_is_a_job(tidu: World) -> None:
    clerk = tidu.clerk("cn-410404")
    twice = [{"company": "x", "position": place, "reason": "y"} for place in (1, 2)]
    same = [{"company": one, "position": 1, "reason": "y"} for one in "xy"]
    wrong = [{"weights": [1]}, {"moves": twice}, {"moves": same}, {"moves": [{"company": "x"}]}]

    assert [clerk.post("/bureau/jobs", {**LIBRARY, **one}).status_code for one in wrong] == [422] * 4
    assert clerk.post("/bureau/jobs", {**LIBRARY, "last": "0" * 32}).status_code == 404
    assert clerk.post("/bureau/jobs", {"kind": "screening", "moves": []}).status_code == 422


def test_any_honor_has_a_library(tidu: World, clerk: Person, worker: Hands) -> None:
    stored(tidu, 1)
    job = ended(clerk, clerk.post("/bureau/jobs", {"kind": "cultivation", "honor": "sme-specialized", "year": 2027}).json["id"])

    assert job["state"] == "done", job
    assert job["report"]["name"].startswith("河南省专精特新中小企业")


def test_what_does_not_go_together_is_refused(clerk: Person) -> None:
    def wrong(**body: object) -> list[str]:
        found = clerk.post("/bureau/jobs", body)
        assert found.status_code == 422, found.json
        return sorted(one["pointer"] for one in found.json["errors"])

    assert wrong(kind="screening", library="library-excellent-2026") == ["/library"]
    assert wrong(kind="cultivation") == ["/library"]
    assert wrong(kind="cultivation", library="library-excellent-2026", honor="sme-specialized") == ["/library"]
    assert wrong(kind="cultivation", library="nothing") == ["/library"]
    assert wrong(kind="screening", programmes=["nothing"]) == ["/programmes/0"]
    assert wrong(kind="screening", region="410422") == ["/region"]
    assert wrong(kind="import") == ["/kind"]


def test_a_ticket_works_once_and_lapses(tidu: World, clerk: Person, worker: Hands) -> None:
    stored(tidu, 1)
    id = ended(clerk, clerk.post("/bureau/jobs", {"kind": "screening", "programmes": ["sme-specialized"]}).json["id"])["id"]
    address = clerk.post(f"/bureau/jobs/{id}/downloads").json["address"]
    client = tidu.app.test_client()

    assert [client.get(address, buffered=True).status_code for _ in range(2)] == [200, 404]
    late = clerk.post(f"/bureau/jobs/{id}/downloads").json["address"]
    store = tidu.app.extensions["tidu.sessions"].store
    (key,) = store.scan_iter("tidu:download:*")
    assert late.rpartition("/")[2] not in key
    assert 0 < store.ttl(key) <= 300
    store.delete(key)
    assert client.get(late).status_code == 404


def test_logs_of_the_worker_name_jobs_and_no_companies(tidu: World, clerk: Person, worker: Hands) -> None:
    (code,) = stored(tidu, 1)
    job = ended(clerk, clerk.post("/bureau/jobs", {"kind": "screening", "programmes": ["sme-specialized"]}).json["id"])
    until(lambda: job["id"] in worker.logs())
    lines = [json.loads(line) for line in worker.logs().splitlines()]

    assert [one["state"] for one in lines if one["event"] == "job" and one["job"] == job["id"]] == ["done"]
    assert code not in worker.logs()
    assert "示例" not in worker.logs()
