"""Which entries of an agenda are due for a reminder, and when."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from api.reminders.due import KINDS, STAGES, due
from api.wechat.fields import KINDS as FIELDS
from graph.source import NOWHERE
from planner.agenda import KINDS as AGENDA
from planner.agenda import Entry

DAY = date(2027, 3, 27)
CLOSES = Entry("closes", "sme-specialized", "申报截止", NOWHERE, DAY)


def stages(entry: Entry, left: int) -> list[int]:
    return [one.stage for one in due([entry], DAY - timedelta(days=left))]


@pytest.mark.parametrize(("left", "stage"), [(31, []), (30, [30]), (29, [30]), (8, [30]), (7, [7]), (2, [7]), (1, [1]), (0, [1]), (-1, [])])
def test_a_deadline_is_due_at_the_last_stage_that_has_come(left: int, stage: list[int]) -> None:
    assert stages(CLOSES, left) == stage


def test_what_opens_is_due_as_long_as_it_is_open() -> None:
    opens = replace(CLOSES, kind="opens", until=DAY + timedelta(days=10))

    assert [stages(opens, left) for left in (1, 0, -10, -11)] == [[], [0], [0], []]


def test_a_round_known_by_its_year_is_due_within_it() -> None:
    entry = replace(CLOSES, kind="round", day=date(2027, 1, 1), until=date(2027, 6, 30), year_only=True)

    assert [one.day for one in due([entry], date(2027, 5, 1))] == [date(2027, 1, 1)]


def test_nobody_is_reminded_of_what_others_must_do_of_what_has_no_day_or_twice_of_the_same() -> None:
    on = DAY - timedelta(days=7)
    entries = [replace(CLOSES, actor="city"), replace(CLOSES, day=None), replace(CLOSES, kind="claim"), CLOSES, CLOSES]

    assert [one.entry for one in due(entries, on)] == [CLOSES]


def test_every_kind_of_reminder_is_one_of_the_agenda_and_fits_a_field_of_wechat() -> None:
    assert STAGES.keys() == KINDS.keys() <= set(AGENDA)
    assert all(FIELDS["phrase"].fits(text) and FIELDS["thing"].fits(text) for text in KINDS.values())
