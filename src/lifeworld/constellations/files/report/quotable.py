"""Which statements may not be quoted: their speaker said no, or their words were withheld before the report was made."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from lifeworld.constellations.core.protection.withheld import HEALTH, NO_CONSENT
from lifeworld.kit.figure import Figure


def withheld(statements: pl.DataFrame) -> frozenset[str]:
    """Ids of statements that are never quoted.

    Consent is a person's: one clear "no" of a customer withholds all words of that customer; where rows have no customer it
    is the row's. Unknown consent is decided before a report is made (the policy of ``Protection``), so it withholds nothing here.
    """
    gone = pl.col("text").is_in([NO_CONSENT, HEALTH])
    if "consent" in statements.columns:
        no = pl.col("consent").eq(False).fill_null(False)
        gone = gone | pl.when(pl.col("customer").is_null()).then(no).otherwise(no.any().over("customer"))
    return frozenset(statements.filter(gone)["id"].to_list())


def quotable(codings: pl.DataFrame, ids: frozenset[str]) -> pl.DataFrame:
    """The codings whose words may be quoted, in their order."""
    return codings.filter(~pl.col("statement").is_in(list(ids))) if ids else codings


def without_words(figure: Figure, ids: frozenset[str]) -> Figure:
    """The figure without examples from these statements; its evidence keeps its number."""
    kept = tuple(e for e in figure.evidence.examples if e.statement not in ids)
    if len(kept) == len(figure.evidence.examples):
        return figure
    return replace(figure, evidence=replace(figure.evidence, examples=kept))
