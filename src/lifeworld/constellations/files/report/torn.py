"""Customers without a type, one by one: why, between which types, and what would settle it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from lifeworld.constellations.core.study import TYPE_NAMES, UNDETERMINED
from lifeworld.constellations.files.report.material import Material
from lifeworld.constellations.files.report.words import TYPES, Word, plural, told
from lifeworld.kit.figure_html import clipped

EVIDENCE_MIN, ROWS_MAX, BETWEEN = 3, 40, 0.25
"""Evidence a type needs; customers listed; the share of draws from which a type counts as one that a customer is torn to."""

ASK = {
    frozenset({"individual-driven", "brand-driven"}): "whether their own body, mood and progress matter more than what the product does",
    frozenset({"individual-driven", "socially driven"}): "whether they do it for themselves or because of the people around them",
    frozenset({"brand-driven", "socially driven"}): "whether the product itself matters, or the people it brings together",
}
ASK_ALL = "who or what would be missed most: themselves and their progress, the product, or other people"


@dataclass(frozen=True)
class Torn:
    """One customer: where the draws fell (start and width in per cent), the reason, and what would settle it."""

    name: str
    anchor: str
    parts: tuple[tuple[Word, float, float], ...]
    says: str
    why: str
    settle: str


@dataclass(frozen=True)
class TornList:
    """The customers without a type that are listed, and how many are left to the file."""

    rows: tuple[Torn, ...]
    n_left: int


def torn(material: Material) -> TornList:
    """Customers without a type: those with most evidence first, because they are the ones a question could settle."""
    rows = material.constellations.filter(pl.col("type") == UNDETERMINED).sort(["evidence", "customer"], descending=[True, False])
    anchors = {name: f"c-{i}" for i, name in enumerate(material.shown["customer"].to_list(), start=1)}
    listed = tuple(_torn(row, anchors.get(row["customer"], "")) for row in rows.head(ROWS_MAX).to_dicts())
    return TornList(listed, max(rows.height - ROWS_MAX, 0))


def _torn(row: dict[str, Any], anchor: str) -> Torn:
    shares = [float(row[column] or 0.0) for column in ("p_individual", "p_brand", "p_social")]
    parts, x = [], 0.0
    for t, share in zip(TYPES, shares, strict=False):
        if share > 0:
            parts.append((t, round(100 * x, 2), round(100 * share, 2)))
        x += share
    why = (row["reasons"] or ["No reason was given."])[0]
    says = "Random readings: " + ", ".join(f"{100 * share:.0f} % {t}" for t, share in zip(TYPE_NAMES, shares, strict=False))
    return Torn(clipped(str(row["customer"]), 60), anchor, tuple(parts), says, str(why), _settle(row["evidence"], shares))


def _settle(evidence: int, shares: list[float]) -> str:
    """What would settle it: more to go by, or an answer that tells the types apart."""
    if evidence < EVIDENCE_MIN:
        missing = EVIDENCE_MIN - evidence
        return f"At least {plural(missing, 'more piece')} of evidence: an answer that tells who or what matters, a drawn map, or events."
    close = [name for name, share in zip(TYPE_NAMES, shares, strict=False) if share >= BETWEEN]
    if len(close) == 2:
        return f"Between {told(close)}. Ask {ASK[frozenset(close)]}."
    if len(close) == 3:
        return f"Between all three. Ask {ASK_ALL}."
    return f"Ask {ASK_ALL}."
