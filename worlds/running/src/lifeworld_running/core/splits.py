"""Splits: each kilometre or mile, the last one as long as it is."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from lifeworld_running.core.altitude import climbs, counted
from lifeworld_running.core.grade import adjusted_pace, flat_m
from lifeworld_running.core.heart import weights_s
from lifeworld_running.core.said import Runner, Split, Track

Floats = npt.NDArray[np.float64]
KM, MILE = 1000.0, 1609.344
LEAST_M = 1.0
"""A rest shorter than this is no split of its own."""


def crossings_s(track: Track, marks_m: Floats) -> Floats:
    """When each distance was first reached, between points in proportion: float64 of the marks."""
    at = np.clip(np.searchsorted(track.distance_m, marks_m, side="left"), 1, len(track) - 1)
    step = track.distance_m[at] - track.distance_m[at - 1]
    share = np.clip((marks_m - track.distance_m[at - 1]) / np.where(step > 0, step, 1), 0, 1)
    return np.asarray(track.time_s[at - 1] + share * (track.time_s[at] - track.time_s[at - 1]), np.float64)


def climbed(track: Track) -> tuple[Floats, Floats]:
    """Metres climbed and descended up to each point over steps that count, see ``climbs`` and ``counted``."""
    return climbs(counted(track.altitude_m, track.distance_m, track.paused), track.hysteresis_m)


def splits(track: Track, length_m: float, runner: Runner | None = None) -> tuple[Split, ...]:
    """The track cut each ``length_m`` metres; () where it is shorter than a metre.

    Times are when a distance was first reached, interpolated; the first split begins with the recording and the last ends with it, so
    seconds, moving seconds, metres, ascent and descent each add up to the whole.
    """
    total = float(track.distance_m[-1]) if len(track) else 0.0
    if len(track) < 2 or total < LEAST_M:
        return ()
    marks = np.arange(1, math.floor(total / length_m) + 1, dtype=np.float64) * length_m
    if len(marks) and total - marks[-1] < LEAST_M:
        marks = marks[:-1]
    edges_m = np.concatenate([[0.0], marks, [total]])
    edges_s = np.concatenate([track.time_s[:1], crossings_s(track, marks), track.time_s[-1:]])
    seconds = np.diff(track.time_s, prepend=track.time_s[:1])
    up, down = climbed(track)
    flat, known, _ = flat_m(track, runner or Runner())
    weights = weights_s(track) * track.moving * np.isfinite(track.heart_rate)

    def parts(steps: Floats) -> Floats:
        return np.diff(np.interp(edges_s, track.time_s, np.cumsum(steps)))

    moved, beats, beaten = parts(seconds * track.moving), parts(weights * np.nan_to_num(track.heart_rate)), parts(weights)
    flat, known, lengths = parts(flat), parts(known), np.diff(edges_m)
    rises, falls = (np.diff(np.interp(edges_s, track.time_s, each)) for each in (up, down))
    heart = np.where(beaten > 0, beats / np.where(beaten > 0, beaten, 1), np.nan)
    return tuple(
        Split(at + 1, float(edges_m[at]), float(lengths[at]), float(edges_s[at + 1] - edges_s[at]), float(moved[at]), float(rises[at]),
              float(falls[at]), adjusted_pace(float(moved[at]), float(lengths[at]), float(flat[at]), float(known[at])), float(heart[at]))
        for at in range(len(lengths)))
