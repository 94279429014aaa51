"""Ego measures against networkx, ego by ego: on generated networks and on 102 real ones (Vacca, GPL-3, read only)."""

from __future__ import annotations

from pathlib import Path

import networkx as nx
import numpy as np
import polars as pl
import pytest

from lifeworld.constellations.core.ego import ego_measures

VACCA = "networks/vacca/Data/raw_data"


def shared(path: str) -> Path:
    """The folder under a sibling ``shared/data`` of the repository, or a skip."""
    for parent in Path(__file__).resolve().parents:
        if (found := parent / "shared" / "data" / path).is_dir():
            return found
    pytest.skip(f"The data folder shared/data/{path} is not beside the repository.")


def with_ego(frame: pl.DataFrame, joined: pl.DataFrame, ego: object) -> tuple[nx.Graph, nx.Graph]:
    """The graph of the alters of one ego, and the same with the ego ("ego") in it."""
    inner = nx.Graph()
    mine = frame.filter(pl.col("ego") == ego)
    inner.add_nodes_from(mine["alter"].to_list())
    inner.add_weighted_edges_from(joined.filter(pl.col("ego") == ego).select("source", "target", "weight").rows())
    outer = inner.copy()
    outer.add_weighted_edges_from(("ego", a, w) for a, w in mine.select("alter", "weight").rows())
    return inner, outer


def expected(inner: nx.Graph, outer: nx.Graph, *, weighted: bool) -> dict[str, float]:
    """The measures that networkx has, for one ego with two or more alters; Burt's with weights if ``weighted``."""
    n = inner.number_of_nodes()
    sizes = [len(c) for c in nx.connected_components(inner)]
    plain = nx.Graph(outer.edges())
    values = {
        "density": nx.density(inner),
        "mean_degree": sum(d for _, d in inner.degree()) / n,
        "n_components": len(sizes),
        "n_isolates": nx.number_of_isolates(inner),
        "fragmentation": 1 - sum(s * (s - 1) for s in sizes) / (n * (n - 1)),
        "effective_size": nx.effective_size(plain, nodes=["ego"])["ego"],
    }
    if weighted:
        local = [nx.local_constraint(outer, "ego", a, weight="weight") for a in inner]
        mean = sum(local) / n
        values["constraint"] = sum(local)
        values["hierarchy"] = sum(c / mean * np.log(c / mean) for c in local) / (n * np.log(n))
        values["effective_size_weighted"] = nx.effective_size(outer, nodes=["ego"], weight="weight")["ego"]
    if n >= 3:
        degree, between = nx.degree_centrality(inner).values(), nx.betweenness_centrality(inner).values()
        values["degree_centralisation"] = sum(max(degree) - d for d in degree) * (n - 1) / ((n - 1) * (n - 2))
        values["betweenness_centralisation"] = sum(max(between) - b for b in between) / (n - 1)
    return values


def compare(frame: pl.DataFrame, joined: pl.DataFrame, k: int, weighted_every: int = 1) -> int:
    """Compare every ego with two or more alters, Burt's weighted measures in every so many; how many were compared.

    networkx needs a third of a second for the weighted measures of one ego with 45 alters.
    """
    egos = frame["ego"].unique().sort()
    measured = ego_measures(egos, frame, joined, k)
    compared = 0
    for row in measured.iter_rows(named=True):
        inner, outer = with_ego(frame, joined, row["ego"])
        if inner.number_of_nodes() < 2:
            continue
        compared += 1
        for name, value in expected(inner, outer, weighted=compared % weighted_every == 0).items():
            assert row[name] == pytest.approx(value, rel=1e-9, abs=1e-9), (row["ego"], name)
    return compared


