"""lifeworld: see, serve and steer customer ecosystems."""

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_ANALYSIS = ("code", "compare", "map", "picture", "read", "report")


def __getattr__(name: str) -> Any:
    """The words of the analysis library, loaded when they are first used: rooms below must not import it."""
    if name in _ANALYSIS:
        return getattr(import_module("lifeworld.analysis"), name)
    raise AttributeError(f"module 'lifeworld' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *_ANALYSIS])
