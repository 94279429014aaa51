"""Two formulas for one condition: where it is certainly true, and where it is certainly false; whatever is neither is unknown.

A condition with three values becomes two questions with two values each, whose atoms ask whether a customer is among those whom some
rows name. ``Not`` exchanges the two, so that no negation of an unknown is ever written down.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

Parameter = str | int | float


@dataclass(frozen=True)
class Rows:
    """Whether rows name the customer: ``at_least`` rows of ``source`` that satisfy ``where``, in whose column ``customer`` she stands.

    ``source`` and ``where`` are SQL with a %s for each of ``parameters``; ``rank`` says how well the rows narrow a search (1: best).
    """

    source: str
    customer: str
    where: str
    parameters: tuple[Parameter, ...] = ()
    at_least: int = 1
    negated: bool = False
    rank: int = 9


@dataclass(frozen=True)
class Both:
    """All parts hold; without parts: always."""

    of: tuple[Formula, ...] = ()


@dataclass(frozen=True)
class Either:
    """One part holds; without parts: never."""

    of: tuple[Formula, ...] = ()


Formula = Rows | Both | Either
ALWAYS, NEVER = Both(), Either()


def both(*parts: Formula) -> Formula:
    """All of the parts, flat and without those that say nothing.

    >>> both(ALWAYS, NEVER) == NEVER, both(ALWAYS, ALWAYS) == ALWAYS
    (True, True)
    """
    flat = [one for part in parts for one in (part.of if isinstance(part, Both) else (part,))]
    if NEVER in flat:
        return NEVER
    kept = tuple(dict.fromkeys(flat))
    return kept[0] if len(kept) == 1 else Both(kept)


def either(*parts: Formula) -> Formula:
    """One of the parts, flat and without those that say nothing.

    >>> either(ALWAYS, NEVER) == ALWAYS, either(NEVER) == NEVER
    (True, True)
    """
    flat = [one for part in parts for one in (part.of if isinstance(part, Either) else (part,))]
    if ALWAYS in flat:
        return ALWAYS
    kept = tuple(dict.fromkeys(flat))
    return kept[0] if len(kept) == 1 else Either(kept)


def negated(formula: Formula) -> Formula:
    """Where the formula does not hold (De Morgan).

    >>> rows = Rows("t", "c", "x = %s", (1,))
    >>> negated(both(rows, ALWAYS)).negated, negated(negated(rows)) == rows
    (True, True)
    """
    match formula:
        case Rows():
            return replace(formula, negated=not formula.negated)
        case Both(of):
            return either(*(negated(part) for part in of))
        case Either(of):
            return both(*(negated(part) for part in of))


@dataclass(frozen=True)
class Truth:
    """Where a condition is certainly true and where it is certainly false."""

    true: Formula
    false: Formula

    @property
    def possible(self) -> Formula:
        """Where it is true or unknown."""
        return negated(self.false)

    @property
    def opposite(self) -> Truth:
        """The truth of its ``Not``."""
        return Truth(self.false, self.true)

    @property
    def known(self) -> Truth:
        """The truth of its ``Known``."""
        known = either(self.true, self.false)
        return Truth(known, negated(known))


UNKNOWN = Truth(NEVER, NEVER)
"""Of nobody it is known."""
