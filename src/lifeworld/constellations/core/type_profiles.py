"""What the customers of one type have in common: means over them, and how often the type's conditions hold.

Pure functions of the frames of a study. The customer is the sampling unit; a type with fewer than ten customers gets
"not enough" instead of means, and its counts stay exact.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lifeworld.constellations.core import types
from lifeworld.constellations.core.few_customers import Interval
from lifeworld.constellations.core.population import CARRIERS_MIN, UNCORRECTED
from lifeworld.constellations.core.resampling import ratios
from lifeworld.constellations.core.study import MappedStudy, driver_share_key
from lifeworld.constellations.core.type_conditions import Condition, conditions
from lifeworld.kit.figure import Evidence, Example, Figure, estimate
from lifeworld.kit.ids import hash64
from lifeworld.kit.streams import stream_keys
from lifeworld.voices.core.codebook import ACTORS, DRIVERS

EXAMPLES = 6
_STREAM = 61
MEANS = "mean over the customers of the type, Bayesian bootstrap over customers"


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
    if study.constellations.is_empty():
        return ()
    return tuple(_profile(study, label) for label in types.TYPES)


def _profile(study: MappedStudy, label: str) -> TypeProfile:
    own = study.constellations.filter(pl.col("type") == label).sort("customer")
    codings = study.codings.filter(pl.col("present")).join(own.select("customer"), on="customer", how="semi")
    made = _Maker(study, label, own, codings)
    counted = made.relevance()
    return TypeProfile(
        label, own.height,
        made.means([f"driver/{driver}/share" for driver in DRIVERS], own.select(DRIVERS).to_numpy().astype(np.float64), DRIVERS,
                   carry=1 / len(DRIVERS)),
        made.valences(), made.means([f"relevance/{category}" for category in ACTORS], counted, ACTORS, carry=0.0),
        made.size(), conditions(study.constellations, label, study.versions),
    )


@dataclass(frozen=True, eq=False)
class _Maker:
    """Figures over the customers of one type. ``own`` are their constellations, ``codings`` what they said."""

    study: MappedStudy
    label: str
    own: pl.DataFrame
    codings: pl.DataFrame

    @cached_property
    def keys(self) -> NDArray[np.uint64]:
        """One stream for each customer."""
        return stream_keys(int(str(self.study.settings.get("seed", 0))), _STREAM, hash64(self.own["customer"]))

    def _warnings(self) -> tuple[str, ...]:
        given = self.study.figure(driver_share_key(DRIVERS[0]))
        return given.warnings if given is not None else (UNCORRECTED,)

    def _estimate(self, name: str, found: Interval, at: int, evidence: Evidence, *, unit: str, n: int, n_unit: str = "customers",
                  n_customers: int | None = None) -> Figure:
        value, low, high = (float(part[at]) for part in (found.value, found.low, found.high))
        return estimate(f"type/{self.label}/{name}", value, low, high, unit=unit, method=MEANS, n=n, n_unit=n_unit,
                        n_customers=n_customers, evidence=evidence, versions=self.study.versions, warnings=self._warnings())

    def means(self, names: Sequence[str], columns: NDArray[np.float64], codes: Sequence[str], carry: float) -> tuple[Figure, ...]:
        """Means of the columns [C, k]. Where fewer than three customers lie above ``carry``, a mean would be the prior's: it is
        unknown, and its n counts those who tell of it.
        """
        n = self.own.height
        if not n:
            columns = np.zeros((1, len(names)))
        found = ratios(columns, np.ones_like(columns), self.keys if n else np.zeros(1, np.uint64), prior=0.0)
        carriers = (columns > carry + 1e-9).sum(axis=0)
        found.value[carriers < CARRIERS_MIN] = np.nan
        return tuple(
            self._estimate(name, found, i, self._evidence(codes[i]), unit="share",
                           n=n if carriers[i] >= CARRIERS_MIN else int(carriers[i])) for i, name in enumerate(names)
        )

    def relevance(self) -> NDArray[np.float64]:
        """Relevance of each category for each customer, float64[C, 6]; a category nobody named takes no part."""
        totals = self.study.ties.join(self.own.select("customer"), on="customer", how="semi").group_by("customer", "category").agg(
            pl.col("relevance").sum())
        wide = self.own.select("customer")
        for category in ACTORS:
            part = totals.filter(pl.col("category") == category).select("customer", pl.col("relevance").alias(category))
            wide = wide.join(part, on="customer", how="left", maintain_order="left")
        return wide.select(pl.col(category).fill_null(0.0) for category in ACTORS).to_numpy().astype(np.float64)

    def valences(self) -> tuple[Figure, ...]:
        """Mean valence of the statements of these customers that carry each driver."""
        rated = self.codings.select("customer", "statement", "code").unique().join(
            self.study.statements.select(pl.col("id").alias("statement"), "valence"), on="statement", how="inner"
        ).group_by("customer", "code").agg(pl.col("valence").sum().alias("sum"), pl.len().alias("n")).sort("customer", "code")
        figures = []
        for driver in DRIVERS:
            rows = self.own.select("customer").join(rated.filter(pl.col("code") == driver), on="customer", how="left",
                                                    maintain_order="left")
            top, bottom = (rows[name].fill_null(0).to_numpy().astype(np.float64)[:, None] for name in ("sum", "n"))
            n, carriers = int(bottom.sum()), int((bottom > 0).sum())
            unknown = Interval(np.array([np.nan]), np.array([np.nan]), np.array([np.nan]))
            found = ratios(top, bottom, self.keys, prior=0.0, bounds=(-1.0, 1.0)) if carriers else unknown
            figures.append(self._estimate(f"driver/{driver}/valence", found, 0, self._evidence(driver), unit="", n=n,
                                          n_unit="statements", n_customers=carriers))
        return tuple(figures)

    def size(self) -> Figure:
        """Mean number of relevant actors."""
        column = self.own["size"].fill_null(0).to_numpy().astype(np.float64)[:, None] if self.own.height else np.zeros((1, 1))
        keys = self.keys if self.own.height else np.zeros(1, np.uint64)
        found = ratios(column, np.ones_like(column), keys, prior=0.0, bounds=(0.0, np.inf))
        where = f'ties where relevance >= .05, of customers with type = "{self.label}"'
        return self._estimate("size", found, 0, Evidence(where, int(column.sum())), unit="actors", n=self.own.height)

    def _evidence(self, code: str) -> Evidence:
        """The codings of these customers with the code; the clearest of each customer are the examples."""
        rows = self.codings.filter(pl.col("code") == code)
        best = rows.sort(["segment_probability", "statement", "start"], descending=[True, False, False]).unique(
            "customer", keep="first", maintain_order=True).head(EXAMPLES)
        told = best.select("customer", "statement", "start", "end").join(
            self.study.statements.select(pl.col("id").alias("statement"), "text"), on="statement", how="inner", maintain_order="left")
        examples = tuple(Example(text[a:b], customer, statement, a, b) for customer, statement, a, b, text in told.rows())
        return Evidence(f'codings where code = "{code}" and present, of customers with type = "{self.label}"', rows.height, examples)
