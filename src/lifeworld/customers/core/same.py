"""Which keys name the same customer, from what events say: a device was identified as hers, an old key became a new one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Same:
    """An event of the time ``at_us`` (microseconds since 1970) said that ``key`` is the customer who is known as ``known_as``."""

    at_us: int
    known_as: str
    key: str


def roots(said: Iterable[Same], own: Collection[str] = ()) -> dict[str, str]:
    """Under which key each key's customer is kept: key -> key, for every key that is named.

    Of what is said about a key, the earliest holds (of one time, the smallest ``known_as``); chains are followed to their end; a circle
    is kept under its smallest key. Keys in ``own`` are customers by themselves, whatever is said about them. The order in which the
    events came does not matter.

    >>> roots([Same(2, "ben", "phone"), Same(1, "ana", "phone"), Same(9, "ana@b.org", "ana")])
    {'ana': 'ana@b.org', 'ana@b.org': 'ana@b.org', 'ben': 'ben', 'phone': 'ana@b.org'}
    >>> roots([Same(1, "b", "a"), Same(2, "a", "b")]), roots([Same(1, "b", "a")], own={"a"})
    ({'a': 'a', 'b': 'a'}, {'a': 'a', 'b': 'b'})
    """
    steps: dict[str, str] = {}
    names: set[str] = set()
    for one in sorted(said):
        names |= {one.key, one.known_as}
        if one.key != one.known_as and one.key not in own:
            steps.setdefault(one.key, one.known_as)
    ends: dict[str, str] = {}
    for name in sorted(names):
        _follow(name, steps, ends)
    return {name: ends[name] for name in sorted(names)}


def _follow(name: str, steps: Mapping[str, str], ends: dict[str, str]) -> None:
    """Put the end of a name, and of all names on the way there, into ``ends``; every step is gone once, however long the chain is."""
    path: dict[str, int] = {}
    while name not in ends and name not in path:
        path[name] = len(path)
        name = steps.get(name, name)
    end = ends[name] if name in ends else min(list(path)[path[name]:])
    ends.update(dict.fromkeys(path, end))


def groups(said: Iterable[Same]) -> dict[str, str]:
    """Which keys are tied to one another in any way: key -> the smallest key of its group.

    >>> groups([Same(1, "b", "c"), Same(1, "a", "c"), Same(1, "y", "z")])
    {'a': 'a', 'b': 'a', 'c': 'a', 'y': 'y', 'z': 'y'}
    """
    beside: dict[str, set[str]] = {}
    for one in said:
        beside.setdefault(one.key, set()).add(one.known_as)
        beside.setdefault(one.known_as, set()).add(one.key)
    found: dict[str, str] = {}
    for name in sorted(beside):
        ahead = [] if name in found else [name]
        while ahead:
            if (key := ahead.pop()) not in found:
                found[key] = name
                ahead += beside[key]
    return dict(sorted(found.items()))
