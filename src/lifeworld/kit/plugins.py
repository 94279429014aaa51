"""Packages that were installed beside lifeworld and say so by an entry point."""

from __future__ import annotations

from functools import cache
from importlib.metadata import entry_points
from typing import Any

from lifeworld.kit.errors import RunFailed


def named(group: str) -> dict[str, str]:
    """The names that packages offer under a group, with what each package says of itself; nothing is loaded."""
    return {entry.name: str(entry.dist.metadata["Summary"] or "") if entry.dist is not None else ""
            for entry in sorted(entry_points(group=group), key=lambda one: one.name)}


@cache
def found(group: str) -> dict[str, Any]:
    """What packages offer under a group of entry points, by name, in the order of names.

    Errors: RunFailed names the package whose offer cannot be loaded, or the two that use one name.
    """
    offered: dict[str, Any] = {}
    packages: dict[str, str] = {}
    for entry in sorted(entry_points(group=group), key=lambda one: (one.name, one.value)):
        package = entry.dist.name if entry.dist is not None else entry.value
        if entry.name in offered:
            if packages[entry.name] == package:
                continue  # one package seen twice: installed, and again as a checkout
            raise RunFailed("plugin_twice", f"The packages «{packages[entry.name]}» and «{package}» both bring «{entry.name}».",
                            "Uninstall one of them.")
        try:
            offered[entry.name] = entry.load()
        except Exception as error:
            raise RunFailed("plugin_broken", f"«{entry.name}» of the package «{package}» cannot be loaded: {error}.",
                            f"Mend or uninstall «{package}».") from error
        packages[entry.name] = package
    return offered
