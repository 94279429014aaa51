"""What this world brings for the site: its tool is seated by the room of tools, so that it needs no pages of its own."""

from __future__ import annotations

from lifeworld.plugin_web import Caller, WebWorld


def fill_desk(owner: Caller) -> None:
    """Sellers, offers, a desk and designs for the demo: `actions.demo`, which is loaded when a demo is made."""
    from lifeworld_power.actions.demo import fill_desk as filled  # noqa: PLC0415  (it loads Numba)

    filled(owner)


WEB = WebWorld(demo=fill_desk)
