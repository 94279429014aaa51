"""Figure: the only thing that a page, report or export may print as a number.

Three kinds: an *estimate* has an interval, a *count* is exact, a *reading* has a source and an age.
Source: house.md, "Values that say what they mean".
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal

LEVEL = 0.90
"""Level of every interval unless a page says otherwise."""

EXAMPLES_MAX = 20
NOT_SHOWN = ": not shown"
"""How a warning ends that says why a figure is hidden."""
Z_90 = 1.6448536269514722
_MONEY = re.compile(r"[A-Z]{3}")
Kind = Literal["estimate", "count", "reading"]


@dataclass(frozen=True)
class Example:
    """One piece of evidence: a quote with where it stands (code points, half-open), or an event or drawing in words."""

    quote: str
    customer: str | None = None
    statement: str | None = None
    start: int | None = None
    end: int | None = None
    note: str = ""


@dataclass(frozen=True)
class Evidence:
    """What a figure rests on: a query that finds all of it, how much there is, and up to 20 examples."""

    query: str
    n: int
    examples: tuple[Example, ...] = ()

    def __post_init__(self) -> None:
        if len(self.examples) > EXAMPLES_MAX:
            object.__setattr__(self, "examples", self.examples[:EXAMPLES_MAX])


@dataclass(frozen=True)
class Versions:
    """What produced the figure: codebook, coder and code, each as name@version or hash."""

    codebook: str = ""
    coder: str = ""
    code: str = ""


@dataclass(frozen=True)
class Figure:
    """A number that can be defended. Build it with ``estimate``, ``count`` or ``reading``.

    ``value`` is None when there is not enough to print; ``n_needed`` then says how much is. ``unit`` is "" for a plain
    number, "share" for 0..1 shown in per cent, else the unit's name. ``n`` counts ``n_unit`` (customers, statements ...).
    """

    name: str
    kind: Kind
    value: float | None
    unit: str = ""
    low: float | None = None
    high: float | None = None
    level: float = LEVEL
    method: str = ""
    n: int = 0
    n_unit: str = "customers"
    n_customers: int | None = None
    n_needed: int | None = None
    source: str = ""
    observed_at: datetime | None = None
    as_of: str = ""
    versions: Versions = field(default_factory=Versions)
    warnings: tuple[str, ...] = ()
    evidence: Evidence = field(default_factory=lambda: Evidence("", 0))

    @property
    def enough(self) -> bool:
        """Whether there is a number to print."""
        return self.value is not None

    def warned(self, *warnings: str) -> Figure:
        """The same figure with further warnings, each once."""
        return replace(self, warnings=tuple(dict.fromkeys(self.warnings + warnings)))

    def text(self) -> str:
        """The figure as words: value, interval and what it was counted over, or what is missing.

        >>> estimate("x", 0.4, 0.3, 0.5, unit="share", n=60, method="Jeffreys", evidence=Evidence("q", 24)).text()
        '40 % (30 to 50 %, n = 60 customers)'
        """
        return figure_text(self)

    def json(self) -> dict[str, Any]:
        """The figure as plain values for JSON; unknown is null, never 0."""
        return {
            "name": self.name, "kind": self.kind, "value": self.value, "unit": self.unit,
            "low": self.low, "high": self.high, "level": self.level if self.kind == "estimate" else None,
            "method": self.method, "n": self.n, "n_unit": self.n_unit, "n_customers": self.n_customers,
            "n_needed": self.n_needed, "source": self.source,
            "observed_at": self.observed_at.isoformat() if self.observed_at else None, "as_of": self.as_of,
            "versions": vars(self.versions).copy(), "warnings": list(self.warnings), "text": self.text(),
            "evidence": {
                "query": self.evidence.query, "n": self.evidence.n,
                "examples": [vars(example).copy() for example in self.evidence.examples],
            },
        }


def n_needed(share: float | None, half_width: float = 0.10) -> int:
    """Units needed so that a 90 % interval of a share has this half-width; .5 is assumed where the share is unknown.

    >>> n_needed(None), n_needed(0.2)
    (68, 44)
    """
    p = 0.5 if share is None else min(max(share, 0.05), 0.95)
    return math.ceil(p * (1 - p) * (Z_90 / half_width) ** 2)


def estimate(
    name: str, value: float | None, low: float | None, high: float | None, *, method: str, n: int,
    evidence: Evidence, unit: str = "", n_unit: str = "customers", n_customers: int | None = None, n_min: int = 10,
    level: float = LEVEL, versions: Versions | None = None, as_of: str = "", warnings: tuple[str, ...] = (),
) -> Figure:
    """An estimate with its interval; fewer than ``n_min`` units gives "not enough" instead of a number.

    Errors: ValueError where an interval or the evidence is missing, or the interval does not hold the value.
    """
    base = Figure(
        name, "estimate", None, unit, level=level, method=method, n=n, n_unit=n_unit, n_customers=n_customers,
        versions=versions or Versions(), as_of=as_of, warnings=warnings, evidence=evidence,
    )
    unknown = value is None or math.isnan(value)
    units = n if n_customers is None else min(n, n_customers)
    if units < n_min or unknown:
        # How much is needed must not tell the share of a handful of people, so it is reckoned as for any share.
        gate = base if units == n else replace(base, n=units, n_unit="customers")
        return replace(gate, n_needed=max(n_min, n_needed(None)))
    if low is None or high is None or math.isnan(low) or math.isnan(high):
        raise ValueError(f"the estimate «{name}» has no interval, so it cannot be printed")
    if not evidence.query:
        raise ValueError(f"the estimate «{name}» names no evidence, so it cannot be printed")
    if not low - 1e-9 <= value <= high + 1e-9:  # type: ignore[operator]
        raise ValueError(f"the interval of «{name}» ({low} to {high}) does not hold its value {value}")
    return replace(base, value=float(value), low=float(low), high=float(high))  # type: ignore[arg-type]


def count(
    name: str, value: int, *, evidence: Evidence, unit: str = "", n_unit: str = "", versions: Versions | None = None,
    as_of: str = "", warnings: tuple[str, ...] = (),
) -> Figure:
    """An exact count."""
    return Figure(name, "count", float(value), unit, method="exact count", n=value, n_unit=n_unit or unit,
                  versions=versions or Versions(), as_of=as_of, warnings=warnings, evidence=evidence)


def reading(
    name: str, value: float, *, unit: str, source: str, observed_at: datetime, evidence: Evidence,
    warnings: tuple[str, ...] = (),
) -> Figure:
    """A reading (a price, a speed): value, unit, where it was read and when."""
    return Figure(name, "reading", float(value), unit, method="reading", n=1, n_unit="readings", source=source,
                  observed_at=observed_at, warnings=warnings, evidence=evidence)


def share_digits(figure: Figure) -> int:
    """Decimals of a share in per cent: one where whole per cents would hide a narrow interval."""
    narrow = figure.low is not None and figure.high is not None and figure.high - figure.low < 0.02
    return 1 if narrow else 0


def figure_text(figure: Figure) -> str:
    """See ``Figure.text``."""
    if figure.value is None:
        return _missing_text(figure)
    if figure.kind == "count":
        return f"{int(figure.value):,} {noun(int(figure.value), figure.unit)}".strip()
    if figure.kind == "reading":
        when = f"{figure.observed_at:%Y-%m-%d %H:%M}" if figure.observed_at else "at an unknown time"
        value = f"{100 * figure.value:.0f} %" if figure.unit == "share" else f"{_read(figure)} {figure.unit}"
        return f"{value} ({figure.source}, {when})"
    assert figure.low is not None and figure.high is not None  # noqa: S101  (estimate() guarantees it)
    unit_n = f"n = {figure.n:,} {noun(figure.n, figure.n_unit)}"
    if figure.unit == "share":
        value, low, high = (f"{100 * x:z.{share_digits(figure)}f}" for x in (figure.value, figure.low, figure.high))
        return f"{value} % ({low} to {high} %, {unit_n})"
    digits = number_digits(figure)
    value, low, high = (f"{x:z.{digits}f}" for x in (figure.value, figure.low, figure.high))
    tail = f" {noun(1 if value in {'1', '-1'} else 0, figure.unit)}" if figure.unit else ""
    return f"{value}{tail} ({low} to {high}, {unit_n})"


def _read(figure: Figure) -> str:
    """A reading's number: where its unit is three capital letters, as of money, with two decimals, or more where it has more."""
    assert figure.value is not None  # noqa: S101  (the caller asked)
    cents = _MONEY.fullmatch(figure.unit) and abs(round(figure.value, 2) - figure.value) < 1e-9 * max(abs(figure.value), 1)
    return f"{figure.value:z,.2f}" if cents and figure.value % 1 else f"{figure.value:,.0f}" if cents else f"{figure.value:g}"


