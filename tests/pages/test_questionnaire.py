"""The questionnaire: an Excel workbook that gives back what the form has, and tells every bad cell."""

import io
import zipfile
from collections.abc import Callable, Mapping
from typing import Any

import pytest
import xlsxwriter  # type: ignore[import-untyped]
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, given, settings
from python_calamine import CalamineWorkbook

from api.exact_json import read_json
from api.pages.examples import example_text
from api.profile_text import written
from api.questionnaire.workbook import TEXT
from planner.profile_reader import read_profile
from tests.pages.filling import submission
from tests.pages.markup import Page
from tests.pages.random_profiles import CATALOGUE, profiles
from tests.pages.test_form import beside, told

ELECTRIC, PRODUCTS = "fictional-zhixing-electric", "fictional-two-products"
Table = list[list[Any]]


@pytest.fixture(scope="module")
def upload(client: FlaskClient) -> Callable[..., str]:
    """Return what hands in a file and returns the text of the page."""

    def handed(raw: bytes, status: int = 200) -> str:
        answer = client.post("/form/upload", data={"file": (io.BytesIO(raw), "file")})
        assert answer.status_code == status, told(answer.get_data(as_text=True))
        return answer.get_data(as_text=True)

    return handed


@pytest.fixture(scope="module")
def workbook(client: FlaskClient, upload: Callable[..., str]) -> Callable[[Mapping[str, Any]], bytes]:
    """Return what makes the questionnaire of a profile."""

    def made(profile: Mapping[str, Any]) -> bytes:
        answer = client.post("/form/questionnaire.xlsx", data=submission(upload(written(profile).encode())))
        assert answer.status_code == 200
        assert answer.data.startswith(b"PK")
        return answer.data

    return made


@pytest.fixture(scope="module")
def blank(client: FlaskClient) -> bytes:
    return client.get("/form/questionnaire.xlsx").data


def tables(raw: bytes) -> dict[str, Table]:
    """Return the sheets of a workbook."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(raw))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def rewritten(found: Mapping[str, Table]) -> bytes:
    """Return a workbook with such sheets."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"default_date_format": "yyyy-mm-dd"}) as book:
        for name, table in found.items():
            page = book.add_worksheet(name)
            for row, line in enumerate(table):
                for column, value in enumerate(line):
                    page.write(row, column, value)
    return stream.getvalue()


def row_of(table: Table, pointer: str) -> int:
    return next(place for place, line in enumerate(table) if line[0] == pointer)


def named(blank: bytes) -> dict[str, Table]:
    """Return the sheets of a questionnaire with name and place filled in."""
    found = tables(blank)
    who = found["基本情况"]
    who[row_of(who, "/enterprise/name")][2] = "甲公司"
    who[row_of(who, "/enterprise/region")][2] = "宝丰县"
    return found


def test_questionnaire_has_a_sheet_for_every_group_with_names_and_units_in_chinese(blank: bytes) -> None:
    found = tables(blank)

    assert [*found] == ["填写说明", "基本情况", "称号", "指标(逐年)", "其他指标", "声明", "事件", "项目", "产品", "选项"]
    assert [line[0] for line in found["填写说明"]] == [*TEXT]
    assert "营业收入总额（万元）" in [line[1] for line in found["指标(逐年)"]]
    assert found["称号"][1][1] == "称号"


def test_ids_stand_in_a_hidden_row_and_column_and_choices_drop_down(blank: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(blank)) as packed:
        who = packed.read("xl/worksheets/sheet2.xml").decode()
        titles = packed.read("xl/worksheets/sheet3.xml").decode()

    assert '<col min="1" max="1" width="0" hidden="1"' in who
    assert '<row r="1" hidden="1"' in who.replace(' spans="1:4"', "")
    assert 'type="list"' in who
    assert "选项!" in titles


def test_texts_that_look_like_formulas_stay_texts(workbook: Callable[..., bytes]) -> None:
    raw = workbook({"enterprise": {"name": '=HYPERLINK("http://x")', "region": "410421", "industry": "=1+1"}})
    with zipfile.ZipFile(io.BytesIO(raw)) as packed:
        sheets = [packed.read(name) for name in packed.namelist() if name.startswith("xl/worksheets/sheet")]

    assert not [sheet for sheet in sheets if b"<f>" in sheet]
    who = tables(raw)["基本情况"]
    assert who[row_of(who, "/enterprise/industry")][2] == "=1+1"


