"""What queries of this room answer with."""

from __future__ import annotations

from dataclasses import dataclass

from lifeworld.audiences.core.conditions import Condition


@dataclass(frozen=True)
class AudienceValue:
    """A saved selection. ``n``: members when it was last worked out, None before; times are ISO 8601 in UTC, "" for never."""

    id: int
    slug: str
    title: str
    expression: Condition
    version: int
    n: int | None
    worked_out_at: str
    retired: bool


@dataclass(frozen=True)
class Member:
    """A customer in a list: ``id`` stands in addresses; ``shown`` is the label, or the key where there is none."""

    id: int
    key: str
    shown: str


@dataclass(frozen=True)
class Size:
    """How many customers an expression holds certainly, how many are unknown, and of how many of the place; the first members.

    ``n``, ``n_unknown`` and ``n_customers`` are exact counts of customers.
    """

    n: int
    n_unknown: int
    n_customers: int
    preview: tuple[Member, ...] = ()


@dataclass(frozen=True)
class DayOfMembers:
    """A day of an audience by the clock of the place: who came, who left, and how many there were at its end."""

    day: str
    joined: int
    left: int
    n: int


@dataclass(frozen=True)
class Overlap:
    """Two audiences beside each other, in customers: in the first, in the second, in both."""

    first: int
    second: int
    both: int

    @property
    def jaccard(self) -> float | None:
        """Shared part of all who are in either; None where nobody is.

        >>> Overlap(6, 5, 1).jaccard
        0.1
        """
        either = self.first + self.second - self.both
        return self.both / either if either else None


@dataclass(frozen=True)
class Refreshed:
    """What a refresh changed: who joined, who left, and how many there are, in customers."""

    joined: int
    left: int
    n: int


@dataclass(frozen=True)
class HoldoutValue:
    """Customers left out by chance. ``withheld`` says what they do not get; ``audience`` is a slug, "" for the whole place.

    ``share`` is the part that is held; ``n_held`` and ``n_served`` are the customers assigned so far; ``strata`` names traits,
    "type:<study>" or "segment:<segmentation>". Times are ISO 8601 in UTC, ``ended_at`` "" while it is open.
    """

    id: int
    slug: str
    title: str
    audience: str
    share: float
    strata: tuple[str, ...]
    withheld: str
    n_held: int
    n_served: int
    begins_at: str
    ended_at: str


@dataclass(frozen=True)
class ArmBalance:
    """One property of customers in both arms: shares of a trait's value or means of an indicator; ``difference`` is held minus served.

    ``standardised`` is the difference in standard deviations (pooled), None where nothing varies; over .1 in size deserves a look.
    """

    name: str
    held: float | None
    served: float | None
    difference: float | None
    standardised: float | None
    n_held: int
    n_served: int
