"""What must hold for every ego network: names, order and neighbours do not matter, ranges, what is null when."""

from __future__ import annotations

from typing import Any

import polars as pl
import polars.testing as plt
from hypothesis import given, settings
from hypothesis import strategies as st

from lifeworld.constellations.core.ego import ego_measures

CATEGORIES = ["family_friends", "focal_provider", "peers"]
ALTERS = {"ego": pl.String, "alter": pl.String, "category": pl.String, "ring": pl.Int64, "rings": pl.Int64,
          "relevance": pl.Float64, "valence": pl.Float64}
TIES = {"ego": pl.String, "source": pl.String, "target": pl.String, "weight": pl.Float64}
Study = tuple[list[str], pl.DataFrame, pl.DataFrame]


@st.composite
def studies(draw: st.DrawFn) -> Study:
    """Up to four egos with up to six alters each; anything may be unknown, some egos have no alters."""
    egos = [f"u{i}" for i in range(draw(st.integers(1, 4)))]
    rows: list[tuple[Any, ...]] = []
    ties: list[tuple[Any, ...]] = []
    for ego in egos:
        n = draw(st.integers(0, 6))
        for a in range(n):
            category, ring = draw(st.sampled_from([*CATEGORIES, None])), draw(st.sampled_from([None, 1, 2, 3]))
            rows.append((ego, f"a{a}", category, ring, 3,
                         draw(st.one_of(st.none(), st.just(0.0), st.floats(1e-3, 1.0))),
                         draw(st.one_of(st.none(), st.floats(-1, 1)))))
            for b in range(a):
                if draw(st.booleans()):
                    ties.append((ego, f"a{a}", f"a{b}", draw(st.floats(0.1, 3))))
    return egos, pl.DataFrame(rows, schema=ALTERS, orient="row"), pl.DataFrame(ties, schema=TIES, orient="row")


def measure(egos: list[str], alters: pl.DataFrame, ties: pl.DataFrame | None) -> pl.DataFrame:
    return ego_measures(pl.Series("ego", egos, pl.String), alters, ties, 6, categories=CATEGORIES)


@settings(max_examples=60, deadline=None)
@given(studies(), st.randoms(use_true_random=False))
def test_names_order_and_direction_do_not_matter(study: Study, random: Any) -> None:
    egos, alters, ties = study
    before = measure(egos, alters, ties)
    names = list(range(10))
    random.shuffle(names)
    renamed = {f"a{i}": f"z{name}" for i, name in enumerate(names)}
    shuffled, swapped = list(range(alters.height)), list(range(ties.height))
    random.shuffle(shuffled)
    random.shuffle(swapped)
    moved = alters[shuffled].with_columns(pl.col("alter").replace(renamed))
    turned = ties[swapped].select("ego", pl.col("target").replace(renamed).alias("source"),
                                  pl.col("source").replace(renamed).alias("target"), "weight")
    plt.assert_frame_equal(before, measure(egos, moved, turned), abs_tol=1e-9, rel_tol=1e-9)


@settings(max_examples=60, deadline=None)
@given(studies())
def test_an_ego_does_not_depend_on_the_others(study: Study) -> None:
    egos, alters, ties = study
    together = measure(egos, alters, ties)
    alone = pl.concat([measure([ego], alters.filter(pl.col("ego") == ego), ties.filter(pl.col("ego") == ego))
                       for ego in egos])
    plt.assert_frame_equal(together, alone, abs_tol=1e-9, rel_tol=1e-9)


@settings(max_examples=60, deadline=None)
@given(studies())
def test_relevance_and_weights_have_no_unit(study: Study) -> None:
    egos, alters, ties = study
    scaled = alters.with_columns(pl.col("relevance") * 8.0, weight=pl.lit(8.0))
    heavier = ties.with_columns(pl.col("weight") * 8.0)
    unscaled = measure(egos, alters, ties)
    plt.assert_frame_equal(unscaled, measure(egos, scaled, heavier), abs_tol=1e-9, rel_tol=1e-9)


@settings(max_examples=80, deadline=None)
@given(studies())
def test_ranges_and_what_is_null_when(study: Study) -> None:
    egos, alters, ties = study
    frame = measure(egos, alters, ties)
    assert frame["ego"].to_list() == egos
    for row in frame.iter_rows(named=True):
        n = row["n_alters"]
        for name in ("density", "fragmentation", "diversity", "iqv", "entropy", "efficiency", "degree_centralisation",
                     "betweenness_centralisation", "concentration", "brand_place", "negative_relevance",
                     "mean_proximity"):
            assert row[name] is None or -1e-9 <= row[name] <= 1 + 1e-9, name
        for name in ("ei_ties", "ei_ties_rescaled", "phi_ties", "balance"):
            assert row[name] is None or -1 - 1e-9 <= row[name] <= 1 + 1e-9, name
        assert (row["density"] is None) == (n < 2) == (row["fragmentation"] is None)
        assert (row["constraint"] is None) == (n < 1) == (row["effective_size"] is None)
        assert (row["degree_centralisation"] is None) == (n < 3) == (row["betweenness_centralisation"] is None)
        if n:
            assert 1 - 1e-9 <= row["effective_size"] <= n + 1e-9
            assert row["n_isolates"] <= row["n_components"] <= n
            assert sum(row["n_per_ring"]) + row["n_ring_unknown"] == n
        assert row["brand_in_map"] == (row["n_focal_provider"] > 0)
        assert row["brand_in_map"] or row["brand_place"] == 0


@settings(max_examples=40, deadline=None)
@given(studies())
def test_unknown_never_becomes_zero(study: Study) -> None:
    egos, alters, _ = study
    bare = measure(egos, alters.with_columns(
        relevance=pl.lit(None, pl.Float64), valence=pl.lit(None, pl.Float64), ring=pl.lit(None, pl.Int64),
        category=pl.lit(None, pl.String)), None)
    unknown = [c for c in bare.columns if c.startswith(("share_", "relevance_", "ei_", "phi_")) or c in {
        "diversity", "iqv", "entropy", "homophily", "density", "constraint", "n_components", "n_isolates",
        "mean_proximity", "mean_ring", "concentration", "balance", "negative_relevance", "brand_rank",
        "multiplexity", "distance"}]
    assert bare.select(unknown).null_count().row(0) == tuple([len(egos)] * len(unknown))


@settings(max_examples=40, deadline=None)
@given(studies())
def test_a_further_tie_never_lowers_density_nor_raises_effective_size(study: Study) -> None:
    egos, alters, ties = study
    fewer, more = measure(egos, alters, ties[1:]), measure(egos, alters, ties)
    for name, sign in (("density", 1), ("mean_degree", 1), ("effective_size", -1), ("fragmentation", -1)):
        change = (more[name] - fewer[name]).drop_nulls() * sign
        assert (change >= -1e-9).all()
