"""What a compared number rests on: a query for its level, and quotes; a difference has both levels', mixed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain, zip_longest

import polars as pl

from lifeworld.constellations.core.comparison.measures import Measure
from lifeworld.constellations.core.comparison.values import By
from lifeworld.constellations.core.quotes import best_quotes
from lifeworld.constellations.core.study import TYPE_NAMES
from lifeworld.kit.figure import EXAMPLES_MAX, Example
from lifeworld.voices.core.codebook import ACTORS

OTHERS = "the others"
"""The name of all levels but one, taken together."""


def others_name(names: Iterable[str]) -> str:
    """What all levels but one are called, where no level is called that.

    >>> others_name(["Arc", "Bow"]), others_name(["the others", "Arc"])
    ('the others', 'all the others')
    """
    taken, name = set(names), OTHERS
    while name in taken:
        name = f"all {name}"
    return name


Quotes = Mapping[tuple[str, str], tuple[Example, ...]]
"""Examples by (level, code or type)."""

_COLUMN: Mapping[By, str] = {"group": "group", "wave": "wave", "brand": "focal", "outcome": "outcome", "study": "study"}


def query_at(measure: Measure, by: By, level: str) -> str:
    """The query of a measure at one level.

    >>> query_at(Measure("types/x", "share", "x", "", 'constellations where type = "x"', "m"), "wave", "2026 Q1")
    'constellations where type = "x", from statements where wave = "2026 Q1"'
    """
    quoted = level.replace("\\", "\\\\").replace('"', '\\"')
    return f'{measure.query}, from statements where {_COLUMN[by]} = "{quoted}"'


def quotes_at(level: str, statements: pl.DataFrame, codings: pl.DataFrame, labels: pl.DataFrame) -> Quotes:
    """The best quotes of each code at one level, and for each type the strongest words of its clearest customers.

    ``codings`` are those of the level; ``labels`` has customer, label (place in TYPE_NAMES) and margin.
    """
    found = {(level, code): examples for code, examples in best_quotes(statements, codings).items()}
    clearest = labels.sort("margin", "customer", descending=[True, False]).group_by("label", maintain_order=True).head(EXAMPLES_MAX)
    strongest = (
        codings.filter("present").join(clearest, on="customer", how="semi")
        .sort("segment_probability", "statement", "start", descending=[True, False, False])
        .unique("customer", keep="first", maintain_order=True).select("customer", "statement", "start", "end")
    )
    rows = clearest.join(strongest, on="customer", how="inner", maintain_order="left").join(
        statements.select(statement="id", text="text"), on="statement", how="left", maintain_order="left"
    )
    quote = pl.col("text").str.slice(pl.col("start"), pl.col("end") - pl.col("start")).fill_null("")
    of_types: dict[str, list[Example]] = {}
    for label, customer, statement, start, end, words in rows.select(
        "label", "customer", "statement", "start", "end", quote
    ).iter_rows():
        of_types.setdefault(TYPE_NAMES[label], []).append(Example(words, customer, statement, start, end))
    return {**found} | {(level, label): tuple(examples) for label, examples in of_types.items()}


def examples_at(quotes: Quotes, level: str, measure: Measure) -> tuple[Example, ...]:
    """Examples of a measure at one level; the size shows actors of every category but the self."""
    if measure.subject != "size":
        return quotes.get((level, measure.subject), ())
    return tuple(chain.from_iterable(quotes.get((level, code), ())[:4] for code in ACTORS if code != "self"))


def mixed(*parts: Iterable[Example]) -> tuple[Example, ...]:
    """Examples of several levels in turns, at most twenty.

    >>> [example.quote for example in mixed([Example("a"), Example("b")], [Example("c")])]
    ['a', 'c', 'b']
    """
    turns = chain.from_iterable(zip_longest(*parts))
    return tuple(example for example in turns if example is not None)[:EXAMPLES_MAX]


def noted(examples: Iterable[Example], level: str) -> tuple[Example, ...]:
    """The examples with the level that they come from as their note."""
    return tuple(Example(e.quote, e.customer, e.statement, e.start, e.end, level) for e in examples)
