"""Which statements people read: probabilities that add up, draws that follow them, sheets that go out and come back."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifeworld.constellations.core.shares.design import drawn, inclusion
from lifeworld.constellations.core.shares.sheet import sample_sheet
from lifeworld.kit.errors import InputRefused
from lifeworld.kit.streams import stream_keys

LABELS = st.lists(st.tuples(st.booleans(), st.booleans(), st.booleans()), min_size=1, max_size=60)


@given(LABELS, st.integers(1, 80))
def test_probabilities_are_probabilities_and_add_up_to_the_budget(labels: list[tuple[bool, ...]], n: int) -> None:
    chance = inclusion(np.array(labels), n)
    assert (chance > 0).all() and (chance <= 1 + 1e-12).all()
    assert chance.sum() == pytest.approx(min(n, len(labels)))


@given(LABELS, st.integers(1, 20), st.randoms())
def test_the_draw_does_not_depend_on_the_order_of_rows(labels: list[tuple[bool, ...]], n: int, chaos) -> None:
    found, ids = np.array(labels), np.arange(len(labels), dtype=np.uint64)
    order = list(range(len(labels)))
    chaos.shuffle(order)
    first = drawn(found, ids // 3, ids, inclusion(found, n), 4)
    again = drawn(found[order], (ids // 3)[order], ids[order], inclusion(found[order], n), 4)
    assert set(ids[order][again].tolist()) == set(ids[first].tolist())


def test_each_statement_is_drawn_as_often_as_its_probability_says() -> None:
    found = np.arange(200)[:, None] < 20
    ids = np.arange(200, dtype=np.uint64)
    chance = inclusion(found, 40)
    draws = [drawn(found, ids // 4, ids, chance, seed) for seed in range(1500)]
    often = np.bincount(np.concatenate(draws), minlength=200) / len(draws)
    assert {len(rows) for rows in draws} == {40}
    assert chance[0] == pytest.approx(0.7 * 40 / 200 + 0.3 * 40 / 20)
    assert np.abs(often - chance).max() < 4.5 * np.sqrt(0.25 / len(draws))
    # Each label gets its part in every draw, which makes the sample random inside each label.
    assert {int(found[rows].sum()) for rows in draws} <= {14, 15}


def test_a_weighted_count_of_the_sample_is_right_on_average() -> None:
    ids = np.arange(300, dtype=np.uint64)
    labels = np.stack([ids % 30 == 0, ids % 3 == 0], axis=1)
    true = (ids % 7 == 0) | (ids % 30 == 0)
    chance = inclusion(labels, 60)
    totals = []
    for seed in range(800):
        rows = drawn(labels, ids // 5, ids, chance, seed)
        totals.append((true[rows] / chance[rows]).sum())
    assert np.mean(totals) == pytest.approx(true.sum(), abs=4 * np.std(totals) / np.sqrt(len(totals)))


def frames(n: int = 120, named: bool = True) -> tuple[pl.DataFrame, pl.DataFrame]:
    statements = pl.DataFrame({
        "id": [f"s{i}" for i in range(n)], "customer": [f"c{i // 4}" if named else None for i in range(n)],
        "text": [f"Text number {i}." for i in range(n)],
    }, schema={"id": pl.String, "customer": pl.String, "text": pl.String})
    codings = pl.DataFrame({"statement": [f"s{i}" for i in range(0, n, 5)], "code": "mood", "present": True})
    return statements, codings


def test_a_sheet_has_one_empty_column_a_code_and_hides_what_the_model_found() -> None:
    sheet = sample_sheet(*frames(), 30)
    assert sheet.columns[:6] == ["id", "customer", "text", "queue", "inclusion", "coder"]
    assert len(sheet) == 30 and sheet.columns[-1] == "done"
    assert set(sheet["mood"]) == {""} and set(sheet["coder"]) == {""}
    assert sheet["id"].to_list() != sorted(sheet["id"].to_list())


def test_whole_customers_come_with_everything_they_say() -> None:
    statements, codings = frames()
    sheet = sample_sheet(statements, codings, 24, whole_customers=True)
    said = dict(statements.group_by("customer").len().rows())
    assert dict(sheet.group_by("customer").len().rows()) == {c: said[c] for c in sheet["customer"].unique()}
    assert sheet.group_by("customer").agg(pl.col("inclusion").n_unique())["inclusion"].max() == 1


def test_whole_customers_need_customers() -> None:
    with pytest.raises(InputRefused, match="names a customer"):
        sample_sheet(*frames(named=False), 10, whole_customers=True)
    with pytest.raises(InputRefused, match="sample of 0"):
        sample_sheet(*frames(), 0)


def test_seeds_draw_different_statements_and_the_same_seed_the_same() -> None:
    first, again, other = (set(sample_sheet(*frames(), 20, seed=seed)["id"]) for seed in (1, 1, 2))
    assert first == again != other
    assert stream_keys(1, 2)[0] != stream_keys(2, 2)[0]
