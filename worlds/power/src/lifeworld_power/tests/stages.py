"""Stages of the worked examples of power.md, and strategies for others."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from lifeworld_power.core.values import Stage

COLD = {"a_fet": 0.0, "a_cu": 0.0, "t_dead": 0.0}
"""Without heat and dead time: conduction only, as the worked examples."""
BUCK_12_3V3 = Stage(0, True, 500e3, 6.8e-6, 30e-3, 90e-3, 60e-3, 0.0, 30e-6, 3e-3, 10e-6, 0.0, **COLD)
BOOST_5_12 = Stage(1, True, 600e3, 10e-6, 50e-3, 80e-3, 80e-3, 0.0, 20e-6, 3e-3, 10e-6, 0.0, **COLD)
INVERTING_12_5 = Stage(2, True, 500e3, 10e-6, 40e-3, 90e-3, 60e-3, 0.0, 30e-6, 3e-3, 10e-6, 0.0, **COLD)
EXAMPLES = ((BUCK_12_3V3, 12.0, 3.3, 2.0), (BOOST_5_12, 5.0, 12.0, 0.5), (INVERTING_12_5, 12.0, 5.0, 1.0))

WARM = {"a_fet": 0.005, "a_cu": 0.0039, "t_dead": 20e-9, "qg_1": 8e-9, "qg_2": 12e-9, "qsw_1": 3e-9, "qoss_1": 6e-9, "qoss_2": 8e-9,
        "qrr_2": 10e-9, "iq": 0.5e-3, "esr_in": 2e-3, "core_k": 2e-10, "core_a": 1.3, "core_b": 2.4}
"""Everything that loses power."""


@st.composite
def cases(draw: st.DrawFn, topology: int | None = None) -> tuple[Stage, float, float, float]:
    """A stage with every loss, its input, output and load: within what such stages are made for, delivering or not."""
    kind = draw(st.sampled_from((0, 1, 2))) if topology is None else topology
    synchronous = draw(st.booleans())
    vin = draw(st.floats(4.0, 40.0))
    share = draw(st.floats(0.1, 0.85))
    vout = vin * share if kind == 0 else vin / share if kind == 1 else vin * share * 1.5
    iout = draw(st.floats(0.01, 4.0))
    f = draw(st.floats(200e3, 2e6))
    l = vin / (f * draw(st.floats(0.3, 3.0)))  # noqa: E741
    stage = Stage(
        kind, synchronous, f, l, draw(st.floats(1e-3, 0.1)), draw(st.floats(2e-3, 0.2)), draw(st.floats(2e-3, 0.2)),
        draw(st.floats(0.2, 0.7)), draw(st.floats(5e-6, 200e-6)), draw(st.floats(0.0, 30e-3)), 10e-6, **WARM)
    return replace(stage, integrated=draw(st.booleans())), vin, vout, iout
