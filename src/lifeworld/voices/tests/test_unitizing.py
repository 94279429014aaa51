"""The unitizing alphas against an independent implementation, and against their equations read letter by letter."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifeworld.voices.core.agreement import unitizing
from lifeworld.voices.core.agreement.strips import Spans

Rows = list[tuple[int, int, int, int, int]]
"""document, coder, value, start, end"""


def spans_of(rows: Rows, lengths: list[int]) -> Spans:
    columns = np.array(rows, dtype=np.int64).reshape(-1, 5).T
    return Spans(*columns, np.array(lengths), np.ones((len(lengths), 3), bool))


THREE = [(0, 0, 1, 2, 5), (0, 0, 1, 9, 11), (0, 0, 2, 12, 20), (0, 1, 1, 2, 5), (0, 1, 2, 7, 15), (0, 2, 1, 2, 5), (0, 2, 2, 10, 15)]


def test_against_an_independent_implementation() -> None:
    """krippendorff-unitized-alpha 0.1.0 on three coders and two values, unmarked stretches filled in."""
    assert unitizing(spans_of(THREE, [20]), resamples=0).u_alpha == pytest.approx(0.4739130434782609, abs=1e-12)


def letters(rows: Rows, length: int, coders: int) -> tuple[np.ndarray, np.ndarray]:
    value, block = np.zeros((coders, length), int), np.full((coders, length), -1)
    for number, (_, coder, v, start, end) in enumerate(rows):
        value[coder, start:end], block[coder, start:end] = v, number
    return value, block


def by_the_equations(rows: Rows, length: int, coders: int = 3) -> dict[str, float]:
    """Equations 1, 4, 5, 6, 10, 11 and 13 of Krippendorff et al. 2016, one letter at a time."""
    value, block = letters(rows, length, coders)
    k = 3
    o, crossed = np.zeros((k, k)), np.zeros(k)
    for i in range(coders):
        for j in range(coders):
            if i == j:
                continue
            for a, b in zip(value[i], value[j]):
                o[a, b] += 1 / (coders - 1)
            for number in set(block[i]) - {-1}:
                shared = sum(1 for x in range(length) if block[i, x] == number and value[j, x] > 0)
                crossed[rows[number][2]] += shared**2 / (coders - 1)
    own = np.array([(value == 0).sum()] + [sum((r[4] - r[3]) ** 2 for r in rows if r[2] == v) for v in range(1, k)], float)
    total, margin = o.sum(), o.sum(axis=1)
    e = total * (np.outer(margin, margin) - np.diag(own)) / (total**2 - own.sum())
    found = {"u_alpha": 1 - (total - np.trace(o)) / (total - np.trace(e)),
             "binary_u_alpha": 1 - (margin[0] - o[0, 0]) / (e[0].sum() - e[0, 0])}
    marked = margin[1:] - o[1:, 0]
    both = marked.sum()
    e2 = (np.outer(marked, marked) - np.diag(crossed[1:])) / (both - crossed[1:].sum() / both)
    found["cu_alpha"] = 1 - (both - np.trace(o[1:, 1:])) / (both - np.trace(e2))
    for v in (1, 2):
        row = e2[v - 1].sum()
        found[f"value_{v}"] = 1 - row / marked[v - 1] * (marked[v - 1] - o[v, v]) / (row - e2[v - 1, v - 1])
    return found


@settings(max_examples=80, deadline=None)
@given(st.lists(st.lists(st.tuples(st.integers(0, 3), st.integers(1, 5), st.sampled_from([1, 2])), max_size=3), min_size=3, max_size=3))
def test_the_equations(coders: list[list[tuple[int, int, int]]]) -> None:
    rows, length = [(0, 0, 1, 0, 1), (0, 1, 2, 0, 1)], 30
    for coder, gaps in enumerate(coders):
        at = 2
        for gap, size, value in gaps:
            rows.append((0, coder, value, at + gap, at + gap + size))
            at += gap + size
    with np.errstate(divide="ignore", invalid="ignore"):
        expected = by_the_equations(rows, length)
    found = unitizing(spans_of(rows, [length]), resamples=0)
    seen = {name: getattr(found, name) for name in ("u_alpha", "binary_u_alpha", "cu_alpha")}
    seen |= {f"value_{v}": found.by_value[v - 1] for v in (1, 2)}
    for name, value in expected.items():
        if np.isfinite(value):
            assert seen[name] == pytest.approx(value, abs=1e-9), name


def test_the_same_spans_agree_perfectly_and_others_do_not() -> None:
    same = [(d, c, v, s, e) for c in range(3) for d, v, s, e in ((0, 1, 2, 6), (0, 2, 9, 14), (1, 1, 0, 5))]
    found = unitizing(spans_of(same, [20, 12]), resamples=0)
    assert [getattr(found, name) for name in ("u_alpha", "binary_u_alpha", "cu_alpha", "character_alpha", "character_f1", "span_f1")] == [
        pytest.approx(1)] * 6
    apart = unitizing(spans_of([(0, 0, 1, 0, 5), (0, 1, 1, 5, 10), (0, 2, 1, 10, 15)], [20]), resamples=0)
    assert apart.u_alpha < 0
    assert apart.character_f1 == apart.span_f1 == 0


def test_one_value_has_no_codes_to_confuse() -> None:
    found = unitizing(spans_of([(0, 0, 1, 0, 5), (0, 1, 1, 0, 4), (0, 2, 1, 1, 5)], [20]), resamples=0)
    assert np.isnan(found.cu_alpha)
    assert np.isnan(found.by_value).all()


def test_a_text_that_one_coder_judged_changes_nothing() -> None:
    judged = np.array([[True, True, True], [False, True, False]])
    rows = [*THREE, (1, 1, 2, 3, 9)]
    columns = np.array(rows).T
    with_more = unitizing(Spans(*columns, np.array([20, 15]), judged), resamples=0)
    assert with_more.u_alpha == pytest.approx(0.4739130434782609, abs=1e-12)
    assert with_more.span_f1 == pytest.approx(unitizing(spans_of(THREE, [20]), resamples=0).span_f1)


def test_customers_are_resampled() -> None:
    rng = np.random.default_rng(1)
    rows = []
    for document in range(40):
        start = int(rng.integers(0, 20))
        rows += [(document, coder, 1, start + int(rng.integers(0, 3)), start + 8) for coder in range(3)]
    spans = spans_of(rows, [40] * 40)
    alone, together = unitizing(spans), unitizing(spans, np.arange(40) // 4)
    assert alone.low["u_alpha"] < alone.u_alpha < alone.high["u_alpha"]
    assert together.n_clusters == 10


def test_spans_that_cannot_be() -> None:
    with pytest.raises(ValueError, match="outside"):
        unitizing(spans_of([(0, 0, 1, 0, 25)], [20]))
    with pytest.raises(ValueError, match="overlap"):
        unitizing(spans_of([(0, 0, 1, 0, 5), (0, 0, 2, 4, 8)], [20]))
