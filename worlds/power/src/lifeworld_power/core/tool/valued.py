"""The figures of one design, as they may be printed: by solver where it confirms, with bounds where parts leave them open."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from lifeworld.plugin import Items, Supply, Value
from lifeworld_power.core.search.measures import MEASURES
from lifeworld_power.core.stress import stress
from lifeworld_power.core.tool.placed import Placed
from lifeworld_power.core.tool.realised import Realised

OPEN = "the regulator does not state its switches"
AREA, SIZES = next(one for one in MEASURES if one.key == "area"), {"mm²": 1e-6, "m²": 1.0}
UNSTATED = "it rests on a parameter that the catalogue does not state"


def values(real: Realised, supply: Supply) -> Iterator[Value]:
    """Every figure, those of the trade-off first."""
    placed, found = real.placed, real.solved
    full = placed.full
    both = sorted(one.efficiency for one in (real.low, real.high) if not math.isnan(one.efficiency))
    low, high = (both[0], both[-1]) if len(both) == 2 and real.ends.open else (None, None)
    exact = found.efficiency if real.verified else math.nan
    yield _value("efficiency", "Efficiency", exact if full else math.nan, "share", how="exact solver", low=low, high=high,
                 unknown="" if full else OPEN)
    cost, why = cost_of(placed, supply)
    yield _value("cost", "Cost of the parts", cost, supply.currency, how="offers", unknown=why)
    area = sum(placed.n.get(slot, 1) * float(those.columns["area"][0]) for slot, those in placed.parts.items())
    yield _value("area", "Area of the parts", area / SIZES[AREA.unit], AREA.unit, how="catalogue",
                 unknown="the size of a part is not known")
    yield _value("ripple", "Output ripple, at most", ripple_bound(real), "V", how="equations, a bound at the worst input")
    yield _value("ripple_exact", "Output ripple, peak to peak", found.vout_pp, "V", how="exact solver, at the nominal input")
    yield _value("frequency", "Frequency", placed.f, "Hz", how="as chosen")
    yield _value("duty", "Duty", found.duty, "share", how="exact solver")
    yield _value("inductor_ripple", "Inductor ripple, peak to peak", found.di, "A", how="exact solver")
    yield _value("inductor_peak", "Inductor peak", found.i_peak, "A", how="exact solver")
    yield _value("vin_ripple", "Input ripple, peak to peak", real.point.vin_ripple, "V", how="equations")
    yield _value("loss", "Loss", real.point.loss if full else math.nan, "W", how="equations",
                 low=real.low.loss if real.ends.open else None, high=real.high.loss if real.ends.open else None,
                 unknown="" if full else OPEN)
    for key, title, name in _warm(real):
        one, ends = getattr(real.point, name), [getattr(end, name) for end in (real.low, real.high)]
        shown = real.ends.open and max(ends) - min(ends) > 0.05  # NaN is not greater
        yield _value(key, title, one if full else math.nan, "°C", how="equations", low=min(ends) if shown else None,
                     high=max(ends) if shown else None, unknown="" if full else OPEN)


def ripple_bound(real: Realised) -> float:
    """What the trade-off shows as ripple (V): the parts of capacitance and of series resistance together, at the worst input."""
    placed = real.placed
    worst = stress(placed.spec, placed.topology, placed.synchronous)
    di = worst.ripple(real.stage.l, placed.f)
    return float(worst.output_ripple(placed.spec, placed.f, di, np.asarray(real.stage.cout), np.asarray(real.stage.esr_out)))


def cost_of(placed: Placed, supply: Supply) -> tuple[float, str]:
    """Cost of a design's parts (currency units a design), NaN with the reason where a part has no price."""
    if not supply.given:
        return math.nan, "there are no offers"
    slots = list(placed.parts)
    items = Items.of([placed.parts[slot].keys[0] for slot in slots])
    priced = supply.priced(items, np.array([placed.n.get(slot, 1) for slot in slots], np.int64))
    unpriced = [slot for slot, cost in zip(slots, priced.cost, strict=True) if math.isnan(cost)]
    return (math.nan, f"no offer can be used for {', '.join(unpriced)}") if unpriced else (float(priced.cost.sum()), "")


def _warm(real: Realised) -> Iterator[tuple[str, str, str]]:
    placed = real.placed
    if not placed.integrated:
        yield "t_q1", f"Temperature of {placed.named('Q1')}", "t_1"
    if not placed.synchronous:
        yield "t_d1", f"Temperature of {placed.named('D1')}", "t_2"
    elif not placed.integrated:
        yield "t_q2", f"Temperature of {placed.named('Q2')}", "t_2"
    yield "t_l1", f"Temperature of {placed.named('L1')}", "t_l"
    yield "t_u1", f"Temperature of {placed.named('U1')}", "t_ic"


def _value(key: str, title: str, value: float, unit: str = "", *, how: str = "", low: float | None = None, high: float | None = None,
           unknown: str = "") -> Value:
    known = None if math.isnan(value) else value
    ends = (None, None) if any(end is not None and math.isnan(end) for end in (low, high)) else (low, high)
    return Value(key, title, known, unit, 4, *ends, how, (unknown or UNSTATED) if known is None else "")
