"""What the parts of a supply have to bear, reckoned so that every part can be judged by itself: at the design duty.

The design duty is that of application reports: from the voltages and a declared efficiency, 0.9 with a second switch and 0.8 with a diode,
at the worst input of the range. It does not depend on the other parts, so a rule that a part breaks rules out every design with that part,
and designs can be counted without being looked at. What a design's figures rest on is the lossy duty of ``core.point``, not this one.
Sources: power.md 1.5 (its table of ripple and averages); TI SLVA477, SLVA372, SLVA721.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lifeworld_power.core.stage.duty import duty_app_note
from lifeworld_power.core.values import BOOST, BUCK, INVERTING, TOPOLOGIES, Floats, Spec

EFFICIENCY_SYNCHRONOUS, EFFICIENCY_DIODE = 0.9, 0.8
RIPPLE_SHARE, VIN_RIPPLE_SHARE = 0.01, 0.05
"""Limits of ripple where a specification states none: shares of the output, and of the lowest input."""
CROSSOVER_SHARE = 0.1
"""The loop is taken to cross over at this share of the switching frequency when a step of the load is judged."""


@dataclass(frozen=True, slots=True)
class Stress:
    """Worst values over the range of inputs, at full load. ``on_volts``: the largest product of the inductor's on-voltage and duty (V): its
    ripple current is that over L f. ``i_l``: its mean current (A); ``v_switch``: what a switch blocks (V); ``in_share``: largest D (1 - D).
    """

    topology: int
    duty_low: float
    duty_high: float
    i_l: float
    on_volts: float
    v_switch: float
    in_share: float

    def ripple(self, l: Floats | float, f: Floats | float) -> Floats:  # noqa: E741
        """Ripple current of the inductor (A, peak to peak)."""
        return np.asarray(self.on_volts / (np.asarray(l, np.float64) * f))

    def peak(self, di: Floats | float) -> Floats:
        """Largest current of inductor and switches (A)."""
        return np.asarray(self.i_l + 0.5 * np.asarray(di, np.float64))

    def rms(self, di: Floats | float) -> Floats:
        """Root mean square of the inductor's current (A)."""
        return np.asarray(np.sqrt(self.i_l**2 + np.asarray(di, np.float64) ** 2 / 12.0))

    def cin_rms(self, spec: Spec) -> float:
        """Largest current of the input capacitors (A, root mean square), at the largest ripple that the specification lets an inductor
        have.
        """
        di = spec.ripple_ratio_max * self.i_l
        if self.topology == BOOST:
            return float(di / np.sqrt(12.0))
        return float(np.sqrt(self.in_share * self.i_l**2 + self.duty_high * di**2 / 12.0))

    def cout_rms(self, spec: Spec) -> float:
        """Largest current of the output capacitors (A, root mean square), at the largest ripple."""
        di = spec.ripple_ratio_max * self.i_l
        if self.topology == BUCK:
            return float(di / np.sqrt(12.0))
        return float(np.sqrt(max((1.0 - self.duty_high) * (self.i_l**2 + di**2 / 12.0) - spec.iout**2, 0.0)))

    def output_ripple(self, spec: Spec, f: Floats | float, di: Floats | float, c: Floats, esr: Floats) -> Floats:
        """Output ripple (V, peak to peak): the parts of capacitance and of resistance together, which is a bound. ``c``, ``esr``: of all
        pieces.
        """
        if self.topology == BUCK:
            return np.asarray(di * (1.0 / (8.0 * f * c) + esr))
        return np.asarray(spec.iout * self.duty_high / (f * c) + (self.i_l + 0.5 * di) * esr)

    def input_ripple(self, spec: Spec, f: Floats | float, c: Floats, esr: Floats) -> Floats:
        """Input ripple (V, peak to peak), a bound as well, at the largest ripple current."""
        di = spec.ripple_ratio_max * self.i_l
        if self.topology == BOOST:
            return np.asarray(di * (1.0 / (8.0 * f * c) + esr))
        carried = self.in_share * self.i_l
        return np.asarray(carried / (f * c) + (self.i_l + 0.5 * di) * esr)


def topology_of(spec: Spec) -> int:
    """Buck, boost or inverting: what gives the output from the whole range of the input. 0, 1, 2.

    >>> topology_of(Spec(14.0, 22.0, 3.3, 2.0)), topology_of(Spec(3.0, 4.2, 5.0, 1.0))
    (0, 1)
    """
    if spec.topology:
        return TOPOLOGIES.index(spec.topology)
    return INVERTING if spec.inverting else BUCK if spec.vout < spec.vin_min else BOOST


def stress(spec: Spec, topology: int, synchronous: bool) -> Stress:
    """What parts of such a supply have to bear.

    >>> s = stress(Spec(14.0, 22.0, 3.3, 2.0), 0, True)
    >>> round(s.duty_low, 4), round(s.duty_high, 4), round(float(s.ripple(10e-6, 500e3)), 4)
    (0.1667, 0.2619, 0.6233)
    """
    efficiency = EFFICIENCY_SYNCHRONOUS if synchronous else EFFICIENCY_DIODE
    middle = spec.vout / (2.0 * efficiency) if topology == BOOST else spec.vin_max
    inputs = {spec.vin_min, spec.vin_max, min(max(middle, spec.vin_min), spec.vin_max)}
    duties = {vin: float(duty_app_note(topology, vin, spec.vout, efficiency)) for vin in inputs}
    low, high = max(min(duties.values()), 0.0), max(duties.values())
    i_l = spec.iout if topology == BUCK else spec.iout / max(1.0 - high, 1e-3)
    on = {vin: (vin - spec.vout if topology == BUCK else vin) * d for vin, d in duties.items()}
    share = 0.25 if low <= 0.5 <= high else max(low * (1.0 - low), high * (1.0 - high))
    block = {BUCK: spec.vin_max, BOOST: spec.vout, INVERTING: spec.vin_max + spec.vout}[topology]
    return Stress(topology, low, high, i_l, max(on.values()), block, share)


def ripple_limit(spec: Spec) -> float:
    """Largest output ripple (V, peak to peak)."""
    return spec.ripple if spec.ripple == spec.ripple else RIPPLE_SHARE * spec.vout


def vin_ripple_limit(spec: Spec) -> float:
    """Largest input ripple (V, peak to peak)."""
    return spec.vin_ripple if spec.vin_ripple == spec.vin_ripple else VIN_RIPPLE_SHARE * spec.vin_min
