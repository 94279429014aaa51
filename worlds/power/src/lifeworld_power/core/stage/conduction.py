"""Discontinuous conduction: its boundary, its conversion, and its currents in closed form (Erickson and Maksimović, chapter 5)."""

from __future__ import annotations

import math

from lifeworld_power.core.compiled import inlined
from lifeworld_power.core.values import BOOST, BUCK


@inlined
def k_of(l: float, f: float, r: float) -> float:  # noqa: E741
    """K = 2 L f / R, which decides between continuous and discontinuous conduction.

    >>> k_of(10e-6, 500e3, 5.0)
    2.0
    """
    return 2.0 * l * f / r


@inlined
def k_critical(topology: int, duty: float) -> float:
    """Conduction is continuous where K is above this: x for a buck, D x² for a boost, x² inverting.

    >>> k_critical(1, 0.5)
    0.125
    """
    x = 1.0 - duty
    if topology == BUCK:
        return x
    return duty * x * x if topology == BOOST else x * x


@inlined
def conversion_discontinuous(topology: int, duty: float, k: float) -> float:
    """Vo/Vin of a lossless stage in discontinuous conduction.

    >>> conversion_discontinuous(0, 0.5, 0.5), conversion_discontinuous(2, 0.5, 0.25)
    (0.5, 1.0)
    """
    if topology == BUCK:
        return 2.0 / (1.0 + math.sqrt(1.0 + 4.0 * k / (duty * duty)))
    if topology == BOOST:
        return 0.5 * (1.0 + math.sqrt(1.0 + 4.0 * duty * duty / k))
    return duty / math.sqrt(k)


@inlined
def output_shifts(
    topology: int, on: float, share: float, f: float, peak: float, iout: float, esr: float, elastance: float
) -> tuple[float, float]:
    """How far the output voltage lies over its mean on average while the control switch, and while the rectifier conducts (V), in
    discontinuous conduction; ``elastance`` is 1/C of the output (1/F).
    """
    rest, t = 1.0 - on - share, elastance / f
    if topology == BUCK:
        m_on = on * t * (peak / 6.0 - 0.5 * iout) + esr * (0.5 * peak - iout)
        charge = on * t * (0.5 * peak - iout)
    else:
        m_on = -iout * (0.5 * on * t + esr)
        charge = -iout * on * t
    m_off = charge + share * t * (peak / 3.0 - 0.5 * iout) + esr * (0.5 * peak - iout)
    m_rest = charge + share * t * (0.5 * peak - iout) - iout * (0.5 * rest * t + esr)
    mean = on * m_on + share * m_off + rest * m_rest
    return m_on - mean, m_off - mean


@inlined
def bent_away(
    topology: int, on: float, share: float, peak: float, iout: float, per_lf: float, t: float, r_on: float, r_off: float
) -> float:
    """What the mean current lacks to that of straight lines (A), in discontinuous conduction: the voltage on the inductor changes within
    each part by what the output rises and by what the resistances drop, so that the lines bend. ``per_lf``: 1/(L f); ``t``: 1/(C f);
    ``r_on``, ``r_off``: all that the current passes in each part (Ω), the output capacitor's included.
    """
    bent = share * share * (share * t * (0.5 * peak - iout) - r_off * peak)
    if topology == BUCK:
        bent += on * on * (on * t * (0.5 * peak - iout) + r_on * peak)
    return bent * per_lf / 12.0


@inlined
def discontinuous(
    topology: int, vin: float, vout: float, iout: float, l: float, f: float,  # noqa: E741
    rs: float, rd: float, vd: float, dcr: float, esr: float, guess: float, elastance: float,
) -> tuple[float, float, float]:
    """Duty D, share D2 in which the rectifier conducts, and peak current (A) of a stage in discontinuous conduction.

    ``guess``: of the peak, from which its drops are taken in the first round; ``elastance`` (1/C of the output, 0 to leave its ripple out).
    At D + D2 = 1 the answer is that of continuous conduction. Source: charge per period equals Io/f, volt-seconds are zero, both parts with
    the drops of a mean current of half the peak and the mean output voltage of the part, which settle within four rounds. The
    lines bend a little (``bent_away``); that is taken as at most half of the load.

    >>> [round(v, 4) for v in discontinuous(0, 12.0, 3.3, 0.1, 6.8e-6, 500e3, 0.0, 0.0, 0.0, 0.0, 0.0, 0.4, 0.0)]
    [0.1466, 0.3865, 0.3751]
    """
    peak, on, share, over_on, over_off, bent = guess, 0.0, 0.0, 0.0, 0.0, 0.0
    for _ in range(4):
        half = 0.5 * peak
        up, down = vin - half * (rs + dcr), vout + over_off + vd + half * (rd + dcr)
        if topology == BUCK:
            up -= vout + over_on
        elif topology == BOOST:
            down -= vin
        per_on = up * (1.0 + up / down) if topology == BUCK else up * up / down
        on = math.sqrt(2.0 * l * f * (iout - bent) / per_on)
        share = on * up / down
        peak = up * on / (l * f)
        over_on, over_off = output_shifts(topology, on, share, f, peak, iout, esr, elastance)
        bent = bent_away(topology, on, share, peak, iout, 1.0 / (l * f), elastance / f, rs + dcr + esr, rd + dcr + esr)
        bent = min(max(bent, -0.5 * iout), 0.5 * iout)
    return on, share, peak
