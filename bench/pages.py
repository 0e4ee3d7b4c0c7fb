"""How long the pages take and what they weigh, with all that they load, compressed by gzip; plots with the library that they fetch later.

Aim: the report under 600 KB compressed with its styles and scripts; a what-if within 200 ms. The reference is the first page.
"""

import gzip
import re
import sys
from collections.abc import Sequence
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).parents[1]))

from api.web.app import create_app
from bench.answers import EXAMPLES, ON
from bench.api import asked, served
from bench.path import at

REQUESTS = 60
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


def main() -> None:
    with served(create_app) as connection:
        reports = measure(connection, "reports", [f"/report?example={path.stem}&on={ON}" for path in EXAMPLES])
        what_ifs(connection, reports)
        for title, addresses in OTHER.items():
            measure(connection, title, addresses)


if __name__ == "__main__":
    main()
