"""Whose words may not be shown: customers who did not consent, and statements with health words where those are withheld."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from lifeworld.constellations.core.protection.values import Policy
from lifeworld.voices.core.privacy.health import Health

NO_CONSENT = "[words withheld: no consent]"
HEALTH = "[words withheld: health]"


@dataclass(frozen=True, eq=False)
class Withheld:
    """For each statement what stands instead of its words (null = its words may be shown), and which tell of health.

    ``customers`` are those whose words appear nowhere; ``n_speakers`` counts them and rows without customer.
    """

    labels: pl.Series
    health: pl.Series
    customers: frozenset[str]
    n_speakers: int


def withheld(statements: pl.DataFrame, policy: Policy, health: Health) -> Withheld:
    """What is withheld of ``statements`` (customer, text, perhaps consent), in their order.

    Consent is a person's: one "no" withholds everything of a customer, one "yes" opens what is unknown beside it. Unknown
    counts as ``policy.quote_without_consent`` says; without a column of consent everything is unknown.
    """
    n = len(statements)
    given = statements["consent"] if "consent" in statements.columns else pl.Series([None] * n, dtype=pl.Boolean)
    frame = pl.DataFrame({"customer": statements["customer"].cast(pl.String), "consent": given.cast(pl.Boolean)}).with_row_index("row")
    speaker = pl.coalesce(pl.concat_str(pl.lit("c "), "customer"), pl.concat_str(pl.lit("r "), pl.col("row").cast(pl.String)))
    frame = frame.with_columns(speaker=speaker).with_columns(
        no=(~pl.col("consent")).any().over("speaker"), yes=pl.col("consent").any().over("speaker")
    )
    quoted = pl.when("no").then(pl.lit(False)).when("yes").then(pl.lit(True)).otherwise(pl.lit(policy.quote_without_consent))
    frame = frame.with_columns(silent=~quoted)
    flags = health.flagged(statements["text"]) if policy.health != "show" else pl.Series([False] * n, dtype=pl.Boolean)
    frame = frame.with_columns(health=flags).with_columns(
        label=pl.when("silent").then(pl.lit(NO_CONSENT)).when(pl.col("health") & (policy.health == "withhold")).then(pl.lit(HEALTH))
    )
    silent = frame.filter("silent")
    return Withheld(frame["label"], frame["health"], frozenset(silent["customer"].drop_nulls()), silent["speaker"].n_unique())
