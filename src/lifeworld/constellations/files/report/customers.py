"""The constellations of single customers: small pictures, and behind each the large one with everything it rests on."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from lifeworld.constellations.files.report import intervals
from lifeworld.constellations.files.report.intervals import Measured
from lifeworld.constellations.files.report.marks import outline
from lifeworld.constellations.files.report.material import Material, Quote, words_of
from lifeworld.constellations.files.report.rings import Rings, rings
from lifeworld.constellations.files.report.words import (
    DRIVERS,
    SELF,
    TYPES,
    Word,
    plural,
    valence_side,
    valence_words,
    word,
)
from lifeworld.kit.figure_html import clipped, interval_bar

NAME_MAX, OPEN_MAX = 60, 12
"""Length of a name; cards of a type that stand open."""
TIES_MAX = 40
"""Rows of the table of ties; the rest is counted."""


@dataclass(frozen=True)
class TieRow:
    """One row of the table of ties; ``icon`` is the mark's path around (8, 8)."""

    number: int
    name: str
    full_name: str
    category: Word
    icon: str
    relevance: Measured
    proximity: Measured
    valence: str
    valence_side: int | None
    predicted: bool
    rests_on: str


@dataclass(frozen=True)
class DriverRow:
    """One driver with its share and interval."""

    driver: Word
    share: Measured


@dataclass(frozen=True)
class Card:
    """One customer in the gallery: the small picture and the large view behind it."""

    anchor: str
    name: str
    full_name: str
    type: Word
    small: Rings
    large: Rings
    caption: str
    line: str
    basis: str
    ties: tuple[TieRow, ...]
    n_ties_left: int
    drivers: tuple[DriverRow, ...]
    verdict: str
    reasons: tuple[str, ...]
    certainty: tuple[str, ...]
    quotes: tuple[Quote, ...]
    unmentioned: Measured

    def words_of(self, key: str, name: str = "") -> tuple[Quote, ...]:
        """Quotes of this customer that carry a code."""
        return words_of(self.quotes, key, name)

    def where(self, key: str) -> str:
        """The query that finds all of them."""
        return f'codings where customer = "{self.name}" and code = "{key}" and present'


@dataclass(frozen=True)
class Group:
    """The cards of one type: those that stand open, and the others behind "show all"."""

    type: Word
    words: str
    first: tuple[Card, ...]
    more: tuple[Card, ...]


@dataclass(frozen=True)
class Gallery:
    """The cards by type, and how they were chosen."""

    groups: tuple[Group, ...]
    chosen_words: str

    @property
    def types(self) -> tuple[Word, ...]:
        """The types that have cards."""
        return tuple(group.type for group in self.groups)


def gallery(material: Material) -> Gallery:
    """The cards of the chosen customers."""
    names = material.shown["customer"].to_list()
    ties = _grouped(material.study.ties.filter(pl.col("customer").is_in(names)).sort(
        ["customer", "relevance", "actor"], descending=[False, True, False]))
    quotes = _grouped(material.by_customer)
    cards = tuple(
        _card(f"c-{i}", row, ties.get(row["customer"], []), quotes.get(row["customer"], []), material)
        for i, row in enumerate(material.shown.to_dicts(), start=1)
    )
    counted = dict(material.constellations.group_by("type").len().rows())
    groups = [_group(t, [card for card in cards if card.type.key == t.key], counted.get(t.key, 0)) for t in TYPES]
    return Gallery(tuple(group for group in groups if group.first), _chosen_words(len(cards), material))


def _group(t: Word, cards: Sequence[Card], n: int) -> Group:
    words = plural(n, "customer") if n == len(cards) else f"{len(cards):,} of {plural(n, 'customer')}"
    return Group(t, words, tuple(cards[:OPEN_MAX]), tuple(cards[OPEN_MAX:]))


