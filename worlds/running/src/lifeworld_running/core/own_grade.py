"""A runner's own grade adjustment: the speed she runs on each slope at the same heart rate."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lifeworld.plugin import poisson_weights, stream_keys
from lifeworld_running.core.analysis import LAG_S, SETTLED_S
from lifeworld_running.core.grade import own
from lifeworld_running.core.said import Track

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
WINDOW_S = 60.0
STEADY_BEATS, EVEN_SLOPE = 8.0, 0.05
"""Between the halves of a window heart rate may differ by this, and the slope by that."""
WINDOWS_NEEDED, RUNS_NEEDED, EACH_WAY_NEEDED, HILL = 150, 5, 20, 0.02
SHOWN = (-0.1, -0.05, 0.05, 0.1)
WIDEST = 0.15
"""Where the interval of a factor at 5 % reaches further than this to either side, the fit is not used."""
DRAWS = 400
_HUBER = 1.345
_MINETTI_INSTEAD = "Minetti's model is used."


@dataclass(frozen=True)
class GradeFit:
    """A fit of a runner's own: ``factors`` for ``Runner.gap_factors``, () where there is none, and then ``why`` says what is missing.

    ``at``: (slope, factor, low, high) at some slopes, 90 % interval over runs; ``n_windows`` and ``n_runs``: minutes and runs it rests on.
    """

    factors: tuple[float, ...]
    at: tuple[tuple[float, float, float, float], ...]
    n_windows: int
    n_runs: int
    n_needed: int
    why: str


def windows(track: Track) -> Floats:
    """Minutes at steady heart rate on an even slope: float64[k, 4] of log speed, slope, heart rate and hours since the start."""
    known = np.flatnonzero(np.isfinite(track.heart_rate))
    high = np.flatnonzero(np.isfinite(track.altitude_m))
    if len(known) < 2 or len(high) < 2 or track.time_s[-1] < SETTLED_S + 3 * WINDOW_S:
        return np.zeros((0, 4))
    starts = np.arange(SETTLED_S, track.time_s[-1] - WINDOW_S - LAG_S, WINDOW_S)
    edges = np.column_stack([starts, starts + WINDOW_S / 2, starts + WINDOW_S])
    seconds = np.diff(track.time_s, prepend=track.time_s[:1])
    resting = np.interp(edges, track.time_s, np.cumsum(seconds * (~track.moving | track.gap)))
    along = np.interp(edges, track.time_s, track.distance_m)
    height = np.interp(edges, track.time_s[high], track.altitude_m[high], left=np.nan, right=np.nan)
    times, beats = track.time_s[known], track.heart_rate[known]
    area = np.concatenate([[0.0], np.cumsum(np.diff(times) * (beats[1:] + beats[:-1]) / 2)])
    rates = np.diff(np.interp(edges + LAG_S, times, area, left=np.nan, right=np.nan), axis=1) / (WINDOW_S / 2)
    metres = np.diff(along, axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        slopes = np.diff(height, axis=1) / metres
        good = (resting[:, 2] - resting[:, 0] < 1) & (metres > 15).all(axis=1) & (np.abs(slopes[:, 1] - slopes[:, 0]) <= EVEN_SLOPE)
        good &= (np.abs(rates[:, 1] - rates[:, 0]) <= STEADY_BEATS) & np.isfinite(rates).all(axis=1)
        found = np.column_stack([np.log(metres.sum(axis=1) / WINDOW_S), (height[:, 2] - height[:, 0]) / metres.sum(axis=1),
                                 rates.mean(axis=1), starts / 3600])
    return np.asarray(found[good], np.float64)


def _within(columns: Floats, run: Ints, weights: Floats, n: int) -> Floats:
    """Columns less their run's weighted mean."""
    total = np.maximum(np.bincount(run, weights, n), 1e-12)
    means = np.column_stack([np.bincount(run, weights * column, n) / total for column in columns.T])
    return np.asarray(columns - means[run], np.float64)


def _solved(design: Floats, beats: Floats, run: Ints, weights: Floats, n: int) -> tuple[Floats, Floats]:
    """Weighted least squares within runs: coefficients and residuals."""
    inner = _within(np.column_stack([design, beats]), run, weights, n)
    root = np.sqrt(weights)
    found = np.linalg.lstsq(inner[:, :-1] * root[:, None], inner[:, -1] * root, rcond=None)[0]
    return np.asarray(found, np.float64), np.asarray(inner[:, -1] - inner[:, :-1] @ found, np.float64)


