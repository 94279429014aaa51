"""Whose words a text is, where the file has no cases: a variable of the texts says it, or every text is a customer of its own."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from lifeworld.kit.errors import InputRefused, listed
from lifeworld.voices.core.exchange.checks import checked
from lifeworld.voices.core.exchange.guids import guids
from lifeworld.voices.core.exchange.values import CASES, TEXTS, Project

EACH_TEXT = "text"
"""Instead of the name of a variable: every text is a customer of its own, as interviews are."""


def with_customers(project: Project, by: str) -> Project:
    """The bundle with a customer for each text that has none; ``by`` is the name of a variable of the texts, or EACH_TEXT.

    A text without a value keeps no customer: unknown is not a customer. The variable stays.
    Errors: InputRefused where no text has such a variable.
    """
    names = project.texts.select("guid", pl.col("name").alias("_case"))
    if by != EACH_TEXT:
        known = {one.name: one.guid for one in project.variables}
        values = project.values.filter(pl.col("owner").is_in(project.texts["guid"].implode()))
        if by not in known or not (values["variable"] == known[by]).any():
            told = [name for name, key in known.items() if (values["variable"] == key).any()]
            raise InputRefused("exchange_customer", f"No text has a variable «{by}» that could say whose words it is.",
                               f"Name one of {listed([*told, EACH_TEXT])}.")
        names = values.filter(pl.col("variable") == known[by]).select(pl.col("owner").alias("guid"), pl.col("value").alias("_case"))
    fresh = names["_case"].unique().sort()
    fresh = fresh.filter(~fresh.is_in(project.cases["name"].implode()))
    new = pl.DataFrame({"guid": guids("case", fresh), "name": fresh}).with_columns(description=pl.lit("")).select(list(CASES))
    cases = pl.concat([project.cases.select(list(CASES)), new])
    keys = cases.select(pl.col("guid").alias("_key"), pl.col("name").alias("_case"))
    texts = project.texts.join(names.join(keys, on="_case"), on="guid", how="left", maintain_order="left")
    texts = texts.with_columns(pl.coalesce("customer", "_key").alias("customer")).select(list(TEXTS))
    used = cases.filter(pl.col("guid").is_in(texts["customer"].implode()) | pl.col("guid").is_in(project.cases["guid"].implode()))
    return checked(replace(project, texts=texts, cases=used))