def test_what_is_filled_in_by_hand_is_taken_over(blank: bytes, upload: Callable[..., str]) -> None:
    found = named(blank)
    figures, stated, titles = found["指标(逐年)"], found["声明"], found["称号"]
    figures[row_of(figures, "/metrics/revenue")][figures[0].index("2025")] = 30500.5
    stated[2][3] = "否"
    titles[4][1:3] = ["河南省专精特新中小企业", 2024]
    form = submission(upload(rewritten(found)))

    assert form["/enterprise/region"] == "410421"
    assert form["/metrics/revenue/2025"] == "30500.5"
    assert form[stated[2][0]] == "false"
    assert (form["/titles/0/honor"], form["/titles/0/granted"]) == ("河南省专精特新中小企业", "2024")


def test_every_bad_cell_is_told_with_sheet_and_cell_and_stays(blank: bytes, upload: Callable[..., str]) -> None:
    found = named(blank)
    figures, stated, titles, who = found["指标(逐年)"], found["声明"], found["称号"], found["基本情况"]
    row, column = row_of(figures, "/metrics/revenue"), figures[0].index("2025")
    figures[row][column] = "九千"
    stated[2][3] = "大概"
    titles[5][1] = "没有的称号"
    who[row_of(who, "/enterprise/region")][2] = "某地"
    text = upload(rewritten(found), 422)
    faults = told(text)

    assert len(faults) == 4
    assert any(one.startswith(f"“指标(逐年)”{chr(65 + column)}{row + 1}") and "应为数" in one for one in faults)
    assert any(one.startswith("“声明”D3") and "应为下列之一：是、否" in one for one in faults)
    assert any(one.startswith("“称号”B6") and "不认识的编号“没有的称号”" in one for one in faults)
    assert any(one.startswith("“基本情况”C") and "宝丰县" in one for one in faults)
    assert beside(text, "/metrics/revenue/2025") == ["应为数，如9100"]
    assert submission(text)["/metrics/revenue/2025"] == "九千"


def test_line_that_was_added_is_told_and_not_left_out(blank: bytes, upload: Callable[..., str]) -> None:
    found = named(blank)
    found["声明"].append(["", "", "我们另有一项", "是"])

    assert f"“声明”D{len(found['声明'])}：不是问卷里要填的格子" in told(upload(rewritten(found), 422))[0]


def test_lines_of_a_list_may_go_on_beyond_those_prepared(blank: bytes, upload: Callable[..., str]) -> None:
    found = named(blank)
    width = len(found["称号"][0])
    found["称号"] += [["", "河南省专精特新中小企业", *[""] * (width - 2)]] * 2

    assert submission(upload(rewritten(found)))["/titles/1/honor"] == "河南省专精特新中小企业"


def test_unfinished_questionnaire_is_taken_over_without_complaint(blank: bytes, upload: Callable[..., str]) -> None:
    assert told(upload(blank)) == []


@pytest.mark.parametrize("raw", [b"PK\x03\x04 broken", rewritten({"Sheet1": [["a", "b"]]}), rewritten({"填写说明": [["a"]]})])
def test_file_that_is_no_questionnaire_is_refused(upload: Callable[..., str], raw: bytes) -> None:
    assert "不是本系统的问卷" in told(upload(raw, 422))[0]


def test_workbook_that_would_fill_the_memory_is_refused(upload: Callable[..., str], blank: bytes) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/big.xml", b" " * 30_000_000)
    assert "展开后过大" in told(upload(stream.getvalue(), 422))[0]

    far = rewritten({**tables(blank), "事件": [*[[""]] * 1_000, *[["x"]] * 5_000]})
    assert "表外" in told(upload(far, 422))[0]


def test_park_gets_its_own_questionnaire(workbook: Callable[..., bytes], upload: Callable[..., str]) -> None:
    raw = workbook({"park": {"name": "某园区", "region": "410400", "park_grade": "province"}})
    form = submission(upload(raw))

    assert (form["holder"], form["/park/name"], form["/park/park_grade"]) == ("park", "某园区", "province")


