"""What a profile may not say, and that every fault is told at once with its place."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.loader import load_catalogue
from planner.errors import ProfileError
from planner.profile import Profile
from planner.profile_reader import read_profile
from tests.planner.good_profile import CATALOGUE, GONE, GOOD, changed, faults, read

BAD = [
    # keys that nobody knows
    ("/titels", [], "不认识 titels titles"),
    ("/enterprise/nmae", "甲", "不认识 nmae name"),
    ("/titles/0/grantde", None, "不认识 grantde granted"),
    ("/projects/0/total_invesment", 5, "不认识 total_investment"),
    ("/projects/0/loan/princpal", 5, "不认识 principal"),
    ("/metrics/revenu", {"2025": 1}, "不认识 指标 revenu revenue"),
    ("/metrics/zzzzzz", 1, "不认识 指标 zzzzzz 目录"),
    ("/declarations/class1_ip_in_us", True, "不认识 声明 class1_ip_in_use"),
    ("/subjects/0/metrics/revenu", 1, "不认识 revenue"),
    ("/subjects/0/declarations/class1_ip_in_us", True, "不认识 class1_ip_in_use"),
    ("/events/0/kind", "safety_acident", "不认识 safety_accident"),
    ("/titles/0/honor", "sme-speciallized", "不认识 sme-specialized"),
    ("/applications/0/honor", "smart-factory-exellent", "不认识 smart-factory-excellent"),
    ("/claims/0/fund", "fund-specialised-city", "不认识 fund-specialized-city"),
    # a word of the wrong kind
    ("/titles/0/honor", "fund-specialized-city", "不属此类 荣誉编号"),
    ("/claims/0/fund", "sme-specialized", "不属此类 资金编号"),
    ("/titles/0/honor", "sme-tech-innovative", "统称 sme-innovative"),
    ("/metrics/rd_share", {"2025": 5}, "推算 rd_expense revenue"),
    ("/metrics/operating_years", 5, "推算 registered_on"),
    ("/enterprise/size", "small", "推算 employees revenue"),
    ("/applications/0/status", "passed", "之一 pending failed approved_unpaid"),
    ("/enterprise/sector_class", "传统产业", "之一 traditional（传统产业）"),
    ("/enterprise/ownership", "state", "之一 central_soe"),
    ("/enterprise/listed_on/0", "纳斯达克", "之一 北交所"),
    ("/events/0/severity", "small", "之一 larger（较大）"),
    ("/subjects/0/kind", "thing", "之一 product（产品）"),
    # types
    ("/enterprise", 5, "对象"),
    ("/enterprise/name", 5, "文字"),
    ("/enterprise/name", "  ", "文字"),
    ("/enterprise/name", "甲\x00乙", "控制字符"),
    ("/enterprise/name", "甲\ud800乙", "残缺字符"),
    ("/enterprise/legal_person", "是", "true 或 false"),
    ("/enterprise/legal_person", 1, "true 或 false"),
    ("/enterprise/chains", "电力", "列表"),
    ("/enterprise/chains/0", 3, "文字"),
    ("/titles", {}, "列表"),
    ("/titles", None, "null 列表"),
    ("/titles", [{}] * 1001, "最多 1000 项"),
    ("/titles/0", "sme-specialized", "对象"),
    ("/titles/0/honor", 7, "荣誉编号"),
    ("/titles/0/rank", 0, "名次"),
    ("/titles/0/rank", Decimal("1.5"), "名次"),
    ("/titles/0/rank", True, "名次"),
    ("/titles_complete", "true", "true 或 false"),
    ("/titles_complete", None, "null true 或 false"),
    ("/events_complete", 1, "true 或 false"),
    ("/claims_complete", 0, "true 或 false"),
    ("/metrics", [], "对象"),
    ("/metrics/revenue", 9100, "按年 2025"),
    ("/metrics/maturity_level", {"2025": 2}, "不按年"),
    ("/metrics/maturity_level", True, "数"),
    ("/metrics/niche_since", 2012, "日期"),
    ("/metrics/revenue/2025", "9100", "应为数，如 9100"),
    ("/metrics/revenue/2025", True, "应为数"),
    ("/metrics/revenue/2025", 9100.5, "应为数"),
    ("/metrics/revenue/2025", [9100], "应为数"),
    ("/declarations/class1_ip_in_use", "yes", "true 或 false"),
    ("/events/0/kind", ["safety_accident"], "事件种类"),
    ("/projects/0", [], "对象"),
    ("/projects/0/loan", 2000, "对象"),
    ("/projects/0/loan/central_interest_granted", "否", "true 或 false"),
    # what is missing
    ("/enterprise/name", GONE, "缺少 文字"),
    ("/enterprise/region", GONE, "缺少 行政区划代码"),
    ("/titles/0/honor", GONE, "缺少 荣誉编号"),
    ("/applications/0/year", GONE, "缺少 年份"),
    ("/applications/0/status", GONE, "缺少 pending"),
    ("/events/0/kind", GONE, "缺少 事件种类"),
    ("/events/0/on", GONE, "缺少 日期"),
    ("/claims/0/fund", GONE, "缺少 资金编号"),
    ("/claims/0/year", GONE, "缺少 年份"),
    ("/projects/0/id", GONE, "缺少 文字"),
    ("/projects/0/name", GONE, "缺少 文字"),
    ("/projects/0/loan/principal", GONE, "缺少 数"),
    ("/subjects/0/kind", GONE, "缺少 product"),
    ("/subjects/0/name", GONE, "缺少 文字"),
    # numbers
    ("/metrics/revenue/2025", Decimal("NaN"), "NaN"),
    ("/metrics/revenue/2025", Decimal("Infinity"), "无穷大"),
    ("/metrics/revenue/2025", -1, "负"),
    ("/metrics/revenue/2025", Decimal("1E+999999"), "过大"),
    ("/metrics/revenue/2025", 10**15, "过大"),
    ("/metrics/revenue/2025", Decimal("1E-999999"), "小数位数过多"),
    ("/metrics/revenue/2025", Decimal("9100.0000001"), "细于分 六位"),
    ("/metrics/maturity_level", -1, "负"),
    ("/claims/0/amount", -20, "负"),
    ("/claims/0/amount", Decimal("0.0000001"), "细于分"),
    ("/claims/0/amount", Decimal("sNaN"), "NaN"),
    ("/projects/0/total_investment", -1, "负"),
    ("/projects/0/total_investment", Decimal("0.0000001"), "细于分"),
    ("/projects/0/loan/principal", -1, "负"),
    # years
    ("/metrics/revenue/25", 1, "年份 1990 2100"),
    ("/metrics/revenue/1989", 1, "年份"),
    ("/metrics/revenue/2101", 1, "年份"),
    ("/metrics/revenue/２０２５", 1, "年份"),
    ("/applications/0/year", "2025", "年份"),
    ("/applications/0/year", 2101, "年份"),
    ("/claims/0/year", 1989, "年份"),
    ("/claims/0/year", True, "年份"),
    ("/projects/0/year", Decimal("2026.5"), "年份"),
    # dates
    ("/enterprise/registered_on", "2009-02-29", "没有 2009-02-29"),
    ("/enterprise/registered_on", "2009/06/01", "日期"),
    ("/enterprise/registered_on", "20090601", "日期"),
    ("/enterprise/registered_on", "1899-12-31", "1900-01-01"),
    ("/metrics/niche_since", "2012-13-01", "没有 2012-13-01"),
    ("/titles/0/granted", "2101-01-01", "2100-12-31"),
    ("/titles/0/granted", "2101", "2100-12-31"),
    ("/titles/0/granted", 2024, "年份 加引号"),
    ("/titles/0/granted", "0000", "没有 0000-12-31"),
    ("/titles/0/expires", "2024-09-09", "早于 granted"),
    ("/titles/0/expires", "2027", "日期"),
    ("/titles/0/renewed", "2023-01-01", "早于 granted"),
    ("/events/0/on", "2101-01-01", "2100-12-31"),
    ("/events/0/on", "2024-02-30", "没有 2024-02-30"),
    ("/events/0/cleared", "2024-03-01", "早于 on"),
    ("/applications/0/result_on", "2025-11-31", "没有 2025-11-31"),
    # places and codes
    ("/enterprise/region", "410122", "没有行政区划代码 410122 市 410100（郑州市）"),
    ("/enterprise/region", "990101", "没有行政区划代码 990101 市"),
    ("/enterprise/region", 410421, "加引号"),
    ("/enterprise/region", "4104", "六位"),
    # what belongs together
    ("/titles/0/subject", "x2", "subjects x1"),
    ("/titles/0/subject", "高压开关柜", "subjects 列出 id"),
    ("/titles/0/subject", "126kV 组合电器", "subjects 是否应为 x1"),
    ("/applications/0/subject", "y", "subjects"),
    ("/claims/0/subject", "y", "subjects"),
    ("/claims/0/project", "二期", "projects"),
    ("/subjects/1", {"id": "x1", "kind": "product", "name": "乙"}, ""),
    ("/projects/1", {"id": "p1", "name": "三期"}, ""),
]


@pytest.mark.parametrize(("path", "value", "words"), BAD, ids=[f"{number}{path}" for number, (path, *_) in enumerate(BAD)])
def test_a_fault_is_told_at_its_place_with_what_would_be_right(path: str, value: Any, words: str) -> None:
    place = f"{path}/id" if words == "" else path
    found = faults(changed(path, value))
    assert list(found) == [place]
    for word in (words or "重复").split():
        assert word in found[place]


EVENTS = [
    ({"kind": "dishonest_debtor", "severity": "major"}, "/events/0/severity", "不分等级"),
    ({"kind": "title_revoked"}, "/events/0/honor", "须写明"),
    ({"kind": "removed_from_list", "honor": None}, "/events/0/honor", "须写明"),
    ({"kind": "update_missed", "honor": "sme-speciallized"}, "/events/0/honor", "sme-specialized"),
    ({"kind": "safety_accident", "honor": "sme-specialized"}, "/events/0/honor", "title_revoked"),
]


@pytest.mark.parametrize(("event", "place", "word"), EVENTS)
def test_severity_and_honor_stand_only_where_the_kind_of_event_has_them(event: dict[str, Any], place: str, word: str) -> None:
    found = faults(changed("/events", [{"on": "2024-03-02", **event}]))
    assert list(found) == [place]
    assert word in found[place]


@pytest.mark.parametrize("code", ["91350100M000100Y43", "91330106MA2TEQT09U", "913301061000001390", "91410400MA0000001D"])
def test_a_credit_code_with_its_check_character_is_read(code: str) -> None:
    assert read("/enterprise/uscc", code).identity["uscc"] == code


def test_a_credit_code_is_stored_in_its_canonical_form() -> None:
    assert read("/enterprise/uscc", " 9135-0100m000100y43").identity["uscc"] == "91350100M000100Y43"


@pytest.mark.parametrize(
    ("code", "word"),
    [
        ("91350100M000100Y4Z", "不含 I、O、S、V、Z"),
        ("91330106MA2TEQT09W", "校验位"),
        ("91330106AM2TEQT09U", "校验位"),
        ("91330106MA2TEQTO9U", "不含 I、O、S、V、Z"),
        ("91330106MA2TEQT09", "18 位"),
        (913301061000001390, "18 位"),
    ],
)
def test_a_credit_code_with_a_slip_is_refused(code: object, word: str) -> None:
    assert word in faults(changed("/enterprise/uscc", code))["/enterprise/uscc"]


@pytest.mark.parametrize("value", [5, "x", None, [], True, Decimal("NaN")])
def test_what_is_no_object_is_no_profile(value: object) -> None:
    assert list(faults(value)) == [""]


def test_a_profile_has_exactly_one_holder() -> None:
    assert "缺少申报主体" in faults({})[""]
    assert "enterprise、park" in faults({**GOOD, "park": {"name": "甲", "region": "410422"}})[""]


def test_all_faults_are_told_at_once() -> None:
    profile = changed("/metrics/revenue/2025", "x")
    profile["titles"].append({"granted": "2024-02-30", "subject": "y", "what": 1})
    profile["events"].append({"kind": "nothing"})
    profile["a/b~c"] = 1
    assert set(faults(profile)) == {
        "/a~1b~0c",
        "/events/1/kind",
        "/events/1/on",
        "/metrics/revenue/2025",
        "/titles/1/granted",
        "/titles/1/honor",
        "/titles/1/subject",
        "/titles/1/what",
    }


SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.decimals()
    | st.text(max_size=8)
    | st.sampled_from(["2024-09-10", "2024", "sme-specialized", "fund-specialized-city", "x1", "410421", "pending", "2024-02-30"])
)
KEYS = st.text(max_size=4) | st.sampled_from(
    [*GOOD, *GOOD["enterprise"], *GOOD["titles"][0], *GOOD["events"][0], *GOOD["projects"][0], "revenue", "2025", "_schema", "park"]
)
VALUES = st.recursive(SCALARS, lambda inside: st.lists(inside, max_size=3) | st.dictionaries(KEYS, inside, max_size=4), max_leaves=12)
PLACES = st.sampled_from(sorted({path for path, *_ in BAD if not path.endswith("/1")}))


def read_or_refused(data: Any) -> bool:
    try:
        profile = read_profile(data, CATALOGUE)
    except ProfileError as error:
        return bool(error.faults) and "\n" not in "".join(fault.message for fault in error.faults)
    return isinstance(profile, Profile)


@given(VALUES)
def test_any_value_is_a_profile_or_its_faults(data: Any) -> None:
    assert read_or_refused(data)


@given(PLACES, VALUES)
def test_any_value_at_any_place_is_read_or_refused(path: str, value: Any) -> None:
    assert read_or_refused(changed(path, value))


def test_a_place_that_is_no_number_is_refused_with_what_would_be_right() -> None:
    for rank in (Decimal("NaN"), Decimal("Infinity"), Decimal("1.5")):
        data = {"enterprise": {"name": "甲公司", "region": "410421"}, "titles": [{"honor": "sme-specialized", "rank": rank}]}
        with pytest.raises(ProfileError) as caught:
            read_profile(data, load_catalogue())
        assert [(fault.pointer, fault.message) for fault in caught.value.faults] == [("/titles/0/rank", "应为名次，如 3")]
