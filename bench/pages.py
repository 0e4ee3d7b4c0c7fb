"""How long the pages take and what they weigh, with all that they load, compressed by gzip; plots with the library that they fetch later.

Aim: the report under 600 KB compressed with its styles and scripts; a what-if within 200 ms. The reference is the first page.

`pages.py tables [COUNT…]`: the console's table of companies, over so many made-up ones in SQLite and in PostgreSQL, under 200 ms. From
100,000 companies on each has only a few states, or the disk would be full.
"""

import gzip
import random
import re
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote, urlencode

sys.path.insert(0, str(Path(__file__).parents[1]))

import pyotp
from sqlalchemy import text

from api.accounts.staff import Made, add_staff
from api.bureau.companies import Filters, listed
from api.bureau.judging import Judge
from api.bureau.order import SORTS, Order, Place
from api.profile_file import load_profile
from api.storage.database import db, writing
from api.storage.schema import upgrade
from api.storage.valkey import started
from api.web.app import create_app
from api.web.config import Config
from api.web.stores import stores_alone
from bench.answers import EXAMPLES, ON
from bench.api import asked, served
from bench.bureau import MODELS, fill, fill_directly
from bench.path import at
from graph.loader import load_catalogue
from tests.servers import postgres

REQUESTS, TIMES = 60, 30
MANY, STATES = 100_000, 8
VERSIONS = """INSERT INTO profile_versions (enterprise_id, number, text, catalogue_version, saved_by, saved_at)
    SELECT id, 1, '{}', '', 'system:bench', :now FROM enterprises"""
TABLE, DEEPEST = "/bureau/companies", 2_500
QUERIES = {
    "first page": "",
    "deep page": "?page={last}",
    "part of a name, few": "?name=示例12345",
    "part of a name, many": "?name=123",
    "beginning of a code": "?uscc=91000000000000012",
    "place": "?region=410421",
    "programme near": "?programme=sme-little-giant&state=near",
    "programme near, sorted": "?programme=sme-little-giant&state=near&sort=-near",
    "title held": "?held=sme-innovative",
    "updated since": "?updated_since=2023-12-01",
    "without a profile": "?profile=missing",
    **{f"sorted by {sign}{name}": f"?sort={sign}{name}" for name in SORTS for sign in ("", "-")},
    **{
        f"{way} from the middle by {name}": f"?sort={name}&{by}={{{name}}}"
        for name in SORTS
        for way, by in (("on", "after"), ("back", "before"))
    },
}
LOADED = re.compile(r'(?:href|src|data-plots-from)="(/static/[^"]+)"')
FIGURE = re.compile(r'name="(figure:[^"]+)" value="([^"]+)"')
TARGET = re.compile(r'name="to" value="([^"]*)"')
OTHER = {
    "first page": ["/"],
    "programmes": ["/programmes"],
    "programme": ["/programmes/sme-little-giant"],
    "graph": ["/graph", "/graph.json"],
}


