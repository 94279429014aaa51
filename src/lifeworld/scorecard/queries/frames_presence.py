"""The frames of attempts, designs, starts and the places where journeys may begin."""

from __future__ import annotations

import polars as pl
from django.db.models import Q

from lifeworld.kit.caller import Caller
from lifeworld.partners.models import Partner
from lifeworld.places.models import Embed
from lifeworld.scorecard.core.deeds import DONE, REACHED, STARTED, TRIED
from lifeworld.scorecard.core.frames import FRAMES
from lifeworld.scorecard.queries.columns import TIME, Schema, Window, columns, deeds, number, truth, whole
from lifeworld.tools.models import OpenDesk, SavedDesign

OWN = "own"
EMBED, DESK = "embed:", "desk:"
SAVED: Schema = {"pk": pl.Int64, "tool": pl.String, "desk": pl.String, "embed": pl.String, "origin": pl.String, "at": TIME}


def trials_frame(caller: Caller, window: Window) -> pl.DataFrame:
    """Attempts at jobs, with or without the sauce; of one attempt the newest word holds."""
    found = deeds(caller.place_id, TRIED, ("trial", "job", "offered", "used", "days", "done", "quality", "attempts", "verified_first"),
                  window)
    told = found.with_columns(truth("offered"), truth("used"), truth("done"), truth("verified_first"), number("days"), number("quality"),
                              whole("attempts"), pl.coalesce("trial", pl.concat_str("source", pl.lit("/"), "key")))
    good = told.filter(pl.all_horizontal(pl.col("customer", "used", "done").is_not_null()))
    return good.sort("at_us", "position").unique(["customer", "trial"], keep="last", maintain_order=True).select(
        *FRAMES["trials"].schema)


def designs_frame(caller: Caller, window: Window) -> pl.DataFrame:
    """What could be reached with the sauce and with what the market offers, as whoever replayed both sent it in."""
    found = deeds(caller.place_id, REACHED, ("spec", "side", "design", "measure", "better", "value"), window).with_columns(number("value"))
    good = found.filter(pl.all_horizontal(pl.col("spec", "design", "measure", "value").is_not_null()),
                        pl.col("side").is_in(["sauce", "market"]), pl.col("better").is_in(["less", "more"]))
    newest = good.sort("at_us", "position").unique(["spec", "side", "design", "measure"], keep="last", maintain_order=True)
    return newest.select(*FRAMES["designs"].schema)


def starts_frame(caller: Caller, window: Window) -> pl.DataFrame:
    """Journeys that began in the window: by events, and every design that a visitor saved at an open desk or on a partner's page."""
    place = caller.place_id
    begun = deeds(place, STARTED, ("journey", "surface", "embedded", "partner", "at_need", "within_two_steps", "carried", "steps",
                                   "account_steps"), window)
    ended = deeds(place, DONE, ("journey", "carried", "steps", "account_steps"))
    told = begun.filter(pl.all_horizontal(pl.col("journey", "surface").is_not_null())).with_columns(
        truth("embedded"), truth("at_need"), truth("within_two_steps"), truth("carried"), whole("steps"), whole("account_steps"))
    told = told.sort("at_us", "position").unique("journey", keep="first", maintain_order=True)
    last = ended.filter(pl.col("journey").is_not_null()).with_columns(truth("carried"), whole("steps"), whole("account_steps")).sort(
        "at_us", "position").unique("journey", keep="last").select("journey", pl.lit(True).alias("done"), pl.col(
            "carried", "steps", "account_steps").name.suffix("_then"))
    joined = told.join(last, on="journey", how="left", maintain_order="left")
    is_told = ended.height > 0  # a place that never says what was done leaves it unknown
    by_events = joined.with_columns(
        pl.col("done").fill_null(False) if is_told else pl.col("done"),
        pl.coalesce("embedded", pl.col("surface").str.starts_with(EMBED)).alias("embedded"),
        *(pl.coalesce(name, f"{name}_then").alias(name) for name in ("carried", "steps", "account_steps"))).select(*FRAMES["starts"].schema)
    return pl.concat([by_events, _saved(caller, window)]).unique("journey", keep="first", maintain_order=True)


def surfaces_frame(caller: Caller, starts: pl.DataFrame) -> pl.DataFrame:
    """The site's own pages, pages of partners, open desks, and every other place where a journey began."""
    place = caller.place_id
    schema: Schema = {"surface": pl.String, "title": pl.String, "more": pl.String, "closed": TIME}
    embeds = columns(Embed.objects.filter(place=place).order_by("pk").values_list("key", "partner", "placement", "revoked_at"), schema)
    desks = columns(OpenDesk.objects.filter(place=place).order_by("pk").values_list("key", "title", "tool", "closed_at"), schema)
    told = pl.concat([part.select(
        pl.concat_str(pl.lit(kind), "surface").alias("surface"), pl.concat_str("title", pl.lit(", "), "more").alias("title"),
        pl.col("closed").is_null().alias("eligible")) for kind, part in ((EMBED, embeds), (DESK, desks))])
    own = pl.DataFrame({"surface": [OWN], "title": ["Our own pages"], "eligible": [True]})
    seen = starts.select("surface", pl.col("surface").alias("title"), pl.lit(True).alias("eligible")).unique(maintain_order=True)
    return pl.concat([own, told, seen]).unique("surface", keep="first", maintain_order=True).sort("surface")


def _saved(caller: Caller, window: Window) -> pl.DataFrame:
    """Designs that visitors saved: journeys that began where the design did; nobody is known, and what came of them is not either."""
    place = caller.place_id
    rows = SavedDesign.objects.filter(Q(place=place) & Q(visitor=True)).order_by("pk").values_list(
        "pk", "tool", "desk__key", "embed", "origin", "saved_at")
    found = columns(rows, SAVED)
    day = pl.col("at").dt.epoch("us") // 86_400_000_000
    owner = _owners(place)
    surface = pl.when(pl.col("embed") != "").then(pl.concat_str(pl.lit(EMBED), "embed")).when(pl.col("desk").is_not_null()).then(
        pl.concat_str(pl.lit(DESK), "desk")).otherwise(pl.lit(OWN))
    made = found.filter(day.is_between(window.since, window.until)).select(
        pl.concat_str(pl.lit("design:"), "tool", pl.lit(":"), pl.col("pk").cast(pl.String)).alias("journey"),
        pl.lit(None, pl.String).alias("customer"), "at", surface.alias("surface"), (pl.col("embed") != "").alias("embedded"),
        pl.col("origin").replace_strict(owner, default=None, return_dtype=pl.String).alias("partner"))
    return made.with_columns(pl.lit(None, kind).alias(name) for name, kind in FRAMES["starts"].schema.items() if name not in made.columns
                             ).select(*FRAMES["starts"].schema)


def _owners(place: int) -> dict[str, str]:
    """The key of the partner whose page an origin is."""
    rows = Partner.objects.filter(place=place).order_by("-pk").values_list("key", "origins")
    return {origin: key for key, origins in rows for origin in origins}
