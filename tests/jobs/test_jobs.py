"""Jobs: submitted once, done by a worker, seen and fetched by the region alone."""

import io
import json
import zipfile
from collections import Counter

import polars as pl

from tests.accounts.world import Person, World
from tests.jobs.working import Hands, begun, ended, fetched, stored, until


def test_a_screening_is_accepted_at_once_and_its_table_is_fetched(tidu: World, clerk: Person, hands: Hands) -> None:
    codes = stored(tidu, 3)
    made = clerk.post("/bureau/jobs", {"kind": "screening", "programmes": ["sme-specialized", "sme-little-giant"], "on": "2026-11-22"})

    assert made.status_code == 202
    assert made.headers["Location"] == f"/api/v1/bureau/jobs/{made.json['id']}"
    assert (made.json["state"], made.json["progress"]["done"], made.json["result"]) == ("queued", 0, None)

    hands.worker()
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


def test_a_county_screens_its_own_companies_and_the_city_those_of_all(tidu: World, clerk: Person, hands: Hands) -> None:
    near, far = stored(tidu, 1), stored(tidu, 1, "410422")
    city = tidu.clerk("cn-4104")
    hands.worker()
    asked = {"kind": "screening", "programmes": ["sme-specialized"]}
    own, all_of_it, part = (
        person.post("/bureau/jobs", {**asked, **more}).json["id"] for person, more in ((clerk, {}), (city, {}), (city, {"region": "410422"}))
    )
    found = {}
    for person, id in ((clerk, own), (city, all_of_it), (city, part)):
        assert ended(person, id)["state"] == "done"
        found[id] = {*pl.read_csv(fetched(person, id).data)["uscc"]}

    assert {*near} <= found[own] and not {*far} & found[own]
    assert {*near, *far} <= found[all_of_it]
    assert {*far} <= found[part] and not {*near} & found[part]


def test_a_screening_as_excel_shows_chinese(tidu: World, clerk: Person, hands: Hands) -> None:
    from python_calamine import CalamineWorkbook

    stored(tidu, 1)
    hands.worker()
    job = ended(clerk, clerk.post("/bureau/jobs", {"kind": "screening", "programmes": ["sme-specialized"], "format": "xlsx"}).json["id"])
    rows = CalamineWorkbook.from_filelike(io.BytesIO(fetched(clerk, job["id"]).data)).get_sheet_by_index(0).to_python()

    assert rows[0][:4] == ["统一社会信用代码", "企业名称", "事项", "状态"]
    assert rows[1][2] == "专精特新中小企业"


def test_a_cultivation_leaves_a_zip_of_list_word_and_excel(tidu: World, hands: Hands) -> None:
    city = tidu.clerk("cn-4104")
    stored(tidu, 2)
    hands.worker()
    job = ended(city, city.post("/bureau/jobs", {"kind": "cultivation", "library": "library-excellent-2026"}).json["id"])

    assert job["state"] == "done", job
    with zipfile.ZipFile(io.BytesIO(fetched(city, job["id"]).data)) as packed:
        names = packed.namelist()
        listed = json.loads(packed.read("list.json"))
    assert {"list.json", "名单和理由.xlsx"} < {*names}
    assert {name.rpartition(".")[2] for name in names} == {"json", "xlsx", "docx"}
    assert listed["counts"] == job["report"]["counts"]
    assert (listed["on"], listed["region"]) == ("2026-03-27", "410400")


def test_any_honor_has_a_library(tidu: World, clerk: Person, hands: Hands) -> None:
    stored(tidu, 1)
    hands.worker()
    job = ended(clerk, clerk.post("/bureau/jobs", {"kind": "cultivation", "honor": "sme-specialized", "year": 2027}).json["id"])

    assert job["state"] == "done", job
    assert job["report"]["name"].startswith("专精特新中小企业")


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


def test_the_same_key_is_the_same_job_and_another_body_is_refused(clerk: Person) -> None:
    asked, key = {"kind": "screening", "programmes": ["sme-specialized"]}, {"Idempotency-Key": "once"}
    first, again = (clerk.post("/bureau/jobs", asked, headers=key) for _ in range(2))
    other = clerk.post("/bureau/jobs", {**asked, "format": "xlsx"}, headers=key)

    assert (first.status_code, again.status_code) == (202, 202)
    assert (first.json, first.headers["Location"]) == (again.json, again.headers["Location"])
    assert (other.status_code, other.json["code"]) == (409, "key_reused")
    assert clerk.delete(f"/bureau/jobs/{first.json['id']}").status_code == 200


def test_a_job_that_waits_is_cancelled_at_once_and_none_that_ended(clerk: Person, hands: Hands) -> None:
    id = clerk.post("/bureau/jobs", {"kind": "screening"}).json["id"]

    assert clerk.delete(f"/bureau/jobs/{id}").json["state"] == "cancelled"
    assert clerk.delete(f"/bureau/jobs/{id}").json["code"] == "job_ended"
    assert clerk.post(f"/bureau/jobs/{id}/downloads").json["code"] == "job_unfinished"


def test_a_job_that_runs_is_cancelled_at_its_next_step(tidu: World, clerk: Person, hands: Hands) -> None:
    stored(tidu, 20)
    hands.worker(pause=0.3)
    id = clerk.post("/bureau/jobs", {"kind": "screening"}).json["id"]
    begun(clerk, id)

    assert clerk.delete(f"/bureau/jobs/{id}").json["cancel_asked"] is True
    job = ended(clerk, id, 10)
    assert (job["state"], job["result"], job["report"]) == ("cancelled", None, None)
    assert job["progress"]["done"] < job["progress"]["total"]


def test_an_account_has_few_open_jobs(clerk: Person) -> None:
    made = [clerk.post("/bureau/jobs", {"kind": "screening"}) for _ in range(6)]

    assert [one.status_code for one in made] == [202] * 5 + [429]
    assert made[-1].json["code"] == "too_many_jobs"
    for one in made[:5]:
        clerk.delete(f"/bureau/jobs/{one.json['id']}")


def test_a_ticket_works_once_and_lapses(tidu: World, clerk: Person, hands: Hands) -> None:
    stored(tidu, 1)
    hands.worker()
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


def test_jobs_are_listed_for_the_region(tidu: World, clerk: Person) -> None:
    id = clerk.post("/bureau/jobs", {"kind": "screening"}).json["id"]
    clerk.delete(f"/bureau/jobs/{id}")
    asked = "/bureau/jobs?state=cancelled&kind=screening&size=100"
    seen = {region: [one["id"] for one in tidu.clerk(region).get(asked).json["jobs"]] for region in ("cn-4104", "cn-410422")}

    assert id in seen["cn-4104"]
    assert id not in seen["cn-410422"]


def test_logs_of_the_worker_name_jobs_and_no_companies(tidu: World, clerk: Person, hands: Hands) -> None:
    (code,) = stored(tidu, 1)
    hands.worker()
    job = ended(clerk, clerk.post("/bureau/jobs", {"kind": "screening", "programmes": ["sme-specialized"]}).json["id"])
    until(lambda: job["id"] in hands.logs())
    lines = [json.loads(line) for line in hands.logs().splitlines()]

    assert {"event": "job", "job": job["id"], "state": "done"}.items() <= next(one for one in lines if one["event"] == "job").items()
    assert code not in hands.logs() and "示例" not in hands.logs()
