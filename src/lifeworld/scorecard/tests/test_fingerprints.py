"""Fingerprints: the same for the same rows in any order, another one after any change."""

from __future__ import annotations

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from lifeworld.kit import streams
from lifeworld.scorecard.core.fingerprints import NULL, SEED, fingerprint, text_words

TEXT = st.one_of(st.none(), st.text(max_size=6))
ROW = st.tuples(TEXT, st.one_of(st.none(), st.integers(-5, 5)), st.one_of(st.none(), st.booleans()), TEXT)
ROWS = st.lists(ROW, min_size=1, max_size=12)
SCHEMA = {"a": pl.String, "b": pl.Int64, "c": pl.Boolean, "d": pl.String}


def table(rows: list[tuple[object, ...]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


@given(ROWS, st.randoms())
@settings(max_examples=40, deadline=None)
def test_the_order_of_rows_and_columns_changes_nothing(rows: list[tuple[object, ...]], chance: object) -> None:
    mixed = rows.copy()
    chance.shuffle(mixed)
    assert fingerprint(table(rows)) == fingerprint(table(mixed)) == fingerprint(table(mixed).select("d", "b", "a", "c"))


@given(ROWS, ROWS)
@settings(max_examples=40, deadline=None)
def test_other_rows_have_another_fingerprint(rows: list[tuple[object, ...]], others: list[tuple[object, ...]]) -> None:
    alike = sorted(map(repr, rows)) == sorted(map(repr, others))
    assert (fingerprint(table(rows)) == fingerprint(table(others))) == alike


def test_words_of_texts_are_those_of_a_slow_sum() -> None:
    factors = [int(word) | 1 for word in streams.words(streams.stream_keys(SEED, 7), 40)[0]]
    for text in ("", "a", "ab", "Zürich – 3", "x" * 30):
        raw = text.encode()
        total = (sum((byte + 1) * factors[at] for at, byte in enumerate(raw)) + len(raw) * int(NULL)) % 2**64
        assert text_words(pl.Series([text, "other"]))[0] == streams.stream_keys(SEED, np.array([total], np.uint64))[0]


def test_many_texts_and_passes_agree_with_few() -> None:
    few = pl.DataFrame({"a": ["x", "y"] * 150_000, "b": np.arange(300_000)})
    assert fingerprint(few) == fingerprint(few.sample(fraction=1.0, shuffle=True, seed=1))
    assert len(set(text_words(pl.Series([f"journey {at}" for at in range(100_000)])).tolist())) == 100_000
