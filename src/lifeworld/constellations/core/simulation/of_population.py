"""Coverage of what is said of all customers together: the population figures of `lifeworld map`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from lifeworld.constellations.core import study as keys
from lifeworld.constellations.core.simulation.coders import Coder, coder_named
from lifeworld.constellations.core.simulation.coverage import CLAIMED, POSITIVES_MIN, TRUTH, Tally
from lifeworld.constellations.core.simulation.people import customer_keys, people
from lifeworld.constellations.core.simulation.speech import speech
from lifeworld.constellations.core.simulation.study import Simulated, mapped_study
from lifeworld.constellations.core.simulation.truth import truth_of
from lifeworld.constellations.core.simulation.world import MIXED, STRATA, World
from lifeworld.voices.core.codebook import ACTORS, CODES, DRIVERS

WHOLE = 1 << 40
"""The number of the study that stands for the whole population: no study that is measured has it."""

KINDS = {
    "customers_who_say/": "share of customers who say a code", "share_of_statements/": "share of statements with a code",
    "driver/.../share": "mean driver share", "driver/.../valence": "mean valence of a driver",
    "relevance/": "mean relevance of a category", "types/": "share of customers by type, as labelled", "size": "mean size",
}


def kind_of(key: str) -> str:
    """The kind of figure that a key belongs to.

    >>> kind_of("driver/mood/share")
    'mean driver share'
    """
    for pattern, kind in KINDS.items():
        head, _, tail = pattern.partition("...")
        if key.startswith(head) and key.endswith(tail):
            return kind
    return key


@dataclass(frozen=True)
class Population:
    """What the whole population holds: each figure as this coder would find it, and as it is behind the words.

    ``carriers``: share of customers with at least one statement in which the coder finds the code.
    """

    claimed: Mapping[str, float]
    truth: Mapping[str, float]
    carriers: Mapping[str, float]


def _behind(whole: Simulated, world: World) -> dict[str, float]:
    """The truth: what people do say, the shares of their endless words, and the strata they are from."""
    truth = truth_of(world, whole.crowd)
    found = {key: figure.value for key, figure in whole.figures().items() if figure.value is not None}
    found |= {keys.relevance_key(code): float(truth.categories[:, c].mean()) for c, code in enumerate(ACTORS)}
    found |= {keys.driver_share_key(code): float(truth.drivers[:, d].mean()) for d, code in enumerate(DRIVERS)}
    of_stratum = np.bincount(whole.crowd.stratum, minlength=len(STRATA)) / len(whole.crowd.key)
    labels = [*STRATA[:MIXED], keys.UNDETERMINED]
    found |= {keys.type_share_key(label): float(share) for label, share in zip(labels, of_stratum, strict=True)}
    relevant = truth.relevance[:, 1:] >= 0.05
    return found | {keys.SIZE: float(relevant.sum(axis=(1, 2)).mean())}


def whole_population(world: World, coder: Coder, seed: int, customers: int = 20_000) -> Population:
    """The whole population, of which studies are samples. Mapping 20,000 customers takes a few seconds."""
    crowd = people(world, customer_keys(seed, WHOLE, customers))
    spoken = speech(world, crowd)
    whole = mapped_study(crowd, spoken, coder)
    exact = whole if coder.exact else mapped_study(crowd, spoken, coder_named("perfect"))
    claimed = {key: figure.value for key, figure in whole.figures().items() if figure.value is not None}
    carriers = {code: claimed[keys.customers_who_say_key(code)] for code in CODES}
    return Population(claimed, _behind(exact, world), carriers)


def _code_of(key: str) -> str | None:
    return next((part for part in key.split("/") if part in CODES), None)


def add_figures(tally: Tally, study: Simulated, whole: Population) -> None:
    """Add one study's population figures to the tally.

    A code that fewer than ten customers would be expected to say is not judged, nor is a share of customers where fewer
    than ten would be expected on either side.
    """
    n = len(study.crowd.key)
    for key, figure in study.figures().items():
        code = _code_of(key)
        expected = n * whole.carriers[code] if code else float(n)
        if key.startswith(("types/", "customers_who_say/")):
            expected = n * min(whole.claimed[key], 1 - whole.claimed[key])
        if figure.low is None or figure.high is None or expected < POSITIVES_MIN:
            continue
        targets = {CLAIMED: whole.claimed[key], TRUTH: whole.truth[key]}
        tally.add_interval(key, figure.low, figure.high, targets)
