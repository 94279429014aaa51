"""Where Newton's method starts: a stage without losses."""

from __future__ import annotations

from math import sqrt

from lifeworld_power.core.compiled import compiled
from lifeworld_power.core.solver.rows import DIODE, DUTY, IOUT, TOPOLOGY, VD, VIN, VOUT, F, L
from lifeworld_power.core.values import BOOST, BUCK, Floats


@compiled
def guess(p: Floats, discontinuous: bool, u: Floats) -> None:
    """Fills u: inductor current, output and input voltage at turn-on, on-time and the time in which the rectifier conducts."""
    topology, period = int(p[TOPOLOGY]), 1.0 / p[F]
    drop = p[VD] if p[DIODE] > 0 else 0.0
    vin, vo, duty = p[VIN], p[VOUT] + drop, p[DUTY]
    u[0], u[1], u[2] = 0.0, p[VOUT], vin
    if not discontinuous:
        if not duty >= 0:
            duty = vo / (vin + drop) if topology == BUCK else 1.0 - vin / vo if topology == BOOST else vo / (vin + vo)
        duty = min(max(duty, 1e-3), 1.0 - 1e-3)
        u[0] = p[IOUT] / (1.0 if topology == BUCK else 1.0 - duty)
        u[3], u[4] = duty * period, (1.0 - duty) * period
        return
    k = 2.0 * p[L] * p[F] * p[IOUT] / vo
    if duty >= 0:
        ratio = 2.0 / (1.0 + sqrt(1.0 + 4.0 * k / duty**2)) if topology == BUCK else duty / sqrt(k)
        if topology == BOOST:
            ratio = 0.5 * (1.0 + sqrt(1.0 + 4.0 * duty**2 / k))
        vo = ratio * vin
        u[1] = vo - drop
    else:
        ratio = vo / vin
        squared = k * ratio**2 / (1.0 - ratio) if topology == BUCK else k * ratio * (ratio - 1.0) if topology == BOOST else k * ratio**2
        duty = sqrt(max(squared, 1e-8))
    back = vo - vin if topology == BOOST else vo
    rise = vin - vo if topology == BUCK else vin
    u[3], u[4] = duty * period, duty * period * max(rise, 1e-3 * vin) / max(back, 1e-3 * vin)
