"""Core materials are read, and an inductor wound on one loses what its material loses."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifeworld.plugin import InputRefused
from lifeworld_power.core.magnetics import Steinmetz, wound
from lifeworld_power.files.openmagnetics import read_materials
from lifeworld_power.tests.test_parts_real import DATA


@given(st.floats(0.1, 100), st.floats(1.0, 2.0), st.floats(1.8, 3.0), st.integers(1, 40), st.floats(0.05, 5))
def test_loss_is_volume_times_density_at_the_peak_flux(k: float, alpha: float, beta: float, turns: int, ripple: float) -> None:
    inductance, area, volume, f = 10e-6, 2e-5, 1e-6, 4e5
    core_k, core_a, core_b = wound(Steinmetz(k, alpha, beta), inductance, turns, area, volume)
    peak = inductance * ripple / 2 / (turns * area)
    assert math.isclose(core_k * f**core_a * ripple**core_b, volume * k * f**alpha * peak**beta, rel_tol=1e-9)


def test_only_steinmetz_ranges_are_taken(tmp_path: Path) -> None:
    told = {"method": "steinmetz", "ranges": [{"k": 2.0, "alpha": 1.5, "beta": 2.5, "minimumFrequency": 2e5, "maximumFrequency": None},
                                              {"k": 1.0, "alpha": 1.4, "beta": 2.4, "minimumFrequency": None, "maximumFrequency": 2e5}]}
    path = tmp_path / "materials.json"
    path.write_text(json.dumps([{"name": "A", "material": "ferrite", "manufacturerInfo": {"name": "Alder"},
                                 "volumetricLosses": {"default": [told]}},
                                {"name": "B", "volumetricLosses": {"default": [{"method": "roshen"}]}},
                                {"name": "C", "volumetricLosses": None}]))
    (material,) = read_materials(path)
    assert (material.name, material.maker, [one.k for one in material.ranges]) == ("A", "Alder", [1.0, 2.0])
    assert [one.k for f in (1e5, 5e5) if (one := material.at(f))] == [1.0, 2.0]
    path.write_text("{}")
    assert read_materials(path) == ()
    path.write_text("no list")
    with pytest.raises(InputRefused, match="no list of core materials"):
        read_materials(path)


@pytest.mark.skipif(DATA is None, reason="the real materials of ../shared/data/power are not beside this checkout")
def test_real_materials_have_exponents_of_real_materials() -> None:
    assert DATA
    (path,) = (DATA / "openmagnetics").glob("core_materials*.json.gz")
    materials = read_materials(path)
    assert len(materials) > 200
    ferrites = [one for material in materials if material.made_of == "ferrite" for one in material.ranges]
    assert sum(1 < one.alpha < 3 and 1.8 < one.beta < 3.5 for one in ferrites) / len(ferrites) > 0.9
