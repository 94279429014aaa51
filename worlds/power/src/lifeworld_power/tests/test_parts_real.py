"""The real parts, curves and offers of ../shared/data, where they are beside this checkout: counts and promises, no row of them is kept
here.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from lifeworld_power.core.catalogue import COLUMNS, complete
from lifeworld_power.core.contradictions import contradictions
from lifeworld_power.core.derating import OWN_CURVE, Curve, class_error, class_model, effective, fitted
from lifeworld_power.core.values import Catalogue
from lifeworld_power.files.bias_curves import read_bias_curves, with_curves
from lifeworld_power.files.catalogue import read_catalogue, write_catalogue
from lifeworld_power.files.jlcparts.offers import read_offers, write_offers

DATA = next((found for parent in Path(__file__).resolve().parents if (found := parent / "shared" / "data" / "power").is_dir()), None)
pytestmark = pytest.mark.skipif(DATA is None, reason="the real parts of ../shared/data/power are not beside this checkout")


@pytest.fixture(scope="module")
def real() -> Catalogue:
    assert DATA
    return read_catalogue(DATA / "parts")


@pytest.fixture(scope="module")
def curves() -> tuple[Curve, ...]:
    assert DATA
    return read_bias_curves(DATA / "mlcc-dc-bias")


def test_every_row_is_read_or_refused_with_a_reason(real: Catalogue) -> None:
    assert real.read["rows in all"] == 184_621
    asked = sum(number for kind, number in real.read.items() if kind != "rows in all")
    assert asked + real.refused["on a shelf that no power stage is made of"] == 184_621
    whole = {"listed more than once", "more than one", "no part number", "charge pump", "neither a buck", "four diodes"}
    refused = sum(number for reason, number in real.refused.items() if any(one in reason for one in whole))
    assert sum(len(those) for those in real.kinds.values()) + refused == asked


@pytest.mark.parametrize(("kind", "shelf", "least"), [
    ("inductor", "Power Inductors", 17_600), ("diode", "Schottky", 9_200), ("capacitor", "Multilayer", 25_000), ("capacitor", "", 29_000),
    ("mosfet", "", 15_500), ("regulator", "", 6_200), ("controller", "", 700),
])
def test_as_many_parts_are_complete_as_were_counted(real: Catalogue, kind: str, shelf: str, least: int) -> None:
    those = real.kinds[kind]
    held = np.array([shelf in name for name in those.texts["shelf"]]) & complete(those)
    assert held.sum() >= least


def test_no_key_is_twice_and_every_value_is_plausible(real: Catalogue) -> None:
    for kind, those in real.kinds.items():
        assert len(set(those.keys)) == len(those) > 0
        for name, column in COLUMNS[kind].items():
            values = those.columns[name]
            assert not ((values < column.low) | (values > column.high)).any(), name


def test_values_agree_with_one_another(real: Catalogue) -> None:
    mosfets, regulators = real.kinds["mosfet"].columns, real.kinds["regulator"].columns
    both = ~np.isnan(mosfets["ciss"]) & ~np.isnan(mosfets["crss"])
    assert (mosfets["crss"] < mosfets["ciss"])[both].mean() > 0.995
    assert (mosfets["rds"] <= mosfets["rds_low"])[~np.isnan(mosfets["rds"] + mosfets["rds_low"])].all()
    for low, high in (("vin_min", "vin_max"), ("vout_min", "vout_max"), ("f_min", "f_max")):
        told = ~np.isnan(regulators[low]) & ~np.isnan(regulators[high])
        assert (regulators[low] <= regulators[high])[told].mean() > 0.995


def test_what_contradicts_itself_is_counted_and_gone(real: Catalogue) -> None:
    counts = {reason: number for reason, number in real.refused.items() if "." in reason and "not between" not in reason}
    by_column = {reason.partition(":")[0]: number for reason, number in counts.items()}
    assert by_column == {"mosfet.rds": 19, "mosfet.rds_low": 26, "inductor.dcr": 98, "diode.vf": 293, "capacitor.esr": 6}
    for kind, those in real.kinds.items():
        assert not any(one.rows.any() for one in contradictions(kind, those.columns))


def test_it_opens_again_from_one_file(real: Catalogue, tmp_path: Path) -> None:
    write_catalogue(real, tmp_path / "real.parquet")
    again = read_catalogue(tmp_path / "real.parquet")
    assert (again.read, again.refused, again.date) == (real.read, real.refused, "2026-05-21")
    for kind, those in real.kinds.items():
        assert again.kinds[kind].keys == those.keys
        assert all(np.array_equal(values, again.kinds[kind].columns[name], equal_nan=True) for name, values in those.columns.items())


def test_own_curves_are_kept_within_a_tenth(curves: tuple[Curve, ...]) -> None:
    assert len(curves) == 21
    for curve in curves:
        base, v50, n, floor = fitted(curve)
        told = effective({"c": np.full(len(curve.volts), curve.c), "bias_base": np.array(base), "bias_v50": np.array(v50),
                          "bias_n": np.array(n),
                          "bias_floor": np.array(floor)}, curve.volts)
        assert np.abs(told / curve.farads - 1).max() < 0.1


def test_the_class_model_is_that_of_the_curves_and_better_than_the_declared_half(curves: tuple[Curve, ...]) -> None:
    np.testing.assert_allclose(class_model(curves), (0.81, 350.0, 1.70, 0.065), rtol=0.01)
    declared = np.concatenate([np.abs(curve.c / (1 + curve.volts / curve.volts[-1]) / curve.farads - 1) for curve in curves])
    assert np.median(class_error(curves)) < 0.15 < np.median(declared)


def test_capacitors_with_a_curve_of_their_own_use_it(real: Catalogue, curves: tuple[Curve, ...]) -> None:
    own = with_curves(real, curves).kinds["capacitor"]
    found = own.columns["bias_how"] == OWN_CURVE
    assert found.sum() >= 15
    assert (effective(own.columns, 0.5 * own.columns["v"])[found] < own.columns["c"][found]).all()


def test_every_part_has_an_offer_that_feeds_take(tmp_path: Path) -> None:
    assert DATA
    offers = read_offers(DATA / "parts")
    assert (offers.frame.height, dict(offers.refused)) == (184_621, {})
    assert offers.frame["price_breaks"].str.contains(r"^(\d+:\d+(\.\d+)?)(;\d+:\d+(\.\d+)?)*$").all()
    write_offers(type(offers)(offers.frame.head(500), {}), tmp_path / "feed.parquet")
    assert (tmp_path / "feed.parquet").stat().st_size > 0
