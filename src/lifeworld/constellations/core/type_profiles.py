"""What the customers of one type have in common: means over them, and how often the type's conditions hold.

Pure functions of the frames of a study. The customer is the sampling unit; a type with fewer than ten customers gets
"not enough" instead of means, and its counts stay exact.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lifeworld.constellations.core import types
from lifeworld.constellations.core.few_customers import Interval
from lifeworld.constellations.core.partial.tops import best
from lifeworld.constellations.core.partial.values import Partial, Sums, key
from lifeworld.constellations.core.population import CARRIERS_MIN, UNCORRECTED
from lifeworld.constellations.core.quotes import quotes_of, with_words
from lifeworld.constellations.core.resampling import Resampled, ratios_of, resampled
from lifeworld.constellations.core.study import MappedStudy, driver_share_key
from lifeworld.constellations.core.type_conditions import Condition, condition_partial, conditions_from
from lifeworld.kit.figure import Evidence, Figure, Versions, estimate
from lifeworld.kit.ids import hash64
from lifeworld.kit.streams import stream_keys
from lifeworld.voices.core.codebook import ACTORS, DRIVERS

_STREAM = 61
MEANS = "mean over the customers of the type, Bayesian bootstrap over customers"
N_MEANS = len(DRIVERS) + len(ACTORS)
_COLUMNS = (*DRIVERS, *ACTORS, *(f"valence {driver}" for driver in DRIVERS), *(f"n {driver}" for driver in DRIVERS), "size", "all")
"""The sums of one type; the first N_MEANS are means over customers."""
_CARRY = np.array([1 / len(DRIVERS)] * len(DRIVERS) + [0.0] * len(ACTORS))
"""Above this a customer tells of a driver or names an actor of a category: it is no longer the prior's share."""


@dataclass(frozen=True)
class TypeProfile:
    """One type: ``drivers`` and ``valences`` in the order of DRIVERS, ``relevance`` in the order of ACTORS."""

    label: str
    n: int
    drivers: tuple[Figure, ...]
    valences: tuple[Figure, ...]
    relevance: tuple[Figure, ...]
    size: Figure
    conditions: tuple[Condition, ...]

    def figures(self) -> tuple[Figure, ...]:
        """Every figure of the profile, for files and workbooks."""
        counts = tuple(figure for condition in self.conditions for figure in condition.counts)
        return (*self.drivers, *self.valences, *self.relevance, self.size, *counts)


def type_profiles(study: MappedStudy) -> tuple[TypeProfile, ...]:
    """The profiles of the three types, in their order; none where no customer is typed.

    Keys: ``type/{type}/driver/{driver}/share``, ``.../valence``, ``type/{type}/relevance/{category}``, ``type/{type}/size``
    and ``type/{type}/condition/{condition}/{state}``.
    """
    seed = int(str(study.settings.get("seed", 0)))
    partial = profile_partial(study.statements, study.codings, study.ties, study.constellations, seed)
    given = study.figure(driver_share_key(DRIVERS[0]))
    return profiles_from(partial, study.versions, given.warnings if given is not None else (UNCORRECTED,))


def profile_partial(statements: pl.DataFrame, codings: pl.DataFrame, ties: pl.DataFrame, constellations: pl.DataFrame,
                    seed: int) -> Partial:
    """What the profiles of types are made of, from the frames of some customers."""
    if constellations.is_empty():
        return Partial()
    own = constellations.sort("customer")
    said = codings.filter(pl.col("present") & pl.col("customer").is_not_null()).select(
        "customer", "statement", "start", "end", "code", "segment_probability")
    keys = stream_keys(seed, _STREAM, hash64(own["customer"]))
    relevance, talk = _relevance(own["customer"], ties), _valences(own["customer"], statements, said)
    columns = np.concatenate([
        own.select(DRIVERS).to_numpy().astype(np.float64), relevance, talk,
        own["size"].fill_null(0).to_numpy().astype(np.float64)[:, None], np.ones((own.height, 1))], axis=1)
    sums, counts = Sums.none(), {}
    for label in types.TYPES:
        rows = np.flatnonzero((own["type"] == label).fill_null(False).to_numpy())
        counts[key("profile", label)] = len(rows)
        if len(rows):
            part = columns[rows]
            sums += Sums.made([key("profile", label, name) for name in _COLUMNS], resampled(part, keys[rows]))
            told = (part[:, :N_MEANS] > _CARRY + 1e-9).sum(axis=0)
            counts |= {key("told", label, name): int(k) for name, k in zip(_COLUMNS[:N_MEANS], told, strict=True)}
    typed = said.join(own.select("customer", "type"), on="customer", how="inner").filter(pl.col("type").is_in(list(types.TYPES)))
    counts |= {key("codings", label, code): n for label, code, n in typed.group_by("type", "code").len().rows()}
    clearest = typed.sort("segment_probability", "statement", "start", descending=[True, False, False]).unique(
        ["customer", "code"], keep="first", maintain_order=True)
    examples = best("profiles", clearest.with_columns(pl.lit(None, pl.String).alias("quote")))
    tops = {"profiles": with_words(examples.drop("quote"), statements).drop_nulls("quote")}
    return Partial(sums, counts, tops) + condition_partial(constellations)


