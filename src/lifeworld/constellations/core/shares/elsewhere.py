"""Rogan-Gladen: the share by sensitivity and specificity that were measured elsewhere, on other texts.

It is right where the errors of the model are the same there and here (label shift), and wide where Se + Sp is near 1. Texts that
were drawn by what they truly carry can calibrate it; texts drawn by the model's label cannot.
Sources: Rogan & Gladen 1978, doi 10.1093/oxfordjournals.aje.a112510; Lang & Reiczigel 2014, doi 10.1016/j.prevetmed.2013.09.015.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lifeworld.constellations.core.few_customers import Interval
from lifeworld.constellations.core.posterior import interval
from lifeworld.kit.ratio import ratio
from lifeworld.kit.streams import gammas, stream_keys

Floats = NDArray[np.float64]

YOUDEN_MIN = 0.2
"""Sensitivity + specificity - 1 below which no share is told from the labels."""


@dataclass(frozen=True)
class Calibration:
    """A model against people on texts from elsewhere, for one code: texts with and without the code, and the model's finds.

    ``found_true`` of ``n_true`` texts that carry the code were found, ``found_false`` of ``n_false`` that do not. ``source``
    says where from, in words.
    """

    n_true: float
    found_true: float
    n_false: float
    found_false: float
    source: str = ""

    @property
    def youden(self) -> float:
        """Sensitivity + specificity - 1; 0 where nothing is known."""
        if not (self.n_true and self.n_false):
            return 0.0
        return self.found_true / self.n_true - self.found_false / self.n_false


def rogan_gladen(found: float, drawn: Floats, calibration: Calibration, seed: int, level: float = 0.90) -> Interval:
    """The share behind the model's share ``found``, whose draws are ``drawn`` float64[D]; NaN where the labels say too little.

    Sensitivity and false rate are Beta(.5, .5) draws of the calibration texts; what falls outside 0 to 1 is cut off.

    >>> known = Calibration(100, 80, 200, 10)
    >>> rogan_gladen(0.2, np.full(200, 0.2), known, 0).value.round(2).tolist()
    [0.2]
    """
    unknown = np.full(1, np.nan)
    if calibration.youden < YOUDEN_MIN:
        return Interval(unknown, unknown, unknown)
    right, wrong = calibration.found_true, calibration.found_false
    shape = np.array([right, calibration.n_true - right, wrong, calibration.n_false - wrong]) + 0.5
    mass = gammas(shape, stream_keys(seed, 77, np.arange(4, dtype=np.uint64)), len(drawn)).astype(np.float64)
    sensitivity, false_rate = mass[0] / (mass[0] + mass[1]), mass[2] / (mass[2] + mass[3])
    draws = np.clip(ratio(drawn - false_rate, np.maximum(sensitivity - false_rate, 1e-9)), 0.0, 1.0)
    false_share = wrong / calibration.n_false
    value = np.clip(np.array([(found - false_share) / calibration.youden]), 0.0, 1.0)
    low, high = interval(draws[None].astype(np.float32), value, level)
    return Interval(value, low, high)
