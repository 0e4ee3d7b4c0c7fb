"""Imports: a table becomes a report and, committed, stored companies: all of it, or nothing."""

import io
import json
from decimal import Decimal
from typing import Any

from python_calamine import CalamineWorkbook
from sqlalchemy import delete, func, select

from api.exact_json import read_json
from api.storage.database import writing
from api.storage.tables import AuditEntry, Enterprise, ImportRow, ProfileVersion
from tests.accounts.world import Person, World, uscc
from tests.jobs.working import HEADS, Hands, ended, fetched, handed_in, imported, stored, table


def counts(job: dict[str, Any]) -> tuple[int, ...]:
    return tuple(job["report"][name] for name in ("rows", "new", "changed", "unchanged", "faulty"))


def profile(tidu: World, code: str) -> dict[str, Any]:
    """Return the profile that counts."""
    with tidu.stored() as session:
        firm = session.scalar(select(Enterprise).where(Enterprise.uscc == code))
        versions = select(ProfileVersion).where(ProfileVersion.enterprise_id == firm.id).order_by(ProfileVersion.number.desc())
        return read_json(session.scalars(versions).first().text)


def versions(tidu: World, code: str) -> list[tuple[int, str]]:
    with tidu.stored() as session:
        joined = select(ProfileVersion.number, ProfileVersion.saved_by).join(Enterprise, Enterprise.id == ProfileVersion.enterprise_id)
        return [tuple(one) for one in session.execute(joined.where(Enterprise.uscc == code).order_by(ProfileVersion.number))]


def test_the_report_says_what_is_new_changed_and_the_same(tidu: World, clerk: Person, worker: Hands) -> None:
    same, other = stored(tidu, 2)
    names = {one: profile(tidu, one)["enterprise"]["name"] for one in (same, other)}
    fresh = uscc()
    rows = [(names[same], same, "410421", "9100.00"), (names[other], other, "410421", "9100.01"), ("新设有限公司", fresh, "410421", "50")]
    job = imported(clerk, table(rows))

    assert (job["state"], counts(job), job["report"]["faults"], job["result"]) == ("done", (3, 1, 1, 1, 0), [], None)
    listed = clerk.get(f"/bureau/imports/{job['id']}/rows").json["rows"]
    assert [(one["row"], one["outcome"], one["uscc"]) for one in listed] == [
        (2, "unchanged", same),
        (3, "changed", other),
        (4, "new", fresh),
    ]
    assert clerk.get(f"/bureau/imports/{job['id']}/rows?outcome=new").json["total"] == 1
    assert versions(tidu, other) == [(1, "system:test")]


def test_a_commit_saves_all_with_who_and_when(tidu: World, clerk: Person, worker: Hands) -> None:
    (known,) = stored(tidu, 1, declarations={"class1_ip_in_use": True})
    name, fresh = profile(tidu, known)["enterprise"]["name"], uscc()
    job = imported(clerk, table([(name, known, "410421", "9100.000001"), ("新设有限公司", fresh, "410421", "50")]))
    done = clerk.post(f"/bureau/imports/{job['id']}/commit", {})

    assert (done.status_code, done.json["committed_by"]) == (200, clerk.id)
    assert versions(tidu, known) == [(1, "system:test"), (2, f"staff:{clerk.id}")]
    assert versions(tidu, fresh) == [(1, f"staff:{clerk.id}")]
    kept = profile(tidu, known)
    assert kept["metrics"]["revenue"] == {"2025": Decimal("9100.000001")}
    assert kept["declarations"] == {"class1_ip_in_use": True}
    with tidu.stored() as session:
        wanted = select(AuditEntry.action, AuditEntry.actor_id).where(AuditEntry.detail.contains(job["id"])).order_by(AuditEntry.id)
        assert [tuple(one) for one in session.execute(wanted)] == [
            ("enterprise.add", clerk.id),
            ("profile.save", clerk.id),
            ("profile.save", clerk.id),
        ]
    assert clerk.post(f"/bureau/imports/{job['id']}/commit", {}).json["code"] == "import_committed"


def test_what_a_commit_saved_is_judged_next(tidu: World, clerk: Person, worker: Hands) -> None:
    fresh = uscc()
    job = imported(clerk, table([("新设有限公司", fresh, "410421", "50")]))
    judging = clerk.post(f"/bureau/imports/{job['id']}/commit", {}).json["judging"]
    found = ended(clerk, judging)

    assert (found["state"], found["report"]["judged"]) == ("done", 1)
    assert clerk.get(f"/bureau/companies?uscc={fresh}").json["companies"][0]["judgement"]["profile_version"] == 1


