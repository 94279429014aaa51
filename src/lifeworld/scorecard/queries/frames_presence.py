"""The frames of attempts, designs, starts and the places where journeys may begin."""

from __future__ import annotations

import polars as pl
from django.db.models import Q

from lifeworld.kit.caller import Caller
from lifeworld.partners.models import Partner
from lifeworld.places.models import Embed
from lifeworld.scorecard.core.deeds import DONE, REACHED, STARTED, TRIED
from lifeworld.scorecard.core.frames import FRAMES
from lifeworld.scorecard.queries.columns import (
    TIME,
    Reading,
    Schema,
    Window,
    active_customers,
    columns,
    deeds,
    ever,
    number,
    truth,
    whole,
)
from lifeworld.tools.models import OpenDesk, SavedDesign

OWN = "own"
DONE_DAYS = 14
"""Days after its beginning within which a journey is done or not. Of one that began later it is not known yet, whether it was done or not:
counting those that were, and not those that may still be, would make the last days look better than they are, or worse.
"""
NO_END = 2**31 - 1
"""A journey of the window may be done after it."""
EMBED, DESK = "embed:", "desk:"
SAVED: Schema = {"pk": pl.Int64, "tool": pl.String, "desk": pl.String, "embed": pl.String, "origin": pl.String, "at": TIME}


def trials_frame(caller: Caller, window: Window, reading: Reading | None = None) -> pl.DataFrame:
    """Attempts at jobs, with or without the sauce; of one attempt the newest word holds."""
    found = deeds(caller.place_id, TRIED, ("trial", "job", "offered", "used", "days", "done", "quality", "attempts", "verified_first"),
                  window, reading=reading)
    told = found.with_columns(truth("offered"), truth("used"), truth("done"), truth("verified_first"), number("days"), number("quality"),
                              whole("attempts"), pl.coalesce("trial", pl.concat_str("source", pl.lit("/"), "key")))
    good = told.filter(pl.all_horizontal(pl.col("customer", "used", "done").is_not_null()))
    return good.sort("at_us", "position").unique(["customer", "trial"], keep="last", maintain_order=True).select(
        *FRAMES["trials"].schema)


def designs_frame(caller: Caller, window: Window, reading: Reading | None = None) -> pl.DataFrame:
    """What could be reached with the sauce and with what the market offers, as whoever replayed both sent it in."""
    found = deeds(caller.place_id, REACHED, ("spec", "side", "design", "measure", "better", "value", "reference", "policy"), window,
                  reading=reading)
    found = found.with_columns(number("value"), number("reference"))
    good = found.filter(pl.all_horizontal(pl.col("spec", "design", "measure", "value").is_not_null()),
                        pl.col("side").is_in(["sauce", "market"]), pl.col("better").is_in(["less", "more"]))
    newest = good.sort("at_us", "position").unique(["spec", "side", "design", "measure"], keep="last", maintain_order=True)
    return newest.select(*FRAMES["designs"].schema)


def starts_frame(caller: Caller, window: Window, reading: Reading | None = None) -> pl.DataFrame:
    """Journeys that began in the window: by events, and every design that a visitor saved at an open desk or on a partner's page."""
    place = caller.place_id
    begun = deeds(place, STARTED, ("journey", "surface", "embedded", "partner", "at_need", "within_two_steps", "carried", "steps",
                                   "account_steps"), window, reading=reading)
    told = begun.filter(pl.all_horizontal(pl.col("journey", "surface").is_not_null())).with_columns(
        truth("embedded"), truth("at_need"), truth("within_two_steps"), truth("carried"), whole("steps"), whole("account_steps"))
    told = told.sort("at_us", "position").unique("journey", keep="first", maintain_order=True)
    joined = told.join(_ended(place, window, reading), on="journey", how="left", maintain_order="left").join(
        _earlier(place, window, reading), on="customer", how="left", maintain_order="left")
    in_time = (pl.col("day_done") - pl.col("day")).is_between(0, DONE_DAYS).fill_null(value=False)
    is_known = (pl.col("day") + DONE_DAYS < window.until) if ever(place, DONE) else pl.lit(value=False)
    by_events = joined.with_columns(
        pl.when(is_known).then(in_time).alias("done"),
        pl.when(pl.col("customer").is_not_null()).then(pl.col("earlier").fill_null(value=False)).alias("earlier"),
        pl.coalesce("embedded", pl.col("surface").str.starts_with(EMBED)).alias("embedded"),
        *(pl.coalesce(name, f"{name}_then").alias(name) for name in ("carried", "steps", "account_steps"))).select(*FRAMES["starts"].schema)
    return pl.concat([by_events, _saved(caller, window)]).unique("journey", keep="first", maintain_order=True)