def own_grade_fit(tracks: Iterable[Track], *, seed: int = 0) -> GradeFit:
    """The runner's own factors over slope, from minutes at steady heart rate: float factors (a, b, lowest, highest slope).

    Heart rate is taken as a_run + B log(speed) + g1 slope + g2 slope² + d hours, robustly (Huber), each run with its own level and hours
    for the drift of the heart; at equal heart rate speed then falls as exp(-(g1 i + g2 i²) / B), whose inverse is the factor. Heart rate
    stands on the left because it is what is measured with error. The interval resamples runs. After equal-heart-rate models of training
    apps (running.md 4.2); an association in this runner's own data, not what slopes do to runners. Needs 150 minutes in 5 runs, 20 of them
    up and 20 down by more than 2 %; else Minetti's model is used and ``why`` says so. The order of the tracks does not matter.
    """
    ordered = sorted(tracks, key=lambda track: (track.started_us, len(track), float(track.distance_m[-1]) if len(track) else 0.0))
    parts = [windows(track) for track in ordered]
    parts = [part for part in parts if len(part) >= 3]
    rows = np.concatenate(parts) if parts else np.zeros((0, 4))
    n, n_runs = len(rows), len(parts)
    up, down = int((rows[:, 1] > HILL).sum()), int((rows[:, 1] < -HILL).sum())
    if n < WINDOWS_NEEDED or n_runs < RUNS_NEEDED or min(up, down) < EACH_WAY_NEEDED:
        why = (f"not enough: {n} steady minutes in {n_runs} runs, {up} of them uphill and {down} downhill; about {WINDOWS_NEEDED} in"
               f" {RUNS_NEEDED} runs and {EACH_WAY_NEEDED} each way are needed. {_MINETTI_INSTEAD}")
        return GradeFit((), (), n, n_runs, WINDOWS_NEEDED, why)
    run = np.repeat(np.arange(n_runs), [len(part) for part in parts])
    slope, beats = rows[:, 1], rows[:, 2]
    design = np.column_stack([rows[:, 0], slope, slope**2, rows[:, 3]])
    weights = np.ones(n)
    for _ in range(20):
        found, residual = _solved(design, beats, run, weights, n_runs)
        scale = max(float(np.median(np.abs(residual))) / 0.6745, 1e-6)
        weights = np.minimum(1, _HUBER * scale / np.maximum(np.abs(residual), 1e-12))
    draws = np.full((DRAWS, 4), np.nan)
    drawn = poisson_weights(stream_keys(seed, np.arange(DRAWS, dtype=np.uint64)), n_runs)
    for at in range(DRAWS):
        picked = drawn[at][run].astype(np.float64) * weights
        if (drawn[at] > 0).sum() >= 3:
            draws[at] = _solved(design, beats, run, picked, n_runs)[0]
    return _judged(found, draws, slope, n, n_runs)


def _judged(found: Floats, draws: Floats, slope: Floats, n: int, n_runs: int) -> GradeFit:
    """The fit, or why it is none."""
    pull = draws[:, 0][np.isfinite(draws[:, 0])]
    if found[0] <= 0 or not len(pull) or np.quantile(pull, 0.05) <= 0:
        why = f"Heart rate does not go with speed in these runs, so no speed at equal heart rate can be told. {_MINETTI_INSTEAD}"
        return GradeFit((), (), n, n_runs, WINDOWS_NEEDED, why)
    low, high = (float(each) for each in np.quantile(slope, [0.02, 0.98]))

    def factors_of(row: Floats) -> tuple[float, float, float, float]:
        return float(row[1] / row[0]), float(row[2] / row[0]), low, high

    fitted = factors_of(found)
    each = np.array([own(np.array(SHOWN), factors_of(row)) for row in draws if math.isfinite(row[0]) and row[0] > 0])
    lows, highs = np.quantile(each, [0.05, 0.95], axis=0)
    middle = own(np.array(SHOWN), fitted)
    at = tuple((where, float(value), min(float(value), float(lower)), max(float(value), float(upper)))
               for where, value, lower, upper in zip(SHOWN, middle, lows, highs, strict=True))
    shown = [row for row in at if abs(row[0]) == 0.05]
    if any(max(row[3] - row[1], row[1] - row[2]) > WIDEST for row in shown):
        return GradeFit((), at, n, n_runs, WINDOWS_NEEDED, f"The factors at 5 % are not known to ±{WIDEST} yet. {_MINETTI_INSTEAD}")
    words = "; ".join(f"{row[0] * 100:+.0f} %: {row[1]:.2f} ({row[2]:.2f} to {row[3]:.2f})" for row in at)
    return GradeFit(fitted, at, n, n_runs, WINDOWS_NEEDED, f"From {n} steady minutes in {n_runs} runs, at equal heart rate: {words}.")