def test_faults_are_told_by_cell_and_marked_in_a_workbook(tidu: World, clerk: Person, worker: Hands) -> None:
    (far,) = stored(tidu, 1, "410422")
    good = uscc()
    rows = [
        ("好的有限公司", good, "410421", "1"),
        ("差的有限公司", "91410421MA0000000X", "410421", "很多"),
        ("外县有限公司", uscc(), "410422", "1"),
        ("别处有限公司", far, "410421", "1"),
        ("无码有限公司", "", "410421", "1"),
        ("双错有限公司", "", "410422", "1"),
    ]
    job = imported(clerk, table(rows), "2026年 名册.csv")
    told = {one["cell"]: one["message"] for one in job["report"]["faults"]}

    assert (job["state"], counts(job)) == ("done", (6, 1, 0, 0, 5))
    assert {"B3", "D3", "C4", "B5", "B6", "B7", "C7"} == {*told}
    assert told["C4"] == "不在您的辖区内"
    assert "其他地区" in told["B5"]
    found = fetched(clerk, job["id"])
    assert "filename*=UTF-8''2026%E5%B9%B4%20%E5%90%8D%E5%86%8C-%E9%97%AE%E9%A2%98.xlsx" in found.headers["Content-Disposition"]
    book = CalamineWorkbook.from_filelike(io.BytesIO(found.data))
    assert [row[1] for row in book.get_sheet_by_name("问题清单").to_python()[1:]] == [*told]

    refused = clerk.post(f"/bureau/imports/{job['id']}/commit", {})
    assert (refused.status_code, refused.json["code"]) == (409, "import_faulty")
    assert clerk.post(f"/bureau/imports/{job['id']}/commit", {"keep_good": True}).status_code == 200
    assert versions(tidu, good) == [(1, f"staff:{clerk.id}")]


def test_a_table_that_cannot_be_read_fails_with_its_own_name(clerk: Person, worker: Hands) -> None:
    job = imported(clerk, b"PK\x03\x04 nothing", "坏的.xlsx")

    assert job["state"] == "failed"
    assert job["errors"][0].startswith("坏的.xlsx：")
    assert clerk.post(f"/bureau/imports/{job['id']}/commit", {}).json["code"] == "import_not_ready"


def test_a_table_with_a_wrong_heading_is_not_to_be_committed(clerk: Person, worker: Hands) -> None:
    job = imported(clerk, table([("甲有限公司", uscc(), "410421", "1")], (*HEADS[:3], "天气")))

    assert counts(job)[1:4] == (0, 0, 0)
    assert clerk.post(f"/bureau/imports/{job['id']}/commit", {"keep_good": True}).json["code"] == "import_faulty"


def test_what_is_no_table_is_refused_at_the_door(tidu: World, clerk: Person) -> None:
    assert handed_in(clerk, b"%PDF", "名册.pdf").status_code == 415
    assert handed_in(clerk, b"x" * (tidu.config.largest_table + 1)).status_code == 413
    assert clerk.call("POST", "/bureau/imports", data={}, content_type="multipart/form-data").status_code == 422


def test_the_same_upload_with_the_same_key_is_one_import(clerk: Person, worker: Hands) -> None:
    data, key = table([("甲有限公司", uscc(), "410421", "1")]), {"Idempotency-Key": "upload"}
    first, again = (handed_in(clerk, data, headers=key) for _ in range(2))

    assert first.json["id"] == again.json["id"]
    assert handed_in(clerk, data + b"\n", headers=key).json["code"] == "key_reused"
    assert ended(clerk, first.json["id"])["state"] == "done"
    commits = [clerk.post(f"/bureau/imports/{first.json['id']}/commit", {}, headers={"Idempotency-Key": "commit"}) for _ in range(2)]
    assert [one.status_code for one in commits] == [200, 200]
    assert commits[0].json == commits[1].json


def test_a_company_that_changed_since_keeps_everything_from_being_saved(tidu: World, clerk: Person, worker: Hands) -> None:
    (known,) = stored(tidu, 1)
    fresh = uscc()
    job = imported(clerk, table([("新设有限公司", fresh, "410421", "1"), ("改名有限公司", known, "410421", "2")]))
    with tidu.stored(), writing() as session:
        firm = session.scalar(select(Enterprise).where(Enterprise.uscc == known))
        text = json.dumps({"enterprise": {"name": firm.name, "uscc": known, "region": "410421"}}, ensure_ascii=False)
        session.add(ProfileVersion(enterprise_id=firm.id, number=2, text=text, catalogue_version="x", saved_by="user:x"))
    found = clerk.post(f"/bureau/imports/{job['id']}/commit", {})

    assert (found.status_code, found.json["code"]) == (409, "import_outdated")
    assert [one["pointer"] for one in found.json["errors"]] == ["/rows/3"]
    with tidu.stored() as session:
        assert session.scalar(select(func.count()).select_from(Enterprise).where(Enterprise.uscc == fresh)) == 0


