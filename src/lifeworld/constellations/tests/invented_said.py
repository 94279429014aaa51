"""Invented coded statements for tests of comparisons: who speaks, at which level, and which codes each statement carries."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from lifeworld.constellations.core.comparison.compare import comparison
from lifeworld.constellations.core.comparison.values import By, Comparison
from lifeworld.constellations.core.gather import Said
from lifeworld.constellations.core.settings import Settings
from lifeworld.kit.figure import Versions
from lifeworld.voices.core.codebook import CODES

SETTINGS = Settings(draws=16, bootstraps=8)


@dataclass(frozen=True)
class Invented:
    """Coded statements, the level of each, and their codings."""

    said: Said
    level: pl.Series
    codings: pl.DataFrame

    def compared(self, by: By = "group", level: pl.Series | None = None) -> Comparison:
        found = comparison(self.said, self.level if level is None else level, by, "Invented", self.codings, SETTINGS, Versions())
        assert found is not None
        return found

    def shuffled(self, seed: int) -> Invented:
        """The same in another order of rows."""
        order = np.random.default_rng(seed).permutation(len(self.level))
        said = Said(self.said.statements[order], self.said.present[order], self.said.valence[order], *no_mentions())
        return Invented(said, self.level[order], self.codings.sample(fraction=1.0, shuffle=True, seed=seed))


def no_mentions() -> tuple[np.ndarray, np.ndarray, pl.Series]:
    return np.zeros(0, np.int64), np.zeros(0, np.int8), pl.Series("name", [], dtype=pl.String)


def invented(customers: list[str | None], levels: list[str | None], seed: int = 1, lift: dict[str, float] | None = None,
             chance: float = 0.2) -> Invented:
    """One statement for each entry; ``lift`` adds to the chance of "peers" and "belonging" at a level."""
    rng, n = np.random.default_rng(seed), len(customers)
    p = np.full((n, len(CODES)), chance)
    more = np.array([(lift or {}).get(level or "", 0.0) for level in levels])
    for code in ("peers", "belonging"):
        p[:, CODES.index(code)] += more
    present = (np.where(rng.random((n, len(CODES))) < p, rng.uniform(0.6, 1.0, (n, len(CODES))), 0)).astype(np.float32)
    text = [f"Sentence {i} of the invention." for i in range(n)]
    statements = pl.DataFrame({
        "id": [f"s{i:04d}" for i in range(n)], "customer": customers, "text": text, "time": [None] * n, "focal": [None] * n,
        "group": levels, "level": levels,
    }, schema_overrides={"customer": pl.String, "time": pl.String, "focal": pl.String, "group": pl.String, "level": pl.String})
    statements = statements.with_columns(row=pl.int_range(pl.len())).sort("customer", "id")
    order = statements["row"].to_numpy()
    row, code = np.nonzero(present[order])
    codings = pl.DataFrame({
        "customer": statements["customer"].gather(row), "statement": statements["id"].gather(row),
        "start": pl.Series(np.zeros(len(row)), dtype=pl.Int32), "end": pl.Series(np.full(len(row), 8), dtype=pl.Int32),
        "code": pl.Series(list(CODES)).gather(code), "probability": present[order][row, code].astype(np.float64),
        "present": np.ones(len(row), bool), "segment_probability": present[order][row, code].astype(np.float64),
    })
    valence = rng.uniform(-1, 1, n).astype(np.float32)[order]
    said = Said(statements.drop("row", "level"), present[order], valence, *no_mentions())
    return Invented(said, statements["level"], codings)


def two_groups(n: int = 24, each: int = 4, seed: int = 1, lift: float = 0.0) -> Invented:
    """Customers of two groups, ``each`` statements a customer."""
    customers = [f"c{i:03d}" for i in range(2 * n) for _ in range(each)]
    levels = ["a" if i < n else "b" for i in range(2 * n) for _ in range(each)]
    return invented(customers, levels, seed, {"b": lift})


def two_waves(n: int = 24, each: int = 4, seed: int = 1, lift: float = 0.0) -> Invented:
    """The same customers at two waves, ``each`` statements a customer and wave."""
    customers = [f"c{i:03d}" for _ in range(2) for i in range(n) for _ in range(each)]
    levels = [wave for wave in ("wave 1", "wave 2") for _ in range(n * each)]
    return invented(customers, levels, seed, {"wave 2": lift})