def measure(connection: HTTPConnection, title: str, addresses: Sequence[str]) -> dict[str, str]:
    """Ask for pages in turn, print their times and the weight of the heaviest; return their texts."""
    pages: dict[str, str] = {}
    times = []
    for address in [*addresses] * -(-REQUESTS // len(addresses)):
        spent, page = asked(connection, "GET", address)
        times.append(spent)
        pages[address] = page.decode()
    raw, small, whole = max(weights(connection, page) for page in pages.values())
    print(f"{title:12} {line(times)}   {raw:5.0f} KB, gzip {small:4.0f} KB, with styles and scripts {whole:4.0f} KB")
    return pages


def weights(connection: HTTPConnection, page: str) -> tuple[float, float, float]:
    """Return the KB of a page: as it is, compressed, compressed with all that it loads."""
    loaded = [asked(connection, "GET", address)[1] for address in dict.fromkeys(LOADED.findall(page))]
    small = compressed(page.encode())
    return len(page.encode()) / 1e3, small, small + sum(map(compressed, loaded))


def compressed(data: bytes) -> float:
    return len(gzip.compress(data, 6)) / 1e3


def line(times: list[float]) -> str:
    return f"{len(times):4} ×  p50 {at(times, 50) * 1e3:6.1f} ms  p99 {at(times, 99) * 1e3:6.1f} ms"


def what_ifs(connection: HTTPConnection, reports: dict[str, str]) -> None:
    """Turn each figure of each report, as a slider does, and print the times."""
    times = []
    for address, page in reports.items():
        figures, target = dict(FIGURE.findall(page)), TARGET.findall(page)
        for name, value in figures.items():
            example = address.partition("example=")[2].partition("&")[0]
            form = {"example": example, "on": str(ON), "to": target[0], **figures, name: str(float(value) + 1)}
            more = {"Content-Type": "application/x-www-form-urlencoded", "HX-Request": "true"}
            times.append(asked(connection, "POST", "/report/what-if", urlencode(form).encode(), **more)[0])
    print(f"{'what-if':12} {line(times)}   (aim 200 ms)")


@contextmanager
def stores() -> Iterator[dict[str, str]]:
    """Give the databases, by name; an empty URL is SQLite in the data folder."""
    with postgres() as server:
        yield {"SQLite": "", "PostgreSQL": server.database()}


def filled(config: Config, count: int) -> Made:
    """Put companies into a new database; return an account of the province."""
    upgrade(config.database_url)
    catalogue = load_catalogue(config.catalogue)
    models = [Judge(catalogue).judge(load_profile(EXAMPLES[0].parent / f"{name}.json", catalogue), ON) for name in MODELS]
    regions = [place.code for place in catalogue.regions.values() if place.code]
    most, began = STATES if count >= MANY else None, time.perf_counter()
    with stores_alone(config).app_context():
        if most and config.database:
            fill_directly(count, most, catalogue, regions)
        else:
            fill(count, most, models, regions, random.Random(1))
        with writing() as session:
            session.execute(text(VERSIONS), {"now": "2026-11-21 00:00:00+00:00"})
            made = add_staff(session, "bench", "bench", "cn-41")
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE" if config.database else "ANALYZE")
        db.engine.dispose()
    states = most or sum(len(one.states) for one in models) // len(models)
    print(f"{count:,} companies, {states} states each, filled in {time.perf_counter() - began:.0f} s", flush=True)
    return made


def middles(config: Config, count: int) -> dict[str, str]:
    """Return by order where the company in its middle stands."""
    places = {place.code for place in load_catalogue(config.catalogue).regions.values() if place.code}
    found = {}
    with stores_alone(config).app_context():
        for order in map(Order, SORTS):
            [(firm, judgement)] = listed(db.session, Filters(places), order, 1, Place(count // 2), many=count >= MANY)
            found[order.sort] = order.write(order.mark(firm, judgement))
        db.engine.dispose()
    return found


def log_in(connection: HTTPConnection, made: Made) -> dict[str, str]:
    """Return the headers of whoever has logged in through the page."""
    said = {"name": "bench", "password": made.password, "totp": pyotp.TOTP(made.secret).now()}
    origin = f"http://127.0.0.1:{connection.port}"
    form = {"Content-Type": "application/x-www-form-urlencoded", "Origin": origin}
    connection.request("POST", "/bureau/login", urlencode(said), form)
    response = connection.getresponse()
    response.read()
    assert response.status == 303, response.status
    return {"Cookie": response.headers["Set-Cookie"].partition(";")[0]}


def tables(count: int) -> None:
    """Ask for the table of companies as staff do, and print how long it takes."""
    with stores() as databases:
        for title, url in databases.items():
            with tempfile.TemporaryDirectory() as folder, started(Path(folder) / "valkey") as redis:
                unlimited = {"rate": "1000000/minute", "account_rate": "1000000/minute"}
                config = Config(data=Path(folder), database=url, redis=redis, workers=1, log_level="ERROR", **unlimited)
                made = filled(config, count)
                known = {"last": min(-(-count // 20), DEEPEST), **middles(config, count)}
                print(title, flush=True)
                with served(lambda given, own=config: create_app(replace(own, port=given.port))) as connection:
                    own = log_in(connection, made)
                    for name, query in QUERIES.items():
                        address = TABLE + quote(query.format(**known), safe="?=&-")
                        times = [asked(connection, "GET", address, **own)[0] for _ in range(TIMES)]
                        print(f"  {name:32} {line(times)}", flush=True)


def main() -> None:
    with served(create_app) as connection:
        reports = measure(connection, "reports", [f"/report?example={path.stem}&on={ON}" for path in EXAMPLES])
        what_ifs(connection, reports)
        for title, addresses in OTHER.items():
            measure(connection, title, addresses)


if __name__ == "__main__":
    if sys.argv[1:2] == ["tables"]:
        for number in sys.argv[2:] or ["25000"]:
            tables(int(number))
    else:
        main()
