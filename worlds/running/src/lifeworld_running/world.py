"""The world as its package offers it."""

from __future__ import annotations

from collections.abc import Iterable

from lifeworld.plugin import FileEvents, Reader, Simulated, World, read_world

SUFFIXES = tuple(f"{kind}{packed}" for kind in (".fit", ".gpx", ".tcx") for packed in ("", ".gz"))


def simulated_club(customers: int, seed: int, last_day: int) -> Simulated:
    """A running club whose truth is known: `core.club.offered`, which is loaded when somebody simulates."""
    from lifeworld_running.core.club.offered import simulated  # noqa: PLC0415  (it loads SciPy and the whole analysis)

    return simulated(customers, seed, last_day)


def recordings(name: str, data: bytes, *, subject: str) -> Iterable[FileEvents]:
    """What watches and apps recorded, as events: `files.events`, which is loaded when somebody reads."""
    from lifeworld_running.files.events import read_events  # noqa: PLC0415  (it loads SciPy and the whole analysis)

    return read_events(name, data, subject=subject)


WORLD: World = read_world(
    "lifeworld_running", app="lifeworld_running", web="lifeworld_running.web:WEB", words="lifeworld_running.commands:running",
    readers=(Reader("recordings", "recordings of watches and apps (FIT, GPX, TCX)", SUFFIXES, recordings),), simulate=simulated_club)
