"""Simulated designers of power supplies: what is planned, who they are, what they designed and said. Its truth is known; nobody is real."""

from __future__ import annotations

from dataclasses import dataclass

from lifeworld.plugin import InputRefused

INDIVIDUAL, BRAND, SOCIAL = "individual-driven", "brand-driven", "socially driven"
TYPES = (INDIVIDUAL, BRAND, SOCIAL)
DESK = "Benchwright"
"""The invented desk at which they design: the focal provider of what they do and say."""
DAY_US = 86_400_000_000


@dataclass(frozen=True, slots=True)
class DesignersPlan:
    """What is simulated: ``designers`` over ``weeks`` up to ``last_day`` (days since 1970).

    In the middle two things happen. A share ``taught`` of the designers is taught the desk, which saves ``sooner`` of their minutes (.4:
    40 %); and everybody learns that the seller «Old Forge Supply» lets one wait, and passes it over with the chance ``avoids``. 0 and 0:
    a world in which nothing happens. ``a_week``: designs, mean; ``speaks``: the chance of words after a design. Errors: InputRefused.
    """

    designers: int = 24
    weeks: int = 26
    seed: int = 1
    last_day: int = 20_575
    a_week: float = 1.2
    sooner: float = 0.4
    taught: float = 0.5
    avoids: float = 0.8
    speaks: float = 0.4

    def __post_init__(self) -> None:
        if not (1 <= self.designers <= 100_000 and 2 <= self.weeks <= 520 and 0 < self.a_week <= 5 and self.seed >= 0):
            raise InputRefused("designers_plan", "So many designers, weeks or designs cannot be simulated.",
                               "Give 1 to 100,000 designers, 2 to 520 weeks, up to 5 designs a week, and a seed from 0 on.")
        if not (0 <= self.sooner < 1 and all(0 <= share <= 1 for share in (self.taught, self.avoids, self.speaks))):
            raise InputRefused("designers_plan", "A share of the plan is none.", "Give shares from 0 to 1; no desk saves all the time.")

    @property
    def first_day(self) -> int:
        """Days since 1970 of the first day."""
        return self.last_day - 7 * self.weeks + 1

    @property
    def turn(self) -> int:
        """The day from which on the taught are faster and the seller is passed over."""
        return self.last_day - 7 * (self.weeks // 2) + 1


@dataclass(frozen=True, slots=True)
class Designer:
    """A designer as planted. ``minutes``: her usual time to a complete design at the beginning; ``taught``: whether she is taught.

    ``supplier``: whom she usually buys from; ``colleagues``: of her own firm; ``peers``: designers elsewhere whom she asks.
    """

    number: int
    key: str
    name: str
    type: str
    minutes: float
    taught: bool
    supplier: str
    colleagues: tuple[str, ...]
    peers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Designed:
    """One supply, designed, and what went with it. ``opened``: other designs that were looked at on the desk before; ``colleague``,
    ``peer``: who was asked, "" for nobody; ``works``: whether it was built and does what it should, None where it was not built.
    """

    key: str
    designer: int
    at_us: int
    minutes: float
    efficiency: float
    cost: float
    supplier: str
    opened: int
    colleague: str
    peer: str
    registered: bool
    works: bool | None

    @property
    def day(self) -> int:
        """Days since 1970."""
        return self.at_us // DAY_US


@dataclass(frozen=True, slots=True)
class Said:
    """Words after a design, with the driver that the writer meant."""

    customer: str
    at_us: int
    text: str
    driver: str


@dataclass(frozen=True)
class Designers:
    """Everything that was simulated, in the order of designers and time."""

    plan: DesignersPlan
    people: tuple[Designer, ...]
    designs: tuple[Designed, ...]
    said: tuple[Said, ...]
