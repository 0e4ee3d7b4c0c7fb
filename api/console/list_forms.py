"""What the forms and addresses of the lists' pages say."""

from api.console.list_view import PARTS
from api.web.requests import OnDay
from api.web.requests_accounts import Counted, PageQuery, Short
from api.web.requests_bureau import JoinBody, ListBody, MoveBody
from planner.profile_fields import Choice, Listing, Strict

STATES = {"draft": "草稿", "signed": "已签发", "dropped": "已放弃"}
YEAR = (2000, 2100, "2000 至 2100 的年份")
VERSION = (1, 999_999_999, "本页所示的版本")


class ListsPage(PageQuery):
    """Which lists."""

    state = Choice(STATES)
    year = Counted(*YEAR)


class ListPage(Strict):
    """What of a list is looked at; the candidate to be moved, where to; the move to be undone."""

    part = Choice(PARTS, load_default="candidates")
    page = Counted(1, 10_000, "1 至 10000 的整数", load_default=1)
    q = Short(50, load_default="")
    move = Short(18, load_default="")
    to = Counted(1, 1_000_000, "1 起的名次", load_default=0)
    undo = Short(32, load_default="")


class VersionForm(Strict):
    """The version that a form was filled in from."""

    version = Counted(*VERSION, required=True)


class MoveForm(VersionForm, MoveBody):
    """A move."""

    position = Counted(1, 1_000_000, "1 起的名次", required=True)


class SourceQuery(JoinBody):
    """A library of the catalogue, or any honor and a year."""

    year = Counted(*YEAR)


class DrawForm(ListBody):
    """What a list is drawn up for."""

    year = Counted(*YEAR)
    on = OnDay(required=True)
    weights = Listing(Counted(1, 100, "1 至 100 的整数"))