def _grouped(frame: pl.DataFrame) -> dict[str, list[dict[str, Any]]]:
    """Rows by customer, in their order."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in frame.to_dicts():
        groups.setdefault(row["customer"], []).append(row)
    return groups


def _chosen_words(n: int, material: Material) -> str:
    everyone = material.constellations.height
    if n == everyone:
        return f"All {plural(n, 'customer')} of the study, ordered by type and then by evidence."
    return (f"{n:,} of {plural(everyone, 'customer')}: those with most evidence, spread evenly over the types. "
            "All of them are in constellations.parquet.")


def _card(anchor: str, row: Mapping[str, Any], ties: Sequence[Mapping[str, Any]], quotes: Sequence[Mapping[str, Any]],
          material: Material) -> Card:
    name = str(row["customer"])
    others = [tie for tie in ties if tie["category"] != SELF]
    reasons = tuple(row["reasons"] or ())
    size = f"size {row['size_class']} ({plural(row['size'] or 0, 'relevant actor')})"
    return Card(
        anchor=anchor, name=clipped(name, NAME_MAX), full_name=name, type=word(row["type"]),
        small=rings(ties, clipped(name, NAME_MAX), large=False), large=rings(ties, clipped(name, NAME_MAX), large=True),
        caption=", ".join(clipped(str(tie["name"]), 24) for tie in others[:3]) or "no other actor",
        line=_line(row, material.study.settings), basis=f"{plural(row['n_statements'] or 0, 'statement')}; {size}",
        ties=tuple(tie_row(i, tie) for i, tie in enumerate(ties[:TIES_MAX], start=1)),
        n_ties_left=max(len(ties) - TIES_MAX, 0), drivers=driver_rows(row),
        verdict=reasons[0] if reasons else "", reasons=reasons[1:], certainty=_certainty(row, material.study.settings),
        quotes=tuple(material.quote(q["statement"], q["start"], q["end"], q["codes"]) for q in quotes),
        unmentioned=intervals.share(row.get("unmentioned"), row.get("unmentioned_low"), row.get("unmentioned_high")),
    )


def _line(row: Mapping[str, Any], settings: Mapping[str, object]) -> str:
    """The customer in one line: how much was said, and in how many draws the best-fitting type came out."""
    said, draws = plural(row["n_statements"] or 0, "statement"), settings.get("draws")
    shares = [float(row.get(column) or 0.0) for column in ("p_individual", "p_brand", "p_social")]
    return f"{said}; {round(max(shares) * draws)} of {draws} draws" if isinstance(draws, int) else said


def tie_row(number: int, tie: Mapping[str, Any]) -> TieRow:
    """One tie as a row; also used for pools, whose ties have no proximity."""
    category = word(tie["category"])
    name = str(tie["name"])
    is_self = tie["category"] == SELF
    return TieRow(
        number=number, name=clipped(name, 40), full_name=name, category=category, icon=outline(tie["category"], 8, 8, 5.5),
        relevance=intervals.share(tie["relevance"], tie["relevance_low"], tie["relevance_high"], category.css),
        proximity=Measured(interval_bar(None, None, None), "at the centre", "") if is_self else intervals.number(
            tie.get("proximity"), tie.get("proximity_low"), tie.get("proximity_high"), category.css),
        valence=valence_words(tie.get("valence")), valence_side=valence_side(tie.get("valence")),
        predicted=tie.get("proximity_source") == "predicted", rests_on=_rests_on(tie),
    )


def _rests_on(tie: Mapping[str, Any]) -> str:
    """Which of said, done and drawn a tie rests on."""
    parts = []
    if tie.get("said"):
        parts.append(f"said in {plural(tie['said'], 'statement')}")
    if tie.get("done"):
        parts.append(f"done in {plural(tie['done'], 'event')}")
    if tie.get("drawn"):
        parts.append("drawn")
    return ", ".join(parts)


def driver_rows(row: Mapping[str, Any]) -> tuple[DriverRow, ...]:
    """The drivers of a customer, in the codebook's order."""
    return tuple(
        DriverRow(driver, intervals.share(row[driver.key], row.get(f"{driver.key}_low"), row.get(f"{driver.key}_high"),
                                          driver.css))
        for driver in DRIVERS if driver.key in row
    )


def _certainty(row: Mapping[str, Any], settings: Mapping[str, object]) -> tuple[str, ...]:
    """How firm the label is, as counts of draws and bootstraps where the settings say how many there were."""
    said = []
    draws, bootstraps = settings.get("draws"), settings.get("bootstraps")
    p = {name: row.get(column) for name, column in zip(
        (t.name for t in TYPES), ("p_individual", "p_brand", "p_social"), strict=False)}
    if isinstance(draws, int) and all(value is not None for value in p.values()):
        counted = ", ".join(f"{name} in {round(float(value or 0) * draws)}" for name, value in p.items())
        said.append(f"Of {draws} random readings of these words (posterior draws): {counted}.")
    stability = row.get("stability")
    if isinstance(bootstraps, int) and stability is not None and not math.isnan(stability):
        same = round(stability * bootstraps)
        said.append(f"The same best-fitting type came out in {same} of {bootstraps} resamples of the statements.")
    return tuple(said)
