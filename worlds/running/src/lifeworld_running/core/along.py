"""How far along the way each point is: from the device's own distance or from positions, with gaps, pauses and standing told apart."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lifeworld_running.core.distance import steps_m, without_noise
from lifeworld_running.core.moving import moving, runs_of

Floats = npt.NDArray[np.float64]
Truths = npt.NDArray[np.bool_]

DEVICE, POSITIONS, NEITHER = "device", "positions", ""
NOISE_S, NOISE_MOST_S, DENSE_S = 0.5, 6.0, 1.5
"""Half the window of the moving means that take noise off positions before their steps are added up, where points are this dense: of
sparser ones a mean would cut corners. Where noise leaps from point to point by more than a metre, the window grows by
``NOISE_S_PER_M``; the filters of watches leave less."""
NOISE_S_PER_M, LEAPING_M = 1.5, 1.0
CHORD_S = 15.0
"""Straight lines over this time are a length that noise hardly adds to."""
TORN_M = 50.0
"""A step faster than can be over less than this is noise that was left, over more a tear."""
AGREES = 0.1
"""A device's distance is taken where it is within this share of the positions' (they cover the way), or where there are none."""
COVERS = 0.9
STOOD_M, STOOD_M_S = 25.0, 0.5
"""A step without points over which less was moved than this is standing: many recorders write nothing while nothing happens."""
SPEED_S = 2.5
"""Speed is taken over this time to either side."""


@dataclass(frozen=True)
class Along:
    """Arrays of the points: float64[n] and bool[n]; flags are those of the step that ends at a point."""

    distance_m: Floats
    speed_m_s: Floats
    moving: Truths
    gap: Truths
    paused: Truths
    by: str


def by_positions(time_s: Floats, lat: Floats, lon: Floats, free: Truths) -> tuple[Floats, Floats]:
    """Metres of each step from positions, with their noise taken off, and the same unsmoothed: float64[n - 1] each.

    Steps between unknown positions share the straight line over the hole by time; nothing is smoothed over ``free`` steps.
    """
    known = np.flatnonzero(np.isfinite(lat) & np.isfinite(lon))
    if len(known) < 2:
        nothing = np.zeros(max(0, len(lat) - 1))
        return nothing, nothing.copy()
    times, so_far = time_s[known], np.concatenate([[0], np.cumsum(free)])[known]
    north, east = lat[known].copy(), np.unwrap(lon[known], period=360)
    raw = steps_m(north, east)
    dense = float(np.median(np.diff(times))) <= DENSE_S
    half = max(NOISE_S, min(NOISE_MOST_S, NOISE_S_PER_M * leaping)) if (leaping := leaping_m(north, east)) > LEAPING_M else NOISE_S
    for start, end in zip(*runs_of(so_far), strict=True) if dense else ():
        north[start:end] = without_noise(times[start:end], north[start:end], half)
        east[start:end] = without_noise(times[start:end], east[start:end], half)
    smooth = np.where(np.diff(so_far) > 0, raw, steps_m(north, east))
    first, second = (np.diff(np.interp(time_s, times, np.concatenate([[0.0], np.cumsum(each)]))) for each in (smooth, raw))
    return first, second


def leaping_m(lat: Floats, lon: Floats) -> float:
    """Standard deviation, along each axis, of noise that is new at each point: from how far points are off their neighbours' middle."""
    if len(lat) < 5:
        return 0.0
    off = steps_m(np.column_stack([lat[1:-1], (lat[2:] + lat[:-2]) / 2]).ravel(),
                  np.column_stack([lon[1:-1], (lon[2:] + lon[:-2]) / 2]).ravel())[::2]
    return float(np.median(off) / 1.1774 / np.sqrt(1.5))


def chords_m(time_s: Floats, lat: Floats, lon: Floats, counts: Truths) -> float:
    """Length of straight lines over ``CHORD_S``, of those wholly within steps that count: hardly any noise in it, and corners cut."""
    known = np.flatnonzero(np.isfinite(lat) & np.isfinite(lon))
    every = np.arange(time_s[0], time_s[-1], CHORD_S)
    if len(known) < 2 or len(every) < 2:
        return 0.0
    picked = np.unique(known[np.clip(np.searchsorted(time_s[known], every), 0, len(known) - 1)])
    left_out = np.concatenate([[0], np.cumsum(~counts)])[picked]
    return float(steps_m(lat[picked], lon[picked])[np.diff(left_out) == 0].sum())


def by_device(time_s: Floats, distance_m: Floats, speed_max: float) -> tuple[Floats, bool]:
    """Metres of each step by the device, and whether its distance can be: known nearly throughout, never falling, at a runner's speed."""
    known = np.flatnonzero(np.isfinite(distance_m))
    if len(known) < 2 or distance_m[known[-1]] - distance_m[known[0]] <= 0:
        return np.zeros(len(time_s) - 1), False
    steps = np.diff(np.interp(time_s, time_s[known], distance_m[known]))
    seconds = np.maximum(np.diff(time_s), 1e-9)
    can = (steps >= -1) & (steps <= speed_max * np.maximum(seconds, SPEED_S * 2))
    covers = time_s[known[-1]] - time_s[known[0]] >= COVERS * (time_s[-1] - time_s[0])
    return np.where(can, np.maximum(steps, 0), 0), bool(can.all() and covers)


