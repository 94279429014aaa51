"""Candidates of no tool, for tests and benchmarks of the desk, which has to draw 10^5 of them."""

from __future__ import annotations

from typing import Any

import numpy as np

from lifeworld.tools.core.fronts import nondominated, oriented
from lifeworld.tools.core.values import Candidates, Check, Floats, Group, Measure, Preset, Rejected
from lifeworld.tools.core.wire import measure_json, preset_json, wired

MEASURES = (
    Measure("efficiency", "Efficiency", "share", "more", in_front=True),
    Measure("cost", "Cost of parts", "EUR", "less", log=True, in_front=True),
    Measure("area", "Area", "mm²", "less", in_front=True),
    Measure("ripple", "Ripple", "V", "less", log=True),
    Measure("warmest", "Warmest part", "°C", "less"),
    Measure("frequency", "Frequency", "Hz", "", log=True),
    Measure("parts", "Parts", "", "less", digits=2),
)
PRESETS = (
    Preset("balanced", "Balanced", {"efficiency": 1, "cost": 1, "area": 0.5}), Preset("cost", "Low cost", {"cost": 1}),
    Preset("efficiency", "High efficiency", {"efficiency": 1}), Preset("small", "Small", {"area": 1, "cost": 0.1}),
)
TOPOLOGIES = ("folded", "stepped", "crossed")
MAKERS = ("Alder", "Birch", "Cedar", "Damson", "Elm", "Fir", "Gorse", "Hazel", "Ivy", "Juniper")
BINDINGS = ("Peak current of L1", "Junction temperature of U1", "Ripple of the output", "Voltage of C2")
NEAREST = Check("peak_current", "L1 AL-220", 2.6, 2.4, "A", "at most", -0.083, "An output current of at most 1.8 A would fit.")
REJECTED = (Rejected("peak_current", "Peak current stays under saturation", "L1", 8_123_000_000_000, NEAREST),
            Rejected("stock", "Enough in stock", "", 41_000, None))


def made_values(n: int, draws: np.random.Generator) -> dict[str, Floats]:
    """Numbers of n designs that trade off against one another; some costs are unknown."""
    effort, size, luck = draws.beta(2, 2.4, n), draws.beta(2, 2, n), draws.normal(0, 1, (3, n))
    frequency = 10 ** (5.2 + 1.15 * (1 - size) + 0.08 * luck[0])
    loss = 0.035 + 0.16 * (1 - effort) ** 1.6 + 0.05 * (1 - size) ** 2 + 0.006 * np.abs(luck[1])
    cost = (0.7 + 4.5 * effort ** 2.2 + 1.3 * size + 0.18 * np.abs(luck[2])) * (1 + 2.5 * (draws.random(n) < 0.05))
    area = 55 + 320 * size ** 1.5 + 35 * effort + 6 * np.abs(luck[0])
    ripple = 0.002 * 10 ** (1.1 * draws.random(n)) * (4e5 / frequency) ** 0.3
    return {"efficiency": 1 - loss, "cost": np.where(draws.random(n) < 0.02, np.nan, cost), "area": area, "ripple": ripple,
            "warmest": 34 + 420 * loss + 4 * np.abs(luck[1]), "frequency": frequency,
            "parts": np.round(9 + 8 * draws.random(n) + 3 * effort)}


def made_candidates(n: int, seed: int = 8) -> Candidates:
    """n designs; every fifth knows its efficiency only as bounds.

    >>> found = made_candidates(50)
    >>> len(found), bool(found.front.any()), bool(np.isnan(found.values["efficiency"]).any())
    (50, True, True)
    """
    draws = np.random.default_rng(seed)
    values = made_values(n, draws)
    bounded = draws.random(n) < 0.2
    low = np.where(bounded, values["efficiency"] - 0.03, np.nan)
    high = np.where(bounded, values["efficiency"] + 0.02, np.nan)
    worst = oriented([np.where(bounded, low, values["efficiency"]), values["cost"], values["area"]], ["more", "less", "less"])
    front = nondominated(worst) & ~np.isnan(values["cost"])
    values["efficiency"] = np.where(bounded, np.nan, values["efficiency"])
    rows = np.arange(n)
    return Candidates(
        values=values, parts={"L": (rows % 977).astype(np.int32), "U": (rows // 977).astype(np.int32)},
        settings={"f_hz": values["frequency"]},
        low={"efficiency": low}, high={"efficiency": high},
        groups=(Group("topology", "Topology", TOPOLOGIES, draws.integers(0, len(TOPOLOGIES), n).astype(np.int32)),
                Group("maker", "Maker", MAKERS, draws.integers(0, len(MAKERS), n).astype(np.int32))),
        front=front, binding=(rows % len(BINDINGS)).astype(np.int16), bindings=BINDINGS, considered=12_300_000_000_000,
        dominated=11_000_000_000, kept_of=n, rejected=REJECTED)


def answer(found: Candidates, spec: dict[str, Any]) -> dict[str, Any]:
    """The candidates as the desk gets them."""
    return {**wired(found, MEASURES), "tool": "made", "version": "1", "catalogue": "made parts of 2026-11-01", "spec": spec, "quantity": 1,
            "currency": "EUR", "at_us": None, "regions": ["DE", "US"], "measures": [measure_json(one) for one in MEASURES],
            "presets": [preset_json(one) for one in PRESETS], "best": [], "titles": {}}
