"""Content ids and hashes: fixed for ever, distinct for distinct cells."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifeworld.kit.ids import content_ids, hash64

CELLS = st.lists(st.tuples(st.none() | st.text(max_size=5), st.none() | st.text(max_size=5)), max_size=20)

FIXED_IDS = ["a5a027365e5d19b1", "8ea07737adccf0ea", "40d9cc11bc59e73e", "e3dce8c9da9bbbfa"]
FIXED_HASHES = [12386417576888925755, 17840976768840183104, 10916746301876296854]


def texts(values: list[str | None]) -> pl.Series:
    return pl.Series(values, dtype=pl.String)


def test_ids_are_the_same_in_every_version() -> None:
    ids = content_ids(texts(["ana", "", None, "Zoë 🏃"]), texts(["x", "y", "z", "w"]))
    assert ids.to_list() == FIXED_IDS
    assert ids.name == "id" and ids.dtype == pl.String


def test_hashes_are_the_same_in_every_version() -> None:
    assert hash64(texts(["ana", "", None])).tolist() == FIXED_HASHES


def test_numbers_hash_as_their_text() -> None:
    assert (hash64(pl.Series([1, 20])) == hash64(texts(["1", "20"]))).all()


def test_no_rows_give_no_ids() -> None:
    assert content_ids(texts([])).len() == 0
    assert hash64(texts([])).shape == (0,) and hash64(texts([])).dtype == np.uint64


def test_columns_must_have_one_length() -> None:
    with pytest.raises(ValueError, match="one length"):
        content_ids(texts(["a"]), texts(["a", "b"]))
    with pytest.raises(ValueError, match="at least one"):
        content_ids()


@settings(deadline=None)
@given(CELLS)
def test_ids_are_equal_exactly_when_rows_are(rows: list[tuple[str | None, str | None]]) -> None:
    ids = content_ids(texts([a for a, _ in rows]), texts([b for _, b in rows])).to_list()
    assert all(len(one) == 16 for one in ids)
    for i, row in enumerate(rows):
        for j in range(i):
            assert (ids[i] == ids[j]) == (row == rows[j])


@settings(deadline=None)
@given(CELLS, st.integers(0, 20))
def test_hash_does_not_depend_on_neighbours(rows: list[tuple[str | None, str | None]], cut: int) -> None:
    column = texts([a for a, _ in rows])
    parts = np.concatenate([hash64(column.slice(0, cut)), hash64(column.slice(cut))])
    assert (parts == hash64(column)).all()
