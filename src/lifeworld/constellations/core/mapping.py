"""From coded statements to a mapped study: constellations, pools and figures, in one pure function."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import polars as pl

from lifeworld.constellations.core.constellate import Run
from lifeworld.constellations.core.corrections.replay import replayed_note
from lifeworld.constellations.core.corrections.values import Correction
from lifeworld.constellations.core.further import Asked, Basis, with_further
from lifeworld.constellations.core.partial.figures import study_figures, study_quotes
from lifeworld.constellations.core.partial.found import Found, Pools, find
from lifeworld.constellations.core.pools import census, pools_from, pools_of, speakers
from lifeworld.constellations.core.settings import Settings
from lifeworld.constellations.core.study import MappedStudy
from lifeworld.kit.figure import Versions
from lifeworld.voices.core.batches import CodedBatch
from lifeworld.voices.core.lexicon import Lexicon


@dataclass(frozen=True)
class About:
    """What a study is called, and what a reader must know about how it came about."""

    title: str = "Customer ecosystems"
    label: str = ""
    fictional: bool = False
    skipped: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    versions: Versions = field(default_factory=Versions)


def map_study(statements: pl.DataFrame, batch: CodedBatch, lexicon: Lexicon, about: About, *,
              drawn: pl.DataFrame | None = None, done: pl.DataFrame | None = None, settings: Settings | None = None,
              corrections: Sequence[Correction] = (), asked: Asked | None = None, run: Run = map) -> MappedStudy:
    """Map a study: every customer's constellation, the pools, and the population's figures.

    ``statements`` are sorted by (customer, id) and coded in ``batch``; ``drawn`` and ``done`` carry canonical names
    (``actor_names.canonical_names``); ``lexicon`` is the one by which mentions were found. ``corrections`` are replayed in
    their order before anything is counted; ``asked`` says what is looked at beyond the map.
    Where no statement has a customer and nothing was drawn or done, no customer is typed.
    """
    settings = settings or Settings()
    chosen, pool_notes = pools_of(census(statements), len(statements), speakers(statements).n_unique())
    found = find(statements, batch, lexicon, chosen, drawn=drawn, done=done, settings=settings, corrections=corrections, run=run)
    return study_from(found, chosen, replace(about, notes=(*about.notes, *pool_notes)), settings, asked, run)


def study_from(found: Found, pools: Pools, about: About, settings: Settings, asked: Asked | None = None, run: Run = map) -> MappedStudy:
    """The mapped study of what was found of all its customers; ``pools`` are those that it was found with."""
    partial = found.partial
    study = MappedStudy(
        about.title, about.fictional, about.label, found.statements, found.codings, found.actors, found.ties,
        found.constellations, pools_from(partial, pools, settings), study_figures(partial, about.versions), about.versions,
        {"seed": settings.seed, "draws": settings.draws, "bootstraps": settings.bootstraps, "rho": settings.rho},
        (*about.notes, *filter(None, [replayed_note(found.applied)])), about.skipped, len(found.constellations),
        corrections=found.applied,
    )
    basis = Basis(found.said, found.drawn, found.done, study_quotes(partial), settings, run)
    return with_further(study, basis, asked or Asked())
