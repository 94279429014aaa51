"""One actor, one name: what a customer drew or did with an actor meets what was said of the same actor.

A drawn "the wife" is the "wife" of the texts, a drawn "Kestrel app" is the focal provider, and a drawn "Lena" is found in
"my sister Lena". Names that only a map or an event gives are looked for in the words of that customer and nobody else.
"""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from lifeworld.voices.core.lexicon import Lexicon, is_phrase, lexicon
from lifeworld.voices.core.lexicon_entries import Entry
from lifeworld.voices.core.tokens import tokenize

_LEADING = ("the", "my", "our", "a", "an", "his", "her", "their")


def _bare(name: str) -> str:
    """A name without articles and possessives before it, white space folded."""
    words = name.split()
    while len(words) > 1 and words[0].casefold() in _LEADING:
        words = words[1:]
    return " ".join(words)


def _canonical(name: str, category: str, focal: str | None, known: Lexicon) -> str:
    """The lexicon's name of an actor where it has one of that category, else the bare name; "" stays unnamed."""
    bare = _bare(name)
    if not bare:
        return ""
    if category == "focal_provider" and focal:
        return focal
    number = known.form_entries.get(tuple(tokenize([bare]).hash.tolist()), -1)
    if number >= 0 and known.entries[number].category == category:
        return known.entries[number].name
    return bare


def canonical_names(facts: pl.DataFrame, focal: pl.DataFrame, known: Lexicon) -> pl.DataFrame:
    """``facts`` (customer, category, name) with canonical names, one spelling for names that differ in case only.

    ``focal`` has customer and focal, the focal provider of each customer where it is known.
    """
    distinct = facts.select("customer", "category", "name").unique().join(focal, on="customer", how="left")
    found = [
        _canonical(name or "", category, provider, known)
        for category, name, provider in distinct.select("category", "name", "focal").iter_rows()
    ]
    named = distinct.with_columns(canonical=pl.Series(found, dtype=pl.String)).with_columns(
        canonical=pl.col("canonical").min().over("category", pl.col("canonical").str.to_lowercase())
    )
    joined = facts.join(
        named.select("customer", "category", "name", "canonical"), on=["customer", "category", "name"], how="left",
        nulls_equal=True, maintain_order="left",
    )
    return joined.with_columns(name=pl.col("canonical").fill_null("")).drop("canonical")


def with_names(known: Lexicon, names: pl.DataFrame) -> Lexicon:
    """The lexicon with further names (category, name) to look for; names it has, or that are no phrase, are left out."""
    taken = dict(known.form_entries)
    fresh = []
    for category, name in names.select("category", "name").unique().sort("category", "name").iter_rows():
        key = tuple(tokenize([name]).hash.tolist())
        if category != "self" and name and key not in taken and is_phrase(name):
            taken[key] = -1
            fresh.append(Entry(category, name, (name,)))
    return lexicon((*known.entries, *fresh)) if fresh else known


def own_names_only(mentions: pl.DataFrame, names: pl.DataFrame, known: Iterable[str]) -> pl.DataFrame:
    """Drop mentions of names that only another customer's map or event knows; "sister Lena" becomes a drawn "Lena".

    ``mentions`` has customer, category and name; ``names`` the canonical (customer, category, name) of facts;
    ``known`` are the names that the lexicon had before theirs were added.
    """
    private = names.filter(~pl.col("name").is_in(list(known))).select("customer", "category", "name").unique()
    if private.is_empty():
        return mentions
    own = private.with_columns(own=pl.lit(True))
    last = pl.col("name").str.split(" ").list.last()
    checked = (
        mentions.join(own, on=["customer", "category", "name"], how="left", maintain_order="left")
        .with_columns(given=last)
        .join(own.rename({"name": "given", "own": "own_given"}), on=["customer", "category", "given"], how="left",
              maintain_order="left")
        .with_columns(somebodys=pl.col("name").is_in(private["name"].unique().to_list()))
    )
    return checked.filter(~pl.col("somebodys") | pl.col("own").fill_null(False)).with_columns(
        name=pl.when(pl.col("own_given").fill_null(False)).then("given").otherwise("name")
    ).select(mentions.columns)


def focal_of_customers(statements: pl.DataFrame) -> pl.DataFrame:
    """The focal provider that most statements of a customer have (the first by name among equals)."""
    return (
        statements.filter(pl.col("customer").is_not_null() & pl.col("focal").is_not_null())
        .group_by("customer", "focal").len()
        .sort("customer", "len", "focal", descending=[False, True, False])
        .group_by("customer", maintain_order=True).first().select("customer", "focal")
    )
