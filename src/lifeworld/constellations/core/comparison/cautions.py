"""What else a reader must know of a comparison: who is at several levels, who said more, what was left out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import polars as pl

from lifeworld.constellations.core.comparison.levels import PLURAL
from lifeworld.constellations.core.comparison.material import Material
from lifeworld.constellations.core.comparison.talk import Talk
from lifeworld.constellations.core.comparison.values import By
from lifeworld.constellations.core.study import TYPE_NAMES

LONGER = 1.5
"""Statements of one level are called longer where they have this many times the words of another's."""
NOBODY = (
    "No row names a customer, so rows are the units: shares are of statements, relevance and drivers are pooled, and nothing is "
    "said of customers."
)
OF_OUTCOME = "Bands are made from the outcome, so differences tell what goes with it, not what changes it."


def without_level(level: pl.Series, by: By) -> str:
    """A sentence on the statements that are at no level.

    >>> without_level(pl.Series(["spring", None, "autumn"]), "wave")
    '1 of 3 statements is at none of the waves and is left out.'
    """
    n = level.null_count()
    verb = "is" if n == 1 else "are"
    return f"{n:,} of {len(level):,} statements {verb} at none of the {PLURAL[by]} and {verb} left out." if n else ""


def of_talk(said: Talk, remade: bool = True) -> str:
    """A sentence where customers said more at one level than at another, with the counts."""
    if said.alike:
        return ""
    kept, of = sum(k for *_, k in said.means), sum(n for _, n, _, _ in said.means)
    equal = "types, sizes, relevance, shares of drivers and customers who speak of something are" if remade else (
        "customers who speak of something are")
    judged = "" if remade else (
        " Types, sizes, relevance and shares of drivers grow or settle with that, too, and cannot be made again from fewer statements, so "
        "no difference of theirs is called clear.")
    return (f"Whoever says more names more, and {said.extremes}; so {equal} compared at equal numbers of statements ({kept:,} of "
            f"{of:,}{', drawn by chance' if remade else ''}).{judged}")


def of_length(texts: pl.Series, level: pl.Series, names: Sequence[str]) -> str:
    """A sentence where statements are longer at one level than at another, because longer ones carry more codes."""
    words = pl.DataFrame({"level": level, "words": texts.str.count_matches(r"\S+")}).drop_nulls()
    means = words.group_by("level").agg(pl.col("words").mean(), pl.len()).filter(pl.col("level").is_in(list(names)) & (pl.col("len") >= 10))
    if means.height < 2:
        return ""
    ordered = means.sort("words", "level")
    (short, few, _), (long, many, _) = ordered.row(0), ordered.row(-1)
    if many < LONGER * max(few, 1.0):
        return ""
    return (f"Statements are longer at «{long}» ({many:.0f} words on average) than at «{short}» ({few:.0f}), and longer ones carry more "
            "codes, so part of a difference may come from that.")


def of_customers(by: By, customer: pl.Series, single: pl.Series, facts: bool) -> list[str]:
    """Sentences on customers at several levels; ``single`` are those at one, ``facts`` says that maps or events count."""
    several = customer.drop_nulls().n_unique() - len(single)
    if not several:
        return []
    plural, who = PLURAL[by], "customer is" if several == 1 else "customers are"
    each = "that customer is at each of them" if several == 1 else "each is at every one of them"
    sentences = [f"{several:,} {who} at several {plural}; {each}, by what was said there, and differences take into account that the "
                 "customers are the same."]
    if facts:
        sentences.append(f"Drawings and events are not told apart by {plural}, so they count for customers at one of them only.")
    return sentences


def untyped(found: Iterable[Material], by: By) -> str:
    """A sentence where most customers have no type, because what they said is divided among levels."""
    labels = [at.labels["label"] for at in found]
    without = sum(int((label == len(TYPE_NAMES) - 1).sum()) for label in labels)
    if 2 * without <= sum(len(label) for label in labels):
        return ""
    return f"Most customers say too little at one of the {PLURAL[by]} to be given a type there, so shares of types say little here."