def test_a_stored_company_with_the_same_name_is_pointed_out(tidu: World, clerk: Person, worker: Hands) -> None:
    (known,) = stored(tidu, 1)
    name, fresh = profile(tidu, known)["enterprise"]["name"], uscc()
    job = imported(clerk, table([(name, fresh, "410421", "1")]))

    assert job["report"]["namesakes"] == [{"row": 2, "name": name, "uscc": fresh, "stored_uscc": known}]


def test_another_region_sees_nothing_of_an_import(tidu: World, clerk: Person, worker: Hands) -> None:
    job = imported(clerk, table([("甲有限公司", uscc(), "410421", "1")]))
    other = tidu.clerk("cn-410422")

    assert other.get(f"/bureau/imports/{job['id']}/rows").status_code == 404
    assert other.post(f"/bureau/imports/{job['id']}/commit", {}).status_code == 404
    assert tidu.clerk("cn-4104").post(f"/bureau/imports/{job['id']}/commit", {}).status_code == 200


def test_a_withdrawn_import_leaves_every_company_as_it_was(tidu: World, clerk: Person, worker: Hands) -> None:
    changed, since = stored(tidu, 2)
    before, fresh = profile(tidu, changed), uscc()
    job = imported(
        clerk,
        table([("改名有限公司", changed, "410421", "1"), ("又改有限公司", since, "410421", "2"), ("新有限公司", fresh, "410421", "3")]),
    )
    early = clerk.post(f"/bureau/imports/{job['id']}/withdraw")
    clerk.post(f"/bureau/imports/{job['id']}/commit", {})
    later = imported(clerk, table([("又改有限公司", since, "410421", "4")]))
    clerk.post(f"/bureau/imports/{later['id']}/commit", {})
    done = clerk.post(f"/bureau/imports/{job['id']}/withdraw")
    told = {name: number for name, number in done.json["report"]["withdrawn"].items() if name not in ("at", "by")}

    assert (early.status_code, early.json["code"]) == (409, "import_uncommitted")
    assert told == {"restored": 1, "emptied": 1, "changed_since": 1}
    assert profile(tidu, changed) == before
    assert profile(tidu, since)["metrics"]["revenue"]["2025"] == 4
    assert profile(tidu, fresh) == {"enterprise": {"uscc": fresh, "name": "新有限公司", "region": "410421"}}
    assert [number for number, _ in versions(tidu, changed)] == [1, 2, 3]
    assert names_of(tidu, changed, since, fresh) == [before["enterprise"]["name"], "又改有限公司", "新有限公司"]
    assert clerk.post(f"/bureau/imports/{job['id']}/withdraw").json["code"] == "import_withdrawn"


def names_of(tidu: World, *codes: str) -> list[str]:
    with tidu.stored() as session:
        return [session.scalar(select(Enterprise.name).where(Enterprise.uscc == code)) for code in codes]


def test_a_withdrawal_is_written_down_and_judged_anew(tidu: World, clerk: Person, worker: Hands) -> None:
    fresh = uscc()
    job = imported(clerk, table([("新有限公司", fresh, "410421", "3")]))
    clerk.post(f"/bureau/imports/{job['id']}/commit", {})
    done = clerk.post(f"/bureau/imports/{job['id']}/withdraw").json
    judging = ended(clerk, done["judging"])
    trail = clerk.get(f"/bureau/audit?object_id={job['id']}").json["entries"]

    assert judging["state"] == "done"
    assert clerk.get(f"/bureau/companies?uscc={fresh}").json["companies"][0]["judgement"]["profile_version"] == 2
    assert "import.withdraw" in {one["action"] for one in trail}


def test_an_import_whose_rows_are_gone_is_not_withdrawn(tidu: World, clerk: Person, worker: Hands) -> None:
    job = imported(clerk, table([("新有限公司", uscc(), "410421", "3")]))
    clerk.post(f"/bureau/imports/{job['id']}/commit", {})
    with tidu.stored() as session:
        session.execute(delete(ImportRow).where(ImportRow.job_id == job["id"]))
        session.commit()
    found = clerk.post(f"/bureau/imports/{job['id']}/withdraw")

    assert found.status_code == 404
    assert "保存期" in found.json["detail"]
