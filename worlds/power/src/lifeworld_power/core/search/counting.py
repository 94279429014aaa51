"""How many combinations each rule rules out, and how near the nearest part came. A combination counts once: under the first rule that a
part of it breaks, slots in the order U1, Q1, Q2 or D1, L1, Cin, Cout, rules in the order of ``core.rules`` (those that depend on the
frequency last).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from lifeworld.plugin import Check, Rejected
from lifeworld_power.core.rules import Rule
from lifeworld_power.core.spoken import check_of

ORDER = ("U1", "Q1", "Q2", "D1", "L1", "Cin", "Cout", "")
"""Slots as they are held against their rules; the last is the whole design."""
RULES_MAX = 100
"""More rules than a slot has."""


@dataclass
class Broken:
    """One rule of one slot: which options break it first, and what it says of them."""

    rule: Rule
    rows: NDArray[np.int64]
    nearest: tuple[int, int] | None
    """Option (row of the pool) that came nearest, and its place in the rule's columns."""
    margin: float = 0.0
    """The margin of that one."""
    place: int = 0
    """Which of the rules it is, in their order."""


@dataclass
class Judged:
    """What is left of a pool (rows of it), and what was ruled out by which rule, in order."""

    alive: NDArray[np.int64]
    broken: list[Broken] = field(default_factory=list)

    @property
    def failed(self) -> int:
        """How many options are ruled out."""
        return sum(len(one.rows) for one in self.broken)


def judged(rules: Sequence[Rule], alive: NDArray[np.int64]) -> Judged:
    """Rules held against options; ``rules`` are columns over the options that are ``alive``, in their order."""
    left = np.arange(len(alive))
    found = Judged(alive)
    for place, rule in enumerate(rules):
        margin = np.broadcast_to(rule.margin, (len(alive),))[left]
        bad = ~(margin >= 0.0)
        if bad.any():
            told = np.where(np.isnan(margin), -np.inf, margin)
            told = np.where(bad, told, -np.inf)
            best = int(np.argmax(told))
            at = int(left[best])
            nearest = (int(alive[at]), 0) if np.isfinite(told[best]) else None
            found.broken.append(Broken(_of_one(rule, at), alive[left[bad]], nearest, float(told[best]), place))
            left = left[~bad]
    found.alive = alive[left]
    return found


def _of_one(rule: Rule, at: int) -> Rule:
    """The rule held against one part alone: what is told of it is asked again at every frequency."""
    value, limit = (np.atleast_1d(column) for column in (rule.value, rule.limit))
    return replace(rule, value=value[[at if len(value) > 1 else 0]], limit=float(limit[at if len(limit) > 1 else 0]))


@dataclass(frozen=True)
class Near:
    """The part that came nearest to keeping a rule: ``rule`` at place ``at`` of its columns; ``named(row)`` is the part in words. It is put
    into words when somebody asks.
    """

    margin: float
    rule: Rule
    at: int
    row: int
    named: Callable[[int], str]

    def told(self) -> Check:
        """As a check."""
        return check_of(self.rule, self.at, self.named(self.row))


@dataclass
class Tally:
    """Combinations by slot and rule."""

    counts: dict[tuple[str, str], int] = field(default_factory=dict)
    titles: dict[tuple[str, str], str] = field(default_factory=dict)
    nearest: dict[tuple[str, str], Near] = field(default_factory=dict)
    place: dict[tuple[str, str], int] = field(default_factory=dict)

    def add(self, slot: str, found: Judged, weight: int, named: Callable[[int], str], counted: bool = True, after: int = 0) -> None:
        """What ``judged`` ruled out, each option standing for ``weight`` combinations. ``named``: a row of the pool in words;
        ``after``: how many rules at most were held against the slot before.
        """
        for one in found.broken:
            key = (slot, one.rule.key)
            self.titles[key] = one.rule.title
            self.place[key] = max(self.place.get(key, 0), after + one.place)
            if counted:
                self.counts[key] = self.counts.get(key, 0) + len(one.rows) * weight
            if one.nearest is not None and weight:
                row, at = one.nearest
                known = self.nearest.get(key)
                if known is None or one.margin > known.margin:
                    self.nearest[key] = Near(one.margin, one.rule, at, row, named)

    def merge(self, other: Tally) -> None:
        """Adds what another one counted."""
        for key, count in other.counts.items():
            self.counts[key] = self.counts.get(key, 0) + count
        self.titles |= other.titles
        self.place |= other.place
        for key, near in other.nearest.items():
            if key not in self.nearest or near.margin > self.nearest[key].margin:
                self.nearest[key] = near

    def rejected(self, stuck: bool = False) -> tuple[Rejected, ...]:
        """As a tool tells it, most first. ``stuck``: where nothing is left, the rule that was held last comes first: what it ruled out had
        kept all rules before it.
        """

        def reached(key: tuple[str, str]) -> tuple[int, int]:
            return -ORDER.index(key[0]), -self.place.get(key, 0)

        order = sorted(self.counts, key=lambda key: (*(reached(key) if stuck else ()), -self.counts[key], key))
        return tuple(
            Rejected(rule, self.titles[slot, rule], slot, self.counts[slot, rule], near.told() if near else None)
            for slot, rule in order
            if self.counts[slot, rule]
            for near in [self.nearest.get((slot, rule))]
        )
