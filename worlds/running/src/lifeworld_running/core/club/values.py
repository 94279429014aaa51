"""A simulated running club: what is planned, who is in it, what each run was, and what they said. Its truth is known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lifeworld.plugin import InputRefused
from lifeworld_running.core.said import Runner

Floats = npt.NDArray[np.float64]

INDIVIDUAL, BRAND, SOCIAL = "individual-driven", "brand-driven", "socially driven"
TYPES = (INDIVIDUAL, BRAND, SOCIAL)
GAP, DROPOUT, JUMP, TRUNCATED, DOUBLE = "gap", "dropout", "jump", "truncated", "double"
FAULTS = (GAP, DROPOUT, JUMP, TRUNCATED, DOUBLE)
"""Recording stopped for minutes; heart rate was lost; positions were somewhere else; the file broke off; two devices recorded."""
CLUB_RUN = "club"
"""The route that the club runs together."""


@dataclass(frozen=True, slots=True)
class ClubPlan:
    """What is simulated: ``runners`` over ``weeks`` up to ``last_day`` (days since 1970), around a town at ``lat``, ``lon`` (degrees).

    ``improving``: share of runners who truly get faster. ``runs_a_week``: mean, beside the club's. ``faulty``: how often devices fail, 1 as
    usual, 0 never. ``speaks``: chance of words after a run. Errors: InputRefused where a plan cannot be.
    """

    runners: int = 12
    weeks: int = 26
    seed: int = 1
    last_day: int = 20_575
    lat: float = 51.95
    lon: float = 8.6
    improving: float = 0.5
    runs_a_week: float = 2.0
    faulty: float = 1.0
    speaks: float = 0.5

    def __post_init__(self) -> None:
        if not (1 <= self.runners <= 100_000 and 1 <= self.weeks <= 520 and 0 < self.runs_a_week <= 10):
            raise InputRefused("club_plan", "A club of that many runners, weeks or runs cannot be.",
                               "Give 1 to 100,000 runners, 1 to 520 weeks, and up to 10 runs a week.")
        if not (abs(self.lat) < 80 and self.seed >= 0):
            raise InputRefused("club_plan", "A club there cannot be.", "Give a latitude between -80 and 80 degrees and a seed from 0 on.")

    @property
    def first_day(self) -> int:
        """Days since 1970 of the first day."""
        return self.last_day - 7 * self.weeks + 1


@dataclass(frozen=True)
class ClubRoute:
    """A way that is run again and again: ``x``, ``y`` float64[n] metres east and north of the town, ``along`` metres, ``height`` metres."""

    key: str
    x: Floats
    y: Floats
    along: Floats
    height: Floats

    @property
    def length_m(self) -> float:
        """How long it is."""
        return float(self.along[-1])


@dataclass(frozen=True)
class Member:
    """A runner as planted. ``change``: how much faster at the end than at the beginning (.07: 7 %), 0: no trend.

    ``x``, ``y``: her home, metres east and north of the town. ``device``: what she wears; ``second``: another that at times records too.
    ``flat_m_s``: her speed on the flat at usual effort at the beginning.
    """

    number: int
    key: str
    name: str
    type: str
    x: float
    y: float
    device: str
    second: str
    flat_m_s: float
    change: float
    runner: Runner
    routes: tuple[ClubRoute, ...]


@dataclass(frozen=True, slots=True)
class ClubRun:
    """One run's truth. ``member``: number; ``started_us``; ``effort``: 1 as usual; ``turned``: the route the other way round;
    ``together``: keys of the members she ran with; ``faults`` of ``FAULTS``.
    """

    key: str
    member: int
    number: int
    route: str
    started_us: int
    effort: float
    turned: bool
    together: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()

    @property
    def day(self) -> int:
        """Days since 1970."""
        return self.started_us // 86_400_000_000


@dataclass(frozen=True, slots=True)
class Said:
    """Words after a run, with the driver that the writer meant; ``valence`` -1 to 1."""

    key: str
    customer: str
    run: str
    at_us: int
    text: str
    driver: str
    valence: int


@dataclass(frozen=True, slots=True)
class ClubChallenge:
    """Who runs farthest in a window of days (both included); ``entrants``: keys."""

    key: str
    title: str
    first_day: int
    last_day: int
    entrants: tuple[str, ...]


@dataclass(frozen=True)
class Club:
    """Everything but the recordings, which ``whole.recordings`` makes one by one. ``friends``: pairs of keys, the smaller number first."""

    plan: ClubPlan
    members: tuple[Member, ...]
    club_route: ClubRoute
    runs: tuple[ClubRun, ...]
    friends: tuple[tuple[str, str], ...]
    challenges: tuple[ClubChallenge, ...]
    said: tuple[Said, ...]