def test_example_comes_back_as_the_form_has_it(workbook: Callable[..., bytes], upload: Callable[..., str], client: FlaskClient) -> None:
    profile = read_json(example_text(ELECTRIC) or "")
    text = upload(workbook(profile))
    back = read_json(client.post("/form/profile.json", data=submission(text)).get_data(as_text=True))

    assert "示例电气有限公司" in Page(text).within["identity"] or submission(text)["/enterprise/name"] == "示例电气有限公司"
    for section in ("titles", "metrics", "declarations", "projects"):
        assert back[section] == profile[section]


def test_a_product_s_own_facts_come_back_with_it_wherever_it_stands(
    workbook: Callable[..., bytes], upload: Callable[..., str], client: FlaskClient
) -> None:
    profile = read_json(example_text(PRODUCTS) or "")
    found = tables(workbook(profile))
    found["产品"][2], found["产品"][3] = found["产品"][3], found["产品"][2]
    back = read_json(client.post("/form/profile.json", data=submission(upload(rewritten(found)))).get_data(as_text=True))

    assert {one["id"]: one for one in back["subjects"]} == {one["id"]: one for one in profile["subjects"]}
    assert [one["id"] for one in back["subjects"]] == [one["id"] for one in reversed(profile["subjects"])]


def test_a_product_is_asked_for_what_it_alone_must_show(workbook: Callable[..., bytes]) -> None:
    bare = {"enterprise": {"name": "甲公司", "region": "410421"}, "subjects": [{"id": "a/b", "kind": "product", "name": "钻机"}]}
    facts = tables(workbook(bare))["产品数据"]
    asked = {line[0]: line[1:4] for line in facts[2:]}

    assert asked["/subjects/a~1b/declarations/first_set_innovative"][0::2] == ["产品“钻机”", ""]
    assert "/subjects/a~1b/metrics/first_set_unit_value" in asked
    assert not any("revenue" in pointer or "business_sound" in pointer for pointer in asked)


def test_a_product_with_years_of_its_own_gets_none_of_its_company_s(
    workbook: Callable[..., bytes], upload: Callable[..., str], client: FlaskClient
) -> None:
    product = {"id": "x1", "kind": "product", "name": "绞车", "metrics": {"revenue": {"2025": 300}}}
    given = {
        "enterprise": {"name": "甲公司", "region": "410421"},
        "metrics": {"revenue": {"2024": 9000, "2025": 9500}},
        "subjects": [product],
    }
    back = read_json(client.post("/form/profile.json", data=submission(upload(workbook(given)))).get_data(as_text=True))

    assert back["subjects"][0]["metrics"] == {"revenue": {"2025": 300}}


def test_facts_of_a_product_that_is_gone_are_told(workbook: Callable[..., bytes], upload: Callable[..., str]) -> None:
    found = tables(workbook(read_json(example_text(PRODUCTS) or "")))
    gone = found["产品"][2][1]
    found["产品"][2] = [""] * 4
    faults = told(upload(rewritten(found), 422))

    assert len(faults) == sum(line[0].startswith(f"/subjects/{gone}/") and line[3] != "" for line in found["产品数据"])
    assert all(one.startswith("“产品数据”D") and "“产品”页里没有这个产品的编号" in one for one in faults)


def test_a_chain_called_none_is_not_taken_for_having_none(
    workbook: Callable[..., bytes], upload: Callable[..., str], client: FlaskClient
) -> None:
    for chains in (["none"], []):
        given = {"enterprise": {"name": "甲公司", "region": "410421", "chains": chains}}
        back = read_json(client.post("/form/profile.json", data=submission(upload(workbook(given)))).get_data(as_text=True))

        assert back["enterprise"]["chains"] == chains


@settings(
    max_examples=12,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(profile=profiles(carried=False))
def test_any_profile_comes_back_from_the_questionnaire_as_the_form_has_it(
    workbook: Callable[..., bytes], upload: Callable[..., str], client: FlaskClient, profile: dict[str, Any]
) -> None:
    text = upload(workbook(profile))
    back = read_json(client.post("/form/profile.json", data=submission(text)).get_data(as_text=True))

    before = {"titles_complete": True, "events_complete": False, **profile}
    assert read_profile(back, CATALOGUE) == read_profile(read_json(written(before)), CATALOGUE)
