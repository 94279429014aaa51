"""What a map is asked for beyond the constellations: comparisons, what goes with an outcome, saturation, advice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from lifeworld.constellations.core.comparison.bands import bands
from lifeworld.constellations.core.comparison.compare import comparison
from lifeworld.constellations.core.comparison.values import By, Comparison
from lifeworld.constellations.core.constellate import Run
from lifeworld.constellations.core.gather import Said
from lifeworld.constellations.core.impact.outcome import impact
from lifeworld.constellations.core.playbooks import Playbook, advised
from lifeworld.constellations.core.saturation.saturated import saturation
from lifeworld.constellations.core.settings import Settings
from lifeworld.constellations.core.study import MappedStudy
from lifeworld.constellations.core.type_profiles import type_profiles
from lifeworld.kit.errors import InputRefused, listed
from lifeworld.kit.figure import Example

COLUMN_OF: Mapping[By, str] = {"group": "group", "wave": "wave", "brand": "focal", "outcome": "outcome"}
"""The column of the statements by which a study is told apart."""
TITLES: Mapping[By, str] = {"group": "Groups of customers", "wave": "Waves", "brand": "Brands"}


@dataclass(frozen=True)
class Asked:
    """What is asked for: ``by`` what to compare, names for readers, and the playbook (None for no advice)."""

    by: tuple[By, ...] = ()
    group_label: str = ""
    outcome_name: str = "outcome"
    playbook: Playbook | None = None


@dataclass(frozen=True, eq=False)
class Basis:
    """What a mapped study was made of, as far as comparisons need it."""

    said: Said
    drawn: pl.DataFrame | None
    done: pl.DataFrame | None
    quotes: Mapping[str, tuple[Example, ...]]
    settings: Settings
    run: Run


def _level(by: By, study: MappedStudy, asked: Asked) -> tuple[pl.Series, tuple[str, ...], str]:
    """The level of each statement, the levels in their order where it is known, and a title."""
    statements = study.statements
    column = COLUMN_OF[by]
    if column not in statements.columns or not statements[column].is_not_null().any():
        usable = [known for known, name in COLUMN_OF.items() if name in statements.columns and statements[name].is_not_null().any()]
        raise InputRefused(
            "nothing_to_compare", f"The study has no {by} by which to compare: no row names one.",
            f"It can be compared by {listed(usable)}." if usable else f"Name a column with --{'focal-column' if by == 'brand' else by}.",
        )
    if by == "outcome":
        return bands(statements["outcome"], statements["customer"], asked.outcome_name)
    return statements[column], (), (asked.group_label or TITLES[by]) if by == "group" else TITLES[by]


def comparisons(study: MappedStudy, basis: Basis, asked: Asked) -> tuple[Comparison, ...]:
    """The comparisons that were asked for, in that order; one with fewer than two levels is left out.

    Errors: InputRefused where no statement has a level.
    """
    found = []
    for by in dict.fromkeys(asked.by):
        level, order, title = _level(by, study, asked)
        found.append(comparison(
            basis.said, level, by, title, study.codings, basis.settings, study.versions, drawn=basis.drawn, done=basis.done,
            ties=study.ties, order=order, run=basis.run,
        ))
    return tuple(one for one in found if one is not None)


def with_further(study: MappedStudy, basis: Basis, asked: Asked) -> MappedStudy:
    """The study with everything that was asked for. Outcomes are joined after codebook and coder were fixed."""
    compared = comparisons(study, basis, asked)
    seed = basis.settings.seed
    goes_with = None
    if study.statements["outcome"].is_not_null().any():
        goes_with = impact(study.statements, study.codings, outcome=asked.outcome_name, versions=study.versions, seed=seed,
                           quotes=basis.quotes)
    saturated = saturation(study.constellations["customer"], study.codings, study.actors, versions=study.versions, seed=seed,
                           quotes=basis.quotes)
    profiles = type_profiles(study)
    advice = advised(asked.playbook, profiles) if asked.playbook is not None and profiles else {}
    missing = [by for by in asked.by if by not in {one.by for one in compared}]
    notes = tuple(f"All statements have the same {by}, so there is nothing to compare by it." for by in missing)
    of_types = tuple(figure for profile in profiles for figure in profile.figures())
    return replace(study, figures=(*study.figures, *of_types), comparisons=compared, impact=goes_with, saturation=saturated,
                   playbook=advice, notes=(*study.notes, *notes))


def parsed_by(names: Sequence[str]) -> tuple[By, ...]:
    """``--by`` as said: group, wave, brand, outcome. Errors: InputRefused for other words.

    >>> parsed_by(["group", " wave"])
    ('group', 'wave')
    """
    found: list[By] = []
    for name in names:
        match name.strip():
            case "group" | "segment":
                found.append("group")
            case "wave":
                found.append("wave")
            case "brand" | "focal":
                found.append("brand")
            case "outcome":
                found.append("outcome")
            case other:
                raise InputRefused("unknown_comparison", f"«{other}» is nothing to compare by.",
                                   "Use group (or segment), wave, brand or outcome; several with commas.")
    return tuple(found)
