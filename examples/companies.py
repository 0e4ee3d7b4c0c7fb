"""Plausible companies, made up with a seed: a city of 300 as a folder of profiles, a province of 25,000 as a table.

    python examples/companies.py city build/city
    python examples/companies.py province build/province.csv

All are invented: names begin with 示例, codes have a right check character and belong to nobody. What hangs together in life hangs
together here: size, growth and research; titles come one after the other along their ladders, each after the company was founded; some
figures are missing, as in every real table.
"""

import argparse
import csv
import json
import math
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from graph.loader import load_catalogue
from graph.model import Catalogue

SEED = 20260327
CITY, PROVINCE = 300, 25_000
HOME = "cn-4104"
SHARES = "library-excellent-2026"  # its quotas say how large the regions of the province are
YEARS = (2022, 2023, 2024, 2025)
TODAY = date(2026, 3, 1)
SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"

Profile = dict[str, Any]

SIZES = (("micro", 6, (8, 19)), ("small", 50, (22, 290)), ("medium", 34, (300, 980)), ("large", 10, (1000, 6000)))
COUNTIES = {"410421": 16, "410482": 16, "410422": 12, "410481": 10, "410425": 10, "410471": 10, "410402": 8, "410403": 7, "410411": 7}
COUNTIES |= {"410423": 7, "410404": 4, "410472": 3}
TRADES = Path(__file__).with_name("trades.tsv")  # what the name says, industry, sector, chain
FIRST = (
    "安宝博昌诚驰德鼎丰福冠光海浩恒宏华辉汇佳嘉建锦京凯康科力联隆茂铭诺鹏普启谦清荣锐"
    "瑞润森盛顺泰腾天通万旺伟祥鑫信兴旭扬亿益永优裕元源远越泽振正志中卓"
)
SECOND = (
    "达德电方丰峰格冠光海航和恒宏华辉基杰捷金隽凯科克朗力利联亮龙美明能宁奇强然瑞润赛"
    "升圣盛石仕特腾天通威维伟翔欣新信兴轩亚阳业宜毅英宇源展正智洲"
)
DECLARED: tuple[tuple[str, float], ...] = (  # how far above the average a company must be to say yes
    ("business_finance_sound_3y", -1.6),
    ("business_sound_3y", -1.6),
    ("business_sound", -1.8),
    ("key_tech_controllable", -1.5),
    ("cyber_data_risk_controllable", -1.4),
    ("smart_mfg_exemplary", 0.3),
    ("ai_explored", -0.1),
    ("smart_factory_organisation", -0.2),
    ("smart_mfg_talent", -0.1),
    ("class1_ip_in_use", -0.8),
    ("product_known", -0.8),
    ("product_well_known", 0.2),
    ("market_position_ahead", -0.3),
    ("six_bases_product", 0.2),
    ("industry_upgrade_product", -0.6),
    ("chain_key_role", 0.1),
    ("strategic_emerging_product", 0.3),
    ("workshop_mainly_processing", -1.8),
    ("smart_workshop_built", 0.1),
    ("smart_factory_built", 0.6),
    ("no_obsolete_process", -1.6),
    ("industrial_policy_met", -1.8),
)
HAPPENS: tuple[tuple[str, str | None], ...] = (
    ("penalty", "general"),
    ("penalty", "general"),
    ("safety_accident", "general"),
    ("safety_accident", "larger"),
    ("environment_accident", "general"),
    ("abnormal_operation", None),
    ("violation", "general"),
)
SLOPPY, SPARSE = 0.30, 0.04  # companies with a few figures missing, and with most of them missing
MISSING, MOSTLY_MISSING = 0.06, 0.6


def companies(count: int, regions: Mapping[str, int], seed: int) -> Iterator[Profile]:
    """Yield so many companies over regions by weight; the same seed gives the same companies."""
    random = Random(seed)
    names: set[str] = set()
    codes, weights = list(regions), list(regions.values())
    for number in range(1, count + 1):
        yield _company(number, random.choices(codes, weights)[0], names, random)


