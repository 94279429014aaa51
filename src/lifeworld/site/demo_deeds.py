"""What the customers of the demo did: simulated events over 24 weeks, the measures that read them, and what of it counts as done."""

from __future__ import annotations

import polars as pl

from lifeworld.constellations.actions.mappings import change_mapping
from lifeworld.constellations.core.deed_rules import DeedMapping, DeedRule
from lifeworld.customers.actions import add_customer
from lifeworld.customers.models import Customer
from lifeworld.events.actions.taking import take_frame
from lifeworld.events.actions.types import declare_type
from lifeworld.events.core.simulation import TYPES, demo_events
from lifeworld.events.core.simulation.deeds import DAY_US
from lifeworld.events.core.simulation.whole import DEMO_DAYS
from lifeworld.kit.caller import Caller
from lifeworld.measures.actions.indicators import define
from lifeworld.measures.queries.kept import today_of
from lifeworld.voices.core.site_studies import StudyValue

INVENTED = 140
"""Customers beside the runners, of whom nothing is known but what they did: enough for figures of segments."""
FOCAL = "Kestrel"
SEED = 1
TITLES = {
    "identify": "Who somebody is", "session": "A run with the app on", "purchase": "Something bought", "message_sent": "A message written",
    "message_received": "A message received", "partner_visit": "A visit to a partner", "sauce_used": "The route finder used",
    "steps": "Steps in a minute", "goal_declared": "A goal named in the app", "goal_progress": "How far she feels she is",
    "goal_reached": "A goal reached in the app", "programme_joined": "The programme joined"}
SCHEMAS = {"session": {"type": "object", "required": ["minutes"], "properties": {"minutes": {"type": "number", "minimum": 0}}},
           "purchase": {"type": "object", "required": ["amount"], "properties": {"amount": {"type": "number", "minimum": 0}}}}
SEEN = ["session", "steps", "message_sent", "message_received", "purchase", "partner_visit", "sauce_used", "goal_progress"]
"""On a day with any of these, what did not come in was not done."""
INDICATORS: tuple[dict[str, object], ...] = (
    {"slug": "active-minutes", "title": "Active minutes a week", "types": ["session"], "field": "minutes", "aggregation": "sum",
     "spans": "min", "window_days": 7, "unit": "min", "sources": [{"pattern": "simulated/app", "trust": "measured"}]},
    {"slug": "runs", "title": "Runs in four weeks", "types": ["session"], "aggregation": "count", "window_days": 28, "unit": "runs",
     "sources": [{"pattern": "simulated/app", "trust": "measured"}], "zero_when_active": SEEN},
    {"slug": "cadence", "title": "Steps in a minute", "types": ["steps"], "field": "steps", "aggregation": "mean", "window_days": 28,
     "unit": "steps", "minute_priority": True, "sources": [{"pattern": "simulated/watch", "trust": "measured"},
                                                          {"pattern": "simulated/phone", "trust": "estimated"}]},
    {"slug": "messages", "title": "Messages with others in four weeks", "types": ["message_sent", "message_received"],
     "aggregation": "count", "window_days": 28, "unit": "messages", "sources": [{"pattern": "simulated/app", "trust": "measured"}],
     "zero_when_active": SEEN},
)
SHARED = "shared."
"""Runners share some of what they do with the study, under types of their own; of the invented customers the study knows nothing."""
MAPPING = DeedMapping((
    DeedRule(SHARED + "message_sent", "peers", actor_field="peer", direction="given"),
    DeedRule(SHARED + "message_received", "peers", actor_field="peer", direction="received"),
    DeedRule(SHARED + "partner_visit", "other_providers", actor_field="partner", direction="none"),
    DeedRule(SHARED + "purchase", "focal_provider", actor=FOCAL, direction="received")))
"""A run is the customer's own and ties her to nobody, even where the app counts it."""


def fill_deeds(owner: Caller, study: StudyValue) -> list[str]:
    """Declare types and measures, take the events in, say what counts as done; the keys of all customers, the runners first."""
    keys = sorted(Customer.objects.filter(place=owner.place_id).values_list("key", flat=True))
    for number in range(1, INVENTED + 1):
        keys.append(f"invented-{number:03d}")
        add_customer(owner, keys[-1], f"Invented {number}")
    for name in TYPES:
        declare_type(owner, name, TITLES[name], SCHEMAS.get(name))
    for name in MAPPING.types:
        declare_type(owner, name, f"{TITLES[name.removeprefix(SHARED)]}, shared with the study")
    for definition in INDICATORS:
        define(owner, definition)
    change_mapping(owner, study, MAPPING, version=0)
    take_frame(owner, _events(keys, today_of(owner) - 1))
    return keys


def _events(keys: list[str], last_day: int) -> pl.DataFrame:
    """The same twelve weeks twice, so that goals of three months ago have something before them and people keep whom they write to."""
    later = demo_events(keys, last_day=last_day, seed=SEED)
    span_us = DEMO_DAYS * DAY_US
    both = pl.concat([later.with_columns(key=pl.concat_str(pl.lit("earlier."), "key"), at_us=pl.col("at_us") - span_us), later])
    among = pl.col("subject").str.starts_with("invented") | pl.col("data").str.contains('"peer":"invented')
    shared = both.with_columns(pl.concat_str(pl.lit(SHARED), "key").alias("key"), pl.concat_str(pl.lit(SHARED), "type").alias("type"))
    return pl.concat([both, shared.filter(~among, pl.col("type").is_in(list(MAPPING.types)))])
