"""What a partitioned map depends on: the same recipe gives the same folder of work, so a run that was cut short goes on."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import polars as pl

from lifeworld import __version__
from lifeworld.constellations.core.settings import Settings
from lifeworld.kit.records import plain
from lifeworld.voices.core.columns import NOT_USED, Columns
from lifeworld.voices.files.coding import Coding, coding_for
from lifeworld.voices.files.study import Study, read_study

STATEMENTS_PER_PARTITION = 100_000
"""About so many statements make a partition: the memory of one worker grows with it, and with nothing else."""


@dataclass(frozen=True)
class Recipe:
    """Columns as they were found, who codes, and where the work lies. Paths are texts, because workers get them."""

    columns: Columns
    focal: str | None
    study: str | None
    coder: str
    settings: Settings
    partitions: int
    work: str
    device: str = "cpu"

    def read_study(self) -> Study:
        """The study file, or an empty study. Errors: InputRefused."""
        return _study(self.study)

    def coding(self) -> Coding:
        """Who codes, loaded once in each worker. Errors: InputRefused."""
        return _coding(self.study, self.coder, self.focal, self.device)

    def path(self, *names: str) -> Path:
        """A path inside the folder of work."""
        return Path(self.work, *names)


@lru_cache(maxsize=4)
def _study(path: str | None) -> Study:
    return read_study(path) if path else Study()


@lru_cache(maxsize=2)
def _coding(study: str | None, coder: str, focal: str | None, device: str) -> Coding:
    return coding_for(_study(study), coder, focal, device)


@dataclass(frozen=True)
class InputPart:
    """One input file of a run: ``path`` as it was given, ``place`` where any worker finds it."""

    number: int
    path: str
    recipe: Recipe
    place: str

    @property
    def name(self) -> str:
        """The name of its results."""
        return f"input-{self.number:05d}"


@dataclass(frozen=True)
class Partition:
    """One partition of the customers. ``until``: the last customer of the sample from which the spread is told; None: no sample."""

    number: int
    recipe: Recipe
    pools: tuple[tuple[str, str], ...] = ()
    until: str | None = None
    spread: tuple[float, float] | None = None

    @property
    def name(self) -> str:
        """The name of its results."""
        return f"part-{self.number:05d}"


def columns_over(columns: Columns, focal: str | None, study: Study) -> tuple[Columns, str | None]:
    """Columns and focal provider that were asked for, over what the study says; a named provider is not searched in a column."""
    wanted, provider = columns.over(study.columns), focal or study.focal
    return (replace(wanted, focal=NOT_USED) if provider and wanted.focal is None else wanted), provider


def recipe_hash(recipe: Recipe, fingerprints: tuple[str, ...], coder_label: str) -> str:
    """Sixteen hex digits that change with everything that the result depends on."""
    study = Path(recipe.study).read_text(encoding="utf-8") if recipe.study else ""
    said = plain(replace(recipe, work="")), fingerprints, coder_label, study, __version__, pl.__version__
    return hashlib.sha256(json.dumps(said, sort_keys=True, default=str).encode()).hexdigest()[:16]
