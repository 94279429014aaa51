"""The frames of partners: who they are, who used them, who chose them, and what they earned."""

from __future__ import annotations

import polars as pl

from lifeworld.kit.caller import Caller
from lifeworld.kit.errors import listed
from lifeworld.kit.figure import n_units
from lifeworld.partners.core.onboarding import LEFT
from lifeworld.partners.models import Partner, PartnerStep, SupplierChoice
from lifeworld.scorecard.core.deeds import EARNED, ORDERED, OUTCOMES, USED
from lifeworld.scorecard.core.frames import FRAMES
from lifeworld.scorecard.queries.columns import TIME, Reading, Schema, Window, columns, deeds, number, truth, whole
from lifeworld.scorecard.queries.factors import Factors

OWN_DOOR = "goal-link:"
"""How whoever chose begins where it was the customer herself."""
CHOSEN: Schema = {"customer": pl.Int64, "job": pl.String, "partner": pl.String, "standing": pl.String, "who": pl.String}


def uses_frame(caller: Caller, window: Window, reading: Reading | None = None) -> pl.DataFrame:
    """Uses of partners by customers who are known; the others are in nobody's set of partners."""
    found = deeds(caller.place_id, USED, ("partner", "role", "job"), window, reading=reading)
    return found.filter(pl.col("customer").is_not_null(), pl.col("partner").is_not_null()).select(*FRAMES["uses"].schema)


def partners_frame(caller: Caller, window: Window, reading: Reading | None = None) -> pl.DataFrame:
    """Partners of the place, with their orders in the window where the place sends such events."""
    place = caller.place_id
    rows = Partner.objects.filter(place=place).order_by("key").values_list("pk", "key", "name", "created_at", "state")
    found = columns(rows, {"pk": pl.Int64, "partner": pl.String, "title": pl.String, "joined_at": TIME, "state": pl.String})
    went = PartnerStep.objects.filter(partner__place=place, after=LEFT).order_by("pk").values_list("partner_id", "at")
    left = columns(went, {"pk": pl.Int64, "left_at": TIME}).unique("pk", keep="last")
    orders = deeds(place, ORDERED, ("partner", "filled", "disputed"), window, who=False, reading=reading).with_columns(
        truth("filled"), truth("disputed"))
    counts = orders.group_by("partner").agg(pl.len().cast(pl.Int64).alias("orders"), *(
        pl.when(pl.col(name).count() > 0).then(pl.col(name).sum().cast(pl.Int64)).alias(made)
        for name, made in (("filled", "filled"), ("disputed", "disputes"))))
    joined = found.join(left, on="pk", how="left", maintain_order="left").join(counts, on="partner", how="left", maintain_order="left")
    gone = pl.when(pl.col("state") == LEFT).then(pl.col("left_at")).alias("left_at")
    return joined.with_columns(gone).select(*FRAMES["partners"].schema)


def earnings_frame(caller: Caller, window: Window, currency: str,
                   reading: Reading | None = None) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """What partners earned, in the currency of the scorecard: other currencies by the rates of their day.

    Beside it warnings: earnings in a currency without a rate are left out.
    """
    found = deeds(caller.place_id, EARNED, ("partner", "amount", "currency", "outcome", "outcome_days"), window, reading=reading).filter(
        pl.col("partner").is_not_null(), pl.col("currency").is_not_null())
    told = found.with_columns(number("amount"), whole("outcome_days"), pl.concat_str("source", pl.lit("/"), "key").alias("earning"))
    counts = pl.col("outcome").is_in(OUTCOMES)
    told = told.filter(pl.col("amount").is_not_null()).with_columns(pl.when(counts).then(pl.col("outcome")).alias("outcome"))
    rates, pairs = Factors(caller, currency), told.select("currency", "day").unique()
    factors = pl.DataFrame([(code, day, rates.of(code, day)) for code, day in pairs.iter_rows()], orient="row",
                           schema={"currency": pl.String, "day": pl.Int64, "factor": pl.Float64})
    joined = told.join(factors, on=["currency", "day"], how="left", maintain_order="left")
    lost = joined.filter(pl.col("factor").is_nan())
    by = pl.col("amount") * pl.col("factor").fill_nan(None)
    kept = joined.with_columns(by.alias("amount")).filter(pl.col("amount").is_not_null()).select(*FRAMES["earnings"].schema)
    return kept, (_no_rate(lost, currency),) if lost.height else ()


def _no_rate(lost: pl.DataFrame, currency: str) -> str:
    codes = listed(sorted(set(lost["currency"])))
    return (f"{n_units(lost.height, 'earnings')} in {codes} {'is' if lost.height == 1 else 'are'} left out, since no "
            f"rate of their day in {currency} is known: what partners earn is more than what is shown. Write the rates of those days down.")


def choices_frame(caller: Caller, uses: pl.DataFrame) -> pl.DataFrame:
    """Who chose: of each use the customer herself where she said so, the place where it did, else nobody, which is a default.

    What a customer chose and did not use yet counts, too.
    """
    rows = SupplierChoice.objects.filter(place=caller.place_id).exclude(standing="blocked").order_by("pk").values_list(
        "customer_id", "job", "seller", "standing", "who")
    said = columns(rows, CHOSEN).filter(pl.col("partner") != "").with_columns(
        pl.col("customer").cast(pl.String), pl.col("who").str.starts_with(OWN_DOOR).alias("own"))
    hers, ours = said.filter(pl.col("customer").is_not_null()), said.filter(pl.col("customer").is_null())
    used = uses.select("customer", "partner", "job").unique(maintain_order=True).with_columns(pl.col("job").fill_null(""))
    used = used.with_columns(_said(used, hers, ("customer", "partner"), "her"), _said(used, ours, ("partner",), "our"))
    by_use = used.select("customer", "partner", "job", pl.when(pl.col("her")).then(pl.lit("customer"))
                         .when(pl.col("her").is_not_null() | pl.col("our").is_not_null()).then(pl.lit("place"))
                         .otherwise(pl.lit("default")).alias("by"))
    only = hers.filter(pl.col("own")).join(used, on=["customer", "partner", "job"], how="anti").filter(
        ~pl.concat_str("customer", pl.lit("/"), "partner").is_in(
            used.select(pl.concat_str("customer", pl.lit("/"), "partner")).to_series().implode()))
    by_word = only.select("customer", "partner", "job", pl.lit("customer").alias("by"))
    return pl.concat([by_use, by_word]).with_columns(pl.col("job").replace("", None)).select(*FRAMES["choices"].schema)


def _said(used: pl.DataFrame, said: pl.DataFrame, on: tuple[str, ...], name: str) -> pl.Series:
    """For each use whether it was said by the customer herself (true) or for her (false), for its job or for all; null where nobody did."""
    for_job = said.unique([*on, "job"], keep="last").select(*on, "job", pl.col("own").alias("for_job"))
    for_all = said.filter(pl.col("job") == "").unique(list(on), keep="last").select(*on, pl.col("own").alias("for_all"))
    joined = used.join(for_job, on=[*on, "job"], how="left", maintain_order="left").join(for_all, on=list(on), how="left",
                                                                                         maintain_order="left")
    return joined.select(pl.coalesce("for_job", "for_all").alias(name)).to_series()
