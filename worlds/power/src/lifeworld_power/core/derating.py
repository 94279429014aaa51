"""What a ceramic capacitor keeps under a DC voltage: four numbers a part, from its own curve, from a model of the class, or declared.

C(V) = c · base · ((1 - floor) / (1 + (V / v50)^n) + floor). ``base`` is what small ripple finds at 0 V (makers rate at 0.5 or 1 V of AC),
``v50`` is near half of it, ``floor`` is what stays.

The model of the class: fields saturate the dielectric, and a part's layers are as thick as t = sqrt(ε volume / C), for its capacitance is
ε · area of all layers / t and its volume is that area times t. So v50 = ``V50`` · sqrt(volume / C): one constant for all cases, ratings and
values. It is fitted to 21 measured curves of one maker (X5R and X7R, 0402 to 1206, 25 °C); ``benchmarks/power_parts.py`` prints how
far it is off for a curve that it was not fitted to, beside the declared half at the rated voltage.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import least_squares

from lifeworld_power.core.compiled import compiled
from lifeworld_power.core.values import Floats

NOT_NEEDED, OWN_CURVE, CLASS_MODEL, DECLARED = 0.0, 1.0, 2.0, 3.0
BASE, V50, SLOPE, FLOOR = 0.81, 350.0, 1.70, 0.065
"""The model of the class: V50 in V·sqrt(F/m³)."""
THICKNESS_MAX = 2.5e-3
"""A chip is taken to be as high as its short side, up to this (m)."""


@dataclass(frozen=True, slots=True)
class Curve:
    """A measured curve: whose it is (a part number, or how it begins), its nominal and volume (F, m³), volts and farads of equal length."""

    mpn: str
    c: float
    volume: float
    volts: Floats
    farads: Floats


@compiled
def derated(c: float, base: float, v50: float, n: float, floor: float, v: float) -> float:
    """Capacitance (F) of one part at ``v`` volts of DC (its sign does not matter). Unknown parameters make it unknown.

    >>> round(derated(10e-6, 1.0, 25.0, 1.0, 0.0, 25.0) * 1e6, 3)
    5.0
    """
    lost: float = (abs(v) / v50) ** n
    return c * base * ((1.0 - floor) / (1.0 + lost) + floor)


def effective(columns: Mapping[str, Floats], volts: Floats | float) -> Floats:
    """Capacitance (F) of each of n capacitors at ``volts`` (float64[n] or one number); ``columns`` are those of the catalogue.

    >>> two = {"c": [1e-6, 1e-6], "bias_base": [1.0, 1.0], "bias_v50": [np.inf, 16.0], "bias_n": [1.0, 1.0], "bias_floor": [0.0, 0.0]}
    >>> (effective({name: np.array(v) for name, v in two.items()}, 16.0) * 1e6).tolist()
    [1.0, 0.5]
    """
    c, base, v50, n, floor = (columns[name] for name in ("c", "bias_base", "bias_v50", "bias_n", "bias_floor"))
    kept: Floats = c * base * ((1.0 - floor) / (1.0 + (np.abs(volts) / v50) ** n) + floor)
    return kept


def bias_columns(c: Floats, v_rated: Floats, volume: Floats, class_: Floats, dielectric: Floats) -> dict[str, Floats]:
    """The columns ``bias_*`` of n capacitors that have no curve of their own.

    ``bias_how``: 0 nothing is lost (C0G; not ceramic), 2 the model of the class (its volume is known), 3 declared: half at the rated
    voltage, as 1 / (1 + V / rated). A ceramic of unknown dielectric is taken to lose.
    """
    loses = (class_ == 0) & (dielectric != 0)
    modelled = loses & (volume > 0) & (c > 0)
    declared = loses & ~modelled
    how = np.select([modelled, declared], [CLASS_MODEL, DECLARED], NOT_NEEDED)
    v50 = np.where(modelled, V50 * np.sqrt(volume / np.where(c > 0, c, np.nan)), np.where(declared, v_rated, np.inf))
    return {"bias_base": np.where(modelled, BASE, 1.0), "bias_v50": v50, "bias_n": np.where(modelled, SLOPE, 1.0),
            "bias_floor": np.where(modelled, FLOOR, 0.0),
            "bias_how": np.asarray(how, np.float64)}


def fitted(curve: Curve) -> tuple[float, float, float, float]:
    """``base``, ``v50``, ``n``, ``floor`` of a measured curve, by least squares of the relative error. (Within 10 % at every point of 21
    curves.)
    """
    share, volts = curve.farads / curve.c, curve.volts

    def off(p: Floats) -> Floats:
        return np.asarray(p[0] * ((1 - p[3]) / (1 + (volts / np.exp(p[1])) ** p[2]) + p[3]) / share - 1)

    half = float(np.interp(-0.5 * share[0], -np.maximum.accumulate(share[::-1])[::-1], volts))
    found = least_squares(off, (share[0], np.log(half), 1.8, 0.05), bounds=([0.1, -3.0, 0.5, 0.0], [1.5, 9.0, 6.0, 0.5])).x
    return float(found[0]), float(np.exp(found[1])), float(found[2]), float(found[3])


def class_model(curves: Sequence[Curve]) -> tuple[float, float, float, float]:
    """``BASE``, ``V50``, ``SLOPE``, ``FLOOR`` fitted to curves together: robust least squares of the logarithm, every curve with equal
    weight.
    """
    def off(p: Floats) -> Floats:
        return np.concatenate([(np.log(_class(p, curve)) - np.log(curve.farads / curve.c)) / np.sqrt(len(curve.volts)) for curve in curves])

    found = least_squares(off, (0.8, -1.0, 1.8, 0.05), loss="soft_l1", f_scale=0.02, bounds=([0.1, -9.0, 0.5, 0.0], [1.5, 9.0, 6.0, 0.5])).x
    return float(found[0]), float(np.exp(found[1])), float(found[2]), float(found[3])


def _class(p: Floats, curve: Curve) -> Floats:
    v50 = np.exp(p[1]) * np.sqrt(curve.volume / curve.c)
    return np.asarray(p[0] * ((1 - p[3]) / (1 + (curve.volts / v50) ** p[2]) + p[3]))


def class_error(curves: Sequence[Curve]) -> Floats:
    """By leaving each curve out of the fit in turn: |model / measured - 1| at all points of all curves, one after another."""
    errors = []
    for out, curve in enumerate(curves):
        base, v50, n, floor = class_model([*curves[:out], *curves[out + 1:]])
        errors.append(np.abs(_class(np.array([base, np.log(v50), n, floor]), curve) * curve.c / curve.farads - 1))
    return np.concatenate(errors)
