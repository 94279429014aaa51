"""Parts that contradict themselves are not believed: neither those that look far worse than they are nor those that look far better."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifeworld_power.core.contradictions import consistent, contradictions
from lifeworld_power.core.values import NAN
from lifeworld_power.files.catalogue import read_catalogue
from lifeworld_power.tests.made_shards import write_folder

REAL = {"mosfet": {"vds": 30.0, "id": 3.2, "rds": 0.05, "rds_low": 0.065}, "inductor": {"dcr": 0.03, "irms": 4.0},
        "diode": {"vf": 0.5, "vf_at": 3.0, "i_f": 3.0}, "capacitor": {"c": 1e-4, "esr": 0.04}}


def columns(kind: str, **other: float) -> dict[str, np.ndarray]:
    return {name: np.array([value]) for name, value in (REAL[kind] | other).items()}


@pytest.mark.parametrize(("kind", "name", "factor"), [
    ("mosfet", "rds", 1e3), ("mosfet", "rds", 1e-3), ("mosfet", "rds_low", 1e3), ("inductor", "dcr", 1e3), ("inductor", "dcr", 1e-3),
    ("diode", "vf_at", 1e3), ("diode", "vf_at", 1e-3), ("capacitor", "esr", 1e3)])
def test_a_thousandfold_slip_makes_the_value_unknown_and_is_counted(kind: str, name: str, factor: float) -> None:
    assert consistent(kind, columns(kind)) == (columns(kind), {})
    kept, refused = consistent(kind, columns(kind, **{name: REAL[kind][name] * factor}))
    assert np.isnan(kept[name]).all() and sum(refused.values()) == 1
    assert all(f"{kind}." in reason for reason in refused)
    if kind == "diode":
        assert np.isnan(kept["vf"]).all(), "the drop is what cannot be believed"


@given(st.sampled_from(sorted(REAL)), st.data())
def test_what_is_unknown_contradicts_nothing(kind: str, data: st.DataObject) -> None:
    gone = data.draw(st.sets(st.sampled_from(sorted(REAL[kind])), min_size=1))
    held = {name: values for name, values in columns(kind).items() if name not in gone}
    blank = columns(kind, **dict.fromkeys(gone, NAN))
    for some in (held, blank):
        assert not any(one.rows.any() for one in contradictions(kind, some))


def test_no_regulator_is_asked() -> None:
    assert consistent("regulator", {"iout": np.array([3.0])})[1] == {}


def test_readers_count_what_they_do_not_believe(tmp_path: Path) -> None:
    lost = ("Q-LOST", "Birch Semi", "", {"Number": "1 N-channel", "Drain to source voltage": "60V", "Continuous drain current (id)": "50A",
                                         "Rds(on)": "24Ω@10V"})
    read = read_catalogue(write_folder(tmp_path / "shards", {"MOSFETs": [lost]}))
    why = "the drop at the rated current is none that the rated voltage allows"
    assert np.isnan(read.kinds["mosfet"].columns["rds"]).all()
    assert read.refused == {f"mosfet.{name}: {why}": 1 for name in ("rds", "rds_low")}
    (tmp_path / "mosfets.csv").write_text("mpn,vds,id,rds\nQ-LOST,60 V,50 A,24 Ω\nQ-HELD,60 V,50 A,24 mΩ\n")
    table = read_catalogue(tmp_path / "mosfets.csv")
    assert table.kinds["mosfet"].columns["rds"].tolist()[1] == 0.024 and np.isnan(table.kinds["mosfet"].columns["rds"][0])
    assert table.refused == {f"mosfet.rds: {why}": 1}
