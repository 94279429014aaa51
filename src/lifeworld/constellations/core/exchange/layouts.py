"""Rings found from where actors stand: a drawing tool that exports x and y says nothing of its circles."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from lifeworld.constellations.core.drawn import ring_of
from lifeworld.kit.errors import InputRefused

RINGS_DEFAULT = 4
RINGS_MAX = 100


@dataclass(frozen=True)
class RingLayout:
    """How the drawing area looked: what the study knows, None where it does not say.

    ``rings`` is their number (Network Canvas draws 4 where nothing else was set); ``skewed`` says that inner rings are wider, as
    Network Canvas draws them by default; ``width`` and ``height`` of an area that is not square, in any one unit; ``wording`` what
    the rings mean, from the centre outward.
    """

    rings: int | None = None
    skewed: bool | None = None
    width: float | None = None
    height: float | None = None
    wording: tuple[str, ...] = ()


def check_layout(layout: RingLayout) -> None:
    """Refuse a layout that cannot be. Errors: InputRefused."""
    if layout.rings is not None and not 1 <= layout.rings <= RINGS_MAX:
        raise InputRefused("bad_rings", f"A map with {layout.rings} rings cannot be read.", f"Give 1 to {RINGS_MAX} rings.")
    if (layout.width is None) != (layout.height is None) or any(side is not None and not 0 < side < 1e9
                                                                for side in (layout.width, layout.height)):
        raise InputRefused("half_an_area", "The drawing area needs a width and a height of more than 0.",
                           "Give both, or neither where the area is square.")
    if layout.wording and len(layout.wording) != (layout.rings or RINGS_DEFAULT):
        raise InputRefused("words_count", f"There are {len(layout.wording)} wordings for {layout.rings or RINGS_DEFAULT} rings.",
                           "Give one wording a ring, from the centre outward.")


def placed(alters: pl.DataFrame, layout: RingLayout) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """Alters with ring, rings, wording and proximity found from ``x`` and ``y`` (0..1 of the area), and what was assumed.

    A ring that is given stays; without x and y it stays null. Proximity is the middle of the ring, 1 - (ring - .5) / rings; a
    proximity that is given stays, too. Errors: InputRefused for a place outside 0..1.

    >>> alters = pl.DataFrame({"x": [0.5, None], "y": [0.7, None], "ring": [None] * 2, "rings": [None] * 2, "wording": [None] * 2,
    ...     "proximity": [None] * 2}, schema_overrides={"ring": pl.Int32, "rings": pl.Int32, "wording": pl.String, "proximity": pl.Float64})
    >>> found, notes = placed(alters, RingLayout(rings=4, skewed=False))
    >>> found["ring"].to_list(), found["proximity"].to_list()
    ([2, None], [0.625, None])
    """
    check_layout(layout)
    outside = alters.filter(~(pl.col("x").is_between(0, 1) & pl.col("y").is_between(0, 1)))
    if outside.height:
        raise InputRefused("place_outside", f"{outside.height} actors stand outside 0 to 1, the first at x {outside['x'][0]} and "
                           f"y {outside['y'][0]}.", "Give the raw layout of the tool, not coordinates of a screen.")
    stands = pl.col("x").is_not_null() & pl.col("y").is_not_null()
    to_find = alters.select((stands & pl.col("ring").is_null()).any()).item()
    k = layout.rings or RINGS_DEFAULT
    n = alters["rings"].fill_null(k)
    at = ring_of(alters["x"].fill_null(0.5), alters["y"].fill_null(0.5), n, skewed=layout.skewed is not False,
                 width=layout.width or 1.0, height=layout.height or 1.0)
    found = pl.Series("found", at, pl.Int32) if alters.height else pl.Series("found", [], pl.Int32)
    rows = alters.with_columns(found).with_columns(ring=pl.coalesce("ring", pl.when(stands).then("found"))).drop("found")
    rows = rows.with_columns(rings=pl.when(pl.col("ring").is_not_null()).then(pl.col("rings").fill_null(k)).otherwise("rings"))
    if layout.wording:
        words = pl.col("ring").replace_strict(list(range(1, k + 1)), list(layout.wording), default=None, return_dtype=pl.String)
        rows = rows.with_columns(wording=pl.coalesce("wording", pl.when(pl.col("rings") == k).then(words)))
    middle = 1.0 - (pl.col("ring").cast(pl.Float64) - 0.5) / pl.col("rings").cast(pl.Float64)
    return rows.with_columns(proximity=pl.coalesce("proximity", middle)), _assumed(layout) if to_find else ()


def _assumed(layout: RingLayout) -> tuple[str, ...]:
    """Sentences on what nobody said."""
    parts = []
    if layout.rings is None:
        parts.append(f"The file has places, but no rings: {RINGS_DEFAULT} rings were assumed.")
    if layout.skewed is None:
        parts.append("Rings were taken as wider inside, as Network Canvas spaces them by default.")
    if layout.width is None:
        parts.append("The drawing area was taken as square.")
    return tuple(parts)
