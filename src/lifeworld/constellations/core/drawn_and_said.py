"""Drawn against said: who is named but not drawn, and who is drawn but not named."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from lifeworld.kit.errors import InputRefused, listed

KEYS = ("customer", "name", "category")


@dataclass(frozen=True)
class Unmatched:
    """Rows customer, name, category of those that only one kind of evidence has, sorted; ``both`` are in both.

    ``other_category`` (customer, name, said_category, drawn_category) are in both, but not with the same category.
    Only customers with both kinds of evidence are compared; ``only_said`` and ``only_drawn`` are the other customers, because
    somebody who drew no map left nobody out.
    """

    named_not_drawn: pl.DataFrame
    drawn_not_named: pl.DataFrame
    both: pl.DataFrame
    other_category: pl.DataFrame
    only_said: tuple[str, ...]
    only_drawn: tuple[str, ...]


def unmatched(said: pl.DataFrame, drawn: pl.DataFrame) -> Unmatched:
    """Compare the named actors of what was said with those of the drawn maps.

    Both frames have ``customer``, ``name`` (null: a customer without actors, such as an empty map) and ``category``. Two actors are
    the same where customer and name agree; case and spaces do not matter. The self, and actors without a name, are in no list.
    Corrections that merge actors are made before. Errors: InputRefused where a column is missing.

    >>> said = pl.DataFrame({"customer": ["ana"] * 2, "name": ["my wife", "Strava"], "category": ["family_friends", "other_providers"]})
    >>> drawn = pl.DataFrame({"customer": ["ana"] * 2, "name": ["strava", "Club"], "category": ["other_providers", "peers"]})
    >>> found = unmatched(said, drawn)
    >>> found.named_not_drawn["name"].to_list(), found.drawn_not_named["name"].to_list(), found.both["name"].to_list()
    (['my wife'], ['Club'], ['Strava'])
    """
    speakers, drawers = (set(frame["customer"].drop_nulls().to_list()) for frame in (_keyed(said, "said"), _keyed(drawn, "drawn")))
    shared = sorted(speakers & drawers)
    here, there = (_named(frame).filter(pl.col("customer").is_in(shared)) for frame in (said, drawn))
    exact, loose = ["customer", "label", "category"], ["customer", "label"]
    both = here.join(there, on=exact, how="semi", nulls_equal=True)
    left, right = (frame.join(both, on=exact, how="anti", nulls_equal=True) for frame in (here, there))
    moved = left.join(right, on=loose, how="inner", suffix="_drawn").sort("customer", "label", "category", "category_drawn")
    named, drawn_only = (frame.join(moved, on=loose, how="anti").sort(exact).select(KEYS) for frame in (left, right))
    return Unmatched(
        named, drawn_only, both.sort(exact).select(KEYS),
        moved.select("customer", "name", said_category="category", drawn_category="category_drawn"),
        only_said=tuple(sorted(speakers - drawers)), only_drawn=tuple(sorted(drawers - speakers)),
    )


def _keyed(frame: pl.DataFrame, what: str) -> pl.DataFrame:
    missing = [name for name in KEYS if name not in frame.columns]
    if missing:
        raise InputRefused("missing_column", f"What was {what} has no column {listed(missing)}.", f"It needs {listed(KEYS)}.")
    return frame


def _named(frame: pl.DataFrame) -> pl.DataFrame:
    """One row per named actor with a label that spelling does not change; of several spellings the first by alphabet stays."""
    label = pl.col("name").str.to_lowercase().str.replace_all(r"\s+", " ").str.strip_chars()
    rows = frame.select(*KEYS, label=label).filter(pl.col("label").is_not_null() & (pl.col("label") != ""))
    others = rows.filter((pl.col("category") != "self").fill_null(True))
    return others.group_by("customer", "label", "category").agg(pl.col("name").min()).select(*KEYS, "label")
