"""A play in the demo: one that a world brought is offered to everybody, and what came of it in twelve weeks is simulated.

Chance draws who goes without it as in any place. Invented are the days on which customers came to be drawn, the runs with others that
tell the effect, and what customers answered; everything else is reckoned from those as anywhere, and the pages say that it is simulated.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import numpy as np
import polars as pl
from django.utils import timezone

from lifeworld.audiences.actions.audiences import refresh_audience
from lifeworld.audiences.models import Assignment, Stay
from lifeworld.events.actions.taking import take_frame
from lifeworld.events.actions.types import declare_type
from lifeworld.events.core.simulation.deeds import DAY_US
from lifeworld.goals.queries.whose import today_of
from lifeworld.kit.caller import Caller
from lifeworld.kit.streams import stream_keys, uniforms
from lifeworld.measures.actions.indicators import define
from lifeworld.scorecard.actions.plays import begin_play, declare_play
from lifeworld.scorecard.actions.plays_work import reckon
from lifeworld.scorecard.models import Offered, Play
from lifeworld.scorecard.queries.plays import plays
from lifeworld.site.demo_deeds import SEED, SEEN

SOURCE = "simulated/app"
TYPE, TITLE = "shared_run", "A run with others"
INDICATOR: dict[str, object] = {
    "slug": "shared-runs", "title": "Runs with others in six weeks", "types": [TYPE], "aggregation": "count", "window_days": 42,
    "unit": "runs", "sources": [{"pattern": SOURCE, "trust": "measured"}], "zero_when_active": SEEN}
DAYS, WEEKS = 42, 7
"""After so many days a customer's runs are counted; in so many weeks customers came to be drawn."""
HELD = 0.35
FIRST = 0.4
"""Share of the customers who were there when it began; the others came later, as many each week."""
BASE, SEASON, EFFECT = 2.2, 1.0, 1.1
"""Runs with others in six weeks: before, what summer adds for everybody, and what the play adds: planted."""
TAKEN, DISMISSED = 0.45, 0.6
"""Shares of those to whom it was offered who took it up, and who did so or did not want it."""


def fill_plays(owner: Caller) -> None:
    """Begin the first play that waits and is told by an indicator, as if that had been weeks ago; without a world there is none."""
    waits = next((one.plan for one in plays(owner) if one.state == "ready" and one.plan.measure == "indicator"), None)
    if waits is None:
        return
    declare_type(owner, TYPE, TITLE)
    define(owner, INDICATOR)
    declare_play(owner, replace(waits, type="", only={"kind": "everyone"}, indicator=str(INDICATOR["slug"]), unit="runs", days=DAYS,
                                held=HELD))
    begun, today, now = begin_play(owner, waits.key, is_not_care=True), today_of(owner), timezone.now()
    refresh_audience(owner, begun.chosen)
    drawn = list(Assignment.objects.filter(holdout__place=owner.place_id, holdout__slug=begun.chosen).select_related("customer")
                 .order_by("customer__key"))
    chance = uniforms(stream_keys(SEED, 921, np.arange(len(drawn), dtype=np.uint64)), 40)
    ago = [DAYS + 1 + 7 * (WEEKS - 1 if u < FIRST else int((WEEKS - 1) * (u - FIRST) / (1 - FIRST))) for u in chance[:, 0]]
    for one, days in zip(drawn, ago, strict=True):
        one.at = now - timedelta(days=days)
    Assignment.objects.bulk_update(drawn, ["at"], batch_size=500)
    since = {one.customer_id: one.at for one in drawn}
    stays = list(Stay.objects.filter(audience__place=owner.place_id, audience__slug=begun.chosen))
    for stay in stays:
        stay.since = since.get(stay.customer_id, now)
    Stay.objects.bulk_update(stays, ["since"], batch_size=500)
    first = DAYS + 1 + 7 * (WEEKS - 1)
    Play.objects.filter(pk=begun.pk).update(begun_at=now - timedelta(days=first), begun_day=today - first, reckoned_day=today)
    rows = [(one.customer.key, day) for one, days, u in zip(drawn, ago, chance, strict=True)
            for day in _run_on(today - days, one.arm == "served", u.tolist())]
    take_frame(owner, pl.DataFrame(
        [(SOURCE, f"{TYPE}/{number}", TYPE, key, day * DAY_US + 43_200_000_000, json.dumps({})) for number, (key, day) in enumerate(rows)],
        orient="row", schema={"source": pl.String, "key": pl.String, "type": pl.String, "subject": pl.String, "at_us": pl.Int64,
                              "data": pl.String}))


def look_at_plays(owner: Caller) -> None:
    """What was known of it in each week, and what customers answered; once what is measured was worked off."""
    play = Play.objects.filter(place=owner.place_id, state="running").first()
    if play is None:
        return
    today = today_of(owner)
    for week in reversed(range(WEEKS)):
        reckon(owner, play.pk, today - 7 * week)
    offers = list(Offered.objects.filter(play=play).order_by("customer"))
    at = dict(Assignment.objects.filter(holdout__place=owner.place_id, holdout__slug=play.chosen).values_list("customer", "at"))
    chance = uniforms(stream_keys(SEED, 922, np.arange(len(offers), dtype=np.uint64)), 2)
    for offer, (u, late) in zip(offers, chance.tolist(), strict=True):
        offer.at = at.get(offer.customer_id, offer.at) + timedelta(hours=1)
        offer.state = "taken" if u < TAKEN else "dismissed" if u < DISMISSED else offer.state
        offer.answered_at = None if u >= DISMISSED else offer.at + timedelta(days=1 + 12 * late)
    Offered.objects.bulk_update(offers, ["at", "state", "answered_at"], batch_size=500)


def _run_on(day: int, served: bool, u: list[float]) -> list[int]:
    """Days on which somebody drawn on a day ran with others: in the six weeks before, and in the six after, with what was planted."""
    often = BASE + 4.0 * (sum(u[1:5]) / 4 - 0.5)
    before, after = (max(round(mean + 6.0 * (sum(noise) / 4 - 0.5)), 0)
                     for mean, noise in ((often, u[5:9]), (often + SEASON + (EFFECT if served else 0.0), u[9:13])))
    return [*(day - int(DAYS * u[14 + at]) for at in range(before)), *(day + 1 + int(DAYS * u[26 + at]) for at in range(min(after, 12)))]