def holes(time_s: Floats, lat: Floats, limit_s: float) -> Truths:
    """Steps without a position for longer than a gap, before the first and after the last position too: bool[n - 1]."""
    known = np.flatnonzero(np.isfinite(lat))
    if not len(known):
        return np.ones(len(time_s) - 1, np.bool_)
    edges = np.concatenate([[time_s[0] - 1e-3], time_s[known], [time_s[-1] + 1e-3]])
    middle = (time_s[1:] + time_s[:-1]) / 2
    which = np.searchsorted(edges, middle) - 1
    return np.asarray(np.diff(edges)[which] > limit_s)


def _standing(steps: Floats, moved: Truths, lat: Floats, lon: Floats) -> Floats:
    """Steps with the wandering of positions taken out while nobody moved: a stand is as long as the straight line over it."""
    known = np.isfinite(lat) & np.isfinite(lon)
    if moved.all() or known.sum() < 2:
        return steps
    every = np.arange(len(lat))
    north, east = np.interp(every, every[known], lat[known]), np.interp(every, every[known], np.unwrap(lon[known], period=360))
    starts, ends = runs_of(moved)
    still = ~moved[starts]
    starts, ends = starts[still], ends[still]
    net = steps_m(np.column_stack([north[starts], north[ends]]).ravel(), np.column_stack([east[starts], east[ends]]).ravel())[::2]
    so_far = np.concatenate([[0.0], np.cumsum(steps)])
    walked = so_far[ends] - so_far[starts]
    factor = np.ones(len(steps))
    share = np.where(walked > net, net / np.maximum(walked, 1e-9), 1)
    for start, end, each in zip(starts, ends, share, strict=True):
        factor[start:end] = each
    return steps * factor


def _speeds(active_s: Floats, steps: Floats) -> tuple[Floats, Floats]:
    """Speed of each step and at each point, over a window of recorded time."""
    clock, so_far = np.concatenate([[0.0], np.cumsum(active_s)]), np.concatenate([[0.0], np.cumsum(steps)])

    def over(middle: Floats, half: Floats) -> Floats:
        late, early = np.minimum(middle + half, clock[-1]), np.maximum(middle - half, 0)
        metres = np.interp(late, clock, so_far) - np.interp(early, clock, so_far)
        return np.where(late - early > 1e-9, metres / np.maximum(late - early, 1e-9), 0)

    around = np.maximum(np.concatenate([active_s[:1], active_s]), np.concatenate([active_s, active_s[-1:]]))
    return over((clock[1:] + clock[:-1]) / 2, np.maximum(active_s / 2, 1.5)), over(clock, np.maximum(around, SPEED_S))


def along(time_s: Floats, lat: Floats, lon: Floats, device_m: Floats, *, held: Floats, stopped: Truths, gap_limit_s: float,
          speed_max: float) -> Along:
    """Distance, speed and flags of points (arrays of n; ``held``, seconds paused, and ``stopped``, a new stretch, of n - 1 steps).

    The device's distance is taken where it can be and agrees with the positions within ``AGREES`` over what they cover: it counts steps and
    knows speed by Doppler, which positions do not. Over a gap the straight line counts where a runner could have run it, else nothing (so
    too where positions are torn apart); over a pause nothing counts beyond what the recorded part of the step allows at the usual speed.
    """
    seconds = np.diff(time_s)
    active = np.where(stopped, 0, np.maximum(seconds - held, 0))
    paused = stopped | (held > 0.5 * seconds)
    long = ~stopped & (active > gap_limit_s)
    hole = holes(time_s, lat, gap_limit_s)
    smooth, raw = by_positions(time_s, lat, lon, paused | long)
    torn = ~paused & ~long & ~hole & (raw > speed_max * np.maximum(active, 1.0) + TORN_M)
    if torn.any():
        smooth, raw = by_positions(time_s, lat, lon, paused | long | torn)
    device, can = by_device(time_s, device_m, speed_max)
    located = bool(np.isfinite(lat).sum() > 1)
    both = ~(paused | long | hole | torn)
    most, said = max(smooth[both].sum(), 50.0), device[both].sum()
    least = min(most, chords_m(time_s, lat, lon, both)) if located else 0.0
    agrees = not both.any() or (1 - AGREES) * least <= said <= (1 + AGREES) * most
    by = DEVICE if can and agrees else POSITIONS if located else DEVICE if device.sum() > 0 else NEITHER
    stood = long & (raw < STOOD_M) & (raw < STOOD_M_S * seconds) & ~(device >= STOOD_M)
    gap = (long & ~stood) | ((hole & ~paused & ~stood) | torn if by == POSITIONS else False)
    if by == POSITIONS:
        usual = float(np.median(smooth[both] / np.maximum(seconds[both], 1e-9))) if both.any() else 0.0
        steps = np.where(paused, np.minimum(raw, usual * active), np.where(long, raw, smooth))
    else:
        steps = device if by == DEVICE else np.zeros(len(seconds))
    steps = np.where((long | hole | torn) & (steps > speed_max * np.maximum(active, 1e-9)), 0, steps)
    step_speed, _ = _speeds(active, steps)
    step_speed = np.where(long, steps / np.maximum(active, 1e-9), step_speed)
    moved = moving(np.where(paused | stood, 0, step_speed), active)
    if by == POSITIONS:
        steps = np.where(paused | gap, steps, _standing(steps, moved | paused | gap, lat, lon))
    _, speed = _speeds(active, steps)
    none = np.zeros(1, np.bool_)
    return Along(np.concatenate([[0.0], np.cumsum(steps)]), speed, np.concatenate([none, moved & ~paused & (active > 0)]),
                 np.concatenate([none, gap]), np.concatenate([none, paused]), by)
