"""A compensator for a stage: type and crossover chosen, parts computed, snapped to values that are made, margins solved for both."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal

from lifeworld.plugin import InputRefused
from lifeworld_power.core.loop.compensators import (
    TypeThree,
    TypeTwo,
    TypeTwoOta,
    boost_for,
    type_three,
    type_two,
    type_two_ota,
)
from lifeworld_power.core.loop.margins import Margins, margins
from lifeworld_power.core.loop.plants import Plant, response, rhp_zero
from lifeworld_power.core.series import snapped

Kind = Literal["", "type 2", "type 2 OTA", "type 3"]
Parts = TypeTwo | TypeTwoOta | TypeThree
LEAST_PHASE, LEAST_GAIN = 45.0, 6.0
MOST_TWO, MOST_THREE, LEAST_BOOST = 80.0, 165.0, 5.0
"""Boosts (degrees) beyond which K is so large that the noise or the amplifier, not the parts, decides."""


@dataclass(frozen=True, slots=True)
class Loop:
    """A compensated loop. ``ideal``, ``ideal_margins``: as computed; ``made``, ``made_margins``: of values that are made, solved again."""

    kind: str
    plant: Plant
    wanted_fc: float
    wanted_phase: float
    ideal: Parts
    ideal_margins: Margins
    made: Parts
    made_margins: Margins

    @property
    def holds(self) -> bool:
        """Whether the values that are made reach 45° and 6 dB."""
        return self.made_margins.phase >= LEAST_PHASE and self.made_margins.gain >= LEAST_GAIN


def crossover(f: float, rhp: float, of_f: float = 10.0, of_rhp: float = 5.0) -> float:
    """Crossover (Hz) to aim at: a tenth of the switching frequency, a fifth of the right-half-plane zero (at most a fifth and a third).

    >>> crossover(500e3, 60e3)
    12000.0
    """
    return min(f / of_f, rhp / of_rhp)


def snapped_parts(parts: Parts, resistors: str = "E96", capacitors: str = "E12") -> Parts:
    """The parts with resistances and capacitances that are made. What stands before the compensator (r1, gm, h) stays."""
    values: dict[str, Any] = {
        name: snapped(getattr(parts, name), resistors if name[0] == "r" else capacitors)
        for name in parts.__slots__ if name not in {"r1", "gm", "h"}}
    return replace(parts, **values)


def parts_for(kind: Kind, fc: float, boost: float, magnitude: float, r1: float, gm: float, h: float) -> Parts:
    """Parts of the kind; ``r1`` (Ω) for op-amps, ``gm`` (S) and ``h`` (Vref/Vo) for transconductance amplifiers."""
    if kind == "type 2":
        return type_two(fc, boost, magnitude, r1)
    return type_two_ota(fc, boost, magnitude, gm, h) if kind == "type 2 OTA" else type_three(fc, boost, magnitude, r1)


def compensation(
    plant: Plant, f: float, fc: float, phase: float = 60.0, kind: Kind = "", r1: float = 10e3, gm: float = 1e-3, h: float = 1.0,
    resistors: str = "E96", capacitors: str = "E12",
) -> Loop:
    """The loop that crosses at ``fc`` (Hz) with a margin of ``phase`` (degrees); ``f``: switching frequency; ``kind`` "": what suffices.

    Errors: InputRefused where no compensator of the kind gives that margin at that crossover.

    >>> from lifeworld_power.core.loop.plants import voltage_mode
    >>> loop = compensation(voltage_mode(0, 12.0, 1.0, 0.2915, 6.8e-6, 0.1, 30e-6, 3e-3, 1.65), 500e3, 50e3)
    >>> loop.kind, round(loop.ideal_margins.fc), round(loop.ideal_margins.phase, 2)
    ('type 3', 50000, 60.0)
    """
    magnitude, plant_phase = response(plant, fc)
    boost = max(boost_for(phase, plant_phase), LEAST_BOOST)
    chosen: Kind = kind or ("type 2" if boost <= MOST_TWO else "type 3")
    most = MOST_THREE if chosen == "type 3" else MOST_TWO
    if not boost <= most:
        raise InputRefused(
            "margin_out_of_reach",
            f"A {chosen} compensator cannot give {phase:.0f}° of phase margin at {fc:.4g} Hz: it would have to add {boost:.0f}°, and "
            f"{most:.0f}° is what it gives.", "Lower the crossover or the margin, or take a type 3 or current mode.")
    ideal = parts_for(chosen, fc, boost, magnitude, r1, gm, h)
    made = snapped_parts(ideal, resistors, capacitors)
    return Loop(chosen, plant, fc, phase, ideal, margins(plant, ideal.transfer(), 0.5 * f), made, margins(plant, made.transfer(), 0.5 * f))


def best_compensation(
    plant: Plant, f: float, phase: float = 60.0, kind: Kind = "", r1: float = 10e3, gm: float = 1e-3, h: float = 1.0
) -> Loop:
    """The loop with the highest crossover, from ``crossover`` downwards, whose values that are made hold 45° and 6 dB.

    Errors: InputRefused where none does down to a hundredth.

    >>> from lifeworld_power.core.loop.plants import peak_current_mode
    >>> best_compensation(peak_current_mode(1, 0.6, 600e3, 10e-6, 0.1, 1.8, 40e-6, 3e-3, 24.0), 600e3, kind="type 2 OTA", h=0.1).holds
    True
    """
    highest = crossover(f, rhp_zero(plant))
    for step in range(25):
        try:
            loop = compensation(plant, f, highest * 10.0 ** (-step / 12.0), phase, kind, r1, gm, h)
        except InputRefused:
            continue
        if loop.holds:
            return loop
    raise InputRefused(
        "no_stable_loop",
        f"No crossover between {0.01 * highest:.4g} and {highest:.4g} Hz holds {LEAST_PHASE:.0f}° and {LEAST_GAIN:.0f} dB.",
        "Choose more output capacitance, a smaller inductor, or a type 3 compensator.")
