"""目录、条文和企业的最小构件：基准目录、一条写法读成的指标、直接给出事实的企业。"""

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
import yaml

from graph.criteria import Criterion
from graph.facts import Absent, Ask, Event, Holding, Value
from graph.loader import load_catalogue
from graph.model import Catalogue
from graph.reader import Fields, Node, Reading
from graph.requirement import Requirement, RuleReader
from graph.source import Source
from graph.vocabulary import Vocabulary

CATALOGUES = Path(__file__).parent / "catalogues"
TODAY = date(2026, 11, 21)


@dataclass(frozen=True)
class Company:
    """Facts as given: figures by metric (and year), everything else by name; what is not given is unknown."""

    vocabulary: Vocabulary
    on: date = TODAY
    figures: Mapping[str, object] = field(default_factory=dict)
    days: Mapping[str, date] = field(default_factory=dict)
    declarations: Mapping[str, bool] = field(default_factory=dict)
    answers: Mapping[str, object] = field(default_factory=dict)
    titles: tuple[Holding, ...] = ()
    titles_known: bool = True
    happened: tuple[Event, ...] = ()
    events_known: bool = True

    def number(self, metric: str, year: int | None) -> Value:
        known = self.figures.get(metric)
        value = known.get(year) if isinstance(known, dict) else known
        return value if isinstance(value, Absent) else Absent.UNKNOWN if value is None else Fraction(str(value))

    def counted(self, metric: str) -> tuple[Holding, ...]:
        return ()

    def day(self, name: str) -> date | Absent:
        return self.days.get(name, Absent.UNKNOWN)

    def declared(self, declaration: str) -> bool | Absent:
        return self.declarations.get(declaration, Absent.UNKNOWN)

    def field(self, name: str) -> object:
        return self.answers.get(name, Absent.UNKNOWN)

    def asks(self, name: str) -> tuple[Ask, ...]:
        return (Ask(name, "field"),)

    def holdings(self, honor: str) -> tuple[Holding, ...]:
        return tuple(title for title in self.titles if title.honor == honor)

    def all_titles_known(self) -> bool:
        return self.titles_known

    def events(self, kind: str) -> tuple[Event, ...]:
        return tuple(event for event in self.happened if event.kind == kind)

    def all_events_known(self) -> bool:
        return self.events_known


@pytest.fixture(scope="session")
def base() -> Catalogue:
    return load_catalogue(CATALOGUES / "base")


@pytest.fixture(scope="session")
def company(base: Catalogue) -> Callable[..., Company]:
    return lambda **known: Company(base.words, **known)


def parse(written: str) -> Node:
    return Node(yaml.compose(written, Loader=yaml.SafeLoader), "试.yaml", Reading())


@pytest.fixture(scope="session")
def node() -> Callable[[str], Node]:
    return parse


@pytest.fixture(scope="session")
def fields() -> Callable[[str], Fields]:
    return lambda written: Fields(parse(written))


@pytest.fixture(scope="session")
def tree() -> Callable[[str], Requirement]:
    def read(written: str) -> Requirement:
        place = parse(written)
        found = RuleReader("p", Source(), clause_required=False).tree(place)
        assert not place.reading.faults
        assert found is not None
        return found

    return read


@pytest.fixture(scope="session")
def rule(tree: Callable[[str], Requirement]) -> Callable[[str], Criterion]:
    def read(written: str) -> Criterion:
        found = tree(written)
        assert isinstance(found, Criterion)
        return found

    return read


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """基准目录的一份副本，供改坏。"""
    return Path(shutil.copytree(CATALOGUES / "base", tmp_path / "catalogue"))
