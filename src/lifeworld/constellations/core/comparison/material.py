"""Everything about one level that figures and differences are computed from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lifeworld.constellations.core.comparison.made import Made
from lifeworld.constellations.core.comparison.measures import Measure
from lifeworld.constellations.core.comparison.sample import Sample
from lifeworld.constellations.core.comparison.spoken import Spoken
from lifeworld.constellations.core.comparison.talk import some_of
from lifeworld.constellations.core.comparison.values import Level
from lifeworld.constellations.core.population import CARRIERS_MIN
from lifeworld.kit.ids import hash64
from lifeworld.voices.core.codebook import ACTORS, CODES, DRIVERS

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Table:
    """All speakers of a comparison, sorted, with their streams: those of speakers, and those of customers by bare name."""

    names: pl.Series
    key: NDArray[np.uint64]
    customer_key: NDArray[np.uint64]

    @staticmethod
    def of(speakers: pl.Series) -> Table:
        """The table of everybody who occurs in ``speakers``."""
        names = speakers.unique().sort()
        return Table(names, hash64(names), hash64(names.str.strip_prefix("customer ")))

    def codes(self, names: pl.Series) -> Ints:
        """The place of each name in the table."""
        return np.asarray(self.names.search_sorted(names).to_numpy(), np.int64)


@dataclass(frozen=True, eq=False)
class Material:
    """One level: its sample, the streams of means, and what its figures rest on.

    customer_key: uint64[C]. n: int64[k], how many customers or statements each measure is counted over. found: int64[k],
    pieces of evidence. labels: the type of each customer that has one (customer, label, margin).
    """

    level: Level
    sample: Sample
    customer_key: NDArray[np.uint64]
    n: Ints
    found: Ints
    labels: pl.DataFrame


def _sums(at: Ints, columns: Floats, n: int) -> Floats:
    """Sums of statement columns [S, k] within speakers: float64[n, k]."""
    return np.stack([np.bincount(at, column, n).astype(np.float64) for column in columns.T], axis=1)


def _of_customers(made: Made, at: Ints, n: int) -> tuple[Floats, Floats, Ints]:
    """Top, bottom [n, 17] and evidence of types, size, relevance and drivers; ``at`` is the row of each customer."""
    columns = np.concatenate([made.typed, made.size[:, None], made.relevance, made.drivers], axis=1)
    top, bottom = np.zeros((n, columns.shape[1])), np.zeros((n, columns.shape[1]))
    top[at], bottom[at] = columns, 1.0
    # Where hardly anybody's words carry a code, its mean is the prior's and not a finding.
    carriers = np.concatenate([(made.relevance > 0).sum(axis=0), (made.drivers > 1 / len(DRIVERS)).sum(axis=0)])
    bottom[:, 5:][:, carriers < CARRIERS_MIN] = 0.0
    labelled = made.typed.sum(axis=0).round()
    return top, bottom, np.concatenate([labelled, [int(made.size.sum())], made.n_ties, np.zeros(len(DRIVERS))]).astype(np.int64)


def material(name: str, spoken: Spoken, made: Made | None, table: Table, asked: tuple[Measure, ...],
             kept: pl.Series | None = None) -> Material:
    """What one level is made of; ``made`` is None where no row names a customer.

    ``kept`` says who made the statements that are kept where customers said more at one level than at another (see ``talk``):
    who says something is then the chance that one of so many does. Where a level names no customer at all, nothing is told of
    customers there.
    """
    everybody = spoken.speaker if made is None else pl.concat([spoken.speaker, _speaker(made.customer)])
    codes = np.unique(table.codes(everybody))
    at, n = np.searchsorted(codes, table.codes(spoken.speaker)), len(codes)
    present = spoken.present.astype(np.float64)
    said, n_said = _sums(at, present, n), np.bincount(at, minlength=n).astype(np.float64)
    found = spoken.present.sum(axis=0)
    carries = present[:, len(ACTORS):]
    felt = _sums(at, carries * spoken.valence[:, None], n)
    every = np.repeat(n_said[:, None], len(CODES), axis=1)
    if made is None:
        top, bottom, yes, no = _pooled(spoken, at, n)
        before = found
    else:
        at_made = np.searchsorted(codes, table.codes(_speaker(made.customer)))
        top, bottom, before = _of_customers(made, at_made, n)
        before[-len(DRIVERS):] = found[len(ACTORS):]
        n_kept = n_said if kept is None else np.bincount(np.searchsorted(codes, table.codes(kept)), minlength=n).astype(np.float64)
        nobody = made.customer.is_empty() and not spoken.speaker.str.starts_with("customer ").any()
        says = some_of(n_said[:, None], said, n_kept[:, None])
        top, bottom = np.hstack([top, np.where(nobody, 0.0, says)]), np.hstack([bottom, (every > 0) & ~nobody])
        before = np.concatenate([before, found])
        yes = no = np.array([0.5 if measure.kind == "share" else 0.0 for measure in asked[: top.shape[1]]])
    half, none = np.full(len(CODES), 0.5), np.zeros(len(DRIVERS))
    sample = Sample(
        codes, table.key[codes], np.hstack([top, said, felt]), np.hstack([bottom, every, said[:, len(ACTORS):]]),
        np.concatenate([yes, half, none]), np.concatenate([no, half, none]),
        np.array([float(measure.kind == "pooled") for measure in asked]), spoken.content,
    )
    n_rows, of_statements = len(at), np.array([measure.kind not in ("share", "mean") for measure in asked])
    counted = np.where(of_statements, n_rows, sample.customers)
    counted[-len(DRIVERS):] = found[len(ACTORS):]
    if made is not None:
        means = np.array([measure.kind == "mean" for measure in asked])
        counted[means] = len(made.customer)  # also where a mean is left out because hardly anybody speaks of it
    labels = _labels(made) if made is not None else _labels(Made.none())
    n_customers = 0 if made is None else int(pl.Series(table.names.gather(codes)).str.starts_with("customer ").sum())
    return Material(
        Level(name, n_customers, n_rows), sample, table.customer_key[codes], counted.astype(np.int64),
        np.concatenate([before, found, found[len(ACTORS):]]).astype(np.int64), labels,
    )


def _pooled(spoken: Spoken, at: Ints, n: int) -> tuple[Floats, Floats, Floats, Floats]:
    """Top, bottom [n, 12] and prior of pooled relevance and driver shares: one unit of prior over everything found."""
    if spoken.n_actors is None:
        raise ValueError("pooled shares need the number of actors in each category")
    top = _sums(at, spoken.gifts, n)
    bottom = np.hstack([
        np.repeat(top[:, part].sum(axis=1)[:, None], 6, axis=1) for part in (slice(0, 6), slice(6, 12))
    ])
    # One statement of five thousand says nothing of a share, although its interval would be very short.
    bottom[:, (spoken.gifts > 0).sum(axis=0) < CARRIERS_MIN] = 0.0
    yes = np.concatenate([spoken.n_actors / (spoken.n_actors.sum() + 1.0), np.full(len(DRIVERS), 1 / len(DRIVERS))])
    return top, bottom, yes, 1.0 - yes


def _speaker(customers: pl.Series) -> pl.Series:
    """Customers as speakers."""
    return "customer " + customers


def _labels(made: Made) -> pl.DataFrame:
    """customer, label, margin."""
    return pl.DataFrame({"customer": made.customer, "label": made.label, "margin": made.margin})
