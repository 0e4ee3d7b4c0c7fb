"""What requests for long work say: jobs, imports."""

from collections.abc import Mapping
from typing import Any

from flask_smorest.fields import Upload
from marshmallow import ValidationError, validates_schema

from api.web.requests import OnDay, Programme, catalogue
from api.web.requests_accounts import PageQuery, Short
from api.web.requests_bureau import MoveBody
from api.web.requests_enterprises import RegionCode
from planner.profile_fields import Choice, Listing, Object, Strict, Text, Truth, Whole

KINDS = {"screening": "筛查", "cultivation": "培育库"}
ALL_KINDS = {"import": "导入", **KINDS, "judging": "判定", "daily": "每日任务"}
STATES = {"queued": "排队", "running": "进行中", "done": "完成", "failed": "失败", "cancelled": "已取消"}
OUTCOMES = {"new": "新增", "changed": "有变化", "unchanged": "无变化"}
FORMATS = {"csv": "CSV", "xlsx": "Excel"}
OWN = {"screening": {"programmes", "format"}, "cultivation": {"library", "honor", "year", "weights", "moves", "last"}}
FORMAT = "csv"


class KnownProgramme(Programme):
    """The id of a programme that there is."""

    wants = "事项编号，见 /api/v1/programmes"

    def _deserialize(self, value: object, *_: object, **__: object) -> str:
        found = super()._deserialize(value)
        if found not in catalogue().programmes:
            raise ValidationError(f"没有编号为 {found} 的事项，应为{self.wants}")
        return found


class Honor(KnownProgramme):
    """The id of an honor that one can apply for."""

    def _deserialize(self, value: object, *_: object, **__: object) -> str:
        found = super()._deserialize(value)
        if not catalogue().programmes[found].obtainable:
            raise ValidationError("不是可以申报的荣誉，没有培育库")
        return found


class LibraryId(Text):
    """The id of a library of the catalogue."""

    def _deserialize(self, value: object, *_: object, **__: object) -> str:
        found = super()._deserialize(value)
        if found not in catalogue().libraries:
            raise ValidationError(f"没有这个培育库，可用：{'、'.join(catalogue().libraries)}；其他荣誉用 honor")
        return found


class JobBody(Strict):
    """What is to be done: screening (all programmes or some), or cultivation (a library, or any honor for a year).

    `region`: a part of the clerk's region; all of it by default. `on`: the day of judgement, today (or the library's deadline) by default.
    `last`: a signed list to compare with; the latest of an earlier year by default.
    """

    kind = Choice(KINDS, required=True)
    region = RegionCode()
    on = OnDay()
    programmes = Listing(KnownProgramme())
    format = Choice(FORMATS)
    library = LibraryId()
    honor = Honor()
    year = Whole(2000, 2100, "2000 至 2100 的整数")
    weights = Listing(Whole(1, 100, "1 至 100 的整数"))
    moves = Listing(Object(MoveBody()))
    last = Short(32)

    @validates_schema
    def fit(self, body: Mapping[str, Any], **_: object) -> None:
        """Hold that what is said goes with the kind."""
        kind = body.get("kind")
        if kind not in OWN:
            return
        strange = [name for other, names in OWN.items() if other != kind for name in names if name in body]
        faults = {name: [f"{KINDS[kind]}没有此项，请删去"] for name in strange}
        if kind == "cultivation" and ("library" in body) == ("honor" in body):
            faults["library"] = ["library 和 honor 应写其中一项"]
        if "year" in body and "library" in body:
            faults["year"] = ["培育库的年度已定，只有 honor 可写 year"]
        if faults:
            raise ValidationError(faults)


class JobsQuery(PageQuery):
    """Which jobs."""

    state = Choice(STATES)
    kind = Choice(ALL_KINDS)


class ImportForm(Strict):
    """How the table is to be read: the sheet of a workbook, where several look like tables."""

    sheet = Short(31)


class ImportFiles(Strict):
    """A table of companies: xlsx or csv."""

    table = Upload(required=True, error_messages={"required": "缺少企业表（xlsx 或 csv）"})


class ImportParts(ImportForm, ImportFiles):
    """The whole form, for the document."""


class RowsQuery(PageQuery):
    """Which rows of an import."""

    outcome = Choice(OUTCOMES)


class CommitBody(Strict):
    """Whether the good rows are saved though others have faults."""

    keep_good = Truth(load_default=False)
