"""Work in the background that may take minutes: files of earnings are read, then places are scored."""

from __future__ import annotations

from threading import Event

from lifeworld.scorecard.actions.earnings import read_once
from lifeworld.scorecard.actions.scoring import work_once as score_once


def work_once(stop: Event | None = None) -> bool:
    """One step for the hall's worker; True where there was something to do. ``stop``: set when the worker is to stop."""
    return read_once(stop) or score_once(stop)
