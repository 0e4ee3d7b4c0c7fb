"""The limits of message fields, at and beyond each limit."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.errors import BadInput
from api.wechat.fields import KINDS, THING, check_fields, shortened

FIT = [
    ("thing1", "字" * 20),
    ("thing01", "广州至北京 A-1，3 项"),
    ("number1", "1" * 32),
    ("number2", "0.5"),
    ("letter1", "a" * 32),
    ("symbol1", "！?#￥+"),
    ("character_string1", "A1-b_2#" + "x" * 25),
    ("time1", "15:01"),
    ("time1", "9:05:30"),
    ("time1", "2019年10月1日 15:01"),
    ("time1", "08:00~18:00"),
    ("time1", "2026-01-01 08:00 ~ 2026-01-02 18:00"),
    ("date1", "2019年10月1日"),
    ("date1", "2019年10月"),
    ("date1", "10月1日"),
    ("date1", "2019-12-25 09:42"),
    ("date1", "2018/01/01"),
    ("date1", "2018.01.01"),
    ("date1", "2018-01"),
    ("date1", "01-01"),
    ("date1", "2024-02-29"),
    ("date1", "2026年3月1日~2026年3月31日"),
    ("amount1", "￥100"),
    ("amount1", "$1234567.89元"),
    ("amount1", "¥" + "1" * 10),
    ("phone_number1", "+86-0766-66888866"),
    ("car_number1", "粤A8Z888挂"),
    ("name1", "张" * 10),
    ("name1", "a" * 20),
    ("name1", "阿卜杜拉·买买提"),
    ("phrase3", "审核通过"),
    ("phrase1", "字" * 5),
    ("enum1", "任何值"),
]
DO_NOT_FIT = [
    ("thing1", "字" * 21),
    ("thing1", "两\n行"),
    ("thing1", ""),
    ("thing1", "  "),
    ("number1", "1" * 33),
    ("number1", "1,000"),
    ("number1", "-1"),
    ("number1", "１"),
    ("letter1", "a" * 33),
    ("letter1", "a1"),
    ("letter1", "é"),
    ("symbol1", "!!!!!!"),
    ("symbol1", "a"),
    ("symbol1", "字"),
    ("character_string1", "x" * 33),
    ("character_string1", "编号1"),
    ("character_string1", "a b"),
    ("time1", "24:00"),
    ("time1", "12:60"),
    ("time1", "2019年10月1日"),
    ("time1", "8:00~9:00~10:00"),
    ("date1", "明天"),
    ("date1", "2026-13-01"),
    ("date1", "2026-02-30"),
    ("date1", "2023-02-29"),
    ("date1", "2026-01/01"),
    ("date1", "15:01"),
    ("date1", "10月"),
    ("date1", "2026-01-01 25:00"),
    ("date1", "2026-01-01~"),
    ("amount1", "100"),
    ("amount1", "￥100万元"),
    ("amount1", "￥" + "1" * 11),
    ("amount1", "￥"),
    ("amount1", "￥$1"),
    ("phone_number1", "1" * 18),
    ("phone_number1", "电话1"),
    ("car_number1", "粤A8Z8888挂"),
    ("car_number1", "粤A8字888挂"),
    ("name1", "张" * 11),
    ("name1", "a" * 21),
    ("name1", "张" + "a" * 10),
    ("name1", "张3"),
    ("phrase1", "字" * 6),
    ("phrase1", "通过1"),
    ("enum1", "a\tb"),
    ("site01", "创意园"),
    ("thing", "无序号"),
    ("thing1a", "x"),
]


@pytest.mark.parametrize(("name", "text"), FIT)
def test_a_text_within_the_limits_is_accepted(name: str, text: str) -> None:
    check_fields({name: text})


@pytest.mark.parametrize(("name", "text"), DO_NOT_FIT)
def test_a_text_beyond_the_limits_is_refused_with_the_name_of_the_field(name: str, text: str) -> None:
    with pytest.raises(BadInput) as caught:
        check_fields({name: text})
    assert caught.value.lines[0].startswith(f"{name}：")
    assert "应为" in caught.value.lines[0]


def test_every_type_has_a_text_that_fits_and_one_that_does_not() -> None:
    for texts in (FIT, DO_NOT_FIT):
        assert {name.rstrip("0123456789") for name, _ in texts} >= set(KINDS)


def test_all_faults_come_at_once_and_repeat_no_value() -> None:
    with pytest.raises(BadInput) as caught:
        check_fields({"thing1": "好", "phrase2": "某企业的秘密事项", "number3": "许多"})

    assert [line.split("：")[0] for line in caught.value.lines] == ["phrase2", "number3"]
    assert "秘密" not in str(caught.value)


def test_a_message_without_fields_is_refused() -> None:
    with pytest.raises(BadInput, match="至少"):
        check_fields({})


def test_a_long_title_is_shortened_with_an_ellipsis() -> None:
    assert shortened("平顶山市“瞪羚”企业认定（2026年第一批）申报截止") == "平顶山市“瞪羚”企业认定（2026年第…"
    assert shortened("小巨人") == "小巨人"


@given(st.text(min_size=1).filter(lambda text: shortened(text).strip()))
def test_whatever_is_shortened_fits_a_thing(text: str) -> None:
    assert len(shortened(text)) <= THING
    check_fields({"thing1": shortened(text)})


@given(st.sampled_from(sorted(KINDS)), st.text(min_size=1, max_size=40))
def test_no_text_breaks_the_check(kind: str, text: str) -> None:
    with suppress(BadInput):
        check_fields({f"{kind}1": text})
