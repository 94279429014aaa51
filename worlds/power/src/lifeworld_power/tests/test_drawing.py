"""Labels of schematics do not run into one another, whatever parts are called."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from lifeworld_power.core.circuit import Circuit
from lifeworld_power.core.drawing.schematic import HEIGHT, WIDTH, drawn
from lifeworld_power.core.drawing.symbols import Label, shortened, width_of
from lifeworld_power.core.tool.lines import circuit
from lifeworld_power.core.tool.looped import looped
from lifeworld_power.core.tool.panels import span
from lifeworld_power.tests.designs import VARIANTS, reckoned

NAMES = ("GRM32ER71H106KA12L", "W" * 60, "CL21A106KAYNNNE-LONG-TAPE-AND-REEL", "x", "RT8237EZQW(2)", "非常长的零件名称" * 3)


def called(variant: tuple[int, bool, bool], name: str, n: int) -> Circuit:
    """A design all of whose parts are called so, with so many capacitors."""
    real = reckoned(*variant)
    whole = circuit(real.placed, "x", looped(real).feedback)
    return replace(whole, components=tuple(
        replace(one, mpn=name if one.slot else "", maker=name, label=f"{name}, 500 kHz" if one.slot == "U1" else "",
                n=n if one.slot in ("Cin", "Cout") else 1) for one in whole.components))


def meet(one: Label, other: Label) -> bool:
    """Whether two boxes share a place."""
    return one.left < other.right and other.left < one.right and one.top < other.bottom and other.top < one.bottom


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("variant", VARIANTS)
def test_no_two_labels_meet(variant: tuple[int, bool, bool], name: str) -> None:
    for n in (1, 12):
        spec = reckoned(*variant).placed.spec
        ends = {"VIN": span(spec.vin_min, spec.vin_max), "VOUT": f"{spec.vout:g} V, {spec.iout:g} A"}
        labels = drawn(called(variant, name, n), ends).labels
        assert len(labels) > 10
        for one, other in itertools.combinations(labels, 2):
            assert not meet(one, other), (one, other)
        for one in labels:
            assert one.left >= 0 and one.right <= WIDTH and one.top >= 0 and one.bottom <= HEIGHT, one


def test_a_short_name_stays_whole_and_a_long_one_keeps_its_beginning() -> None:
    assert shortened("BSC0902NS", 144, small=True) == "BSC0902NS"
    cut = shortened("W" * 60, 128, small=True)
    assert cut.endswith("…") and cut.startswith("WWW") and width_of(cut, small=True) <= 128