def _relevance(customers: pl.Series, ties: pl.DataFrame) -> NDArray[np.float64]:
    """Relevance of each category for each customer (sorted), float64[C, 6]; a category nobody named takes no part."""
    own = ties.filter(pl.col("customer").is_in(customers.implode()))
    row = customers.search_sorted(own["customer"]).to_numpy().astype(np.int64)
    category = own["category"].replace_strict(list(ACTORS), list(range(len(ACTORS))), return_dtype=pl.Int64).to_numpy()
    cells = np.bincount(row * len(ACTORS) + category, own["relevance"].fill_null(0).to_numpy(), len(customers) * len(ACTORS))
    return cells.astype(np.float64).reshape(len(customers), len(ACTORS))


def _valences(customers: pl.Series, statements: pl.DataFrame, said: pl.DataFrame) -> NDArray[np.float64]:
    """For each customer (sorted) and driver the summed valence of the statements that carry it, then how many: float64[C, 12]."""
    rated = (
        said.filter(pl.col("code").is_in(list(DRIVERS))).select("customer", "statement", "code").unique()
        .join(statements.select(pl.col("id").alias("statement"), "valence"), on="statement", how="inner")
        .filter(pl.col("customer").is_in(customers.implode())).sort("customer", "code", "statement")
    )
    row = customers.search_sorted(rated["customer"]).to_numpy().astype(np.int64)
    driver = rated["code"].replace_strict(list(DRIVERS), list(range(len(DRIVERS))), return_dtype=pl.Int64).to_numpy()
    cell, n = row * len(DRIVERS) + driver, len(customers) * len(DRIVERS)
    felt, counted = np.bincount(cell, rated["valence"].fill_null(0).to_numpy(), n), np.bincount(cell, minlength=n)
    return np.concatenate([part.astype(np.float64).reshape(len(customers), len(DRIVERS)) for part in (felt, counted)], axis=1)


def profiles_from(partial: Partial, versions: Versions, warnings: tuple[str, ...] = (UNCORRECTED,)) -> tuple[TypeProfile, ...]:
    """The profiles of the three types from the partial result of everybody."""
    if not any(name.startswith("profile") for name in partial.counts):
        return ()
    return tuple(_Maker(partial, label, versions, warnings).profile() for label in types.TYPES)


@dataclass(frozen=True, eq=False)
class _Maker:
    """Figures over the customers of one type, from the partial result of everybody."""

    partial: Partial
    label: str
    versions: Versions
    warnings: tuple[str, ...]

    def profile(self) -> TypeProfile:
        """The whole profile."""
        shares = self.means([f"driver/{driver}/share" for driver in DRIVERS], DRIVERS)
        relevance = self.means([f"relevance/{category}" for category in ACTORS], ACTORS)
        return TypeProfile(self.label, self.n, shares, self.valences(), relevance, self.size(),
                           conditions_from(self.partial, self.label, self.versions))

    @property
    def n(self) -> int:
        """How many customers carry the type."""
        return self.partial.count("profile", self.label)

    def _sums(self, *names: str) -> Resampled:
        return self.partial.sums.rows([key("profile", self.label, name) for name in names]).of

    def _estimate(self, name: str, found: Interval, at: int, evidence: Evidence, *, unit: str, n: int, n_unit: str = "customers",
                  n_customers: int | None = None) -> Figure:
        value, low, high = (float(part[at]) for part in (found.value, found.low, found.high))
        return estimate(f"type/{self.label}/{name}", value, low, high, unit=unit, method=MEANS, n=n, n_unit=n_unit,
                        n_customers=n_customers, evidence=evidence, versions=self.versions, warnings=self.warnings)

    def means(self, names: Sequence[str], codes: Sequence[str]) -> tuple[Figure, ...]:
        """Means over the customers. Where fewer than three of them tell of a code, its mean would be the prior's: it is
        unknown, and its n counts those who tell of it.
        """
        found = ratios_of(self._sums(*codes), self._sums("all"), prior=0.0)
        told = [self.partial.count("told", self.label, code) for code in codes]
        found.value[np.array(told) < CARRIERS_MIN] = np.nan
        return tuple(
            self._estimate(name, found, i, self._evidence(codes[i]), unit="share", n=self.n if told[i] >= CARRIERS_MIN else told[i])
            for i, name in enumerate(names)
        )

    def valences(self) -> tuple[Figure, ...]:
        """Mean valence of the statements of these customers that carry each driver."""
        figures = []
        for driver in DRIVERS:
            top, bottom = self._sums(f"valence {driver}"), self._sums(f"n {driver}")
            n, carriers = round(bottom.total[0]), round(bottom.above[0])
            unknown = Interval(np.array([np.nan]), np.array([np.nan]), np.array([np.nan]))
            found = ratios_of(top, bottom, prior=0.0, bounds=(-1.0, 1.0)) if carriers else unknown
            figures.append(self._estimate(f"driver/{driver}/valence", found, 0, self._evidence(driver), unit="", n=n,
                                          n_unit="statements", n_customers=carriers))
        return tuple(figures)

    def size(self) -> Figure:
        """Mean number of relevant actors."""
        size = self._sums("size")
        found = ratios_of(size, self._sums("all"), prior=0.0, bounds=(0.0, np.inf))
        where = f'ties where relevance >= .05, of customers with type = "{self.label}"'
        return self._estimate("size", found, 0, Evidence(where, round(size.total[0])), unit="actors", n=self.n)

    def _evidence(self, code: str) -> Evidence:
        """The codings of these customers with the code; the clearest of each customer are the examples."""
        rows = self.partial.top("profiles").filter((pl.col("type") == self.label) & (pl.col("code") == code))
        return Evidence(f'codings where code = "{code}" and present, of customers with type = "{self.label}"',
                        self.partial.count("codings", self.label, code), quotes_of(rows).get(code, ()))
