"""A process that signs a list, says how far it got, and waits to be killed."""

import sys
import time
from pathlib import Path

from api.bureau.lists import sign
from api.storage.database import writing
from api.storage.tables import Staff
from api.web.app import create_app
from api.web.config import Config

database, data, redis, officer, found, moment = sys.argv[1:]
app = create_app(Config(database=database, data=Path(data), redis=redis))


def reached(place: str) -> None:
    if place == moment:
        print(place, flush=True)
        time.sleep(60)


with app.app_context():
    with writing() as session:
        sign(session, session.get_one(Staff, officer), found, 1, app.extensions["tidu.catalogue"])
        reached("before")
    reached("after")
