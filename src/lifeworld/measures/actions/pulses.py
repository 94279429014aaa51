"""Reckoning pulses: one indicator at a time, when its values have changed and it has rested."""

from __future__ import annotations

import time
from datetime import timedelta

from django.db.models import Count, Max
from django.utils import timezone

from lifeworld.customers.models import Customer
from lifeworld.events.models import Event
from lifeworld.events.queries import read_to
from lifeworld.events.queries.rows import newest_event, source_names, type_keys
from lifeworld.kit.caller import Caller
from lifeworld.measures.core.pulse import pulse_body, weeks_before
from lifeworld.measures.core.values import Indicator
from lifeworld.measures.models import DayValue, Pulse
from lifeworld.measures.queries.kept import READER, Kept, kept_of, today_of
from lifeworld.measures.queries.values import values_of_many
from lifeworld.places.actions.working import step_in_places

REST, REST_S_MIN = 10.0, 20.0
"""A pulse rests this many times as long as it took."""
EVENTS_OF = 100_000
"""Sources are counted among so many of the newest events of a place."""


def work_once() -> bool:
    """One pulse of any place; True where there was one to reckon."""
    return step_in_places(reckon_due)


def reckon_due(caller: Caller) -> bool:
    """Reckon one pulse of the place whose indicator has other values, days or another definition by now; True where there was one."""
    position, today = read_to(READER, caller.place), today_of(caller)
    known = {row["indicator"]: row for row in Pulse.objects.filter(indicator__place=caller.place_id).values(
        "indicator", "position", "version", "made_at", "took_s", "body__today")}
    for one in kept_of(caller.place_id):
        row = known.get(one.pk)
        if one.building is not None:
            continue
        if row is not None and row["version"] == one.version:
            same = row["position"] >= position and row["body__today"] == today
            pause = timedelta(seconds=max(REST_S_MIN, REST * row["took_s"]))
            if same or timezone.now() - row["made_at"] < pause:
                continue
        reckon(caller, one)
        return True
    return False


def reckon(caller: Caller, one: Kept) -> None:
    """Reckon the pulse of an indicator now, and keep it.

    Its weeks end with yesterday, because today is not over; where nothing happened for longer, with the newest day that has a value.
    """
    begun, position, today = time.monotonic(), read_to(READER, caller.place), today_of(caller)
    newest = DayValue.objects.filter(indicator=one.pk, day__lt=today).aggregate(day=Max("day"))["day"]
    last = today - 1 if newest is None else min(today - 1, int(newest))
    slug, window = one.definition.slug, one.definition.window_days
    weeks = [(first, end, values_of_many(caller, slug, None, first, end)) for first, end in weeks_before(last)]
    now = values_of_many(caller, slug, None, last - window + 1, last)
    n_customers = Customer.objects.filter(place=caller.place_id).count()
    body = pulse_body(one.definition, weeks, now, n_customers, _sources(caller, one.definition)) | {"today": today}
    Pulse.objects.update_or_create(indicator_id=one.pk, defaults={
        "body": body, "position": position, "version": one.version, "made_at": timezone.now(),
        "took_s": round(time.monotonic() - begun, 3)})


def _sources(caller: Caller, indicator: Indicator) -> list[tuple[str, int]]:
    """Sources of the newest events of the indicator's types, by name, with how many came from each."""
    keys, names = type_keys(caller.place_id), source_names(caller.place_id)
    wanted = [keys[name] for name in indicator.types if name in keys]
    rows = Event.objects.filter(place=caller.place_id, id__gt=newest_event(caller.place_id) - EVENTS_OF, type__in=wanted)
    counted = rows.order_by().values_list("source").annotate(n=Count("id"))
    return sorted(((names.get(source, ""), int(n)) for source, n in counted), key=lambda pair: (-pair[1], pair[0]))
