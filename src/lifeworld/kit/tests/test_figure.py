"""Figure as text and JSON: an estimate without interval or evidence is not printed, too little data says so."""

from __future__ import annotations

import json
import math
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifeworld.kit.figure import EXAMPLES_MAX, Evidence, Example, Versions, count, estimate, n_needed, reading

EVIDENCE = Evidence("codings where code = mood", 24, (Example("I ran.", "Ada", "s1", 0, 6),))


def test_a_share_is_text_in_per_cent_with_interval_and_basis() -> None:
    figure = estimate("x", 0.4, 0.3, 0.5, unit="share", n=1200, method="Jeffreys", evidence=EVIDENCE)
    assert figure.text() == "40 % (30 to 50 %, n = 1,200 customers)"


def test_a_plain_estimate_keeps_its_unit_and_never_shows_minus_zero() -> None:
    figure = estimate("x", 0.0, -0.001, 0.5, unit="actors", n=60, method="mean", evidence=EVIDENCE)
    assert figure.text() == "0.00 actors (0.00 to 0.50, n = 60 customers)"


def test_too_little_data_gives_no_number() -> None:
    figure = estimate("x", 0.4, 0.1, 0.8, unit="share", n=7, method="Jeffreys", evidence=EVIDENCE)
    assert figure.value is None and figure.low is None and not figure.enough
    assert figure.text() == f"not enough: n = 7, about {n_needed(None)} needed"


@pytest.mark.parametrize("value", [None, math.nan])
def test_an_unknown_value_of_many_customers_is_not_called_too_few(value: float | None) -> None:
    figure = estimate("x", value, None, None, n=500, method="Jeffreys", evidence=EVIDENCE)
    assert figure.text() == "not known (n = 500 customers)"


@pytest.mark.parametrize(("low", "high", "query"), [(None, 0.5, "q"), (0.3, math.nan, "q"), (0.3, 0.5, ""), (0.45, 0.5, "q")])
def test_an_estimate_without_interval_or_evidence_is_refused(low: float | None, high: float | None, query: str) -> None:
    with pytest.raises(ValueError, match=r"cannot be printed|does not hold"):
        estimate("x", 0.4, low, high, n=60, method="m", evidence=Evidence(query, 1))


def test_counts_and_readings_are_exact_or_sourced() -> None:
    assert count("c", 1234, unit="statements", evidence=EVIDENCE).text() == "1,234 statements"
    price = reading("p", 12.5, unit="EUR", source="shop", observed_at=datetime(2026, 1, 2, 3, 4, tzinfo=UTC), evidence=EVIDENCE)
    assert price.text() == "12.50 EUR (shop, 2026-01-02 03:04)"


def test_warnings_are_kept_once_and_in_order() -> None:
    figure = count("c", 1, evidence=EVIDENCE).warned("a", "b").warned("b", "c")
    assert figure.warnings == ("a", "b", "c")


def test_json_says_unknown_as_null_and_can_be_read_back() -> None:
    figure = estimate("x", None, None, None, n=3, method="m", evidence=EVIDENCE, versions=Versions("book@1", "coder@2", "c0"))
    read = json.loads(json.dumps(figure.json(), allow_nan=False))
    assert read["value"] is None and read["low"] is None and read["text"].startswith("not enough")
    assert read["versions"]["codebook"] == "book@1" and read["evidence"]["examples"][0]["quote"] == "I ran."


def test_evidence_keeps_at_most_twenty_examples() -> None:
    assert len(Evidence("q", 99, tuple(Example(str(i)) for i in range(99))).examples) == EXAMPLES_MAX


@given(st.floats(0, 1), st.floats(0, 0.5), st.floats(0, 0.5), st.integers(10, 10**7))
def test_every_share_prints_its_three_numbers_in_order(p: float, below: float, above: float, n: int) -> None:
    figure = estimate("x", p, max(p - below, 0.0), min(p + above, 1.0), unit="share", n=n, method="m", evidence=EVIDENCE)
    words = figure.text().replace("%", " ").replace("(", " ").split()
    value, low, high = float(words[0]), float(words[1]), float(words[3])
    assert 0 <= low <= value <= high <= 100
    assert "-" not in figure.text()
