"""Coverage of agreement between two coders, with customers as clusters."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lifeworld.constellations.core.simulation.coders import Coder
from lifeworld.constellations.core.simulation.coding import coded
from lifeworld.constellations.core.simulation.coverage import CLAIMED, POSITIVES_MIN, Tally
from lifeworld.constellations.core.simulation.of_population import WHOLE
from lifeworld.constellations.core.simulation.people import customer_keys, people
from lifeworld.constellations.core.simulation.speech import speech
from lifeworld.constellations.core.simulation.world import World
from lifeworld.voices.core.agreement import agreement
from lifeworld.voices.core.codebook import CODES

JUDGED = ("percent", "f1", "kappa", "alpha", "ac1")
RESAMPLES = 400


def _codings(world: World, pair: tuple[Coder, Coder], seed: int, study: int,
             customers: int) -> tuple[NDArray[np.int8], NDArray[np.int64]]:
    """What two coders find in one study: int8[S, 2, 12], and the customer of each statement."""
    crowd = people(world, customer_keys(seed, study, customers))
    spoken = speech(world, crowd)
    both = [coded(spoken, crowd.key, coder).probability > 0 for coder in pair]
    return np.stack(both, axis=1).astype(np.int8), spoken.customer


@dataclass(frozen=True)
class TrueAgreement:
    """Agreement of two coders over the whole population: value of each (code, coefficient), and each code's prevalence."""

    value: dict[tuple[str, str], float]
    prevalence: dict[str, float]


def whole_agreement(world: World, pair: tuple[Coder, Coder], seed: int, customers: int = 20_000) -> TrueAgreement:
    """What two coders agree on in endlessly many customers."""
    codings, _ = _codings(world, pair, seed, WHOLE, customers)
    found = {code: agreement(codings[:, :, c], resamples=0) for c, code in enumerate(CODES)}
    return TrueAgreement(
        {(code, name): getattr(of_code, name) for code, of_code in found.items() for name in JUDGED},
        {code: of_code.prevalence for code, of_code in found.items()},
    )


def add_agreement(tally: Tally, world: World, pair: tuple[Coder, Coder], seed: int, study: int, customers: int,
                  whole: TrueAgreement) -> None:
    """Add one study's coefficients to the tally; a code with fewer than ten expected positives is not judged."""
    codings, customer = _codings(world, pair, seed, study, customers)
    for c, code in enumerate(CODES):
        if whole.prevalence[code] * len(codings) < POSITIVES_MIN:
            continue
        found = agreement(codings[:, :, c], customer, resamples=RESAMPLES, seed=study)
        for name in JUDGED:
            low, high = found.low[name], found.high[name]
            if not np.isnan(low):
                tally.add_interval(f"agreement/{code}/{name}", low, high, {CLAIMED: whole.value[code, name]})
