"""A catalogue checked, alone or against a second reading: the figures, and what is not settled."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from api.answers import Json
from api.facts_file import read_facts, read_settled, read_sources
from graph.model import Catalogue
from graph.readings import FIRST, Comparison, Disagreement, Fact, compare, misplaced


@dataclass(frozen=True)
class Audit:
    """A comparison of both readings; `open`: differences that nobody has settled; `stale`: settled ones that are gone."""

    facts: int
    comparison: Comparison
    open: tuple[Disagreement, ...]
    stale: tuple[Disagreement, ...]
    verified: int
    misplaced: tuple[Fact, ...]
    names: dict[str, str]

    @property
    def settled(self) -> int:
        """How many differences were settled against the text."""
        return len(self.comparison.differences) - len(self.open)

    @property
    def faults(self) -> list[str]:
        """What is not in order, in words."""
        said = {True: "目录中有而事实中没有", False: "事实中有而目录中没有"}
        return [
            *(f"{one.programme}：{said[one.reading == FIRST]} {self.names.get(one.value, one.value)}，应对照原文裁定" for one in self.open),
            *(f"{one.programme}：已裁定的差异 {one.value}（{one.reading}）已不存在，应从裁定中删去" for one in self.stale),
            *(
                f"{one.programme}：{one.value}{one.unit} 不在 {one.document} 第 {one.offset} 字处（事实文件第 {one.line} 行）"
                for one in self.misplaced
            ),
        ]


def audit(catalogue: Catalogue, facts: str, settled: str | None, sources: str | None) -> Audit:
    """Compare the catalogue with the facts in a file, less what was settled, and the facts with the sources."""
    listed = read_facts(Path(facts), catalogue)
    done = read_settled(Path(settled)) if settled else set()
    texts = read_sources(Path(sources), catalogue) if sources else {}
    comparison = compare(listed, catalogue)
    found = set(comparison.differences)
    verified = sum(fact.kind != "title" and fact.document in texts for fact in listed)
    names = {id: programme.name for id, programme in catalogue.programmes.items()}
    wrong = misplaced(listed, texts)
    return Audit(len(listed), comparison, _sorted(found - done), _sorted(done - found), verified - len(wrong), wrong, names)


def _sorted(differences: set[Disagreement]) -> tuple[Disagreement, ...]:
    return tuple(sorted(differences))


def check_answer(catalogue: Catalogue, found: Audit | None) -> Json:
    """Return the check for JSON."""
    answer: Json = {"catalogue_version": catalogue.version, "programmes": len(catalogue.programmes), "faults": []}
    if found is None:
        return answer
    facts = {
        "facts": found.facts,
        "agreed": found.comparison.agreed,
        "differences": len(found.comparison.differences),
        "settled": found.settled,
        "open": _rows(found.open),
        "stale": _rows(found.stale),
        "unread": list(found.comparison.unread),
        "verified": found.verified,
        "misplaced": [{"id": one.programme, "value": one.value, "document": one.document, "offset": one.offset} for one in found.misplaced],
    }
    return {**answer, "comparison": facts}


def _rows(differences: Sequence[Disagreement]) -> list[Json]:
    return [{"id": one.programme, "value": one.value, "reading": one.reading} for one in differences]


def check_text(catalogue: Catalogue, found: Audit | None) -> str:
    """Return the check in words."""
    lines = [f"目录无误：{len(catalogue.programmes)} 项事项"]
    if found:
        both, unread = found.comparison, found.comparison.unread
        lines.append(f"第二遍读出 {found.facts} 条事实，其中 {both.agreed} 条与目录一致")
        lines.append(f"两遍不同之处 {len(both.differences)} 处：已裁定 {found.settled}，未裁定 {len(found.open)}")
        lines += [f"有数值而第二遍没有读到的事项 {len(unread)} 项：{'、'.join(unread)}"] if unread else []
        lines += (
            [f"原文核对：{found.verified} 条数值在所指位置，{len(found.misplaced)} 条不在"] if found.verified or found.misplaced else []
        )
    return "\n".join(lines)
