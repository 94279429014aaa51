"""Partial results add up: whatever the parts, the whole is the same."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifeworld.constellations.core.few_customers import kish
from lifeworld.constellations.core.partial.tops import TOPS, best
from lifeworld.constellations.core.partial.values import Partial, Sums, added, key, named_by_nobody, spelled
from lifeworld.constellations.core.resampling import ratios, ratios_of, resampled
from lifeworld.constellations.files.partials import read_partial, write_partial
from lifeworld.kit.streams import stream_keys

NAMES = ("mood", "status", "peers", "self")


def rows(seed: int, n: int, names: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """Columns [n, k] of customers and their streams."""
    rng = np.random.default_rng(seed)
    columns = rng.random((n, len(names))) * (rng.random((n, len(names))) < 0.6)
    return columns, stream_keys(3, np.arange(seed * 1000, seed * 1000 + n, dtype=np.uint64))


def part(seed: int, n: int, names: list[str]) -> Partial:
    columns, keys = rows(seed, n, names)
    rng = np.random.default_rng(seed + 77)
    quotes = pl.DataFrame({
        "code": rng.choice(NAMES, n), "turn": rng.integers(0, 3, n), "score": rng.random(n).round(1),
        "customer": [f"c{seed}-{i}" for i in range(n)], "statement": [f"s{seed}-{i}" for i in range(n)], "start": 0, "end": 1, "quote": "x",
    })
    words = pl.DataFrame({"folded": [name.lower() for name in names], "name": [rng.choice([name, name.title()]) for name in names]})
    nobodys = pl.DataFrame({
        "actor": names, "name": names, "category": "peers", "forms": [[f"form {seed}", name] for name in names],
        "n_mentions": pl.Series([n] * len(names), dtype=pl.Int32), "n_statements": pl.Series([1] * len(names), dtype=pl.Int32)})
    return Partial(Sums.made([key("x", name) for name in names], resampled(columns, keys), columns.sum(axis=0), -columns.sum(axis=0)),
                   {key("n"): n, key("of", names[0]): seed}, {"quotes": best("quotes", quotes)}, spelled(words), named_by_nobody(nobodys))


def same(a: Partial, b: Partial) -> None:
    """Equal: counts and tables to the last bit, sums up to rounding."""
    assert a.sums.keys == b.sums.keys
    for name in ("total", "squares", "above", "draws"):
        np.testing.assert_allclose(getattr(a.sums.of, name), getattr(b.sums.of, name), rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(a.sums.valence, b.sums.valence, rtol=1e-12)
    assert dict(a.counts) == dict(b.counts)
    assert a.top("quotes").equals(b.top("quotes"))
    for mine, other in ((a.names, b.names), (a.nobodys, b.nobodys)):
        assert (mine is None and other is None) or (mine is not None and other is not None and mine.equals(other))


names = st.lists(st.sampled_from(NAMES), min_size=1, max_size=4, unique=True)
parts = st.lists(st.tuples(st.integers(1, 12), names), min_size=1, max_size=5)


@given(parts, st.randoms(use_true_random=False))
def test_the_order_and_the_grouping_of_parts_do_not_matter(given_parts: list[tuple[int, list[str]]], luck: object) -> None:
    made = [part(seed, n, own) for seed, (n, own) in enumerate(given_parts)]
    shuffled = list(made)
    luck.shuffle(shuffled)
    middle = len(made) // 2
    same(added(made), added(shuffled))
    same(added(made), added(made[:middle]) + added(made[middle:]))
    same(added(made), Partial() + added(made))


@given(st.integers(2, 40), st.integers(1, 39))
def test_ratios_from_parts_are_those_of_the_whole(n: int, cut: int) -> None:
    top, keys = rows(1, n, list(NAMES))
    bottom = top + 0.5
    cut = min(cut, n - 1)
    whole = ratios(top, bottom, keys)
    a, b = (resampled(np.concatenate([top[where], bottom[where]], axis=1), keys[where]) for where in (slice(0, cut), slice(cut, n)))
    both = b + a
    found = ratios_of(both.only(slice(0, 4)), both.only(slice(4, 8)))
    for name in ("value", "low", "high"):
        np.testing.assert_allclose(getattr(found, name), getattr(whole, name), atol=1e-9)
    np.testing.assert_allclose(both.effective, kish(np.concatenate([top, bottom], axis=1)))


def test_a_key_that_is_missing_counts_nothing() -> None:
    found = part(1, 5, ["mood", "status"]).sums.rows([key("x", "status"), key("x", "nobody"), key("x", "mood")])
    assert found.of.total[1] == 0
    assert found.of.draws[1].sum() == 0
    assert found.of.total[0] > 0
    assert Sums.none().rows([key("a")]).of.total.tolist() == [0]


@pytest.mark.parametrize("name", sorted(TOPS))
def test_the_best_of_parts_are_the_best_of_the_whole(name: str) -> None:
    top = TOPS[name]
    rng = np.random.default_rng(4)
    n = 9000
    values: dict[str, list[object]] = {}
    for column, dtype in top.schema.items():
        kinds = {pl.String: [f"{column}{i % 700}" for i in range(n)], pl.Float64: rng.random(n).round(2).tolist()}
        values[column] = kinds.get(dtype) or ([["a"]] * n if isinstance(dtype, pl.List) else rng.integers(0, 4, n).tolist())
    unique = pl.DataFrame(values, schema=dict(top.schema)).unique([*top.within, *top.by], keep="first", maintain_order=True)
    whole = best(name, unique)
    shuffled = unique.sample(fraction=1, shuffle=True, seed=1)
    halves = pl.concat([best(name, shuffled[::2]), best(name, shuffled[1::2])])
    assert best(name, halves).equals(whole)
    assert whole.height <= max(top.most, top.most * unique.select(top.within).n_unique() if top.within else top.most)


def test_a_partial_result_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    made = part(2, 9, ["mood", "peers"])
    write_partial(made, tmp_path / "one")
    write_partial(made, tmp_path / "one")
    same(read_partial(tmp_path / "one"), made)
    write_partial(Partial(), tmp_path / "nothing")
    same(read_partial(tmp_path / "nothing"), Partial())
