"""Population figures: what share of customers and of statements, how drivers go with valence, what types there are.

The customer is the sampling unit throughout. Everything here is *model-coded, uncorrected* and says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lifeworld.constellations.core import study, types
from lifeworld.constellations.core.constellate import Constellated
from lifeworld.constellations.core.few_customers import Interval
from lifeworld.constellations.core.gather import Gathered
from lifeworld.constellations.core.partial.values import Partial, Sums, key
from lifeworld.constellations.core.quotes import Quotes
from lifeworld.constellations.core.resampling import jeffreys, ratios_of, resampled
from lifeworld.constellations.core.rows import Rows
from lifeworld.kit.figure import Evidence, Example, Figure, Versions, count, estimate
from lifeworld.kit.streams import stream_keys
from lifeworld.voices.core.codebook import ACTORS, CODES, DRIVERS

UNCORRECTED = "Model-coded, uncorrected: a model did the coding and no human sample has corrected this share."
AS_LABELLED = "As labelled: not corrected for customers that are given the wrong type."
RESAMPLED = "ratio of sums, Bayesian bootstrap over customers"

CARRIERS_MIN = 3
"""Customers whose own words carry a code, below which no mean over customers is printed."""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Said:
    """Who said what, for population figures: S statements by C speakers.

    speaker: int64[S]. present: bool[S, 12]. valence: float32[S]. keys: uint64[C], the streams of the
    speakers. nobody: no row names a customer, so a
    speaker is a row and nothing is said of customers.
    """

    speaker: NDArray[np.int64]
    present: NDArray[np.bool_]
    valence: NDArray[np.float32]
    keys: NDArray[np.uint64]
    nobody: bool = False

    def sums(self, values: Floats) -> Floats:
        """Sums of statement columns [S, k] within speakers: float64[C, k]."""
        columns = [np.bincount(self.speaker, column, len(self.keys)) for column in values.T]
        return np.stack(columns, axis=1)


def _figures(names: list[str], found: Interval, *, unit: str, method: str, n: NDArray[np.integer], n_unit: str,
             n_customers: int | NDArray[np.integer], evidence: list[Evidence], versions: Versions, warnings: tuple[str, ...],
             n_min: int = 10) -> list[Figure]:
    """One estimate for each value of an interval; n and n_customers are one for all or one for each."""
    customers = np.broadcast_to(np.asarray(n_customers), np.shape(n))
    return [
        estimate(name, float(found.value[i]), float(found.low[i]), float(found.high[i]), unit=unit, method=method,
                 n=int(n[i]), n_unit=n_unit, n_customers=int(customers[i]), evidence=evidence[i], versions=versions,
                 warnings=warnings, n_min=n_min)
        for i, name in enumerate(names)
    ]


def said_partial(said: Said, seed: int) -> Partial:
    """What share figures are made of, for these speakers: sums of statements, of each code and of valence, and counts."""
    present = said.present.astype(np.float64)
    by_speaker = said.sums(present)
    carries = present[:, len(ACTORS):]
    valence = said.sums(carries * said.valence.astype(np.float64)[:, None])
    n_statements = np.bincount(said.speaker, minlength=len(said.keys)).astype(np.float64)[:, None]
    columns = np.concatenate([n_statements, by_speaker, valence], axis=1)
    keys = [key("said", "all"), *(key("said", code) for code in CODES), *(key("valence", code) for code in DRIVERS)]
    counts = {key("speakers"): len(said.keys), key("statements"): len(said.speaker)}
    return Partial(Sums.made(keys, resampled(columns, stream_keys(seed, 41, said.keys))), counts)


def code_evidence(partial: Partial, quotes: Quotes) -> dict[str, Evidence]:
    """Where each code is present: the query, the number of statements, the best quotes."""
    n = partial.sums.rows([key("said", code) for code in CODES]).of.total
    return {
        code: Evidence(f'codings where code = "{code}" and present', round(n[c]), quotes.get(code, ()))
        for c, code in enumerate(CODES)
    }


def share_figures(said: Said, quotes: Quotes, seed: int, versions: Versions) -> list[Figure]:
    """Share of customers who say each code, share of statements that carry it, and the valence of each driver."""
    return said_figures(said_partial(said, seed), quotes, versions, nobody=said.nobody)


def said_figures(partial: Partial, quotes: Quotes, versions: Versions, *, nobody: bool) -> list[Figure]:
    """``share_figures`` from the partial of everybody; ``nobody``: no row names a customer."""
    evidence = code_evidence(partial, quotes)
    in_order = [evidence[code] for code in CODES]
    n, s = partial.count("speakers"), partial.count("statements")
    carried = partial.sums.rows([key("said", code) for code in CODES]).of
    who = jeffreys(carried.above, np.full(len(CODES), float(n)))
    of_statements = ratios_of(carried, partial.sums.rows([key("said", "all")]).of)
    warnings = (UNCORRECTED,)
    found = [] if nobody else _figures(
        [study.customers_who_say_key(code) for code in CODES], who, unit="share", n=np.full(len(CODES), n),
        method="share of customers with at least one such statement, Jeffreys interval", n_unit="customers",
        n_customers=n, evidence=in_order, versions=versions, warnings=warnings,
    )
    found += _figures(
        [study.share_of_statements_key(code) for code in CODES], of_statements, unit="share", n=np.full(len(CODES), s),
        method=RESAMPLED, n_unit="statements", n_customers=n, evidence=in_order, versions=versions, warnings=warnings,
    )
    return found + _valence_figures(partial, evidence, versions)


def _valence_figures(partial: Partial, evidence: dict[str, Evidence], versions: Versions) -> list[Figure]:
    """Mean valence of the statements that carry each driver."""
    bottom = partial.sums.rows([key("said", code) for code in DRIVERS]).of
    top = partial.sums.rows([key("valence", code) for code in DRIVERS]).of
    found = ratios_of(top, bottom, prior=0.0, bounds=(-1.0, 1.0))
    return _figures(
        [study.driver_valence_key(code) for code in DRIVERS], found, unit="", method=RESAMPLED, n_unit="statements",
        n=bottom.total.round().astype(np.int64), n_customers=bottom.above.round().astype(np.int64),
        evidence=[evidence[code] for code in DRIVERS], versions=versions, warnings=(UNCORRECTED,),
    )


def type_figures(found: Constellated, versions: Versions, examples: dict[str, tuple[Example, ...]]) -> list[Figure]:
    """Share of customers by type as labelled, the undetermined among them."""
    return type_share_figures(type_partial(found), versions, examples)


def type_partial(found: Constellated) -> Partial:
    """How many customers carry each label."""
    labels = ((0, types.TYPES[0]), (1, types.TYPES[1]), (2, types.TYPES[2]), (types.NO_TYPE, types.UNDETERMINED))
    return Partial(counts={key("type", label): int((found.label == t).sum()) for t, label in labels})


def type_share_figures(partial: Partial, versions: Versions, examples: dict[str, tuple[Example, ...]]) -> list[Figure]:
    """``type_figures`` from the partial of everybody."""
    labels = [*types.TYPES, types.UNDETERMINED]
    counts = np.array([partial.count("type", label) for label in labels], np.float64)
    n = int(counts.sum())
    evidence = [
        Evidence(f'constellations where type = "{label}"', int(k), examples.get(label, ()))
        for label, k in zip(labels, counts, strict=True)
    ]
    return _figures(
        [study.type_share_key(label) for label in labels], jeffreys(counts, np.full(4, float(n))), unit="share",
        method="share of customers as labelled, Jeffreys interval", n=np.full(4, n), n_unit="customers", n_customers=n,
        evidence=evidence, versions=versions, warnings=(AS_LABELLED, UNCORRECTED),
    )


def category_relevance(found: Constellated, rows: Rows) -> Floats:
    """Relevance of all actors of each category for each customer, float64[G, 6]."""
    n = len(found.label)
    return np.stack([np.bincount(rows.customer, found.relevance * (rows.category == c), n) for c in range(len(ACTORS))], axis=1)


def mean_partial(found: Constellated, rows: Rows, seed: int) -> Partial:
    """What means over customers are made of: sums of relevance by category, of driver shares and of sizes."""
    n = len(found.label)
    columns = np.concatenate([category_relevance(found, rows), found.drivers, np.ones((n, 1))], axis=1)
    size = np.stack([found.size.astype(np.float64), np.ones(n)], axis=1)
    means = Sums.made([*(key("mean", code) for code in CODES), key("mean", "all")],
                      resampled(columns, stream_keys(seed, 42, rows.customer_key)))
    sizes = Sums.made([key("size"), key("size", "all")], resampled(size, stream_keys(seed, 43, rows.customer_key)))
    carry = (found.drivers > 1 / len(DRIVERS)).sum(axis=0)
    return Partial(means + sizes, {key("carry", driver): int(k) for driver, k in zip(DRIVERS, carry, strict=True)})


def mean_figures(found: Constellated, gathered: Gathered, counts: Mapping[str, int], quotes: Quotes, seed: int,
                 versions: Versions) -> list[Figure]:
    """Mean over customers of each driver share and of each category's relevance.

    ``counts`` are ties by category and codings by driver: what the evidence's query finds.
    """
    return means_of_customers(mean_partial(found, gathered.rows, seed), counts, quotes, versions)


def means_of_customers(partial: Partial, counts: Mapping[str, int], quotes: Quotes, versions: Versions) -> list[Figure]:
    """``mean_figures`` from the partial of everybody."""
    sums, everybody = partial.sums.rows([key("mean", code) for code in CODES]).of, partial.sums.rows([key("mean", "all")]).of
    n = round(everybody.total[0])
    means = ratios_of(sums, everybody, prior=0.0)
    # Where hardly anybody's words carry a code, its mean is the prior's and not a finding.
    carriers = np.concatenate([sums.above[: len(ACTORS)], [partial.count("carry", driver) for driver in DRIVERS]])
    means.value[carriers < CARRIERS_MIN] = np.nan
    names = [study.relevance_key(code) for code in ACTORS] + [study.driver_share_key(code) for code in DRIVERS]
    evidence = [
        Evidence(
            f'ties where category = "{code}"' if code in ACTORS else f'codings where code = "{code}" and present',
            counts.get(code, 0), quotes.get(code, ()),
        )
        for code in CODES
    ]
    return _figures(
        names, means, unit="share", method="mean over customers, Bayesian bootstrap over customers",
        n=np.full(len(names), n), n_unit="customers", n_customers=n, evidence=evidence, versions=versions,
        warnings=(UNCORRECTED,),
    )


def size_figure(found: Constellated, seed: int, customer_key: NDArray[np.uint64], quotes: Quotes, versions: Versions) -> Figure:
    """Mean number of relevant actors per customer, which grows with talk."""
    size = np.stack([found.size.astype(np.float64), np.ones(len(found.size))], axis=1)
    sums = Sums.made([key("size"), key("size", "all")], resampled(size, stream_keys(seed, 43, customer_key)))
    return size_of_customers(Partial(sums), quotes, versions)


def size_of_customers(partial: Partial, quotes: Quotes, versions: Versions) -> Figure:
    """``size_figure`` from the partial of everybody."""
    size, everybody = (partial.sums.rows([name]).of for name in (key("size"), key("size", "all")))
    n = round(everybody.total[0])
    return _figures(
        [study.SIZE], ratios_of(size, everybody, prior=0.0, bounds=(0.0, np.inf)), unit="actors",
        method="mean over customers, Bayesian bootstrap over customers",
        n=np.array([n]), n_unit="customers", n_customers=n, versions=versions,
        evidence=[Evidence("ties where relevance >= .05, other than the self", round(size.total[0]),
                           tuple(quote for code in ACTORS if code != "self" for quote in quotes.get(code, ())[:4]))],
        warnings=(UNCORRECTED, "Size grows with the number of statements."),
    )[0]


def count_figures(n_customers: int, n_statements: int, n_codings: int, n_actors: int, versions: Versions) -> list[Figure]:
    """What was read and found: customers, statements, codes given, actors."""
    counts = (
        (study.COUNT_CUSTOMERS, n_customers, "customers", "constellations"),
        (study.COUNT_STATEMENTS, n_statements, "statements", "statements"),
        (study.COUNT_CODINGS, n_codings, "codes given", "codings where present"),
        (study.COUNT_ACTORS, n_actors, "actors", "actors"),
    )
    return [count(name, n, unit=unit, versions=versions, evidence=Evidence(query, n)) for name, n, unit, query in counts]
