"""Reverse recovery of the rectifier: its charge falls with the current that it carried, so that curves over the load do not jump."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from lifeworld_power.core import assembly, losses
from lifeworld_power.core.stage.swept import stage_point, swept
from lifeworld_power.core.tool.placed import Placed
from lifeworld_power.core.values import Parts
from lifeworld_power.tests.designs import example


def stating(where: Placed, qrr: float) -> Placed:
    """The same design with this charge of its second switch; NaN: it states none."""
    q2 = where.parts["Q2"]
    said = Parts(q2.kind, q2.keys, {**q2.columns, "qrr": np.full(1, qrr), "tech": np.zeros(1)}, q2.texts)
    return replace(where, parts={**where.parts, "Q2": said})


def test_a_declared_charge_is_the_current_that_was_carried() -> None:
    where = stating(example(0, True, False), math.nan)
    stage = where.stage_at(18.0).middle
    for load in (2.0, 1.0, 0.7):
        point = stage_point(stage, 18.0, 3.3, load)
        assert point.i_valley > 0
        assert point.p_rr == pytest.approx(point.i_valley * 12e-9 * 18.0 * where.f)  # current times 12 ns times volts times frequency


def test_a_stated_charge_is_taken_in_full_from_half_the_full_load_up() -> None:
    stage = stating(example(0, True, False), 40e-9).stage_at(18.0).middle
    assert stage.t_rr == pytest.approx(40e-9 / 1.0)  # half of the 2 A
    whole = 40e-9 * 18.0 * stage.f
    assert stage_point(stage, 18.0, 3.3, 2.0).p_rr == pytest.approx(whole)
    light = stage_point(stage, 18.0, 3.3, 0.9)
    assert 0 < light.i_valley < 1.0 and light.p_rr == pytest.approx(whole * light.i_valley)
    assert losses.recovery(18.0, 5e5, 40e-9, math.inf, 0.01) == pytest.approx(40e-9 * 18.0 * 5e5)
    assert math.isnan(losses.recovery(18.0, 5e5, math.nan, 12e-9, 0.5))


@pytest.mark.parametrize("qrr", [math.nan, 40e-9])
@pytest.mark.parametrize("integrated", [True, False])
@pytest.mark.parametrize("topology", [0, 1, 2])
def test_curves_over_the_load_do_not_jump(topology: int, integrated: bool, qrr: float) -> None:
    where = example(topology, True, integrated)
    where = where if integrated else stating(where, qrr)
    spec, ends = where.spec, where.stage_at(where.spec.vin_max)
    for stage in (ends.middle, ends.low, ends.high):
        columns = swept(stage, spec.vin_max, np.linspace(0.02, 1.0, 981) * spec.iout, spec.vout, spec.ambient)
        assert (columns["i_valley"] < 0).any() and (columns["i_valley"] > 0).any()
        for name in ("loss", "t_1", "p_rr"):
            steps = np.abs(np.diff(columns[name]))
            assert steps.max() <= 0.01 * np.ptp(columns[name]) + 1e-9, name  # a thousandth of the load moves no more than a hundredth


def test_less_charge_by_the_current_never_loses_more() -> None:
    stage = stating(example(0, True, False), 40e-9).stage_at(18.0).middle
    at = [stage_point(replace(stage, t_rr=t), 18.0, 3.3, 1.5).loss for t in (0.0, 5e-9, 20e-9, math.inf)]
    assert at == sorted(at) and at[0] < at[-1]
    none = np.zeros(2)
    second = assembly.Rectifier(none, none, none, none, np.array([24e-9, 40e-9]), none, none, np.array([1.0, 0.0]))
    assert assembly.recovery_times(second, 2.0).tolist() == pytest.approx([12e-9, 40e-9])