def _missing_text(figure: Figure) -> str:
    """Why there is no number, and how much would be enough."""
    hidden = next((warning for warning in figure.warnings if warning.endswith(NOT_SHOWN)), "")
    if hidden:
        return f"not shown: {hidden.removesuffix(NOT_SHOWN).rstrip(': ')}"
    if figure.n_needed is not None and figure.n >= figure.n_needed:
        return f"not known (n = {n_units(figure.n, figure.n_unit)})"
    needed = f", about {figure.n_needed:,} needed" if figure.n_needed else ""
    return f"not enough: n = {figure.n:,}{needed}"


def number_digits(figure: Figure) -> int:
    """Decimals of a number that is no share: two, and none where whole things come whole with whole ends.

    >>> number_digits(Figure("saturation", "estimate", 6.0, "customers", 6.0, 8.0))
    0
    """
    ends = [x for x in (figure.value, figure.low, figure.high) if x is not None]
    return 0 if figure.unit and len(ends) == 3 and all(x == round(x) for x in ends) else 2


def n_units(n: int, unit: str) -> str:
    """A number with its unit, as it stands in a sentence.

    >>> n_units(1, "goals"), n_units(1_200, "goals")
    ('1 goal', '1,200 goals')
    """
    return f"{n:,} {noun(n, unit)}"


def noun(n: int, unit: str) -> str:
    """A unit in the plural as it stands beside ``n``: its first word loses its "s" beside 1.

    >>> noun(1, "statements"), noun(1, "codes given"), noun(2, "customers")
    ('statement', 'code given', 'customers')
    """
    first, space, rest = unit.partition(" ")
    return f"{first[:-1]}{space}{rest}" if n == 1 and first.endswith("s") and not first.endswith(("ss", "ies")) else unit
