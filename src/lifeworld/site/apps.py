"""The hall as a Django app: at the start it says to the rooms what the installed worlds bring."""

from __future__ import annotations

from django.apps import AppConfig


class Hall(AppConfig):
    """Templates and static files of the hall; the tools of installed worlds, told to their room."""

    name = "lifeworld.site"

    def ready(self) -> None:
        """Tools are loaded when they are first asked for."""
        from lifeworld.plugin import worlds  # noqa: PLC0415  (rooms have their tables by now)
        from lifeworld.tools.queries.installed import register  # noqa: PLC0415

        for world in worlds():
            for plan in world.tools:
                register(world.name, plan)
