"""Which measures of a comparison are drawn, in which order and on which scale, and what is said of each."""

from __future__ import annotations

from dataclasses import dataclass

from lifeworld.constellations.core.comparison.values import Comparison, Contrast
from lifeworld.constellations.files.board.pictures.levels import LEVELS
from lifeworld.constellations.files.report.differences import difference_words as signed_words

SHARE = "share"
_HEADS = {SHARE: "Shares", "actors": "Number of relevant actors", "": "Mean valence, from −1 (negative) to +1 (positive)",
          "valence": "Mean valence, from −1 (negative) to +1 (positive)"}


@dataclass(frozen=True)
class Panel:
    """Measures of one unit, which share a scale."""

    unit: str
    keys: tuple[str, ...]

    @property
    def head(self) -> str:
        """What the scale of the panel measures."""
        return _HEADS.get(self.unit, self.unit.capitalize())


@dataclass(frozen=True)
class Ranked:
    """The panels that are drawn; ``n_left`` measures found no room, ``n_thin`` have a value at fewer than two levels."""

    panels: tuple[Panel, ...]
    n_left: int
    n_thin: int


def ranked(comparison: Comparison, most: int) -> Ranked:
    """At most ``most`` measures: those with a difference that holds, then the clear ones, then the others in their order.

    Measures that nothing can be compared in are counted, not drawn. Shares stand first, then other units.
    """
    rank = dict.fromkeys(comparison.keys, (2, 0.0))
    for contrast in comparison.contrasts:
        rank[contrast.key] = min(rank.get(contrast.key, (2, 0.0)), _rank(contrast))
    known = [key for key in comparison.keys if _n_known(comparison, key) >= 2]
    kept = sorted(known, key=lambda key: rank[key])[:most]
    units: dict[str, list[str]] = {SHARE: []}
    for key in kept:
        units.setdefault(_unit(comparison, key), []).append(key)
    panels = tuple(Panel(unit, tuple(keys)) for unit, keys in units.items() if keys)
    return Ranked(panels, len(known) - len(kept), len(comparison.keys) - len(known))


def _rank(contrast: Contrast) -> tuple[int, float]:
    """What holds, then what is clear; the surest first among these, and the order of the study among the others."""
    if not (contrast.holds or contrast.clear):
        return 2, 0.0
    return (0 if contrast.holds else 1), -strength(contrast)


def strength(contrast: Contrast) -> float:
    """A difference in half-widths of its interval, so that measures of any unit can be ranked; -1 where there is none."""
    figure = contrast.difference
    if figure.value is None or figure.low is None or figure.high is None:
        return -1.0
    return abs(figure.value) / max((figure.high - figure.low) / 2, 1e-9)


def strongest(comparison: Comparison, key: str) -> Contrast | None:
    """The surest difference of a measure that holds, else that is clear; None where none is."""
    marked = [c for c in comparison.contrasts if c.key == key and (c.holds or c.clear)]
    return min(marked, key=lambda c: (_rank(c), c.first, c.second), default=None)


def difference_words(contrast: Contrast) -> tuple[str, str, str]:
    """The mark of a difference, its two levels, and the figure with its interval.

    The words of the report, without the number of customers, which stands in the workbook.
    """
    said = signed_words(contrast.difference)
    return ("holds" if contrast.holds else "clear", f"{contrast.second} against {contrast.first}",
            f"{said.value} ({said.interval})" if said.interval else said.value)


def _unit(comparison: Comparison, key: str) -> str:
    return next(figure.unit for (own, _), figure in comparison.values.items() if own == key)


def _n_known(comparison: Comparison, key: str) -> int:
    found = (comparison.values.get((key, level.name)) for level in comparison.levels[:LEVELS])
    return sum(1 for figure in found if figure is not None and figure.value is not None)
