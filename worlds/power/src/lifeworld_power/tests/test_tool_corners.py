"""The corners of a design, and the filter before its input, as its page shows them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from lifeworld_power.core.tool.cornered import corner_panel, filter_panel
from lifeworld_power.core.tool.looped import looped
from lifeworld_power.core.values import NAN
from lifeworld_power.tests.designs import VARIANTS, reckoned

HEAD = 6


@pytest.mark.parametrize("variant", range(len(VARIANTS)))
def test_every_input_and_temperature_is_a_corner(variant: int) -> None:
    real = reckoned(*VARIANTS[variant])
    rows = corner_panel(real, looped(real)).data["rows"]
    spec = real.placed.spec
    assert len(rows) == 3 * len({spec.vin_min, spec.nominal, spec.vin_max}) and all(len(row) == HEAD for row in rows)
    assert {row[1] for row in rows} == {"-40 °C", "25 °C", "85 °C"}


def test_the_filter_keeps_its_distance_from_the_stage() -> None:
    real = reckoned(*VARIANTS[0])
    panel = filter_panel(real)
    assert panel is not None and "stays stable" in panel.about
    assert ["Input capacitor, as it is", panel.data["rows"][1][1]] == panel.data["rows"][1]
    weak = filter_panel(replace(real, stage=replace(real.stage, cin=1e-8)))
    assert weak is not None and "may oscillate" in weak.about


def test_a_filter_that_rests_on_what_is_unknown_is_not_shown() -> None:
    real = reckoned(*VARIANTS[0])
    assert filter_panel(replace(real, stage=replace(real.stage, cin=NAN))) is None


@pytest.mark.parametrize(("slot", "kind", "column", "said"), [
    ("Q1", "mosfet", "qg_vgs", "gate charge"), ("Q2", "mosfet", "c_vds_known", "Capacitances of switches"),
    ("U1", "controller", "d_max", "largest duty"), ("U1", "controller", "t_on_min", "shortest on-time")])
def test_what_is_declared_is_flagged(slot: str, kind: str, column: str, said: str) -> None:
    where = reckoned(0, True, False).placed
    assert where.parts[slot].kind == kind
    blank = replace(where.parts[slot], columns={**where.parts[slot].columns, column: np.array([NAN])})
    said_so = np.array([1.0 if column.endswith("_known") else 1e-7])
    known = replace(where.parts[slot], columns={**where.parts[slot].columns, column: said_so})
    flagged = [any(said in one for one in replace(where, parts={**where.parts, slot: part}).flags) for part in (blank, known)]
    assert flagged == [True, False]
