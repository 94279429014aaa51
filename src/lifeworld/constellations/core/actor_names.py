"""One actor, one name: what a customer drew or did with an actor meets what was said of the same actor.

A drawn "the wife" is the "wife" of the texts, a drawn "Kestrel app" is the focal provider, and a drawn "Lena" is found in
"my sister Lena". Names that only a map or an event gives are looked for in the words of that customer and nobody else.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import polars as pl

from lifeworld.voices.core.lexicon import Lexicon, is_phrase
from lifeworld.voices.core.phrases import find_phrases, phrase_table
from lifeworld.voices.core.tokens import tokenize

_LEADING = ("the", "my", "our", "a", "an", "his", "her", "their")

CATEGORY_WORDS: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "focal_provider": ("focal provider", "unnamed focal provider"),
    "other_providers": ("other provider", "other providers", "unnamed other providers"),
    "peers": ("peer", "peers", "co-customers", "co-customers and peers", "unnamed peers"),
    "family_friends": ("family and friends", "friends and family", "unnamed family and friends"),
    "strangers": ("stranger", "strangers", "unnamed strangers"),
})
"""Names, without case, that say no more than the category does. "friends" and "other users" say more: they are actors."""


def without_category_words(frame: pl.DataFrame) -> pl.DataFrame:
    """``frame`` (category, name) in which an actor that is called by its category's own name is unnamed: "".

    Whoever is called "strangers" is one actor with the strangers that nobody names (method.md, section 5).

    >>> found = pl.DataFrame({"category": ["strangers", "peers", "family_friends"], "name": ["Strangers", "strangers", "friends"]})
    >>> without_category_words(found)["name"].to_list()
    ['', 'strangers', 'friends']
    """
    bare = pl.any_horizontal(
        (pl.col("category") == category) & pl.col("name").str.to_lowercase().is_in(list(words))
        for category, words in CATEGORY_WORDS.items()
    ).fill_null(False)
    return frame.with_columns(name=pl.when(bare).then(pl.lit("")).otherwise("name"))


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
    """``facts`` (customer, category, name) with canonical names; a row without a category or name stays unnamed.

    ``focal`` has customer and focal, the focal provider of each customer where it is known.
    """
    keys = ["category", "name", "focal"]
    with_focal = facts.join(focal, on="customer", how="left", maintain_order="left")
    distinct = with_focal.select(keys).unique()
    found = [_canonical(name or "", category, provider, known) for category, name, provider in distinct.iter_rows()]
    named = distinct.with_columns(canonical=pl.Series(found, dtype=pl.String))
    joined = with_focal.join(named, on=keys, how="left", nulls_equal=True, maintain_order="left")
    return without_category_words(joined.with_columns(name=pl.col("canonical").fill_null("")).drop("canonical", "focal"))


def with_own_names(mentions: pl.DataFrame, statements: pl.DataFrame, facts: pl.DataFrame, known: Lexicon) -> pl.DataFrame:
    """The mentions, and those of names that only a customer's own map or events know, in that customer's words.

    ``mentions`` has row, customer, category, name, form, start, end, possessive and joint; ``facts`` has customer, category
    and canonical name. A mention of the same category around such a name takes it ("my sister Lena" becomes "Lena");
    one of another category gives way. Words of other customers are not touched.
    """
    own = (
        facts.filter(pl.col("category").is_not_null() & (pl.col("category") != "self") & ~pl.col("name").is_in(list(known.names)))
        .select("customer", own_category="category", own_name="name", folded=pl.col("name").str.to_lowercase())
        .unique(["customer", "own_category", "folded"], keep="any").sort("customer", "own_category", "folded")
    )
    names = [name for name in own["folded"].unique().sort().to_list() if is_phrase(name)]
    rows = statements.select("customer", "text").with_row_index("row").filter(pl.col("customer").is_in(own["customer"].unique().to_list()))
    if not names or rows.is_empty():
        return mentions
    tokens = tokenize(rows["text"].to_list())
    hits = find_phrases(tokens, phrase_table({name: number for number, name in enumerate(names)}))
    found = pl.DataFrame({
        "row": rows["row"].gather(hits.text).cast(pl.Int64), "customer": rows["customer"].gather(hits.text),
        "folded": pl.Series(names, dtype=pl.String).gather(hits.phrase), "text": rows["text"].gather(hits.text),
        "own_start": pl.Series(hits.start, dtype=pl.Int32), "own_end": pl.Series(hits.end, dtype=pl.Int32),
    }).join(own, on=["customer", "folded"])
    return _merged(mentions, found)


def _merged(mentions: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    """Mentions with the customer's own names put in: renamed around, dropped under, added where nothing stood."""
    numbered = mentions.with_row_index("mention")
    over = numbered.join(found, on="row", suffix="_own").filter(
        (pl.col("own_start") < pl.col("end")) & (pl.col("start") < pl.col("own_end"))
    )
    same = over.filter(pl.col("category") == pl.col("own_category")).unique("mention", keep="first", maintain_order=True)
    other = over.filter(pl.col("category") != pl.col("own_category")).join(same, on="mention", how="anti")
    renamed = numbered.join(other.select("mention").unique(), on="mention", how="anti", maintain_order="left").join(
        same.select("mention", "own_name"), on="mention", how="left", maintain_order="left"
    ).with_columns(name=pl.coalesce("own_name", "name")).select(mentions.columns)
    spots = ["row", "own_start", "own_end"]
    added = found.join(same.select(spots), on=spots, how="anti").with_columns(
        category=pl.col("own_category"), name=pl.col("own_name"), start=pl.col("own_start"), end=pl.col("own_end"),
        form=pl.col("text").str.slice(pl.col("own_start"), pl.col("own_end") - pl.col("own_start")),
        possessive=pl.lit(False), joint=pl.lit(False),
    ).select(mentions.columns)
    return pl.concat([renamed, added]).sort("row", "start", "end", "category", "name")


def focal_of_customers(statements: pl.DataFrame) -> pl.DataFrame:
    """The focal provider that most statements of a customer have (the first by name among equals)."""
    return (
        statements.filter(pl.col("customer").is_not_null() & pl.col("focal").is_not_null())
        .group_by("customer", "focal").len()
        .sort("customer", "len", "focal", descending=[False, True, False])
        .group_by("customer", maintain_order=True).first().select("customer", "focal")
    )
