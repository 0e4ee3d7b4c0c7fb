"""The catalogue and the independent second reading agree, but for differences that were settled against the text."""

import csv

from second_reading import FACTS, first_reading, second_reading

from graph.loader import load_catalogue


def test_both_readings_agree_but_for_settled_differences() -> None:
    catalogue = load_catalogue()
    second = second_reading()

    differences = set()
    for programme, values in second.items():
        first = first_reading(catalogue.programmes[programme], catalogue)
        differences |= {(programme, value, "second") for value in values - first}
        differences |= {(programme, value, "first") for value in first - values}

    with (FACTS / "settled" / "differences.tsv").open(encoding="utf-8") as file:
        settled = {(row["programme"], row["value"], row["reading"]) for row in csv.DictReader(file, delimiter="\t")}
    assert settled == differences
