"""Every company's reasons as sheets: points of candidates, gaps of those near, what to collect, why not listed, what changed."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from api.answers import Json
from api.documents.sheets import Sheet, Value
from api.phrases_cultivation import points_shown

COMPANY = ("企业名称", "统一社会信用代码", "所在地")
CANDIDATES, NEAR, UNDECIDED, EXCLUDED, CHANGE, REMARKS = "候选", "接近条件", "信息不全", "不列入", "变化", "说明"
CHANGES = {"entered": "新进", "stayed": "保留", "left": "退出"}


def reason_sheets(answer: Json) -> tuple[Sheet, ...]:
    """Return a cultivation list, as its JSON answer has it, as sheets.

    Parameters
    ----------
    answer : dict
        The answer of `cultivate`.

    Notes
    -----
    Points are shown to two decimals, halves rounded up, as everywhere; the order rests on the exact ones.
    """
    region = f"　{answer['region_name']}" if answer["region_name"] else ""
    title = f"{answer['name']}{region}　以 {answer['on']} 为准"
    sheets = [
        _candidates(answer, title),
        Sheet(NEAR, (*COMPANY, "可入库年份", "差距和待补信息"), [_near(one) for one in answer["near"]], title=title),
        Sheet(UNDECIDED, (*COMPANY, "待补信息"), [(*_company(one), one["why"]) for one in answer["undecided"]], title=title),
        Sheet(EXCLUDED, (*COMPANY, "类别", "解除日期", "原因"), [_excluded(one) for one in answer["excluded"]], title=title),
    ]
    if answer["change"]:
        heads = ("变化", *COMPANY[:2], "上次位次", "本次位次", "原因")
        sheets.append(Sheet(CHANGE, heads, list(_changes(answer["change"])), title=title))
    return (*sheets, Sheet(REMARKS, ("说明",), [(text,) for text in _remarks(answer)], (110,), title))


def _near(one: Json) -> Sequence[Value]:
    return (*_company(one), one["year"], one["why"])


def _company(one: Json) -> tuple[str, str, str]:
    return one["name"], one["uscc"] or "", one["place"]


def _candidates(answer: Json, title: str) -> Sheet:
    keys = answer["ranking"]["keys"]
    heads = (head for key in keys for head in (key["name"], f"得分（满 {key['weight']} 分）"))
    rows = [_candidate(one) for one in answer["candidates"]]
    widths = (6, 26, 21, 18, 7, 8, *(18, 9) * len(keys), 20)  # narrow, for a page to hold them
    return Sheet(CANDIDATES, ("次序", *COMPANY, "在名额内", "总分", *heads, "次序调整"), rows, widths, title)


def _candidate(one: Json) -> Sequence[Value]:
    parts = [value for part in one["contributions"] for value in (part["text"], _points(part))]
    return (one["rank"], *_company(one), "是" if one["listed"] else "否", _points(one), *parts, _move(one))


def _points(of: Json) -> Fraction:
    return points_shown(Fraction(of["points_exact"]))


def _move(one: Json) -> str:
    move = one["move"]
    if not move:
        return ""
    return "，".join(part for part in (f"原第 {one['computed_rank']} 位：{move['reason']}", move["who"], move["when"]) if part)


def _excluded(one: Json) -> Sequence[Value]:
    return (*_company(one), one["cause_text"], one["until"], one["why"])


def _changes(change: Json) -> Iterator[Sequence[Value]]:
    for kind, name in CHANGES.items():
        for one in change[kind]:
            yield name, one["name"], one["uscc"], one["rank_before"], one["rank"], one["why"]


def _remarks(answer: Json) -> Iterator[str]:
    ranking = answer["ranking"]
    yield from (f"排序：{ranking['note']}", ranking["rule"], *answer["quota"]["vacant"], *answer["notes"])
