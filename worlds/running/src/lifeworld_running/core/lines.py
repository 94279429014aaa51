"""What is kept of a runner, as frozen values that queries return and pages show. Unknown is None, which is never 0."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lifeworld_running.core.said import Analysis, Track

ME, FOLLOWERS, PLACE = "me", "followers", "place"
SEEN_BY: Mapping[str, str] = {ME: "only I", FOLLOWERS: "those who follow me", PLACE: "everybody of this place"}
"""Who sees an activity; others than its runner see it without what her private zones hide."""
RECORDED_SOURCE, PATCHY_SOURCE, TOLD_SOURCE = "running/recorded", "running/patchy", "running/told"
SOURCES: Mapping[str, str] = {
    RECORDED_SOURCE: "recorded, and can be relied on", PATCHY_SOURCE: "recorded with gaps or doubts", TOLD_SOURCE: "told by hand"}
EVENT, TOGETHER = "running.activity", "running.together"
SHARED = "running"
"""The source of posts in circles that share an activity; their key is the activity's number."""
RUNS = frozenset({"", "running", "trail_running", "trail running", "track_running", "treadmill_running", "treadmill", "virtual_run",
                  "jogging"})
"""Sports that are runs; "": the file does not say, and a runner gave it. What is no run is kept, and counts in no figure of runs."""
STATES: Mapping[str, str] = {
    "waiting": "waits to be read", "reading": "is being read", "read": "read", "partial": "read in part", "refused": "not read",
    "dropping": "is being taken back"}


PARTS = (("Night", 22), ("Evening", 17), ("Afternoon", 12), ("Morning", 5), ("Night", 0))
"""Parts of a day, the last first, and the hour with which each begins."""


def named(sport: str, hour: int | None = None, *, planned: bool = False) -> str:
    """What an activity without a title is called.

    >>> named("running", 7), named("", 18), named("cycling", 13), named("running"), named("running", planned=True)
    ('Morning run', 'Evening run', 'Afternoon cycling', 'Run', 'A planned route')
    """
    if planned:
        return "A planned route"
    what = "run" if sport in RUNS else sport.replace("_", " ")
    if hour is None:
        return what.capitalize()
    return f"{next(name for name, begins in PARTS if hour >= begins)} {what}"


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file as its customer gave it and what became of it. ``parts``: those parts of an archive that were not read whole."""

    pk: int
    name: str
    size: int
    sha256: str
    state: str
    code: str
    reason: str
    notices: tuple[Mapping[str, Any], ...]
    parts: tuple[Mapping[str, Any], ...]
    n_parts: int
    n_recordings: int
    at: str
    is_new: bool = True

    @property
    def state_words(self) -> str:
        """The state in words."""
        return STATES[self.state]

    @property
    def is_waiting(self) -> bool:
        """Whether it is still to be read."""
        return self.state in {"waiting", "reading", "dropping"}


@dataclass(frozen=True, slots=True)
class ActivityLine:
    """One activity in a list. Seconds, metres; ``day`` counts from 1970 by the place's clock; ``at`` is when it began (ISO, UTC)."""

    pk: int
    customer: int
    title: str
    sport: str
    at: str
    day: int | None
    distance_m: float | None
    moving_s: float | None
    elapsed_s: float | None
    ascent_m: float | None
    pace_s_km: float | None
    gap_pace_s_km: float | None
    heart_rate: float | None
    load: float | None
    trust: float | None
    device: str
    app: str
    seen_by: str
    manual: bool
    planned: bool
    duplicate_of: int | None
    route: int | None
    """The number of the route among her routes."""
    reversed: bool
    felt: str
    with_whom: str
    with_family: bool
    hour: int | None = None
    """The hour of the place's clock at which it began, for its runner alone; None: not known, or not asked for."""

    @property
    def name(self) -> str:
        """What she calls it, else what it is, by the time of day as people do."""
        return self.title or named(self.sport, self.hour, planned=self.planned)


@dataclass(frozen=True)
class WholeActivity:
    """One activity with everything that it says. ``track``: its points, None where there are none. ``others``: the same run."""

    line: ActivityLine
    analysis: Analysis
    track: Track | None
    route_title: str
    others: tuple[ActivityLine, ...]
    file: FileLine | None
    is_current: bool
    """Whether it was made by the analysis and the settings of now; else it is being made again."""
    counts: bool = True
    """Whether an event stands for it, so that it counts in measures and goals."""


@dataclass(frozen=True)
class ShownActivity:
    """What others may see of an activity: never its start time, nothing of what is hidden. ``parts``: columns of each."""

    pk: int
    customer: int
    title: str
    sport: str
    day: str
    distance_m: float | None
    seconds: float | None
    pace_s_km: float | None
    whole: bool
    trust: float | None
    manual: bool
    parts: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class RouteLine:
    """A route of a customer: how often she ran it, since when, and its fastest run."""

    pk: int
    number: int
    title: str
    length_m: float
    n: int
    first_day: int | None
    last_day: int | None
    best_pace_s_km: float | None

    @property
    def name(self) -> str:
        """What she calls it, else its number and length."""
        return self.title or f"Route {self.number}"


@dataclass(frozen=True, slots=True)
class EffortLine:
    """One time over a segment. ``error_s``: how far the times between points may be off, None unknown."""

    activity: int
    title: str
    day: int | None
    seconds: float
    error_s: float | None
    trust: float | None


@dataclass(frozen=True)
class SegmentLine:
    """A stretch that all her runs are timed on, with the efforts over it, the fastest first."""

    pk: int
    title: str
    length_m: float
    made_of: int | None
    is_current: bool
    efforts: tuple[EffortLine, ...] = ()


@dataclass(frozen=True, slots=True)
class RunnerLine:
    """What a runner said of herself; None not said. ``seen_by``: who sees new activities."""

    heart_rate_max: float | None = None
    heart_rate_rest: float | None = None
    threshold_pace_s_km: float | None = None
    sex: str = ""
    born_year: int | None = None
    gap_factors: tuple[float, ...] = ()
    unit: str = "km"
    seen_by: str = ME
    version: int = 0


@dataclass(frozen=True)
class TeamFigures:
    """Counts over a place: no runner is named, and small counts say nothing of anybody.

    ``trust``: number of activities by band of trust (lower bound). ``refusals``: (code, files). ``states``: files by state.
    """

    n_runners: int
    n_activities: int
    n_recorded: int
    n_told: int
    n_files: int
    states: Mapping[str, int] = field(default_factory=dict)
    trust: tuple[tuple[float, int], ...] = ()
    refusals: tuple[tuple[str, int], ...] = ()
    devices: tuple[tuple[str, int], ...] = ()
