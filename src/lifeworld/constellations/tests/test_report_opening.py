"""The first page's three sentences: ties, no types, few customers, all undetermined, no customers; never more than is known."""

from __future__ import annotations

import re
from dataclasses import replace

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifeworld.constellations.core import study as keys
from lifeworld.constellations.core.study import TYPE_NAMES, MappedStudy
from lifeworld.constellations.files.report.matters import Ranked, level, matters
from lifeworld.constellations.files.report.opening import opening
from lifeworld.constellations.files.report.words import tenths
from lifeworld.constellations.tests.invented_study import invented_study
from lifeworld.kit.figure import Evidence, Figure, estimate

STUDY = invented_study()


def share(key: str, value: float, half: float = 0.1, n: int = 40, warnings: tuple[str, ...] = ()) -> Figure:
    return estimate(key, value, max(value - half, 0.0), min(value + half, 1.0), unit="share", method="test", n=n,
                    evidence=Evidence("q", n), warnings=warnings)


def typed(counts: tuple[int, int, int, int], half: float = 0.1, figures: tuple[Figure, ...] = (), stability: float | None = 1.0,
          n_counting: int = 5) -> MappedStudy:
    """A study with so many customers of each type, the undetermined last, and the figures of their shares."""
    total = sum(counts)
    labels = [label for label, n in zip(TYPE_NAMES, counts, strict=True) for _ in range(n)]
    frame = pl.DataFrame({"customer": [f"c{i}" for i in range(total)], "type": labels, "stability": [stability] * total,
                          "n_counting": [n_counting] * total}, schema_overrides={"stability": pl.Float64})
    shares = tuple(share(keys.type_share_key(label), n / total, half, total) for label, n in zip(TYPE_NAMES, counts, strict=True))
    return replace(STUDY, constellations=frame, n_customers=total, figures=shares + figures, notes=(), pooled=STUDY.pooled.clear())


def test_a_type_that_leads_clearly_is_said_to() -> None:
    said = opening(typed((5, 30, 5, 0), half=0.05)).prevails
    assert said.startswith("Most often these customers’ ecosystems are brand-driven: about 8 in 10 are brand-driven (70 to 80 %)")
    assert "overlap" not in said


def test_overlapping_intervals_are_said_for_two_and_for_three() -> None:
    two = opening(typed((18, 16, 6, 0), half=0.08)).prevails
    assert two.startswith("Two types of ecosystem prevail, individual-driven and brand-driven") and "not settled" in two
    three = opening(typed((14, 13, 13, 0), half=0.12)).prevails
    assert three.startswith("These customers live in a mix of all three") and "no type clearly leads" in three


def test_a_tie_is_a_tie() -> None:
    said = opening(typed((16, 16, 8, 0), half=0.05)).prevails
    assert "the first two are equally frequent" in said and "leads" not in said


def test_types_that_nobody_carries_are_none() -> None:
    assert "none is brand-driven" in opening(typed((30, 0, 10, 0), half=0.05)).prevails


def test_few_customers_are_counted_not_estimated() -> None:
    said = opening(typed((3, 2, 1, 1))).prevails
    assert said == ("With 7 customers there are too few to tell shares; counted one by one: 3 individual-driven, 2 brand-driven, "
                    "1 socially driven and 1 undetermined.")
    assert "%" not in said


def test_one_customer_reads_like_one() -> None:
    said = opening(typed((1, 0, 0, 0)))
    assert "With 1 customer " in said.prevails and said.sure.startswith("The customer could be given a type")
    assert opening(typed((0, 0, 0, 1))).prevails == "The one customer of this study could not be given a type of ecosystem."


@pytest.mark.parametrize(("n_counting", "why"), [(1, "They say too little"), (9, "torn between types")])
def test_all_undetermined_says_why(n_counting: int, why: str) -> None:
    said = opening(typed((0, 0, 0, 12), n_counting=n_counting))
    assert said.prevails == "None of the 12 customers could be given a type of ecosystem." and why in said.sure


