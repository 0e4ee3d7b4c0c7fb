"""Cultivation lists and quotas as plain dicts, ready for JSON; the list is also what next year's is compared with."""

from collections.abc import Sequence

from api.answers import Json, ask_answer, gap_answer, plain
from api.labels import EXCLUDED
from api.phrases_cultivation import change_text, earning_text, key_name, place_name, points_text, reason, shortfall_text, unit_of
from api.wording import told
from api.wording_libraries import region_name, ties_text
from graph.libraries import RankingKey
from graph.model import Catalogue
from planner.cultivation.change import Change
from planner.cultivation.drawing import Cultivated, Placed, RegionQuota
from planner.cultivation.moves import Move
from planner.cultivation.ranking import Contribution, Tie, year_of
from planner.cultivation.standing import Call, Standing
from planner.quota import Allotment

NO_AWARD = "候选只表示达到基本条件，审核、推荐和评审由主管部门决定，排序靠前不等于入库"
NEXT_ROUND = "可入库年份按同样的条件和截止日推算，以后各批的通知为准"


def list_answer(found: Cultivated, catalogue: Catalogue, *, own_weights: bool, elsewhere: int, change: Json | None) -> Json:
    """Return a cultivation list.

    Parameters
    ----------
    own_weights : bool
        Whether the ranking was handed in; otherwise it is the default.
    elsewhere : int
        How many companies of the table lie outside the place.
    change : dict or None
        What `changes_answer` gave.
    """
    library, place = found.call.library, found.place
    return {
        "library": library.id,
        "name": library.name,
        "year": library.year,
        "honor": library.honor,
        "on": plain(found.call.on),
        "catalogue_version": catalogue.version,
        "region": place.code if place else None,
        "region_name": place.name if place else None,
        "judged_by": "plan" if found.call.planned else "conditions",
        "ranking": _ranking(found.call, catalogue, default=not own_weights),
        "counts": _counts(found, elsewhere),
        "quota": _quota(found, catalogue),
        "candidates": [_candidate(one, catalogue) for one in found.candidates],
        **{group: [_other(one, catalogue) for one in getattr(found, group)] for group in ("near", "undecided")},
        "excluded": [_excluded(one, catalogue) for one in found.excluded],
        "change": change,
        "moves": moves_answer(found),
        "notes": [NO_AWARD, NEXT_ROUND, *(note.text for note in library.notes)],
    }


def _ranking(call: Call, catalogue: Catalogue, *, default: bool) -> Json:
    ranking = call.library.ranking
    keys = [_key(key, call, catalogue) for key in ranking.keys]
    return {"default": default, "note": ranking.note, "keys": keys, "rule": ties_text(ranking, catalogue)}


def _key(key: RankingKey, call: Call, catalogue: Catalogue) -> Json:
    origin, year = key.origin, year_of(key.origin, call.on)
    about = {origin.kind: origin.of} | ({"year": year} if year else {})
    name = key.name or told(origin, catalogue)
    return {"name": name, **about, "weight": key.weight, "full": key.full, "clause": plain(key.clause), "note": key.note}


def _counts(found: Cultivated, elsewhere: int) -> Json:
    groups = {group: len(getattr(found, group)) for group in ("candidates", "near", "undecided", "excluded")}
    listed = sum(one.listed for one in found.candidates)
    ready = sum(not one.standing.wanting for one in found.candidates)
    return {"companies": sum(groups.values()), **groups, "ready": ready, "listed": listed, "elsewhere": elsewhere}


def _quota(found: Cultivated, catalogue: Catalogue) -> Json:
    library = found.call.library
    entering = sum(bool(one.selected) for one in found.candidates)
    selected = library.selected if found.selected is not None else None
    return {
        "recommended": [_region(quota, catalogue) for quota in found.quotas] if found.quotas else None,
        "weighted_by": library.recommended.weighted_by if library.recommended else None,
        "selected": {**plain(selected), "selected": entering, "vacant": selected.total - entering} if selected else None,
        "clause": plain(library.recommended.clause) if library.recommended and found.quotas else None,
        "vacant": shortfall_text(found, catalogue),
    }


def _region(quota: RegionQuota, catalogue: Catalogue) -> Json:
    return {
        "region": quota.region,
        "name": region_name(quota.region, catalogue),
        "quota": quota.number,
        "candidates": quota.candidates,
        "recommended": quota.recommended,
        "vacant": quota.vacant,
    }


