"""`lw.compare`: mapped studies held against each other."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from html import escape
from pathlib import Path

import polars as pl

from lifeworld.constellations.core.comparison.compare import compare_studies
from lifeworld.constellations.core.comparison.table import comparison_table
from lifeworld.constellations.core.comparison.values import Comparison
from lifeworld.constellations.core.study import MappedStudy
from lifeworld.constellations.files.stored import read_mapped
from lifeworld.kit.errors import InputRefused, listed

Given = MappedStudy | str | Path
"""A mapped study, or the folder that `lifeworld map` wrote."""


@dataclass(frozen=True, eq=False)
class Compared:
    """A comparison; ``labels`` say what its studies are where they are not real."""

    comparison: Comparison
    labels: tuple[str, ...] = ()

    @cached_property
    def frame(self) -> pl.DataFrame:
        """Every difference with its interval: a row for each measure and pair of levels."""
        return comparison_table(self.comparison)

    @property
    def changed(self) -> tuple[str, ...]:
        """What changed between the last two waves or studies, the surest first; empty for other comparisons."""
        return self.comparison.changed

    @property
    def note(self) -> str:
        """How many differences were looked at, how many would look clear by chance, and how many hold."""
        return self.comparison.note

    def _repr_html_(self) -> str:
        labels = "".join(f"<p>{escape(label)}</p>" for label in self.labels)
        said = "".join(f"<li>{escape(sentence)}</li>" for sentence in self.changed)
        return f"{labels}<ul>{said}</ul><p>{escape(self.note)}</p>{self.frame._repr_html_()}"


def compare(*studies: Given, names: tuple[str, ...] = (), **named: Given) -> Compared:
    """Compare two or more mapped studies, or folders of results, oldest first; customers with the same id are the same.

    ``compare(spring, autumn)``, ``compare(spring=..., autumn=...)`` or with ``names``. To compare within one study, map it
    with ``by`` and look at its ``compared``. Errors: InputRefused for fewer than two studies, names that do not fit, and
    folders that hold no results.

    >>> import lifeworld as lw
    >>> spring = lw.map(pl.DataFrame({"who": ["Ana"], "answer": ["My club waits for me."]}), text="answer")
    >>> print(lw.compare(spring=spring, autumn=spring).changed[0])
    Whether anything changed between spring and autumn is not known: there are not enough customers at both.
    """
    labels = names or tuple(("before", "after") if len(studies) == 2 else (f"study {i + 1}" for i in range(len(studies))))
    if len(labels) != len(studies) or len({*labels, *named}) < len(labels) + len(named):
        raise InputRefused("names_do_not_fit", f"The number of studies is {len(studies) + len(named)}, and their names are "
                           f"{listed([*labels, *named])}.", "Give each study a name of its own.")
    given = dict(zip(labels, studies, strict=True)) | named
    if len(given) < 2:
        raise InputRefused("one_study", "A comparison needs at least two studies.",
                           "To compare within one study, map it with by=\"group\" and look at its compared[\"group\"].")
    every = {name: one if isinstance(one, MappedStudy) else read_mapped(Path(one)) for name, one in given.items()}
    return Compared(compare_studies(every), tuple(f"{name}: {study.label}" for name, study in every.items() if study.fictional))