def _company(number: int, region: str, names: set[str], random: Random) -> Profile:
    strength = random.gauss(0, 1)
    trade = random.choice(_trades())
    founded = date(random.randint(1988, 2022), random.randint(1, 12), random.randint(1, 28))
    size, _, people = random.choices(SIZES, [weight for _, weight, _ in SIZES])[0]
    metrics = _figures(random.randint(*people), strength, founded, random) | _abilities(size, strength, founded, random)
    titles = _titles(size, strength, metrics, founded, random)
    profile = {
        "enterprise": _identity(number, region, trade, founded, size, _name(trade[0], names, random), random),
        "titles": titles,
        "titles_complete": True,
        "metrics": metrics,
        "declarations": {id: strength + random.gauss(0, 0.7) > bar for id, bar in DECLARED},
        "events": _events(random),
        "events_complete": random.random() < 0.93,
    }
    _lose(profile, random)
    return profile


@cache
def _trades() -> Sequence[Sequence[str]]:
    return [line.split("\t") for line in TRADES.read_text(encoding="utf-8").splitlines()[1:]]


def _name(trade: str, names: set[str], random: Random) -> str:
    kind = random.choice(("有限公司", "有限公司", "有限公司", "股份有限公司", "科技有限公司"))
    while True:
        name = f"示例{random.choice(FIRST)}{random.choice(SECOND)}{trade}{kind}"
        if name not in names:
            names.add(name)
            return name


def _identity(number: int, region: str, trade: Sequence[str], founded: date, size: str, name: str, random: Random) -> dict[str, Any]:
    _, industry, sector, chain = trade
    owners, weights = ("private", "local_soe", "central_soe", "foreign_invested"), ((92, 4, 1, 3), (55, 27, 12, 6))[size == "large"]
    return {
        "uscc": _uscc(region, number),
        "name": name,
        "region": region,
        "registered_on": founded.isoformat(),
        "industry": industry,
        "sector_class": sector,
        "ownership": random.choices(owners, weights)[0],
        "legal_person": True,
        "manufacturer": True,
        "above_scale": size != "micro",
        "chains": [chain] if random.random() < 0.8 else [],
    }


def _uscc(region: str, number: int) -> str:
    """Return a code that belongs to nobody, with its check character (GB 32100-2015)."""
    body = f"91{region}MG{number:07}"
    return body + SIGNS[-sum(SIGNS.index(sign) * 3**place for place, sign in enumerate(body)) % 31]


def _figures(people: int, strength: float, founded: date, random: Random) -> dict[str, Any]:
    """Return yearly figures that grow together: revenue, what of it is the main business, research, debts, people."""
    yearly = ("revenue", "main_revenue", "rd_expense", "rd_staff", "employees", "debt_ratio", "total_assets", "profit_ratio", "net_profit")
    series: dict[str, dict[str, Any]] = {name: {} for name in yearly}
    revenue = people * random.uniform(45, 150) / 1.08**3
    main, research, debt = random.uniform(0.78, 1), max(0.004, random.gauss(0.036 + 0.008 * strength, 0.01)), random.uniform(28, 78)
    assets, profit = random.uniform(0.6, 1.6), random.gauss(6 + 2.5 * strength, 3)
    for year in YEARS:
        revenue *= 1 + random.gauss(0.05 + 0.04 * strength, 0.08)
        if year < founded.year:
            continue
        staff = max(5, round(people * (1 + 0.03 * (year - YEARS[-1]))))
        margin = round(profit + random.gauss(0, 1), 2)
        values = (
            round(revenue, 2),
            round(revenue * min(1, main + random.gauss(0, 0.01)), 2),
            round(revenue * max(0.002, research + random.gauss(0, 0.003)), 2),
            max(1, round(staff * min(0.5, 2.6 * research + 0.04))),
            staff,
            round(min(95, max(10, debt + random.gauss(0, 2))), 2),
            round(revenue * assets, 2),
            margin,
            round(revenue * margin / 118, 2),
        )
        for name, value in zip(yearly, values, strict=True):
            series[name][str(year)] = value
    financing = {str(year): random.choice((0, 0, 0, 0, 0, 0, 800, 2000, 6000)) for year in YEARS if year >= founded.year}
    return series | {"equity_financing": financing}


