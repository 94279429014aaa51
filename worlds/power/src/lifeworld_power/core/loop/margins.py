"""Crossover, phase margin and gain margin of a loop, found by solving its gain, not by assuming what it was designed for."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from lifeworld_power.core.compiled import compiled
from lifeworld_power.core.loop.compensators import Compensator, compensated
from lifeworld_power.core.loop.plants import Plant, response
from lifeworld_power.core.values import NAN, Floats

FROM, A_DECADE = 10.0, 60


class Margins(NamedTuple):
    """``fc``: the highest frequency (Hz) at which the loop's gain is one; ``phase`` (degrees): the least margin at any such frequency;
    ``gain`` (dB): the least where the phase is -180°, infinite where it never is below ``up to``; NaN where the gain is never one.
    """

    fc: float
    phase: float
    gain: float


@compiled
def loop_gain(plant: Plant, parts: Compensator, f: float) -> tuple[float, float]:
    """Magnitude and phase (degrees) of the loop at ``f`` hertz, negative feedback left out: -180° is the edge of stability."""
    one, phase = response(plant, f)
    other, more = compensated(parts, f)
    return one * other, phase + more


@compiled
def _crossed(plant: Plant, parts: Compensator, low: float, high: float, of_phase: bool) -> float:
    """Where the gain is one (or the phase -180°) between two frequencies on whose sides it differs, by halving."""
    g, p = loop_gain(plant, parts, low)
    start = p + 180.0 if of_phase else g - 1.0
    for _ in range(60):
        middle = math.sqrt(low * high)
        g, p = loop_gain(plant, parts, middle)
        here = p + 180.0 if of_phase else g - 1.0
        if (here > 0.0) == (start > 0.0):
            low = middle
        else:
            high = middle
    return math.sqrt(low * high)


@compiled
def margins(plant: Plant, parts: Compensator, up_to: float) -> Margins:
    """Margins of the loop from 10 Hz to ``up_to`` (Hz; half the switching frequency, above which an averaged model says nothing)."""
    steps = int(A_DECADE * math.log10(up_to / FROM)) + 1
    fc, phase_margin, gain_margin = NAN, NAN, math.inf
    f_0 = FROM
    g_0, p_0 = loop_gain(plant, parts, f_0)
    for step in range(1, steps + 1):
        f_1 = FROM * (up_to / FROM) ** (step / steps)
        g_1, p_1 = loop_gain(plant, parts, f_1)
        if (g_0 > 1.0) != (g_1 > 1.0):
            fc = _crossed(plant, parts, f_0, f_1, False)
            _, phase = loop_gain(plant, parts, fc)
            phase_margin = phase + 180.0 if math.isnan(phase_margin) else min(phase_margin, phase + 180.0)
        if (p_0 > -180.0) and (p_1 <= -180.0):
            at = _crossed(plant, parts, f_0, f_1, True)
            g, _ = loop_gain(plant, parts, at)
            gain_margin = min(gain_margin, -20.0 * math.log10(g))
        f_0, g_0, p_0 = f_1, g_1, p_1
    return Margins(fc, phase_margin, NAN if math.isnan(fc) else gain_margin)


def bode(plant: Plant, parts: Compensator, up_to: float, points: int = 200) -> tuple[Floats, Floats, Floats]:
    """Frequencies (Hz, logarithmic), magnitudes (dB) and phases (degrees) of the loop, for a picture."""
    f = np.geomspace(FROM, up_to, points)
    found = np.array([loop_gain(plant, parts, float(each)) for each in f])
    return f, 20.0 * np.log10(found[:, 0]), found[:, 1]
