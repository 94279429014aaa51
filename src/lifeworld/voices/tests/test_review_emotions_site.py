"""Agreement of five people on real reviews, through the site's tables, against the formulas written out in plain Python."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import combinations, permutations
from pathlib import Path

import polars as pl
import pytest

from lifeworld.testing.cast import cast
from lifeworld.voices.actions.comparing import compare, compare_pairs
from lifeworld.voices.actions.kept_work import work_once
from lifeworld.voices.queries.comparing import chosen_of, coders_to_compare
from lifeworld.voices.tests.coded_by_people import EMOTIONS, emotion_sheets
from lifeworld.voices.tests.site_codings import CodedStudy, coded_study, read

DATA = next((parent / "shared/data" for parent in Path(__file__).resolve().parents
             if (parent / "shared/data/coded/review-emotions").is_dir()), None)
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(DATA is None, reason="The data folder shared/data/coded/review-emotions is not beside the repository."),
]
NAMES = ("Ann_1", "Ann_2", "Ann_3", "Ann_4", "Ann_5")
Row = tuple[int | None, ...]


def the_five(folder: Path) -> tuple[CodedStudy, dict[str, pl.DataFrame]]:
    assert DATA is not None
    sheets = {path.stem: pl.read_csv(path) for path in emotion_sheets(DATA, folder)}
    units = pl.concat([one.select("id", "customer") for one in sheets.values()]).unique("id").sort("id")
    number = {key: at for at, key in enumerate(units["id"])}
    # The real words stay where they are: agreement is about who found what.
    found = coded_study(cast(), [(f"c{customer}", "A sentence.") for customer in units["customer"]],
                        dict.fromkeys(sheets, "imported"), EMOTIONS)
    for name, rows in sheets.items():
        read(found, name, {number[row["id"]]: [code for code in EMOTIONS if row[code] == 1] for row in rows.iter_rows(named=True)})
    return found, sheets


def units_of(sheets: dict[str, pl.DataFrame], names: Sequence[str], code: str) -> list[Row]:
    """One tuple a sentence, None where a coder did not code it; a cell that is not 1 says absent."""
    by_coder = [{row["id"]: int(row[code] == 1) for row in sheets[name].iter_rows(named=True)} for name in names]
    return [tuple(one.get(key) for one in by_coder) for key in sorted(set().union(*by_coder))]


def plain_coefficients(units: Sequence[Row]) -> dict[str, float]:
    """Krippendorff 2019 by the matrix of coincidences, Gwet 2008, and the shares of pairs, unit by unit."""
    coincidences: Counter[tuple[int, int]] = Counter()
    weighted: dict[tuple[int, int], float] = {}
    agreeing, pairable, rated, prevalence = 0.0, 0, 0, 0.0
    found_by_both = found = 0.0
    for unit in units:
        said = [value for value in unit if value is not None]
        if said:
            rated += 1
            prevalence += sum(said) / len(said)
        if len(said) < 2:
            continue
        pairable += 1
        coincidences.clear()
        for a, b in permutations(range(len(said)), 2):
            coincidences[said[a], said[b]] += 1
        for pair, n in coincidences.items():
            weighted[pair] = weighted.get(pair, 0.0) + n / (len(said) - 1)
        pairs = list(combinations(said, 2))
        agreeing += sum(a == b for a, b in pairs) / len(pairs)
        found += sum(said)
        found_by_both += 2 * sum(a == b == 1 for a, b in pairs) / (len(said) - 1)
    total = sum(weighted.values())
    margin = {value: sum(n for (a, _), n in weighted.items() if a == value) for value in (0, 1)}
    observed = weighted.get((0, 1), 0.0) + weighted.get((1, 0), 0.0)
    percent, pi = agreeing / pairable, prevalence / rated
    chance = 2 * pi * (1 - pi)
    return {"percent": percent, "f1": found_by_both / found, "alpha": 1 - (total - 1) * observed / (2 * margin[0] * margin[1]),
            "ac1": (percent - chance) / (1 - chance), "pabak": 2 * percent - 1}


def plain_kappa(units: Sequence[Row]) -> float:
    both = [unit for unit in units if None not in unit]
    agreeing = sum(a == b for a, b in both) / len(both)
    first, second = (sum(unit[at] for unit in both) / len(both) for at in (0, 1))
    chance = first * second + (1 - first) * (1 - second)
    return (agreeing - chance) / (1 - chance)


@pytest.mark.parametrize("names", [NAMES[1:3], NAMES[:3], NAMES], ids=["two", "three", "five"])
def test_agreement_of_people_is_that_of_the_formulas(tmp_path: Path, names: tuple[str, ...]) -> None:
    found, sheets = the_five(tmp_path)
    who = chosen_of(coders_to_compare(found.caller, found.study), [found.coders[name] for name in names])
    told = compare(found.caller, found.study, who)
    while told.comparison is None:
        assert work_once()
        told = compare(found.caller, found.study, who)
    assert [line.code for line in told.comparison.lines] == list(EMOTIONS)
    for line in told.comparison.lines:
        # The comparison is of statements that two coders or more judged.
        units = [unit for unit in units_of(sheets, names, line.code) if sum(value is not None for value in unit) >= 2]
        expected = plain_coefficients(units)
        if len(names) == 2:
            expected["kappa"] = plain_kappa(units)
        shown = {name: figure.value for name, figure in line.agreement.figures.items()}
        assert set(shown) == set(expected)
        assert shown == pytest.approx(expected, abs=1e-9, rel=0), line.code
        for at, name in enumerate(names):
            judged = [unit[at] for unit in units if unit[at] is not None]
            assert line.agreement.prevalence[name].value == pytest.approx(sum(judged) / len(judged), abs=1e-9, rel=0)
        assert line.n_differ == sum({0, 1} <= set(unit) for unit in units)


def test_each_two_of_five_have_their_table_and_kappa(tmp_path: Path) -> None:
    found, sheets = the_five(tmp_path)
    who = chosen_of(coders_to_compare(found.caller, found.study), [])
    told = compare_pairs(found.caller, found.study, who, "Joy")
    while told.pairs is None:
        assert work_once()
        told = compare_pairs(found.caller, found.study, who, "Joy")
    assert [pair.coders for pair in told.pairs] == list(combinations(NAMES, 2))
    for pair in told.pairs:
        units = [unit for unit in units_of(sheets, pair.coders, "Joy") if None not in unit]
        assert pair.table == tuple(sum(unit == cell for unit in units) for cell in ((1, 1), (1, 0), (0, 1), (0, 0)))
        assert pair.figures["kappa"].value == pytest.approx(plain_kappa(units), abs=1e-9, rel=0)
        assert pair.figures["alpha"].value == pytest.approx(plain_coefficients(units)["alpha"], abs=1e-9, rel=0)
