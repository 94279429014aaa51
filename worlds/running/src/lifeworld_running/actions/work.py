"""What the hall's worker does for this world: one step at a time, each whole or not at all, so that whatever kills it loses nothing."""

from __future__ import annotations

from lifeworld.plugin_web import Caller, step_in_places, workers_with
from lifeworld_running.actions.files import drop_some, read_some
from lifeworld_running.actions.posting import tell_again
from lifeworld_running.actions.rebuild import analyse_again
from lifeworld_running.actions.segments import time_some

WORLD = "running"


def work_once() -> bool:
    """One step in every place that took the world up; True where there was something to do."""
    callers = workers_with(WORLD)
    return bool(callers) and step_in_places(step, callers=callers, every=True)


def step(caller: Caller) -> bool:
    """One step of a place: numbers that a private zone changed come first, then files that wait, what is taken back, what is analysed
    again, and times on segments.
    """
    return tell_again(caller) or read_some(caller) or drop_some(caller) or analyse_again(caller) or time_some(caller)