def generated(seed: int, n_egos: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Random ego networks of 1 to 14 alters, from empty to complete, with weights."""
    rng = np.random.default_rng(seed)
    rows, joined = [], []
    for ego in range(n_egos):
        n = int(rng.integers(1, 15))
        rows += [(ego, a, "peers", float(rng.uniform(0.1, 3))) for a in range(n)]
        chance = rng.choice([0.0, 0.15, 0.3, 0.7, 1.0])
        joined += [(ego, a, b, float(rng.uniform(0.1, 3))) for a in range(n) for b in range(a) if rng.random() < chance]
    return (pl.DataFrame(rows, schema=["ego", "alter", "category", "weight"], orient="row"),
            pl.DataFrame(joined, schema=["ego", "source", "target", "weight"], orient="row"))


def test_generated_networks_agree_with_networkx() -> None:
    assert compare(*generated(seed=11, n_egos=150), k=6) > 100


def test_large_and_small_components_together() -> None:
    rng = np.random.default_rng(3)
    grid = [(a, a + 1) for a in range(79) if a % 10 != 9] + [(a, a + 10) for a in range(70)]
    frame = pl.DataFrame({"ego": ["u"] * 90, "alter": rng.permutation(90), "category": ["peers"] * 90,
                          "weight": [1.0] * 90})
    joined = pl.DataFrame({"ego": ["u"] * len(grid), "source": [a for a, _ in grid], "target": [b for _, b in grid],
                           "weight": [1.0] * len(grid)})
    assert compare(frame, joined, k=6) == 1


def vacca() -> tuple[pl.DataFrame, pl.DataFrame]:
    """The 102 real networks: closeness as weight, "maybe" (2) a weaker tie than "yes" (1)."""
    folder = shared(VACCA)
    people = pl.read_csv(folder / "alter_attributes.csv", null_values="NA")
    joined = pl.read_csv(folder / "alter_ties.csv", null_values="NA")
    frame = people.select(
        pl.col("ego_ID").alias("ego"), pl.col("alter_ID").alias("alter"), pl.col("alter.rel").alias("category"),
        pl.col("alter.clo").fill_null(3).cast(pl.Float64).alias("weight"), pl.col("alter.sex").alias("group"),
        pl.col("alter.age").cast(pl.Float64).alias("number"),
    )
    return frame, joined.select(
        pl.col("ego_ID").alias("ego"), pl.col("from").alias("source"), pl.col("to").alias("target"),
        (1.0 / pl.col("weight")).alias("weight"),
    )


def test_102_real_networks_agree_with_networkx() -> None:
    frame, joined = vacca()
    assert compare(frame, joined, k=4, weighted_every=12) == 102


def test_102_real_networks_against_plain_counting() -> None:
    frame, joined = vacca()
    own = pl.read_csv(shared(VACCA) / "ego_data.csv", null_values="NA").select(
        pl.col("ego_ID").alias("ego"), pl.col("ego.sex").alias("group"), pl.col("ego.age").alias("number")
    )
    measured = ego_measures(own, frame, joined, 4)
    assert measured["n_alters"].to_list() == [45] * 102
    category = dict(frame.select("alter", "category").rows())
    for row, (group, number) in zip(measured.iter_rows(named=True), own.select("group", "number").rows(), strict=True):
        mine = frame.filter(pl.col("ego") == row["ego"])
        pairs = {frozenset(p) for p in joined.filter(pl.col("ego") == row["ego"]).select("source", "target").rows()}
        assert row["density"] == pytest.approx(2 * len(pairs) / (45 * 44))
        same = sum(category[min(p)] == category[max(p)] for p in pairs if all(category[a] for a in p))
        known = sum(all(category[a] for a in p) for p in pairs)
        assert row["ei_ties"] == pytest.approx((known - 2 * same) / known)
        assert row["homophily"] == pytest.approx((mine["group"] == group).mean())
        gaps = (mine["number"] - number).pow(2).mean() if number is not None else None
        assert row["distance"] == (gaps if gaps is None else pytest.approx(gaps**0.5))
        shares = mine["category"].drop_nulls().value_counts(normalize=True)["proportion"]
        assert row["iqv"] == pytest.approx((1 - (shares**2).sum()) / 0.75)
