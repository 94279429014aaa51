"""The best quotes of each code: highest segment probability, varied customers."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from lifeworld.constellations.core.study import customers_who_say_key
from lifeworld.constellations.files.report.material import Material, Quote
from lifeworld.constellations.files.report.words import CATEGORIES, DRIVERS, Word, word
from lifeworld.kit.figure import Figure

FIRST = 2
"""Quotes of a code that stand open; the rest is behind them."""


@dataclass(frozen=True)
class CodeQuotes:
    """One code with its share of customers and its quotes."""

    code: Word
    is_category: bool
    figure: Figure | None
    first: tuple[Quote, ...]
    more: tuple[Quote, ...]


def code_quotes(material: Material) -> tuple[CodeQuotes, ...]:
    """The codes in the order of the codebook, drivers first; codes of another codebook follow; empty ones are left out."""
    known = [w.key for w in DRIVERS + CATEGORIES]
    found = set(material.by_code["code"].to_list())
    categories = {c.key for c in CATEGORIES}
    sections = []
    for code in [key for key in known if key in found] + sorted(found.difference(known)):
        quotes = material.quotes(material.by_code.filter(pl.col("code") == code))
        sections.append(CodeQuotes(
            word(code), code in categories, material.study.figure(customers_who_say_key(code)), tuple(quotes[:FIRST]),
            tuple(quotes[FIRST:]),
        ))
    return tuple(sections)
