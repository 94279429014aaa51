"""What a study of some size would find, over many simulated ones: for a researcher who plans it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from lifeworld.constellations.core.simulation.coders import Coder
from lifeworld.constellations.core.simulation.coverage import Tally
from lifeworld.constellations.core.simulation.labels import Typing, typing_of
from lifeworld.constellations.core.simulation.of_population import Population, add_figures, kind_of, whole_population
from lifeworld.constellations.core.simulation.per_customer import add_customers, shares_held
from lifeworld.constellations.core.simulation.study import simulated_study
from lifeworld.constellations.core.simulation.truth import truth_of
from lifeworld.constellations.core.simulation.world import World

Step = Callable[[int], None]


@dataclass(frozen=True)
class Plan:
    """What was simulated, and what it came to.

    typing: of each stratum, customers of all studies together. tally: coverage. half_widths: mean half-width of an interval, by measure
    of one customer and by kind of population figure.
    """

    world: World
    coder: Coder
    customers: int
    studies: int
    seed: int
    typing: tuple[Typing, ...]
    tally: Tally
    half_widths: dict[str, float]


def planned(world: World, coder: Coder, *, customers: int, studies: int, seed: int = 0, population: int = 10_000,
            step: Step = lambda n: None, whole: Population | None = None) -> Plan:
    """Simulate ``studies`` studies of ``customers`` customers; ``population`` customers stand for the whole population.

    ``step`` is told about each finished study. The result depends on the seed and on nothing else.
    """
    whole = whole or whole_population(world, coder, seed, population)
    tally = Tally()
    widths: dict[str, list[float]] = {}
    labels, stabilities, strata = [], [], []
    for number in range(studies):
        study = simulated_study(world, coder, seed, number, customers)
        behind = truth_of(world, study.crowd)
        add_customers(tally, study, world, coder, behind)
        add_figures(tally, study, whole)
        for measure, (_, width) in shares_held(study, behind).items():
            widths.setdefault(measure, []).append(float(np.nanmean(width)) / 2)
        for key, figure in study.figures().items():
            if figure.low is not None and figure.high is not None:
                widths.setdefault(kind_of(key), []).append((figure.high - figure.low) / 2)
        labels.append(study.mapped.label)
        stabilities.append(study.mapped.stability)
        strata.append(study.crowd.stratum)
        step(1)
    typing = typing_of(np.concatenate(labels), np.concatenate(stabilities), np.concatenate(strata))
    return Plan(world, coder, customers, studies, seed, typing, tally, {key: float(np.mean(w)) for key, w in widths.items()})
