"""Derating, charges, packages and defaults: what is promised of every part, whatever its numbers."""

from __future__ import annotations

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st

from lifeworld_power.core.catalogue import believed, parts, single
from lifeworld_power.core.charges import TOLD_AT, charge_at, output_charge, switching_charge
from lifeworld_power.core.defaults import ESR_CERAMIC, with_defaults
from lifeworld_power.core.derating import Curve, bias_columns, class_model, derated, effective, fitted
from lifeworld_power.core.packages import outline
from lifeworld_power.core.values import NAN

CHARGES = st.floats(min_value=1e-10, max_value=1e-6)
VOLTS = st.floats(min_value=0.5, max_value=100)


@given(st.floats(0.3, 1.2), st.floats(0.5, 200), st.floats(0.5, 4), st.floats(0, 0.3), VOLTS, VOLTS)
def test_more_voltage_never_leaves_more_capacitance(base: float, v50: float, n: float, floor: float, one: float, other: float) -> None:
    low, high = sorted((one, other))
    kept = [derated(1e-5, base, v50, n, floor, v) for v in (0.0, low, high)]
    assert kept[0] >= kept[1] >= kept[2] >= 1e-5 * base * floor * (1 - 1e-12)
    assert derated(1e-5, base, v50, n, floor, -high) == kept[2]


@given(st.lists(st.tuples(st.floats(1e-8, 1e-4), VOLTS, st.floats(0, 3), st.floats(0, 8)), min_size=1, max_size=6), VOLTS)
def test_columns_lose_what_one_part_loses(rows: list[tuple[float, float, float, float]], volts: float) -> None:
    nominal, rated, kind, dielectric = (np.array(column) for column in zip(*rows, strict=True))
    columns = {"c": nominal, **bias_columns(nominal, rated, np.full(len(nominal), 2e-9), np.floor(kind), np.floor(dielectric))}
    names = ("c", "bias_base", "bias_v50", "bias_n", "bias_floor")
    rows_of = np.column_stack([columns[name] for name in names]).tolist()
    each = [derated(c, base, v50, n, floor, volts) for c, base, v50, n, floor in rows_of]
    np.testing.assert_allclose(effective(columns, volts), each, rtol=1e-12)
    whole = (np.floor(kind) != 0) | (np.floor(dielectric) == 0)
    assert (effective(columns, volts)[whole] == nominal[whole]).all()


def test_half_is_left_at_the_rated_voltage_where_nothing_is_known() -> None:
    one = np.array([1e-5])
    columns = {"c": one, **bias_columns(one, np.array([16.0]), np.array([NAN]), np.array([0.0]), np.array([NAN]))}
    assert columns["bias_how"].tolist() == [3.0]
    np.testing.assert_allclose(effective(columns, 16.0), 5e-6)


def test_a_curve_of_the_form_is_found_again() -> None:
    volts = np.linspace(0, 25, 80)
    curves = [Curve(f"C{i}", c, volume, volts, np.array([derated(c, 0.8, 400 * (volume / c) ** 0.5, 1.8, 0.05, v) for v in volts]))
              for i, (c, volume) in enumerate(((1e-5, 2.6e-9), (4.7e-6, 4e-9), (2.2e-5, 5e-9)))]
    np.testing.assert_allclose(fitted(curves[0]), (0.8, 400 * (2.6e-9 / 1e-5) ** 0.5, 1.8, 0.05), rtol=1e-3)
    np.testing.assert_allclose(class_model(curves), (0.8, 400, 1.8, 0.05), rtol=1e-3)


@given(CHARGES, VOLTS, VOLTS, st.floats(0.5, 5))
def test_a_higher_gate_drive_never_takes_less_charge(qg: float, stated: float, drive: float, vth: float) -> None:
    lower, higher = charge_at(qg, stated, drive, vth), charge_at(qg, stated, drive * 1.1, vth)
    assert higher >= lower * (1 - 1e-12)
    np.testing.assert_allclose(charge_at(qg, stated, stated, vth), qg)


@given(CHARGES, st.floats(1, 20), st.just(NAN) | st.floats(0.5, 5), st.just(NAN) | st.floats(1.2, 20), st.floats(1.2, 30))
def test_not_to_know_at_which_gate_voltage_a_charge_holds_improves_nothing(
        qg: float, drive: float, vth: float, opens_at: float, stated: float) -> None:
    assume(stated >= np.fmin(opens_at, TOLD_AT))
    known, unknown = charge_at(qg, stated, drive, vth, opens_at), charge_at(qg, NAN, drive, vth, opens_at)
    assert unknown >= known * (1 - 1e-12)
    assert unknown >= qg * (1 - 1e-12)


