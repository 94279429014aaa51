"""Coverage of what is said of one customer: relevances, driver shares, the unmentioned."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lifeworld.constellations.core.simulation.coders import Coder
from lifeworld.constellations.core.simulation.coverage import CLAIMED, EVIDENCE, TRUTH, Tally
from lifeworld.constellations.core.simulation.study import Simulated
from lifeworld.constellations.core.simulation.truth import Truth, truth_of
from lifeworld.constellations.core.simulation.world import World

Floats = NDArray[np.float64]
MEASURES = ("driver share", "relevance of the self", "relevance of an actor found", "the unmentioned")


def measure_name(measure: str, evidence: tuple[int, int]) -> str:
    """The name of a cell: the measure and how many statements count.

    >>> measure_name("driver share", (3, 7)), measure_name("driver share", (16, 10_000))
    ('driver share, 3 to 7 statements', 'driver share, 16 and more statements')
    """
    low, high = evidence
    return f"{measure}, {low} {'and more' if high >= EVIDENCE[-1][1] else f'to {high}'} statements"


def _within(low: Floats, high: Floats, truth: Floats) -> Floats:
    return ((low - 1e-9 <= truth) & (truth <= high + 1e-9)).astype(np.float64)


def shares_held(study: Simulated, truth: Truth) -> dict[str, tuple[Floats, Floats]]:
    """For each measure and customer: the share of its intervals that hold the truth, and how wide they are on average."""
    mapped, rows = study.mapped, study.gathered.rows
    true = study.true_relevance(truth)
    held = _within(mapped.relevance_low, mapped.relevance_high, true)
    width = mapped.relevance_high - mapped.relevance_low
    others = ~rows.is_self
    n_others = np.bincount(rows.customer, others, rows.n_customers)
    unseen = np.maximum(1 - np.bincount(rows.customer, true, rows.n_customers), 0)

    def mean_of_others(values: Floats) -> Floats:
        total = np.bincount(rows.customer, values * others, rows.n_customers)
        return np.where(n_others > 0, total / np.maximum(n_others, 1), np.nan)

    return {
        MEASURES[0]: (_within(mapped.drivers_low, mapped.drivers_high, truth.drivers.astype(np.float64)).mean(axis=1),
                      (mapped.drivers_high - mapped.drivers_low).mean(axis=1)),
        MEASURES[1]: (held[rows.is_self], width[rows.is_self]),
        MEASURES[2]: (mean_of_others(held), mean_of_others(width)),
        MEASURES[3]: (_within(mapped.unmentioned_low, mapped.unmentioned_high, unseen),
                      mapped.unmentioned_high - mapped.unmentioned_low),
    }


def add_customers(tally: Tally, study: Simulated, world: World, coder: Coder, behind: Truth) -> None:
    """Add one study's customers to the tally, by evidence; customers with fewer than three statements are not claimed.

    ``behind`` is the truth behind the words.
    """
    targets = {CLAIMED: behind if coder.exact else truth_of(world, study.crowd, coder), TRUTH: behind}
    for target, truth in targets.items():
        for measure, (held, _) in shares_held(study, truth).items():
            for evidence in EVIDENCE:
                n = study.mapped.n_counting
                known = held[(n >= evidence[0]) & (n <= evidence[1]) & ~np.isnan(held)]
                tally.add(measure_name(measure, evidence), target, known.sum(), len(known))
