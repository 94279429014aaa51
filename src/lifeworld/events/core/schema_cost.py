"""How much work a JSON Schema can make: schemas that refer to themselves or to one another many times can take for ever on a small text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from lifeworld.events.core.refusals import DEPTH

COST_MAX = 2_000
"""Schemas that one value may be looked at by, with all values around it; common ones have some dozen."""

SAME_LISTS, SAME_ONE, SAME_NAMED = ("allOf", "anyOf", "oneOf"), ("not", "if", "then", "else"), "dependentSchemas"
"""Keywords whose schemas look at the same value again."""
INSIDE_ONE = ("additionalProperties", "unevaluatedProperties", "propertyNames", "items", "contains", "unevaluatedItems")
INSIDE_NAMED = "patternProperties"
"""Keywords whose schemas look at any value inside; those of ``properties`` and ``prefixItems`` each at its own."""
Node = Mapping[str, Any]


class Endless(ValueError):
    """A schema that asks for itself about the same value, or for something that is not in it."""


def cost(schema: Node) -> int:
    """How many schemas look at one value and at those around it, at most, in data nested ``DEPTH`` levels deep; above ``COST_MAX``: more.

    Data of n values takes at most n times as many steps. Errors: Endless; RecursionError for a very long chain of references.

    >>> cost({"properties": {"km": {"type": "number"}, "next": {"$ref": "#"}}})
    65
    >>> twice = {"allOf": [{"$ref": "#/$defs/a"}, {"$ref": "#/$defs/a"}]}
    >>> cost({"$defs": {"a": {"type": "object"}}, **twice})
    5
    """
    names = _Names(schema)
    inside: dict[int, int] = {}
    for _ in range(DEPTH + 1):
        level = _Level(schema, names, inside)
        total = level.of(schema)
        if total > COST_MAX or level.known == inside:
            return total
        level.whole()
        inside = level.known
    return total


class _Level:
    """What each schema takes at one level of the data, from what each takes at the level inside it."""

    def __init__(self, root: Node, names: _Names, inside: Mapping[int, int]) -> None:
        self.root, self.names, self.inside = root, names, inside
        self.known: dict[int, int] = {}
        self.open: set[int] = set()

    def whole(self) -> None:
        """Every schema that stands anywhere, for the level around this one."""
        for node in _nodes(self.root):
            self.of(node)

    def of(self, node: Any) -> int:
        """What one schema takes."""
        if not isinstance(node, Mapping):
            return 1
        if id(node) in self.open:
            raise Endless
        if id(node) not in self.known:
            self.open.add(id(node))
            again = sum(self.of(other) for other in self._same(node))
            if "unevaluatedProperties" in node or "unevaluatedItems" in node:
                again *= 2  # they ask a second time what was looked at
            self.open.discard(id(node))
            self.known[id(node)] = min(1 + again + self._further(node), COST_MAX + 1)
        return self.known[id(node)]

    def _same(self, node: Node) -> Iterator[Any]:
        for name in SAME_LISTS:
            yield from node[name] if isinstance(node.get(name), list) else ()
        yield from (node[name] for name in SAME_ONE if name in node)
        yield from node[SAME_NAMED].values() if isinstance(node.get(SAME_NAMED), Mapping) else ()
        for name in ("$ref", "$dynamicRef"):
            if isinstance(address := node.get(name), str):
                yield from self.names.found(address)

    def _further(self, node: Node) -> int:
        own = [*_values(node.get("properties")), *_values(node.get("prefixItems"))]
        every = [node[name] for name in INSIDE_ONE if name in node] + _values(node.get(INSIDE_NAMED))
        return max((self._inside(one) for one in own), default=0) + sum(self._inside(one) for one in every)

    def _inside(self, node: Any) -> int:
        return self.inside.get(id(node), 0) if isinstance(node, Mapping) else 0


class _Names:
    """What the addresses inside a schema mean. One that could mean several schemas means all of them, so that no cost is missed."""

    def __init__(self, root: Node) -> None:
        self.wholes = [root]
        """The schema, and those in it that have an address of their own."""
        self.anchors: dict[str, list[Node]] = {}
        self.parts: dict[str, list[Node]] = {}
        """Those by the last part of their address."""
        for node in _nodes(root):
            for sign in ("$anchor", "$dynamicAnchor"):
                if isinstance(own := node.get(sign), str):
                    self.anchors.setdefault(own, []).append(node)
            if isinstance(own := node.get("$id"), str):
                self.parts.setdefault(_last(own), []).append(node)
                self.wholes += [node] if node is not root else []

    def found(self, address: str) -> list[Any]:
        """The schemas that an address may mean. Errors: Endless where there is none."""
        base, _, fragment = address.partition("#")
        fragment = _plain(fragment)
        if fragment and not fragment.startswith("/"):
            found: list[Any] = self.anchors.get(fragment, [])
        else:
            wholes = self.parts.get(_last(base), []) if base else self.wholes
            found = [part for whole in wholes for part in _part(whole, fragment)]
        if not found:
            raise Endless
        return found


def _part(whole: Any, pointer: str) -> list[Any]:
    """What a JSON pointer names in a schema; nothing where it names nothing."""
    at = whole
    for part in pointer.split("/")[1:]:
        name = part.replace("~1", "/").replace("~0", "~")
        if isinstance(at, Mapping) and name in at:
            at = at[name]
        elif isinstance(at, list) and name.isdecimal() and len(name) < 6 and int(name) < len(at):
            at = at[int(name)]
        else:
            return []
    return [at]


def _plain(fragment: str) -> str:
    """The end of an address without its percent signs."""
    found = re.sub(rb"%([0-9A-Fa-f]{2})", lambda one: bytes([int(one[1], 16)]), fragment.encode("utf-8", "replace"))
    return found.decode("utf-8", "replace")


def _last(address: str) -> str:
    return address.partition("#")[0].rstrip("/").rpartition("/")[2]


def _nodes(value: Any) -> Iterator[Node]:
    """Every object of the JSON, the outermost first."""
    ahead = [value]
    while ahead:
        one = ahead.pop()
        if isinstance(one, Mapping):
            yield one
            ahead += one.values()
        elif isinstance(one, list):
            ahead += one


def _values(some: Any) -> list[Any]:
    return list(some.values()) if isinstance(some, Mapping) else list(some) if isinstance(some, list) else []