@given(st.floats(1e-12, 1e-9), VOLTS, st.floats(1, 100))
def test_not_to_know_at_which_voltage_capacitances_hold_improves_nothing(farads: float, stated: float, rated: float) -> None:
    assume(stated <= rated)
    known, unknown = (with_defaults(parts("mosfet", ["a"], {"vds": np.array([rated]), "c_vds": np.array([told])}, {})).columns
                      for told in (stated, NAN))
    assert known["c_vds_known"] == 1 and unknown["c_vds_known"] == 0
    for v in (0.3 * rated, 0.8 * rated):
        assert output_charge(farads, unknown["c_vds"], v) >= output_charge(farads, known["c_vds"], v)
        charges = [switching_charge(1e-7, NAN, NAN, 1e-9, farads, 2.0, v, c_vds=one["c_vds"])[0] for one in (unknown, known)]
        assert charges[0] >= charges[1]


@given(CHARGES, CHARGES, CHARGES, VOLTS)
def test_stated_charges_are_used_and_estimates_say_so(qg: float, qgd: float, qgs2: float, volts: float) -> None:
    stated, estimated = switching_charge(qg, qgd, qgs2, 1e-9, 1e-10, 2.0, volts)
    assert (float(stated), float(estimated)) == (qgd + qgs2, 0.0)
    guess, estimated = switching_charge(qg, NAN, qgs2, 1e-9, 1e-10, 2.0, volts)
    assert estimated == 1.0
    assert float(guess) <= 0.5 * qg + qgs2 + 1e-18
    assert np.isnan(switching_charge(qg, NAN, qgs2, 1e-9, NAN, 2.0, volts)[0]), "without Crss there is nothing to estimate from"


@given(st.floats(1e-12, 1e-8), VOLTS, VOLTS)
def test_output_charge_grows_with_voltage(coss: float, at: float, volts: float) -> None:
    assert output_charge(coss, at, volts * 1.2) > output_charge(coss, at, volts)
    assert np.isnan(output_charge(NAN, at, volts))


def test_packages_tell_their_size_however_they_are_written() -> None:
    area = {name: round(outline(name).area * 1e6, 1) for name in ("SMD,5.8x5.2mm", "QFN-20(3x4)", "VQFN-9-HR(2x2)", "DFN3x3",
                                                                  "SMD,D6.3xL7.7mm", "CASE-D-7343")}
    assert list(area.values()) == [30.2, 12.0, 4.0, 9.0, 39.7, 31.4]
    assert round(outline("SMD,D6.3xL7.7mm").height * 1e3, 2) == 7.7
    assert outline("SOT-23").theta > outline("TO-252").theta > outline("TO-247").theta
    assert outline("TSOT-23-6").theta < outline("SOT-23-3").theta
    for strange in ("", "-", "SMD", "插件", "0x0", "SMD,0x5mm", "9999"):
        assert not outline(strange).known


def test_defaults_fill_what_is_unknown_and_say_so() -> None:
    made = with_defaults(parts("inductor", ["a", "b"], {"irms": np.array([2.0, NAN]), "dcr": np.array([0.05, 0.05]),
                                                        "area": np.array([NAN, 9e-6])},
                               {"package": ["SMD,5x5mm", "-"]}))
    assert made.columns["theta"][0] == 200
    assert np.isnan(made.columns["theta"][1])
    assert made.columns["theta_known"].tolist() == [0, 0]
    assert made.columns["area"].tolist() == [2.5e-05, 9e-06]
    ceramic = with_defaults(parts("capacitor", ["a", "b"], {"class": np.zeros(2), "esr": np.array([NAN, 0.002])}, {}))
    assert ceramic.columns["esr"].tolist() == [ESR_CERAMIC, 0.002]
    assert ceramic.columns["esr_known"].tolist() == [0, 1]


@given(st.permutations(range(6)))
def test_which_part_stands_for_a_key_does_not_depend_on_the_order(order: list[int]) -> None:
    keys = ["a", "b", "a", "c", "b", "a"]
    told = np.array([[NAN, 1, 2, 3, NAN, NAN], [NAN, 1, 2, NAN, NAN, 5]])
    those = parts("diode", [keys[i] for i in order], {"vf": told[0][order], "vr": told[1][order]}, {})
    one, again = single(those)
    assert again == 3
    best = dict(zip(one.keys, one.columns["vf"].tolist(), strict=True))
    assert (best["a"], best["b"], best["c"]) == (2, 1, 3)


def test_implausible_values_are_refused_by_name() -> None:
    kept, refused = believed("inductor", {"l": np.array([1e-6, 50.0, NAN])})
    np.testing.assert_array_equal(kept["l"], [1e-6, NAN, NAN])
    assert refused == {"inductor.l: not between 1e-10 and 10 H": 1}