def test_mostly_undetermined_comes_first() -> None:
    said = opening(typed((8, 4, 3, 25), half=0.05)).prevails
    assert said.startswith("More of these customers are undetermined (57 to 68 %) than of any one type")


def test_no_customers_is_a_pooled_picture() -> None:
    nobody = replace(STUDY, constellations=STUDY.constellations.clear(), n_customers=0, figures=())
    said = opening(nobody)
    assert "nobody is given a type" in said.prevails and "pooled picture" in said.prevails
    assert "beside the writers themselves" in said.matters and "typed" not in said.sure
    empty = opening(replace(nobody, statements=STUDY.statements.clear(), pooled=STUDY.pooled.clear(), notes=()))
    assert empty.prevails.startswith("There is no statement") and empty.matters.startswith("What matters to them cannot be told")


def test_how_firm_labels_are_is_counted_where_it_is_known() -> None:
    assert "all of these firmly" in opening(typed((10, 5, 5, 2))).sure
    assert opening(typed((10, 5, 5, 2), stability=0.8)).sure.startswith("20 of 22 customers could be given a type, 0 of these firmly")
    assert "firmly" not in opening(typed((10, 5, 5, 2), stability=None)).sure


def test_uncorrected_model_codes_are_said_and_corrected_ones_are_not() -> None:
    warned = typed((10, 5, 5, 2), figures=(share("x", 0.5, warnings=("Model-coded, uncorrected: a model did.",)),))
    assert "no human sample has corrected it" in opening(warned).sure
    assert "corrected" not in opening(typed((10, 5, 5, 2))).sure


def drivers(**values: float) -> tuple[Figure, ...]:
    return tuple(share(keys.driver_share_key(name), value, 0.03) for name, value in values.items())


def test_a_driver_stands_out_only_where_its_interval_does() -> None:
    study = typed((10, 5, 5, 2), figures=drivers(mood=0.4, features=0.2, status=0.1))
    assert matters(study).startswith("What makes the experience is above all mood (40 %, 37 to 43 %)")
    close = typed((10, 5, 5, 2), figures=drivers(mood=0.3, features=0.29, status=0.1))
    assert "mood and features come first, too close to rank" in matters(close)
    flat = typed((10, 5, 5, 2), figures=drivers(mood=0.2, features=0.2, status=0.2, belonging=0.2))
    assert "with the others close behind" in matters(flat)


@given(st.lists(st.tuples(st.floats(0.01, 0.9), st.floats(0.0, 0.1)), min_size=1, max_size=6))
def test_whatever_is_left_out_of_the_leaders_lies_clearly_below_the_first(spans: list[tuple[float, float]]) -> None:
    ranked = sorted((Ranked(str(i), v, v - h, v + h, "") for i, (v, h) in enumerate(spans)), key=lambda r: -r.value)
    top = level(ranked)
    assert top[0] is ranked[0]
    assert all(r.high < ranked[0].low for r in ranked if r not in top)


@given(st.tuples(st.integers(0, 30), st.integers(0, 30), st.integers(0, 30), st.integers(0, 30)).filter(any),
       st.floats(0.0, 0.3))
def test_sentences_end_hold_no_gap_and_state_every_share_with_its_interval(counts: tuple[int, int, int, int], half: float) -> None:
    for sentence in opening(typed(counts, half)).sentences:
        assert sentence.endswith(".") and "  " not in sentence and "None" not in sentence.replace("None of the", "")
        assert "causes" not in sentence
        for found in re.finditer(r"(about )?\d+ in 10", sentence):
            assert re.match(r".{0,40}?\(\d", sentence[found.end():]) or "nine of ten" in found.group()


@given(st.floats(0, 1))
def test_tenths_are_never_far_from_the_share(value: float) -> None:
    said = tenths(value)
    number = re.search(r"about (\d+) in 10", said)
    if number:
        assert abs(int(number.group(1)) / 10 - value) <= 0.0501
    assert (said == "none") == (value == 0) and (said == "all") == (value == 1)
