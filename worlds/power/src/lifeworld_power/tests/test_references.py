"""Published designs, where they are beside this checkout: the model keeps its bars on those that can be used, and says which cannot."""

from __future__ import annotations

import importlib
import importlib.util
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lifeworld_power.core.losses_bounds import bounded, bounds_for
from lifeworld_power.core.stage.swept import stage_point
from lifeworld_power.core.values import BUCK, NAN, Stage

ROOT = next((parent for parent in Path(__file__).resolve().parents if (parent / "benchmarks" / "power_references.py").is_file()), None)
DATA = next((here for parent in Path(__file__).resolve().parents if (here := parent / "shared" / "data" / "power").is_dir()), None)
pytestmark = pytest.mark.skipif(
    DATA is None or ROOT is None or importlib.util.find_spec("fastexcel") is None,
    reason="the published designs of ../shared/data/power are not beside this checkout, or it has the cores' libraries alone")


@pytest.fixture(scope="module")
def references() -> Any:
    """The benchmark, for what it prints is what is held here."""
    sys.path.insert(0, str(ROOT))
    try:
        return importlib.import_module("benchmarks.power_references")
    finally:
        sys.path.remove(str(ROOT))


@pytest.fixture(scope="module")
def found(references: Any) -> Any:
    return references.compare_all(DATA)[1]


def test_every_entry_is_compared_or_left_out_with_a_reason(references: Any) -> None:
    assert DATA
    names = [entry["id"] for entry in json.loads((DATA / "reference-designs" / "reference_points.json").read_text("utf-8"))]
    assert sorted(names) == sorted([*references.DESIGNS, *references.NOT_USABLE])
    assert all(len(reason) > 20 for reason in references.NOT_USABLE.values())


def test_known_parts_are_within_three_points_and_open_ones_inside(references: Any, found: Any) -> None:
    assert references.totals(found) == {
        "known designs": 1, "known designs agree": 1, "known points": 16, "known points agree": 16,
        "open designs": 9, "open designs agree": 9, "open points": 26, "open points agree": 26, "not counted": 9}


def test_bounds_say_something(found: Any) -> None:
    """At the end of little loss they come near to what is published, and not above all that is possible."""
    above = [one.high - one.published for points in found.values() for one in points if np.isnan(one.predicted)]
    assert min(above) >= 0.0 and float(np.median(above)) < 6.0
    assert all(one.high < 99.9 for points in found.values() for one in points)


def test_a_wrong_figure_does_not_agree(references: Any) -> None:
    """The comparison itself can fail."""
    known = references.Compared(12.0, 1.0, 90.0, 85.0, 95.0, 94.0)
    assert not references.agrees([known])
    assert not references.agrees([references.Compared(12.0, 1.0, 96.0, 85.0, 95.0, NAN)])
    assert references.agrees([references.Compared(12.0, 1.0, 90.0, 0.0, 95.0, NAN)])


def test_stated_parameters_narrow_the_bounds() -> None:
    """What a data sheet states leaves less open: the same stage with its switch known has bounds inside those without."""
    stage = Stage(BUCK, True, 500e3, 6.8e-6, 0.03, NAN, NAN, 0.0, 30e-6, 3e-3, 10e-6, 0.0, core_k=NAN, qsw_1=NAN, integrated=True)
    low, high = bounds_for(2.0, 18.0, 500e3, True)
    known = Stage(BUCK, True, 500e3, 6.8e-6, 0.03, 0.5 * (low.rs + high.rs), 0.5 * (low.rd + high.rd), 0.0, 30e-6, 3e-3, 10e-6, 0.0,
                  core_k=NAN, qsw_1=NAN, integrated=True)
    open_low, open_high = (stage_point(one, 12.0, 3.3, 1.5).efficiency for one in bounded(stage, 2.0, 18.0, 4.0))
    known_low, known_high = (stage_point(one, 12.0, 3.3, 1.5).efficiency for one in bounded(known, 2.0, 18.0, 4.0))
    assert open_high < known_high < known_low < open_low
