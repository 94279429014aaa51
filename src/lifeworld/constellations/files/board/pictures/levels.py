"""The levels of a comparison: a shape and a colour each, none of them the colour of a type or a category."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from lifeworld.constellations.core.comparison.values import Comparison
from lifeworld.constellations.files.board.ink import Ink
from lifeworld.constellations.files.board.measure import width
from lifeworld.constellations.files.board.pictures.scale import SHAPES
from lifeworld.constellations.files.board.svg import Canvas
from lifeworld.constellations.files.report.marks import outline

LEVELS = len(SHAPES)
"""Levels that are drawn; all of them are in the workbook."""
_TOKENS = ("ink", "focus", "caution", "edge", "soft", "c-none")
_PALE: Mapping[str, str] = MappingProxyType({"light": "#7fa6d6", "dark": "#5b7390"})
"""Where the ramp begins: pale, and still to be seen on the ground of its theme."""
IN_ORDER = frozenset(("wave", "outcome", "study"))
"""What has an order: its levels go from light to dark."""


def level_tints(comparison: Comparison, colours: Ink) -> tuple[str, ...]:
    """A colour for each level that is drawn: a ramp where levels have an order, else colours that stand apart."""
    n = min(len(comparison.levels), LEVELS)
    if comparison.by not in IN_ORDER:
        return tuple(colours.tokens[name] for name in _TOKENS[:n])
    return tuple(_mixed(_PALE[colours.theme], colours.tokens["ink"], i / max(n - 1, 1)) for i in range(n))


def _mixed(one: str, other: str, part: float) -> str:
    """The colour ``part`` of the way from one to the other.

    >>> _mixed("#000000", "#ff0010", 0.5)
    '#800008'
    """
    pairs = [(int(one[i : i + 2], 16), int(other[i : i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(a + (b - a) * part):02x}" for a, b in pairs)


def level_key(canvas: Canvas, comparison: Comparison, x: float, y: float, room: float, tints: Sequence[str]) -> None:
    """Shapes and colours of the levels, with how many customers (or statements) each has."""
    levels = comparison.levels[:LEVELS]
    own = room / max(len(levels), 1) - 30
    for i, level in enumerate(levels):
        name = f"{level.name} ({level.n_customers or level.n_statements:,})"
        canvas.add("path", d=outline(SHAPES[i], x + 6, y - 4, 5.5), fill=tints[i])
        canvas.text(x + 18, y, name, size=11.5, room=own)
        x += 18 + min(width(name, 11.5), own) + 22
