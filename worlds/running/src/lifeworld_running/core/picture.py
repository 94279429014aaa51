"""What the elements of the pages are given: an activity as ``<lw-activity>`` draws it, runs of a route as ``<lw-route-compare>`` does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
import numpy.typing as npt

from lifeworld_running.core.grade import factors
from lifeworld_running.core.lines import ActivityLine
from lifeworld_running.core.said import Analysis, Runner, Track
from lifeworld_running.core.summaries import plain

POINTS_MAX = 1_500
"""Points of a picture; more are no finer on any screen."""
COLUMNS: Mapping[str, int] = {"time_s": 1, "distance_m": 1, "lat": 6, "lon": 6, "altitude_m": 1, "speed_m_s": 2, "heart_rate": 1,
                              "cadence": 1, "power_w": 0}
"""Columns of the points and their decimals."""
TOTALS = ("distance_m", "elapsed_s", "moving_s", "ascent_m", "descent_m", "pace_s_km", "gap_pace_s_km", "gap_by", "heart_rate_mean",
          "heart_rate_max", "cadence_mean", "power_mean_w")
SLOW_M_S = 0.5
"""Below it somebody stands, and has no pace."""
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def chosen(distance_m: Floats, breaks: npt.NDArray[np.bool_], points_max: int = POINTS_MAX) -> Ints:
    """Which points a picture shows: about ``points_max``, evenly in distance, with both ends of every gap (bool[n]: the step ends there).

    >>> chosen(np.arange(10.0), np.zeros(10, dtype=bool), 4).tolist()
    [0, 3, 6, 9]
    """
    n = len(distance_m)
    if n <= points_max:
        return np.arange(n)
    ends = np.flatnonzero(breaks)
    marks = np.linspace(distance_m[0], distance_m[-1], points_max)
    even = np.searchsorted(distance_m, marks, side="left").clip(0, n - 1)
    if distance_m[-1] <= distance_m[0]:  # somebody on a treadmill that tells no distance
        even = np.linspace(0, n - 1, points_max).astype(np.int64)
    return np.unique(np.concatenate(([0, n - 1], even, ends, np.maximum(ends - 1, 0))))


def points_of(track: Track, runner: Runner, points_max: int = POINTS_MAX) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The points and breaks of a track as ``<lw-activity>`` takes them; a column of which nothing is known is left out."""
    at = chosen(track.distance_m, track.gap, points_max)
    points: dict[str, Any] = {}
    for name, decimals in COLUMNS.items():
        values = np.asarray(getattr(track, name), dtype=np.float64)[at]
        if np.isfinite(values).any():
            points[name] = rounded(values, decimals)
    with np.errstate(divide="ignore", invalid="ignore"):
        speed = np.asarray(track.speed_m_s)[at] * factors(np.asarray(track.slope)[at], runner)[0]
        pace = np.where(speed >= SLOW_M_S, 1000 / speed, np.nan)
    if np.isfinite(pace).any():
        points["gap_pace_s_km"] = rounded(pace, 1)
    paused = getattr(track, "paused", None)
    where = {int(index): place for place, index in enumerate(at)}
    breaks = [{"at": where[int(index)], "why": "pause" if paused is not None and paused[index] else "gap"}
              for index in np.flatnonzero(track.gap) if int(index) in where]
    return points, breaks


def picture(line: ActivityLine, when: str, analysis: Analysis, track: Track | None, runner: Runner, *,
            own_routes: Sequence[Mapping[str, Any]] = (), notes: Sequence[str] = (),
            bests: Mapping[str, float] | None = None) -> dict[str, Any]:
    """An activity as ``<lw-activity>`` takes it. ``bests``: the runner's best seconds by name, other activities included."""
    body: dict[str, Any] = {
        "activity": {"id": str(line.pk), "title": line.name, "when": when, "sport": line.sport,
                     "device": line.device, "runner": ""},
        "unit": runner.unit, "totals": {name: plain(getattr(analysis, name)) for name in TOTALS},
        "splits_km": [plain(asdict(one)) for one in analysis.splits_km],
        "splits_mile": [plain(asdict(one)) for one in analysis.splits_mile],
        "efforts": [plain(asdict(one)) | {"name": one.name.replace("_", " "), "note": note_of(one.name, one.seconds, bests or {})}
                    for one in analysis.efforts],
        "zones": plain(analysis.zones), "reliability": plain(asdict(analysis.reliability)) | {"verified": analysis.reliability.verified},
        "own_routes": list(own_routes), "notes": list(notes)}
    if track is not None and len(track) > 1:
        body["points"], body["breaks"] = points_of(track, runner)
    return body


def note_of(name: str, seconds: float, bests: Mapping[str, float]) -> str:
    """What a best effort is among all of hers.

    >>> note_of("5_km", 1200.0, {"5_km": 1200.0}), note_of("5_km", 1300.0, {"5_km": 1200.0})
    ('your best so far', '')
    """
    return "your best so far" if name in bests and seconds <= bests[name] + 0.05 else ""


def shown_points(parts: Sequence[Mapping[str, Any]], *, whole: bool,
                 points_max: int = POINTS_MAX) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Points and breaks of what others may see: parts one after another, each on from where the one before ended."""
    columns: dict[str, list[Floats]] = {}
    names = ("time_s", "distance_m", "lat", "lon", "altitude_m", "speed_m_s")
    breaks: list[dict[str, Any]] = [] if whole else [{"at": 0, "why": "hidden"}]
    n, offset = 0, {"time_s": 0.0, "distance_m": 0.0}
    for part in parts:
        size = len(part["time_s"])
        gap = np.asarray(part["gap"]) > 0.5 if part.get("gap") is not None else np.zeros(size, dtype=bool)
        at = chosen(np.asarray(part["distance_m"]), gap, max(2, points_max // len(parts)))
        if n:
            breaks.append({"at": n, "why": "hidden"})
        breaks += [{"at": n + place, "why": "gap"} for place, index in enumerate(at) if place and gap[index]]
        for name in names:
            values = np.asarray(part[name], dtype=np.float64)[at] if part.get(name) is not None else np.full(len(at), np.nan)
            columns.setdefault(name, []).append(values + offset.get(name, 0.0))
        offset = {name: float(columns[name][-1][-1]) for name in offset}
        n += len(at)
    if not whole and n:
        breaks.append({"at": n, "why": "hidden"})
    joined = {name: np.concatenate(some) for name, some in columns.items()}
    return {name: rounded(values, COLUMNS[name]) for name, values in joined.items() if np.isfinite(values).any()}, breaks


def thin(lat: Floats, lon: Floats, n: int = 200) -> dict[str, list[float | None]]:
    """A way of at most ``n`` points, for other routes around."""
    known = np.flatnonzero(np.isfinite(lat) & np.isfinite(lon))
    at = known[np.linspace(0, len(known) - 1, min(n, len(known))).astype(np.int64)] if len(known) else known
    return {"lat": rounded(lat[at], 6), "lon": rounded(lon[at], 6)}


def rounded(values: Floats, decimals: int) -> list[float | None]:
    """Numbers with null where there is none."""
    some = np.round(np.asarray(values, dtype=np.float64), decimals)
    return [None if bad else value for value, bad in zip(some.tolist(), (~np.isfinite(some)).tolist(), strict=True)]
