"""What an audit finds: a number that is kept somewhere and is not what counting again gives."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Drift:
    """One number that is wrong: ``kept`` is what a table says, ``counted`` what counting again gives.

    ``check`` names what was looked at ("events of a day", "subjects that are not there"), ``where`` which row of it; it never names a
    customer.
    """

    check: str
    where: str
    kept: float
    counted: float


@dataclass(frozen=True, slots=True)
class Gone:
    """A difference that is right: of ``n`` events of a type that were ever taken in, ``n_gone`` were erased or past their keeping."""

    type: str
    n: int
    n_gone: int


@dataclass(frozen=True, slots=True)
class Audit:
    """What an audit of a place found, and over how many events; no drift: everything that is kept can be counted again."""

    place: str
    n_events: int
    drift: tuple[Drift, ...]
    gone: tuple[Gone, ...]

    @property
    def is_right(self) -> bool:
        """Whether nothing drifted.

        >>> Audit("acme", 3, (), (Gone("order", 5, 2),)).is_right
        True
        """
        return not self.drift
