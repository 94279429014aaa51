"""The world as its package offers it."""

from __future__ import annotations

from lifeworld.plugin import Simulated, Tool, ToolPlan, World, read_world


def power_supply() -> Tool:
    """The tool: `files.tool.power_supply`, which is loaded when somebody designs."""
    from lifeworld_power.files.tool import power_supply as loaded  # noqa: PLC0415  (it loads Numba and the catalogue)

    return loaded()


def simulated_designers(customers: int, seed: int, last_day: int) -> Simulated:
    """Designers whose truth is known: `core.designers.offered`, which is loaded when somebody simulates."""
    from lifeworld_power.core.designers.offered import simulated  # noqa: PLC0415  (nobody else needs it)

    return simulated(customers, seed, last_day)


WORLD: World = read_world(
    "lifeworld_power", web="lifeworld_power.web:WEB", words="lifeworld_power.commands:power", simulate=simulated_designers,
    tools=(ToolPlan("power-supply", "Power supply", power_supply),))
