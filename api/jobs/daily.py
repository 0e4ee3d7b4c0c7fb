"""What is done once a day: judge anew, remind, remove what is old. One job a day, by whichever worker comes first."""

import json
import uuid
from contextlib import suppress
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Flask, current_app
from sqlalchemy.exc import IntegrityError

from api.jobs.judging import judged
from api.jobs.retention import clear
from api.jobs.stored import day_asked
from api.jobs.work import Outcome, Work
from api.reminders.daily import remind
from api.storage.database import db, writing
from api.storage.tables import Job

KIND = "daily"
HERE = ZoneInfo("Asia/Shanghai")
BEGINS = 7  # o'clock in China: WeChat wakes nobody up, figures are there when offices open


def open_day(app: Flask, moment: datetime) -> bool:
    """Keep the job of a day, unless it is kept or it is too early; return whether it was.

    Days on which no worker ran are not made up for one by one: the job of today judges and reminds of all that they left.
    """
    here = moment.astimezone(HERE)
    if here.hour < BEGINS:
        return False
    day = here.date().isoformat()
    id = uuid.uuid5(uuid.NAMESPACE_URL, f"tidu:daily:{day}").hex  # the same for every worker: the database keeps one
    with app.app_context():
        if db.session.get(Job, id):
            return False
        regions = app.extensions["tidu.catalogue"].regions
        whole = next(place.id for place in regions.values() if place.parent is None)
        with suppress(IntegrityError), writing() as session:
            session.add(Job(id=id, kind=KIND, region=whole, asked_by=None, parameters=json.dumps({"on": day})))
            session.flush()
            return True
    return False


def run_daily(work: Work) -> Outcome:
    """Do what is done once a day."""
    on = day_asked(work)
    found = judged(work, on)
    reminded = remind(work.catalogue, current_app.extensions.get("tidu.wechat"), on)
    work.check()
    removed = clear(current_app.extensions["tidu.config"].data)
    return Outcome({**found, "reminded": vars(reminded), "removed": removed})
