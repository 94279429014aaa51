"""The worlds that are installed."""

from __future__ import annotations

from lifeworld.kit.errors import RunFailed
from lifeworld.kit.plugins import found
from lifeworld.plugin.manifest import checked
from lifeworld.plugin.world import World

GROUP = "lifeworld.worlds"


def worlds() -> tuple[World, ...]:
    """Every installed world, by name. Errors: RunFailed for one that is broken, or none; InputRefused for a manifest that does not hold."""
    here = []
    for name, offered in found(GROUP).items():
        if not isinstance(offered, World):
            raise RunFailed("no_world", f"The entry point «{name}» of «{GROUP}» is no World.", "Point it at what read_world gave back.")
        if offered.name != name:
            raise RunFailed("other_world", f"The entry point «{name}» of «{GROUP}» is the world «{offered.name}».", "Give both one name.")
        here.append(checked(offered, f"the world «{name}»"))
    return tuple(here)


def world_called(name: str) -> World | None:
    """The installed world of that name."""
    return next((one for one in worlds() if one.name == name), None)
