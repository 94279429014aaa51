"""`lw.compare`: mapped studies held against each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

import polars as pl

from lifeworld.constellations.core.comparison.compare import compare_studies
from lifeworld.constellations.core.comparison.table import comparison_table
from lifeworld.constellations.core.comparison.values import Comparison
from lifeworld.constellations.core.study import MappedStudy
from lifeworld.kit.errors import InputRefused


@dataclass(frozen=True, eq=False)
class Compared:
    """A comparison; ``frame`` has a row for each measure and pair of levels, ``changed`` the sentences."""

    comparison: Comparison

    @property
    def frame(self) -> pl.DataFrame:
        """Every difference with its interval."""
        return comparison_table(self.comparison)

    @property
    def changed(self) -> tuple[str, ...]:
        """What changed, the surest first."""
        return self.comparison.changed

    def _repr_html_(self) -> str:
        said = "".join(f"<li>{escape(sentence)}</li>" for sentence in self.changed)
        return f"<ul>{said}</ul><p>{escape(self.comparison.note)}</p>{self.frame._repr_html_()}"


def compare(*studies: MappedStudy, names: tuple[str, ...] = (), **named: MappedStudy) -> Compared:
    """Compare two or more mapped studies, oldest first; customers with the same id are the same.

    ``compare(spring, autumn)``, ``compare(spring=..., autumn=...)`` or with ``names``. To compare within one study, map it
    with ``by`` and look at its ``comparisons``. Errors: InputRefused for fewer than two studies or names that do not fit.
    """
    labels = names or tuple(("before", "after") if len(studies) == 2 else (f"study {i + 1}" for i in range(len(studies))))
    if len(labels) != len(studies) or len({*labels, *named}) < len(labels) + len(named):
        raise InputRefused("names_do_not_fit", f"{len(studies)} studies were given with {len(labels)} names.",
                           "Give each study a name of its own.")
    every: Mapping[str, MappedStudy] = dict(zip(labels, studies, strict=True)) | named
    if len(every) < 2:
        raise InputRefused("one_study", "A comparison needs at least two studies.",
                           "To compare within one study, map it with by=\"group\" and look at its comparisons.")
    return Compared(compare_studies(every))