def _abilities(size: str, strength: float, founded: date, random: Random) -> dict[str, Any]:
    """Return what is known on the day: patents, the market, how far automation and artificial intelligence have come."""
    bonus = {"micro": -1.0, "small": -0.3, "medium": 0.2, "large": 0.7}[size]
    smart = 0.75 * strength + bonus + random.gauss(0, 0.6)
    own = max(0, round(3 + 1.8 * strength + random.gauss(0, 1.5)))
    share = max(0.1, round(math.exp(1.6 + 0.8 * strength + random.gauss(0, 0.6)), 1))
    score = 55 + 8 * strength
    start = min(founded + timedelta(days=random.randint(0, 1500)), date(2024, 6, 1))
    return {
        "niche_since": max(start, founded).isoformat(),
        "class1_ip": own,
        "class1_ip_self_developed": max(0, own - random.randint(0, 1)),
        "class1_ip_high_value": own // 3,
        "class2_ip": max(0, round(12 + 6 * strength + random.gauss(0, 5))),
        "market_share_domestic": min(80, share),
        "market_share_global": round(min(40, share / 4), 1),
        "market_rank_domestic": max(1, round(30 / share)),
        "development_score": {str(year): max(0, min(100, round(score + random.gauss(0, 4)))) for year in (2024, 2025)},
        "maturity_level": 1 + (smart > -0.2) + (smart > 1.5) + (smart > 3.2),
        "ai_scene_share": max(0, min(80, round(8 + 9 * smart + random.gauss(0, 4)))),
        "nc_rate": round(min(98, max(15, 58 + 9 * smart + random.gauss(0, 5))), 1),
        "nc_rate_industry": 58.5,
        "digital_design_rate": round(min(99, max(20, 80 + 7 * smart + random.gauss(0, 5))), 1),
        "digital_design_rate_industry": 80.2,
    }


def _titles(size: str, strength: float, metrics: Mapping[str, Any], founded: date, random: Random) -> list[dict[str, Any]]:
    """Return titles along the ladders, each a year or more after the one below it."""
    found: list[dict[str, Any]] = []
    luck = strength + random.gauss(0, 0.35)
    since = founded + timedelta(days=900)
    _climb(found, (("ext-high-tech-enterprise", -0.1, 3),), luck, since, random)
    if size != "large":
        ladder = (("sme-innovative", 0.0, 3), ("sme-specialized", 0.55, 3), ("sme-little-giant", 1.35, 3))
        _climb(found, ladder, luck, since, random)
    _climb(found, (("champion-province", 1.9 if size != "large" else 1.3, 0), ("champion-national", 2.5, 0)), luck, since, random)
    level = metrics["maturity_level"]
    if level >= 2:
        smart = luck + 0.6 * (level - 2)
        _climb(found, (("smart-workshop", 0.5, 0), ("smart-factory-province", 1.1, 0)), smart, since, random)
        _climb(found, (("smart-factory-basic", 0.2, 0), ("smart-factory-advanced", 1.3, 0)), smart, since, random)
        if level >= 3 and smart > 3.2 and found and found[-1]["honor"] == "smart-factory-advanced":
            _climb(found, (("smart-factory-excellent", 3.2, 0),), smart, date.fromisoformat(found[-1]["granted"]), random)
    return found


def _climb(found: list[dict[str, Any]], ladder: Sequence[tuple[str, float, int]], luck: float, since: date, random: Random) -> None:
    """Add the rungs that a company has reached; a term that has run out was renewed, or nobody has written that down."""
    rungs = [rung for rung in ladder if luck > rung[1]]
    first = max(since.year + 1, TODAY.year - 2 * len(rungs) - random.randint(0, 3))
    for place, (honor, _, term) in enumerate(rungs):
        year = first + 2 * place - (random.random() < 0.3 and place > 0)
        granted = date(year, random.choice((6, 9, 11)), random.randint(1, 28))
        if granted >= TODAY:
            return
        title: dict[str, Any] = {"honor": honor, "granted": granted.isoformat()}
        if term:
            end = date(year + term, granted.month, granted.day) - timedelta(days=1)
            title["expires"] = end.isoformat()
            if end < TODAY and random.random() < 0.8:
                title["renewed"] = (end - timedelta(days=random.randint(5, 60))).isoformat()
        found.append(title)


