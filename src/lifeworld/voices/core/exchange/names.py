"""Names that stand once: programs let two things have one name, tables and people do not."""

from __future__ import annotations

from collections.abc import Iterable


def unique_names(names: Iterable[str]) -> list[str]:
    """The names, with a number behind those that stand there already.

    >>> unique_names(["a", "a", "a (2)"])
    ['a', 'a (2)', 'a (2) (2)']
    """
    seen: set[str] = set()
    result = []
    for name in names:
        number, unique = 1, name
        while unique in seen:
            number += 1
            unique = f"{name} ({number})"
        seen.add(unique)
        result.append(unique)
    return result
