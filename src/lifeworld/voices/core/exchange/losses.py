"""What a format could not hold or a file did not say: counted on the way in and on the way out, never dropped in silence.

Section 7 of REFI-QDA 1.5 obliges importer and exporter to list it. The list stands in the description of the project, too.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

HEADING = "Lost in exchange (lifeworld):"
LOSSES = {"where": pl.String, "what": pl.String, "n": pl.Int64, "why": pl.String}


@dataclass(frozen=True, order=True)
class Loss:
    """``n`` things of a kind (``what``) that were lost in a part of the file (``where``), and why, as a sentence."""

    where: str
    what: str
    n: int
    why: str

    @property
    def line(self) -> str:
        """The loss as a line of a description.

        >>> Loss("sources", "pictures", 2, "Only texts are coded here.").line
        '- sources: 2 pictures. Only texts are coded here.'
        """
        return f"- {self.where}: {self.n} {self.what}. {self.why}"


@dataclass(frozen=True)
class Losses:
    """Losses in the order of place and kind; those of the same place, kind and reason are one row."""

    rows: tuple[Loss, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.rows)

    def __add__(self, other: Losses) -> Losses:
        return losses((*self.rows, *other.rows))

    @property
    def frame(self) -> pl.DataFrame:
        """One row a loss: columns of LOSSES."""
        return pl.DataFrame([(one.where, one.what, one.n, one.why) for one in self.rows], schema=LOSSES, orient="row")


def losses(rows: Iterable[Loss]) -> Losses:
    """Losses of one kind together; what counts nothing is left out.

    >>> losses([Loss("sources", "pictures", 1, "-"), Loss("sources", "pictures", 2, "-"), Loss("links", "links", 0, "-")]).rows
    (Loss(where='sources', what='pictures', n=3, why='-'),)
    """
    counts: dict[tuple[str, str, str], int] = {}
    for one in rows:
        key = (one.where, one.what, one.why)
        counts[key] = counts.get(key, 0) + one.n
    return Losses(tuple(sorted(Loss(where, what, n, why) for (where, what, why), n in counts.items() if n)))


def told(description: str, lost: Losses) -> str:
    """The description with the losses at its end; lines that stand there already are not written again.

    >>> once = told("A pilot.", Losses((Loss("sources", "pictures", 2, "Only texts are coded here."),)))
    >>> once.splitlines()
    ['A pilot.', '', 'Lost in exchange (lifeworld):', '- sources: 2 pictures. Only texts are coded here.']
    >>> told(once, Losses((Loss("sources", "pictures", 2, "Only texts are coded here."),))) == once
    True
    """
    at = description.rfind(HEADING)
    known = set(description[at:].splitlines()) if at >= 0 else set()
    lines = [one.line for one in lost.rows if one.line not in known]
    if not lines:
        return description
    if at >= 0:
        return "\n".join([description.rstrip("\n"), *lines])
    return "\n".join([*([description.rstrip("\n"), ""] if description.strip() else []), HEADING, *lines])
