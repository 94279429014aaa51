"""What a stage has before its inductor and capacitors are chosen: made once, used for every pair of them."""

from __future__ import annotations

from typing import NamedTuple

from lifeworld_power.core.compiled import inlined
from lifeworld_power.core.losses import edge_times
from lifeworld_power.core.stage.currents import voltage_stress

CONTINUOUS, DISCONTINUOUS, SKIPPING = 0, 1, 2
"""At light load: a synchronous stage lets the current turn round; a diode (or its emulation) does not; pulses are skipped."""


class Fixed(NamedTuple):
    """Spec and switches of one operating point, units as in ``values.Stage``.

    ``rd`` is 0 for a diode and ``vd`` 0 for a second switch; ``t_on``, ``t_off`` edge times (s); ``v_gate``: where gate charge comes from;
    ``q_gate``, ``q_oss``: of both switches together; ``q_rr``, ``t_rr``: charge of the rectifier's recovery at most (A s), and over the
    current that it carried (s); ``p_iq`` (W).
    """

    topology: int
    synchronous: bool
    integrated: bool
    light_load: int
    vin: float
    vout: float
    iout: float
    ambient: float
    f: float
    rs: float
    rd: float
    vd: float
    a_fet: float
    a_cu: float
    v_switch: float
    t_on: float
    t_off: float
    q_oss: float
    q_rr: float
    t_rr: float
    q_gate: float
    v_gate: float
    t_dead: float
    v_body: float
    p_iq: float
    theta_1: float
    theta_2: float
    theta_ic: float
    esr_in: float
    cin: float


@inlined
def stage_constants(
    topology: int, synchronous: bool, integrated: bool, light_load: int, vin: float, vout: float, iout: float, ambient: float, f: float,
    rs: float, rd: float, vd: float, a_fet: float, a_cu: float, qg_1: float, qg_2: float, qsw_1: float, qoss_1: float, qoss_2: float,
    qrr_2: float, v_drive: float, v_plateau: float, r_gate: float, t_dead: float, v_body: float, iq: float,
    theta_1: float, theta_2: float, theta_ic: float, esr_in: float, cin: float, t_rr: float,
) -> Fixed:
    """What does not depend on inductor and output capacitor. What a diode stage has not (rd, second gate, dead time) is not asked of it.

    >>> fixed = stage_constants(0, True, False, 0, 12.0, 3.3, 2.0, 30.0, 500e3, 0.09, 0.06, 0.0, 0.005, 0.0039, 1e-8, 1e-8, 5e-9,
    ...                         0.0, 0.0, 0.0, 5.0, 2.5, 3.0, 2e-8, 0.8, 0.0, 40.0, 40.0, 40.0, 0.0, 1e-5, 0.0)
    >>> round(1e9 * fixed.t_on, 3), fixed.v_switch
    (6.0, 12.0)
    """
    t_on, t_off = edge_times(qsw_1, v_drive, v_plateau, r_gate)
    return Fixed(
        topology, synchronous, integrated, light_load, vin, vout, iout, ambient, f, rs, rd if synchronous else 0.0,
        0.0 if synchronous else vd, a_fet, a_cu, voltage_stress(topology, vin, vout), t_on, t_off, qoss_1 + qoss_2, qrr_2, t_rr,
        qg_1 + qg_2 if synchronous else qg_1, vin if vin > v_drive else v_drive,
        t_dead if synchronous else 0.0, v_body if synchronous else 0.0, vin * iq,
        theta_1, theta_2, theta_ic, esr_in, cin)
