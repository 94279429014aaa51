"""The published exam."""

from __future__ import annotations

from lifeworld.testing.worlds import Conformance


class TestRunning(Conformance):
    world = "running"
    customers = 6
