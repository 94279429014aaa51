"""The world as its package offers it."""

from __future__ import annotations

from lifeworld.plugin import Simulated, World, read_world


def simulated_club(customers: int, seed: int, last_day: int) -> Simulated:
    """A running club whose truth is known: `core.club.offered`, which is loaded when somebody simulates."""
    from lifeworld_running.core.club.offered import simulated  # noqa: PLC0415  (it loads SciPy and the whole analysis)

    return simulated(customers, seed, last_day)


WORLD: World = read_world("lifeworld_running", app="lifeworld_running", web="lifeworld_running.web:WEB",
                          words="lifeworld_running.commands:running", simulate=simulated_club)
