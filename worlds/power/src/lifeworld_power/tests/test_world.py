"""The published exam of worlds. This one keeps no tables of its own: its designs are kept by the room of tools."""

from __future__ import annotations

from lifeworld.testing.worlds import Conformance


class TestPower(Conformance):
    world = "power"
