"""Customers between the three types: a triangle whose corners are certainty of one type.

Up to ``DOTS_MAX`` customers are drawn as dots; those at the same place are spread like the seeds of a sunflower. More are
drawn as bubbles on a grid, area by number, coloured by the most frequent label.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import polars as pl

from lifeworld.constellations.core.study import TYPE_NAMES
from lifeworld.constellations.files.report.words import plural, word

DOTS_MAX = 400
_STEPS = 16
_DOT = 3.6
_CLUSTER = 26.0
_BUBBLE_MAX = 20.0
_GOLDEN = math.pi * (3 - math.sqrt(5))

SIDE, HEIGHT = 300.0, 260.0
"""The triangle in units: individual-driven at the top, brand-driven at the left, socially driven at the right."""


@dataclass(frozen=True)
class Dot:
    """A customer or a bubble of customers."""

    x: float
    y: float
    r: float
    css: str
    hollow: bool
    title: str


@dataclass(frozen=True)
class Triangle:
    """Dots and what they show in words."""

    dots: tuple[Dot, ...]
    bubbles: bool
    says: str


def corner_point(individual: float, brand: float, social: float) -> tuple[float, float]:
    """Where shares of draws stand in the triangle (x to the right, y down).

    >>> corner_point(1, 0, 0), corner_point(0, 1, 0), corner_point(0, 0, 1)
    ((150.0, 0.0), (0.0, 260.0), (300.0, 260.0))
    """
    total = individual + brand + social or 1.0
    upper, right = individual / total, social / total  # divided first: half of the least float is nought
    return SIDE * (right + upper / 2), HEIGHT * (1 - upper)


def triangle(constellations: pl.DataFrame) -> Triangle | None:
    """The picture of all customers with shares of draws; None where there are none."""
    known = constellations.drop_nulls(["p_individual", "p_brand", "p_social"]).filter(
        (pl.col("p_individual") + pl.col("p_brand") + pl.col("p_social")) > 0
    )
    if known.is_empty():
        return None
    cells = known.with_columns(
        (pl.col("p_individual") * _STEPS).round().alias("_i"), (pl.col("p_brand") * _STEPS).round().alias("_b"),
        (pl.col("p_social") * _STEPS).round().alias("_s"),
    )
    bubbles = known.height > DOTS_MAX
    dots = _bubbles(cells) if bubbles else _dots(cells)
    counted = dict(known.group_by("type").len().rows())
    parts = ", ".join(f"{name} {counted[name]:,}" for name in TYPE_NAMES if name in counted)
    says = f"{plural(known.height, 'customer')} between the three types by share of random readings. By label: {parts}."
    return Triangle(tuple(dots), bubbles, says)


def _dots(cells: pl.DataFrame) -> list[Dot]:
    """One dot for each customer, around the middle of its cell."""
    ordered = cells.sort(["_i", "_b", "_s", "type", "customer"]).with_columns(
        pl.int_range(pl.len()).over(["_i", "_b", "_s"]).alias("_turn"))
    # The fullest place stays clear of the names at the corners: its dots move together and shrink.
    fullest = ordered["_turn"].max()
    gap = min(1.94 * _DOT, _CLUSTER / math.sqrt(max(int(str(fullest)), 1)))
    r = min(_DOT, 0.56 * gap)
    dots = []
    for i, b, s, turn, label, name in ordered.select("_i", "_b", "_s", "_turn", "type", "customer").rows():
        x, y = corner_point(i, b, s)
        away = gap * math.sqrt(turn)
        dots.append(Dot(x + away * math.cos(turn * _GOLDEN), y + away * math.sin(turn * _GOLDEN), r, word(label).css,
                        label == "undetermined", f"{name}: {label}"))
    return dots


def _bubbles(cells: pl.DataFrame) -> list[Dot]:
    """One bubble for each cell, the largest first so that small ones stay visible."""
    by_label = cells.group_by("_i", "_b", "_s", "type").len().sort(["len", "type"], descending=[True, False])
    grouped = by_label.group_by("_i", "_b", "_s", maintain_order=True).agg(
        pl.col("len").sum().alias("n"), pl.col("type").first()).sort(["n", "_i", "_b"], descending=True)
    most = grouped["n"].max() or 1
    dots = []
    for i, b, s, n, label in grouped.select("_i", "_b", "_s", "n", "type").rows():
        x, y = corner_point(i, b, s)
        r = max(1.2, _BUBBLE_MAX * math.sqrt(n / float(most)))  # type: ignore[arg-type]
        dots.append(Dot(x, y, r, word(label).css, label == "undetermined", f"{plural(n, 'customer')}, most often {label}"))
    return dots
