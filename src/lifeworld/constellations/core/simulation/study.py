"""One simulated study, mapped as a real one is, beside what is true."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lifeworld.constellations.core import population
from lifeworld.constellations.core.constellate import Constellated, constellate
from lifeworld.constellations.core.gather import Gathered, gather
from lifeworld.constellations.core.settings import Settings
from lifeworld.constellations.core.simulation.coders import Coder
from lifeworld.constellations.core.simulation.coding import FIRST_OTHER, FOCAL_NAME, Found, as_said, coded
from lifeworld.constellations.core.simulation.people import People, customer_keys, people
from lifeworld.constellations.core.simulation.speech import Speech, speech
from lifeworld.constellations.core.simulation.truth import Truth
from lifeworld.constellations.core.simulation.world import World
from lifeworld.constellations.core.spread import statement_spread
from lifeworld.kit.figure import Figure, Versions

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Simulated:
    """One study: its customers, what they said, what one coder found, and what the method made of it."""

    crowd: People
    spoken: Speech
    found: Found
    gathered: Gathered
    mapped: Constellated

    def figures(self) -> dict[str, Figure]:
        """The population figures that `lifeworld map` prints, by key."""
        who = population.Said(self.spoken.customer, self.found.probability > 0, self.found.valence.astype(np.float32),
                              self.crowd.key)
        versions = Versions()
        figures = [
            *population.share_figures(who, {}, 0, versions), *population.type_figures(self.mapped, versions, {}),
            population.size_figure(self.mapped, 0, self.gathered.rows.customer_key, {}, versions),
            *population.mean_figures(self.mapped, self.gathered, {}, {}, 0, versions),
        ]
        return {figure.name: figure for figure in figures}

    def true_relevance(self, truth: Truth) -> Floats:
        """The true relevance of each row of ``gathered``: float64[R]."""
        rows = self.gathered.rows
        slot_of = np.array([0 if name in ("", FOCAL_NAME) else 1 + int(name.split()[-1]) for name in self.gathered.names])
        slot = np.where(rows.category < FIRST_OTHER, 0, slot_of[rows.name])
        own = truth.relevance.astype(np.float64)
        own[:, :FIRST_OTHER, 0] = own[:, :FIRST_OTHER].sum(axis=2)
        return np.asarray(own[rows.customer, rows.category, slot])


def mapped_study(crowd: People, spoken: Speech, coder: Coder, settings: Settings | None = None) -> Simulated:
    """Code what was said and map it."""
    return mapped_finds(crowd, spoken, coded(spoken, crowd.key, coder), settings)


def mapped_finds(crowd: People, spoken: Speech, found: Found, settings: Settings | None = None) -> Simulated:
    """Map what a coder found: the same functions as `lifeworld map`, from coded statements on."""
    settings = settings or Settings()
    said = as_said(spoken, found)
    gathered = gather(said, said.statements["customer"], settings)
    spread = statement_spread(gathered.rows, gathered.coded)
    return Simulated(crowd, spoken, found, gathered, constellate(gathered.rows, gathered.coded, settings, spread=spread))


def simulated_study(world: World, coder: Coder, seed: int, study: int, customers: int) -> Simulated:
    """Study number ``study`` of this world. The same seed and number give the same customers to every coder.

    >>> from lifeworld.constellations.core.simulation.coders import coder_named
    >>> found = simulated_study(World(statements=8), coder_named("dev"), 0, 0, 5)
    >>> len(found.spoken.key), found.mapped.drivers.shape
    (40, (5, 6))
    """
    crowd = people(world, customer_keys(seed, study, customers))
    return mapped_study(crowd, speech(world, crowd), coder)