def _events(random: Random) -> list[dict[str, Any]]:
    if random.random() > 0.06:
        return []
    on = TODAY - timedelta(days=random.randint(20, 1900))
    kind, severity = random.choice(HAPPENS)
    event: dict[str, Any] = {"kind": kind, "on": on.isoformat()} | ({"severity": severity} if severity else {})
    if random.random() < 0.7:
        event["cleared"] = min(on + timedelta(days=random.randint(30, 300)), TODAY).isoformat()
    return [event]


def _lose(profile: Profile, random: Random) -> None:
    """Take away what the clerk of a company has not filled in."""
    draw = random.random()
    share = MOSTLY_MISSING if draw < SPARSE else MISSING if draw < SPARSE + SLOPPY else 0
    if not share:
        return
    for section in (profile["metrics"], profile["declarations"], profile["enterprise"]):
        for name in list(section):
            if name not in ("name", "uscc", "region", "manufacturer", "legal_person") and random.random() < share:
                del section[name]
    if draw < SPARSE:
        profile["events_complete"] = False


def flat(profile: Profile) -> dict[str, str]:
    """Return a profile as one row of a table: columns are paths, as in `metrics/revenue/2025`."""
    row = {f"enterprise/{name}": _cell(value) for name, value in profile["enterprise"].items()}
    for name, value in profile["metrics"].items():
        years = value.items() if isinstance(value, dict) else [("", value)]
        row |= {f"metrics/{name}/{year}".rstrip("/"): _cell(figure) for year, figure in years}
    row |= {f"declarations/{name}": _cell(value) for name, value in profile["declarations"].items()}
    for title in profile["titles"]:
        row |= {f"titles/{title['honor']}/{name}": value for name, value in {"held": _cell(True), **title}.items() if name != "honor"}
    for event in profile["events"]:
        row |= {f"events/{event['kind']}/{name}": value for name, value in event.items() if name != "kind"}
    return row | {name: _cell(profile[name]) for name in ("titles_complete", "events_complete")}


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    return "、".join(value) if isinstance(value, list) else str(value)


def write_folder(profiles: Iterator[Profile], folder: Path) -> None:
    """Write a profile file for each company."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in folder.glob("*.json"):
        file.unlink()
    for profile in profiles:
        file = folder / f"{profile['enterprise']['uscc']}.json"
        file.write_text(json.dumps(profile, ensure_ascii=False), encoding="utf-8")


def write_table(profiles: Iterator[Profile], file: Path) -> None:
    """Write one row for each company; the columns are those that any of them has, in the order of the profile."""
    rows = [flat(profile) for profile in profiles]
    order = ("enterprise", "titles", "titles_complete", "metrics", "declarations", "events", "events_complete")
    seen = list(dict.fromkeys(column for row in rows for column in row))
    first = {column: (place if column.startswith("enterprise/") else 0, column) for place, column in enumerate(seen)}
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, sorted(seen, key=lambda column: (order.index(column.partition("/")[0]), first[column])))
        writer.writeheader()
        writer.writerows(rows)


def province_regions(catalogue: Catalogue) -> dict[str, int]:
    """Return the regions of the province by weight: as large as their quotas, the home city by its counties."""
    quota = catalogue.libraries[SHARES].recommended
    assert quota is not None
    home = catalogue.regions[HOME].code
    shares = {code: number * sum(COUNTIES.values()) for code, number in quota.regions}
    inside = shares.pop(home) if home else 0
    return shares | {code: weight * inside // sum(COUNTIES.values()) for code, weight in COUNTIES.items()}


def main() -> None:
    """Write the city or the province: into a folder of profiles, or into a .csv."""
    reader = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    reader.add_argument("what", choices=("city", "province"))
    reader.add_argument("out", type=Path, help="a folder, or a file that ends in .csv")
    reader.add_argument("--count", type=int)
    reader.add_argument("--seed", type=int, default=SEED)
    wanted = reader.parse_args()
    regions = COUNTIES if wanted.what == "city" else province_regions(load_catalogue())
    count = wanted.count or (CITY if wanted.what == "city" else PROVINCE)
    write = write_table if wanted.out.suffix == ".csv" else write_folder
    write(companies(count, regions, wanted.seed), wanted.out)
    sys.stdout.write(f"{wanted.out}：{count} 家虚构企业（种子 {wanted.seed}）\n")


if __name__ == "__main__":
    main()
