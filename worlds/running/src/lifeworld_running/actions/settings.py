"""What a runner says of herself is kept; where that changes what her runs say, they are analysed again by the worker."""

from __future__ import annotations

from django.db import transaction

from lifeworld.plugin import InputRefused
from lifeworld.plugin_web import Caller, record
from lifeworld_running.actions.activities import checked_seen_by
from lifeworld_running.core.lines import RunnerLine
from lifeworld_running.models import RunnerSettings
from lifeworld_running.queries.settings import line_of
from lifeworld_running.queries.whose import own

LIMITS = {"heart_rate_max": (100.0, 240.0, "highest heart rate"), "heart_rate_rest": (25.0, 120.0, "heart rate at rest"),
          "threshold_pace_s_km": (120.0, 1_200.0, "pace that you can hold for an hour"), "born_year": (1900.0, 2100.0, "year of birth")}
SEXES = ("", "f", "m")
UNITS = ("km", "mile")
OF_ANALYSIS = ("heart_rate_max", "heart_rate_rest", "threshold_pace_s_km", "sex", "gap_factors")


@transaction.atomic
def set_runner(caller: Caller, said: RunnerLine) -> RunnerLine:
    """Her settings are these now; None: not said. Errors: LifeworldError 403; InputRefused for what cannot be."""
    who = own(caller)
    for name, (low, high, words) in LIMITS.items():
        value = getattr(said, name)
        if value is not None and not low <= value <= high:
            raise InputRefused("out_of_range", f"The {words} is {value:g}.", f"Write {low:g} to {high:g}, or leave it empty.")
    if said.heart_rate_max is not None and said.heart_rate_rest is not None and said.heart_rate_max - said.heart_rate_rest < 30:
        raise InputRefused("heart_rates", "The highest heart rate is hardly above the one at rest.", "Look at both numbers again.")
    if said.sex not in SEXES or said.unit not in UNITS:
        raise InputRefused("bad_choice", "One of the answers is none that is offered.", "Choose one of the answers.")
    row, _ = RunnerSettings.objects.select_for_update().get_or_create(customer_id=who, defaults={"place_id": caller.place_id})
    before = line_of(who)
    for name in (*OF_ANALYSIS, "born_year", "unit"):
        value = getattr(said, name)
        setattr(row, name, list(value) if name == "gap_factors" else value)
    row.seen_by = checked_seen_by(said.seen_by)
    if any(getattr(before, name) != getattr(said, name) for name in OF_ANALYSIS):
        row.version, row.due = row.version + 1, True
    row.save()
    record(caller, "running.settings_changed", customer=caller.customer, data={})
    return line_of(who)
