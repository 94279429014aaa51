"""Tolerances: corners, and a yield whose interval says how sure it is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from lifeworld_power.core.stage.swept import stage_point
from lifeworld_power.core.tolerance import FIELDS, Limits, Tolerances, corners, yielded
from lifeworld_power.core.tool.schema import spec_of
from lifeworld_power.tests.designs import SAID, reckoned

NONE = Tolerances(0, 0, 0, 0, 0, 0, 0)
STAGE = reckoned(0, True, False).stage
SPEC = spec_of(SAID[0])


def test_points_are_those_of_the_equations() -> None:
    asked, found = corners(STAGE, SPEC, NONE, 3.0)
    assert len(asked) == 36
    for row in (0, 17, 35):
        vin, vout, ambient = asked[row, :3]
        one = stage_point(STAGE, float(vin), float(vout), SPEC.iout, float(ambient))
        for name in FIELDS:
            assert found[name][row] == pytest.approx(getattr(one, name), rel=1e-12), name


def test_corners_reach_further_than_the_middle() -> None:
    _, found = corners(STAGE, SPEC, Tolerances(), 3.0)
    _, middle = corners(STAGE, SPEC, NONE, 3.0)
    assert found["ripple"].max() > middle["ripple"].max() and found["i_peak"].max() > middle["i_peak"].max()


def test_the_same_seed_builds_the_same_supplies() -> None:
    limits = Limits(ripple=float(np.median(corners(STAGE, SPEC, Tolerances(), 3.0)[1]["ripple"])))
    one, same, other = (yielded(STAGE, SPEC, limits, Tolerances(), 3.0, 2_000, seed) for seed in (1, 1, 2))
    assert one == same and one.kept != other.kept
    assert one.low < one.share < one.high and 0 < one.kept < one.n


def test_the_first_supplies_do_not_depend_on_how_many_follow() -> None:
    limits = Limits(vout=0.005)
    few, many = (yielded(STAGE, SPEC, limits, Tolerances(), 3.0, n) for n in (1_000, 4_000))
    assert few.kept <= many.kept <= few.kept + 3_000
    assert few.high - few.low > many.high - many.low


def test_without_tolerances_everything_or_nothing_is_kept() -> None:
    spec = replace(SPEC, vin_min=18.0, vin_max=18.0)
    assert yielded(STAGE, spec, Limits(), NONE, 3.0, 200).share == 1
    assert yielded(STAGE, spec, Limits(vout=0.01), NONE, 3.0, 200, set_v=1.02 * spec.vout).share == 0
    assert yielded(STAGE, spec, Limits(saturation=0.1), NONE, 3.0, 200).broken["saturation"] == 200


def test_tighter_limits_and_wider_tolerances_never_help() -> None:
    wide = replace(Tolerances(), l=0.4, reference=0.03)
    for limits in (Limits(vout=0.01), Limits(saturation=2.4)):
        assert yielded(STAGE, SPEC, limits, wide, 3.0, 2_000).kept <= yielded(STAGE, SPEC, limits, Tolerances(), 3.0, 2_000).kept


def test_a_limit_on_what_is_unknown_is_neither_kept_nor_broken() -> None:
    unknown = replace(STAGE, theta_l=float("nan"))
    found = yielded(unknown, SPEC, Limits(), Tolerances(), 3.0, 500)
    assert "inductor" in found.unknown and "inductor" not in found.broken and "inductor" not in found.worst
    assert "saturation" in yielded(STAGE, SPEC, Limits(saturation=float("nan")), Tolerances(), 3.0, 500).unknown


def test_supplies_that_do_not_deliver_are_none() -> None:
    spec = replace(spec_of(SAID[1]), iout=60.0)
    found = yielded(reckoned(1, True, False).stage, spec, Limits(), Tolerances(), 14.0, 300)
    assert found.kept == 0 and found.broken["delivers"] == 300 and "ripple" in found.unknown