def _ended(place: int, window: Window, reading: Reading | None) -> pl.DataFrame:
    """Of each journey that was done the first day on which that was said, and what was said last of it."""
    ended = deeds(place, DONE, ("journey", "carried", "steps", "account_steps"), Window(window.since, NO_END), who=False,
                  reading=reading)
    told = ended.filter(pl.col("journey").is_not_null()).with_columns(truth("carried"), whole("steps"), whole("account_steps"))
    return told.sort("at_us", "position").group_by("journey", maintain_order=True).agg(
        pl.col("day").min().alias("day_done"), pl.col("carried", "steps", "account_steps").last().name.suffix("_then"))


def _earlier(place: int, window: Window, reading: Reading | None) -> pl.DataFrame:
    """Customers who had begun a journey before the window: what they first begin with in it is no first touch."""
    return active_customers(place, [STARTED], Window(0, window.since - 1), reading).with_columns(pl.lit(value=True).alias("earlier"))


def surfaces_frame(caller: Caller, starts: pl.DataFrame) -> pl.DataFrame:
    """The site's own pages, pages of partners, open desks, and every other place where a journey began."""
    place = caller.place_id
    schema: Schema = {"surface": pl.String, "title": pl.String, "more": pl.String, "closed": TIME}
    embeds = columns(Embed.objects.filter(place=place).order_by("pk").values_list("key", "partner", "placement", "revoked_at"), schema)
    desks = columns(OpenDesk.objects.filter(place=place).order_by("pk").values_list("key", "title", "tool", "closed_at"), schema)
    pages = {key: f"Page of {name}" for key, name in Partner.objects.filter(place=place).values_list("key", "name")}
    embeds = embeds.with_columns(pl.when(pl.col("title") == "").then("more").otherwise(pl.concat_str(
        pl.col("title").replace(pages), pl.lit(", "), "more")).alias("title"))
    desks = desks.with_columns(pl.when(pl.col("title") == "").then("more").otherwise("title").alias("title"))
    told = pl.concat([part.select(pl.concat_str(pl.lit(kind), "surface").alias("surface"), "title",
                                  pl.col("closed").is_null().alias("eligible")) for kind, part in ((EMBED, embeds), (DESK, desks))])
    own = pl.DataFrame({"surface": [OWN], "title": ["Our own pages"], "eligible": [True]})
    found = pl.col("surface").replace({f"{EMBED}{key}": title for key, title in pages.items()})
    seen = starts.select("surface", found.alias("title"), pl.lit(True).alias("eligible")).unique(maintain_order=True)
    return pl.concat([own, told, seen]).unique("surface", keep="first", maintain_order=True).sort("surface")


def _saved(caller: Caller, window: Window) -> pl.DataFrame:
    """Designs that visitors saved: journeys that began where the design did; nobody is known, and what came of them is not either."""
    place = caller.place_id
    begins, ends = window.times(caller.timezone)
    rows = SavedDesign.objects.filter(Q(place=place) & Q(visitor=True) & Q(saved_at__gte=begins) & Q(saved_at__lt=ends)).order_by("pk")
    found = columns(rows.values_list("pk", "tool", "desk__key", "embed", "origin", "saved_at"), SAVED)
    owner = _owners(place)
    surface = pl.when(pl.col("embed") != "").then(pl.concat_str(pl.lit(EMBED), "embed")).when(pl.col("desk").is_not_null()).then(
        pl.concat_str(pl.lit(DESK), "desk")).otherwise(pl.lit(OWN))
    made = found.select(
        pl.concat_str(pl.lit("design:"), "tool", pl.lit(":"), pl.col("pk").cast(pl.String)).alias("journey"),
        pl.lit(None, pl.String).alias("customer"), "at", surface.alias("surface"), (pl.col("embed") != "").alias("embedded"),
        pl.col("origin").replace_strict(owner, default=None, return_dtype=pl.String).alias("partner"))
    return made.with_columns(pl.lit(None, kind).alias(name) for name, kind in FRAMES["starts"].schema.items() if name not in made.columns
                             ).select(*FRAMES["starts"].schema)


def _owners(place: int) -> dict[str, str]:
    """The key of the partner whose page an origin is."""
    rows = Partner.objects.filter(place=place).order_by("-pk").values_list("key", "origins")
    return {origin: key for key, origins in rows for origin in origins}
