"""Constellations of many customers at once: from counts to ties, drivers and types, block by block.

The work of one block of customers fits the processor's caches; every draw is keyed by (seed, customer, actor), so the
result is the same for any partition of the customers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from lifeworld.constellations.core import posterior, types
from lifeworld.constellations.core.customer_intervals import driver_ends, relevance_ends, unmentioned_ends
from lifeworld.constellations.core.rows import Rows
from lifeworld.constellations.core.said import CodedStatements, counting, driver_counts
from lifeworld.constellations.core.settings import Settings
from lifeworld.constellations.core.spread import Spread
from lifeworld.constellations.core.typing_draws import (
    bootstrap_labels,
    condition_means,
    sums_of,
    traits_of,
)
from lifeworld.kit import streams

Floats = NDArray[np.float64]
Run = Callable[[Callable[[int], "Constellated"], Iterable[int]], Iterable["Constellated"]]
BLOCK_CUSTOMERS = 384


@dataclass(frozen=True)
class Constellated:
    """What is found, in columns: R actors (rows of ``Rows``) and G customers.

    relevance, relevance_low, relevance_high: float64[R]. drivers, drivers_low, drivers_high: float64[G, 6].
    unmentioned (and its interval): float64[G]. p: float64[G, 3] in the order of TYPES. label: int8[G], the type or
    NO_TYPE for undetermined. leading: int8[G], the type of the largest p. margin, stability: float64[G] (stability
    NaN where no statement counts).
    size: int64[G]. x: float64[G, 3], means of the three roles. condition: float32[G, 3, 4], means of the conditions.
    n_counting: int64[G], statements that count.
    """

    relevance: Floats
    relevance_low: Floats
    relevance_high: Floats
    drivers: Floats
    drivers_low: Floats
    drivers_high: Floats
    unmentioned: Floats
    unmentioned_low: Floats
    unmentioned_high: Floats
    p: Floats
    label: NDArray[np.int8]
    leading: NDArray[np.int8]
    margin: Floats
    stability: Floats
    size: NDArray[np.int64]
    x: Floats
    condition: NDArray[np.float32]
    n_counting: NDArray[np.int64]

    @staticmethod
    def joined(parts: list[Constellated]) -> Constellated:
        """The parts of consecutive customers as one."""
        columns = {f.name: np.concatenate([getattr(part, f.name) for part in parts]) for f in fields(Constellated)}
        return Constellated(**columns)


def _block(rows: Rows, statements: CodedStatements, drivers: NDArray[np.float32], first: int, last: int,
           settings: Settings) -> tuple[posterior.Block, slice]:
    """The rows and statements of customers ``first`` to ``last`` (half-open)."""
    r0, r1 = rows.ptr[first], rows.ptr[last]
    s0, s1 = np.searchsorted(statements.customer, [first, last])
    group = np.repeat(np.arange(last - first), np.diff(rows.ptr[first : last + 1]))
    keys = streams.stream_keys(settings.seed, rows.customer_key[first:last])
    s_group = statements.customer[s0:s1] - first
    block = posterior.Block(
        n_groups=last - first, group=group, is_self=rows.is_self[r0:r1],
        counted=rows.said[r0:r1] + rows.done[r0:r1], drawn=rows.drawn[r0:r1],
        said=rows.gifts(r0, r1, s0, s1), drivers=drivers[s0:s1], statement_group=s_group,
        prior=settings.prior_mass / (np.diff(rows.ptr[first : last + 1]) + 1.0),
        row_keys=streams.stream_keys(11, keys[group], rows.key[r0:r1]), group_keys=keys,
        statement_keys=streams.stream_keys(12, keys[s_group], statements.key[s0:s1]),
    )
    return block, slice(r0, r1)


def _constellate_block(block: posterior.Block, category: NDArray[np.int8], proximity: Floats, n_counting:
                       NDArray[np.int64], n_other_evidence: NDArray[np.int64], settings: Settings,
                       spread: Spread) -> Constellated:
    """Everything that is said of one block."""
    draws, unmentioned = posterior.relevance_draws(block, settings.draws)
    mean, mean_unmentioned = posterior.relevance_means(block, block.counted[:, None])
    alphas = posterior.driver_alphas(block)
    shares = posterior.driver_draws(alphas, block.group_keys, settings.draws)
    drivers = alphas / alphas.sum(axis=1, keepdims=True)
    sums = sums_of(block, category, proximity)
    held = types.conditions(traits_of(draws, shares, block, sums, settings.relevant_min))
    labels = types.best(types.grades(held))
    p = np.stack([(labels == t).mean(axis=1) for t in range(3)], axis=1)
    ranked = np.sort(p, axis=1)
    leading = np.where(ranked[:, 2] > ranked[:, 1], p.argmax(axis=1), types.NO_TYPE).astype(np.int8)
    evidence = n_counting + n_other_evidence
    determined = (leading != types.NO_TYPE) & (ranked[:, 2] >= settings.p_min) & (evidence >= settings.evidence_min)
    again = bootstrap_labels(block, sums, alphas, settings.bootstraps, settings.relevant_min)
    ends = relevance_ends(block, category, mean[:, 0], draws, spread, settings.level)
    unseen = unmentioned_ends(block, category, mean_unmentioned[:, 0], unmentioned, spread, settings.level)
    of_drivers = driver_ends(alphas - 1.0 / posterior.N_DRIVERS, drivers, spread, settings.level)
    relevant = ~block.is_self & (mean[:, 0] >= settings.relevant_min)
    x = [mean[block.is_self, 0], sums.focal.astype(np.float64) @ mean[:, 0], sums.social.astype(np.float64) @ mean[:, 0]]
    return Constellated(
        mean[:, 0], ends.low, ends.high, drivers, of_drivers.low, of_drivers.high,
        mean_unmentioned[:, 0], unseen.low, unseen.high, p,
        np.where(determined, leading, types.NO_TYPE).astype(np.int8), leading, ranked[:, 2] - ranked[:, 1],
        np.where(n_counting > 0, (again == leading[:, None]).mean(axis=1), np.nan),
        np.bincount(block.group[relevant], minlength=block.n_groups),
        np.stack(x, axis=1), condition_means(held), n_counting,
    )


def constellate(rows: Rows, statements: CodedStatements, settings: Settings, run: Run = map,
                spread: Spread | None = None) -> Constellated:
    """Constellations of all customers of ``rows`` (method.md, section 5). One customer costs tens of microseconds.

    ``spread`` says how many draws a statement of the whole study is worth (``spread.statement_spread``); it makes
    intervals narrower or wider and nothing else. None counts each statement as one draw, which is on the safe side.
    ``run`` is where blocks of customers are worked on: ``map`` in this thread, or an engine's ``map``. The result is
    the same for each. Errors: ValueError where there is no customer.
    """
    n = rows.n_customers
    if not n:
        raise ValueError("there is no customer to constellate")
    drivers = driver_counts(statements, settings.rho)
    n_counting = np.bincount(statements.customer[counting(statements)], minlength=n)
    n_other_evidence = rows.n_other_evidence

    def work(first: int) -> Constellated:
        last = min(first + BLOCK_CUSTOMERS, n)
        block, span = _block(rows, statements, drivers, first, last, settings)
        return _constellate_block(
            block, rows.category[span], rows.proximity[span], n_counting[first:last], n_other_evidence[first:last],
            settings, spread or Spread(),
        )

    return Constellated.joined(list(run(work, range(0, n, BLOCK_CUSTOMERS))))
