"""What each column of a form is, how it is written, what proves it, and which programmes use it."""

from collections.abc import Sequence

from api.tables.columns import Column
from api.tables.selection import Use, Uses
from graph.model import Catalogue

HEADS = (("分组", 10), ("标题", 40), ("怎样填写", 46), ("单位", 10), ("佐证", 30), ("用到它的事项", 60), ("编号（可代替标题）", 36))
GENERAL = (
    "每行一家企业。带 * 的必填；其余知道多少填多少，空着的算“不清楚”，不当作零，也不当作“没有”（称号除外：空着即没有，见“称号列全了”）。",
    "列可以删去、调换次序，也可以另加别的年份（如“营业收入总额（万元）2022年”）。标题请勿改写，或改用“编号”；“序号”“备注”“联系人”“联系电话”列可有，不读。",
    "数只写数，单位见标题；百分数写 12.5 或 12.5% 都可以；“亿”“万”等请换算后再填。小数最多六位，整数部分最多十二位。",
    "日期写成 2024-09-10 或 2024/9/10；不要合并单元格；公式按其结果读取；以“【示例】”开头的行不读。",
    "称号：写获评日期；只知道年份的写 2024（按该年最后一天计）；时间不详的写“是”；没有的留空或写“否”。"
    "可另加列“<称号> 有效期至”“<称号> 复核日期”“<称号> 排名”。",
    "事件：写发生日期，没有的写“无”；同一种事件有几次的，请改用单家问卷（tidu form）。",
    "一家企业只能有一行：统一社会信用代码相同，或没有代码而名称相同，都算重复。",
)
MOST_NAMED = 8
HOW = {
    "text": "文字",
    "uscc": "18 位，含校验位；单元格已设为文本",
    "region": "从下拉中选，或写六位行政区划代码；目录里没有的填所在市，省外填所在省",
    "day": "日期，如 2024-09-10",
    "truth": "是 或 否",
    "texts": "文字，几项之间用顿号分开；没有写“无”",
    "number": "数，不能为负",
    "rank": "名次，如 3",
    "title": "获评日期（2024-09-10）、年份（2024）、是（时间不详）；没有留空",
    "event": "发生日期（2024-03-02）；没有写“无”",
    "honor": "从下拉中选：是哪一项称号",
}
COMPLETE = {
    "titles_complete": "是：没填的称号就是没有（不填也按此计）；否：没填的称号算不清楚",
    "events_complete": "是：没填的事件就是没有发生；否或不填：没填的事件算不清楚",
}
ALWAYS = {"name": "全部", "region": "全部（辖区由此而定）", "uscc": "核对身份、查重"}


def explained(column: Column, uses: Uses, catalogue: Catalogue) -> Sequence[str]:
    """Return the cells of one line of the explanation."""
    return (
        column.group,
        column.heading,
        _how(column),
        column.unit,
        _evidence(column, catalogue),
        _used(column, uses),
        column.path.removesuffix("/on"),
    )


def _how(column: Column) -> str:
    if column.path in COMPLETE:
        return COMPLETE[column.path]
    if column.kind in ("choice", "choices"):
        joined = "、".join(column.choices.values())
        return f"下列之一：{joined}" if column.kind == "choice" else f"可选几项，用顿号分开：{joined}；没有写“无”"
    if column.kind == "number" and column.signed:
        return "数，亏损等写负数"
    return HOW[column.kind]


def _evidence(column: Column, catalogue: Catalogue) -> str:
    words = catalogue.words
    if column.group in ("年度指标", "其他指标"):
        return words.metrics[column.word].evidence
    return words.declarations[column.word].evidence if column.group == "声明" else ""


def _used(column: Column, uses: Uses) -> str:
    if column.word in ALWAYS and column.group == "企业":
        return ALWAYS[column.word]
    kinds = {"企业": "field", "称号": "title", "年度指标": "metric", "其他指标": "metric", "事件": "event", "声明": "declaration"}
    use = uses.get((kinds[column.group], column.word), Use())
    names = [one.name for one in use.programmes if one.id != column.word]
    more = f" 等 {len(names)} 项" if len(names) > MOST_NAMED else ""
    return "；".join(names[:MOST_NAMED]) + more
