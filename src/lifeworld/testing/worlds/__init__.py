"""The exam of worlds: every package that brings one runs it, and so does whoever writes the first line of a new one.

A world's test is three lines:

    from lifeworld.testing.worlds import Conformance

    class TestCycling(Conformance):
        world = "cycling"
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lifeworld.testing.worlds.suite import Conformance

__all__ = ["Conformance"]


def __getattr__(name: str) -> Any:
    """The suite, loaded when it is asked for: whoever writes a new world needs no pytest yet."""
    if name not in __all__:
        raise AttributeError(f"lifeworld.testing.worlds has no «{name}»")
    import_module("pytest").register_assert_rewrite("lifeworld.testing.worlds.suite", "lifeworld.testing.worlds.sited")
    return getattr(import_module("lifeworld.testing.worlds.suite"), name)
