"""告知函：能申报什么、差什么、期限、问谁；外市企业不给平顶山的科室。"""

from dataclasses import replace
from datetime import date

import pytest

from api.documents.letter import letter
from api.labels import STATE_HINT
from planner.assessment import assess
from planner.profile import Profile
from tests.documents.reading import BARE, FULL, ON, company, table_rows, texts
from tests.example_profiles import catalogue

PROVINCE_DESK = "河南省 装备工业处　0371-65509873"


def written(of: Profile, *programmes: str, on: date = ON) -> bytes:
    results = [result for one in programmes for result in assess(of, catalogue(), on, one)]
    return letter(of, results, catalogue(), on)


def ready() -> Profile:
    known = company()
    return replace(known, declarations={**known.declarations, "smart_mfg_exemplary": True})


def test_a_company_that_meets_all_is_told_so_and_that_it_is_no_award() -> None:
    data = written(ready(), "library-excellent")
    ((_, row),) = table_rows(data)

    assert row[0] == "卓越级智能工厂培育库"
    assert row[1].startswith("可申报（达到基本条件，非获评）")
    assert f"“可申报”指{STATE_HINT['eligible']}。" in "\n".join(texts(data))
    assert "二、期限" in texts(data)
    assert "还缺什么" not in "".join(texts(data))


def test_what_is_missing_stands_with_its_clause() -> None:
    _, gaps = table_rows(written(company(), "library-excellent"))

    assert gaps == [["条件", "现状和差距", "依据"], ["在本行业起智能制造示范带动作用，做法可复制推广", "现不符", "003通知二（三）"]]


def test_what_is_not_known_is_asked_for() -> None:
    read = texts(written(company(BARE), "library-excellent"))
    asked = read[next(place for place, text in enumerate(read) if text.endswith("待确认的信息")) + 1]

    assert asked.startswith("1. ")


def test_the_day_of_the_office_is_not_that_of_the_company() -> None:
    read = "\n".join(texts(written(company(), "library-excellent")))

    assert "市须于 2026-03-27 前（003通知四（一）），逐级报送的截止日，不是企业的期限，企业须更早提交。" in read
    assert "2026-03-27" not in "\n".join(texts(written(company(), "library-excellent", on=date(2026, 4, 1))))


def test_a_company_of_the_city_is_sent_to_its_desks() -> None:
    read = texts(written(company(), "smart-factory-excellent"))

    assert "平顶山市 装备工业科　2196238。" in read


@pytest.mark.parametrize("region", ["410100", "410173", "110000"])
def test_a_company_elsewhere_is_never_given_the_desk_of_this_city(region: str) -> None:
    away = replace(company(), region=region)
    whole = "\n".join(texts(written(away, *catalogue().programmes)))

    assert "平顶山市 " not in whole
    assert "2196238" not in whole
    assert "请向所在市的工业和信息化主管部门咨询" in whole
    assert (PROVINCE_DESK in whole) == (region != "110000")


def test_several_programmes_are_told_apart() -> None:
    read = texts(written(company(), "library-excellent", "smart-factory-advanced", "sme-little-giant"))
    names = [row[0] for row in table_rows(written(company(), "library-excellent", "smart-factory-advanced", "sme-little-giant"))[0][1:]]

    assert read[0] == "关于有关事项申报条件的告知函"
    assert sorted(names) == sorted(
        catalogue().programmes[id].name for id in ("library-excellent", "smart-factory-advanced", "sme-little-giant")
    )
    assert [text for text in read if text.startswith("平顶山市 装备工业科") and "智能工厂梯度培育：先进级" in text]


def test_every_programme_of_the_catalogue_can_be_written_about() -> None:
    for name in (FULL, BARE, "fictional-park"):
        assert texts(written(company(name), *catalogue().programmes))[1] == f"{company(name).name}："
