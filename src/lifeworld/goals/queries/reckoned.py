"""Figures that the worker made: as of which positions of the journal and the events, and whether they still hold."""

from __future__ import annotations

from lifeworld.events.queries import position, read_to
from lifeworld.goals.core.attainment import Attainment
from lifeworld.goals.core.kept import from_kept
from lifeworld.goals.core.range_figures import RangeFigures
from lifeworld.goals.models import Goal, Reckoned
from lifeworld.goals.queries.goals import iso
from lifeworld.goals.queries.whose import today_of
from lifeworld.kit.caller import Caller
from lifeworld.measures.queries.kept import READER

WINDOW_DAYS = 90
GOALS_AT_ONCE = 1000
"""Up to so many goals of a place figures are made when they are asked for."""


def mark_of(caller: Caller) -> str:
    """What figures rest on: the journal (goals, consent, measures), the events that measures read, and the day."""
    return f"{position(caller)}/{read_to(READER, caller.place)}/{today_of(caller)}"


def is_big(caller: Caller) -> bool:
    """Whether a place has so many goals that its figures are kept."""
    return Goal.objects.filter(place=caller.place_id).order_by().values("pk")[GOALS_AT_ONCE:GOALS_AT_ONCE + 1].exists()


def kept_of(caller: Caller, from_day: int, to_day: int, job: str) -> tuple[Attainment, RangeFigures] | None:
    """The figures that were kept of the last 90 days of a big place, saying as of when; None where they are to be made now.

    Errors: LifeworldError 403.
    """
    caller.require("goals.see")
    today = today_of(caller)
    if (from_day, to_day) != (today - WINDOW_DAYS + 1, today) or not is_big(caller):
        return None
    row = Reckoned.objects.filter(place=caller.place_id, job=job).first()
    if row is None:
        return None
    said = "" if row.mark == mark_of(caller) else f"As of {iso(row.made_at)}; what came since is being counted."
    return from_kept(row.body, said)