def _company(one: Standing, catalogue: Catalogue) -> Json:
    return {"uscc": one.uscc or None, "name": one.name, "region": one.region, "place": place_name(one.region, catalogue)}


def _candidate(one: Placed, catalogue: Catalogue) -> Json:
    standing = one.standing
    return {
        "rank": one.rank,
        "computed_rank": one.computed,
        **_company(standing, catalogue),
        **place_answer(one),
        "points": plain(standing.points),
        "points_exact": str(standing.points),
        "contributions": [_contribution(part, catalogue) for part in standing.contributions],
        "ties": [_tie(tie) for tie in standing.ties],
        **_open(standing, catalogue),
        "move": move_answer(one.move) if one.move else None,
    }


def place_answer(one: Placed) -> Json:
    """Return what the place of a candidate in the list means for the quotas."""
    return {
        "quota_region": one.region,
        "region_rank": one.region_rank,
        "recommended": one.recommended,
        "selected": one.selected,
        "listed": one.listed,
    }


def _contribution(part: Contribution, catalogue: Catalogue) -> Json:
    return {
        "key": key_name(part, catalogue),
        "value": plain(part.value),
        "unit": unit_of(part, catalogue),
        "text": earning_text(part, catalogue),
        "points": plain(part.points),
        "points_exact": str(part.points),
        "weight": part.key.weight,
        "full": part.key.full,
        "titles": list(part.titles),
        "doubtful": list(part.doubtful),
    }


def _tie(tie: Tie) -> object:
    return tie if isinstance(tie, str) else plain(tie)


def _open(one: Standing, catalogue: Catalogue) -> Json:
    """Return what is open: the year, gaps and unknowns, the way."""
    return {
        "year": one.year,
        "gaps": [gap_answer(gap, catalogue) for gap in one.gaps],
        "unknowns": [ask_answer(ask, catalogue) for ask in one.unknowns],
        "way": [{**plain(step), "name": catalogue.words.names[step.honor]} for step in one.way],
        "why": reason(one, catalogue),
    }


def _other(one: Standing, catalogue: Catalogue) -> Json:
    points = {"points": plain(one.points), "points_exact": str(one.points)}
    return {**_company(one, catalogue), **points, **_open(one, catalogue)}


def _excluded(one: Standing, catalogue: Catalogue) -> Json:
    cause = {"cause": one.cause, "cause_text": EXCLUDED[one.cause], "until": plain(one.until), "year": one.year}
    return {**_company(one, catalogue), **cause, "why": reason(one, catalogue)}


def move_answer(move: Move) -> Json:
    """Return why, by whom and when a candidate was moved."""
    return {"reason": move.reason, "who": move.who, "when": move.when or None}


def moves_answer(found: Cultivated) -> list[Json]:
    """Return the candidates that were moved by hand."""
    return [_moved(one) for one in found.candidates if one.move]


def _moved(one: Placed) -> Json:
    assert one.move is not None
    return {"uscc": one.standing.uscc or None, "name": one.standing.name, "from": one.computed, "to": one.rank, **move_answer(one.move)}


def changes_answer(year: int, changes: Sequence[Change], catalogue: Catalogue) -> Json:
    """Return who entered, stayed and left since the list of a year."""
    found: Json = {"since": year, "entered": [], "stayed": [], "left": []}
    for one in changes:
        before = one.before.rank if one.before else None
        now = one.now.rank if isinstance(one.now, Placed) else None
        said = {"uscc": one.uscc or None, "name": one.name, "rank_before": before, "rank": now, "why": change_text(one, catalogue)}
        found[one.kind].append(said)
    return found


def quota_answer(total: int, found: Sequence[Allotment]) -> Json:
    """Return a number shared out; shares are exact as fractions, and to two decimals."""
    regions = [
        {
            "region": one.name,
            "weight": plain(one.weight),
            "share": points_text(one.share),
            "share_exact": str(one.share),
            "number": one.number,
            "raised": one.raised,
        }
        for one in found
    ]
    return {"total": total, "sum": sum(one.number for one in found), "rule": QUOTA_RULE, "regions": regions}


QUOTA_RULE = "最大余数法：各地先得应得数的整数部分，余下的名额依次给余数最大的；余数相同的，权重大的在前，再同按地区名称的次序"
