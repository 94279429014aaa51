"""Quantities are read as people and shops write them, and what was written is read again to the same number."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifeworld.plugin import InputRefused
from lifeworld_power.core.units import UNITS, folded, largest, parse, parse_all, quantity, smallest, written

WRITTEN_UNITS = sorted({unit for unit in UNITS.values() if unit} - {"mm", "%", "ppm", "K/W", "K", "m"})
SIZES = st.floats(min_value=1e-15, max_value=1e12, allow_nan=False)


@given(SIZES, st.sampled_from(WRITTEN_UNITS), st.booleans())
def test_written_and_read_again_is_the_same_number(value: float, unit: str, negative: bool) -> None:
    value = -value if negative else value
    read = parse(written(value, unit))
    assert read is not None
    assert (read.value, read.unit) == (value, unit)


@given(SIZES, SIZES)
def test_a_range_holds_its_middle_and_its_ends_in_order(one: float, other: float) -> None:
    read = parse(f"{written(one, 'V')}~{written(other, 'V')}")
    assert read is not None
    assert (read.low, read.high) == (min(one, other), max(one, other))
    assert read.low <= read.value <= read.high


@given(SIZES, st.floats(min_value=0.01, max_value=50))
def test_a_tolerance_lies_on_both_sides(value: float, percent: float) -> None:
    read = parse(f"{written(value, 'F')} ±{percent}%")
    assert read is not None
    assert math.isclose(read.high - value, value - read.low, rel_tol=1e-6, abs_tol=1e-18)
    assert read.low <= value <= read.high


@given(st.text(max_size=30))
def test_no_text_is_too_strange_to_be_read_or_left(text: str) -> None:
    read = parse(text)
    assert read is None or read.low <= read.high
    assert all(one.low <= one.high for one in parse_all(text))


@pytest.mark.parametrize(("text", "value", "unit"), [
    ("4.7uH", 4.7e-6, "H"), ("4.7µH", 4.7e-6, "H"), ("4.7 μH", 4.7e-6, "H"), ("０．１ｕＦ", 1e-7, "F"), ("4R7", 4.7, "Ω"),
    ("170mΩ", 0.17, "Ω"),
    ("170 mOhm", 0.17, "Ω"), ("2.5MHz", 2.5e6, "Hz"), ("1e-6F", 1e-6, "F"), ("-40℃", -40, "°C"), ("20%", 0.2, ""),
    ("5mm", 0.005, "m"),
    ("330pF", 3.3e-10, "F"),
    ("1.02kA", 1020, "A"), ("65K/W", 65, "K/W"),
])
def test_signs_of_shops_and_people_mean_the_same(text: str, value: float, unit: str) -> None:
    read = parse(text)
    assert read is not None
    assert (read.value, read.unit) == (value, unit)


def test_a_number_without_a_unit_takes_the_expected_one() -> None:
    assert parse("10u", "F") == parse("10uF")
    assert parse("4k7", "Ω") == parse("4.7kΩ")
    assert parse("150K", "Ω") == parse("150 kΩ")
    assert parse("150K") == parse("150 K")


def test_conditions_stand_behind_the_at_sign() -> None:
    read = parse("44mΩ@10V,5.8A")
    assert read is not None
    assert (read.condition("V"), read.condition("A")) == (10, 5.8)
    assert math.isnan(read.condition("Hz"))


def test_lists_are_parted_and_conditions_are_not() -> None:
    assert [one.value for one in parse_all("5mΩ@10V, 7mΩ@4.5V")] == [0.005, 0.007]
    assert [one.value for one in parse_all("20mΩ@10V、25mΩ@4.5V")] == [0.02, 0.025]
    assert [one.value for one in parse_all("5mΩ@10V,7mΩ@4.5V")] == [0.005, 0.007]
    assert len(parse_all("20uA@25℃,5min")) == 1
    assert (smallest(parse_all("94A, 421A"), "A"), largest(parse_all("94A, 421A"), "A")) == (94, 421)


def test_what_is_no_quantity_is_none() -> None:
    for text in ("", "-", "X7R", "1.2.3", "AEC-Q200", "2000hrs@105℃", "±100ppm/℃", "5V and 3V"):
        assert parse(text) is None, text


def test_full_width_signs_are_folded() -> None:
    assert folded("３．３Ｖ～５Ｖ ＠ ２５℃") == "3.3V~5V @ 25°C"


def test_a_refusal_names_the_text_and_the_unit() -> None:
    with pytest.raises(InputRefused, match="«3 A» is no quantity in V"):
        quantity("3 A", "V", "input voltage")
