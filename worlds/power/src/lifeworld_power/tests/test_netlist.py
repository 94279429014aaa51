"""Netlists: what may stand in one, and that nothing else ever gets in."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifeworld.plugin import InputRefused
from lifeworld_power.core.loop.compensators import TypeThree, TypeTwo, TypeTwoOta
from lifeworld_power.core.netlist.bode import Modulator, bode
from lifeworld_power.core.netlist.cards import MOST, Netlist, card, checked, number
from lifeworld_power.core.netlist.switching import switching
from lifeworld_power.core.solver.drawn import drawn
from lifeworld_power.core.solver.solved import asked, solved
from lifeworld_power.core.values import BOOST, BUCK, INVERTING, NAN

COMMANDS = (
    ".control", ".include /etc/passwd", ".lib x", ".inc x", ".endc", "shell ls", "R1 a b 1; shell ls", "R1 a b `ls`", "R1 a b {x}",
    "A1 in out code", "X1 a b part", "B1 a 0 V=V(a)", "R1 a b 'system(1)'", "R1 a b 1 $ x", ".param x=1", ".csparam x=1", ".func f(x) x",
    "* ng_script", "*ng_script", "R1 a b 1\n.control", "R1 a b 1\r", ".meas tran x param='1'", "R1 a b file=../x", "V1 a 0 PWL file=/x", "")


@pytest.mark.parametrize("line", COMMANDS)
def test_no_command_is_a_line(line: str) -> None:
    """Commands, files, expressions, models of other kinds, comments of other forms: all refused, alone and inside a netlist."""
    with pytest.raises(InputRefused, match="may be simulated"):
        checked(line)
    with pytest.raises(InputRefused):
        assert Netlist("fine", ("R1 a 0 1", line), ("v(a)",)).text


@given(st.text(max_size=60))
def test_a_line_that_passes_has_harmless_letters(text: str) -> None:
    """Whatever is typed, what passes is of the grammar's letters, one line, and begins with an element or a known word."""
    try:
        checked(text)
    except InputRefused:
        return
    assert re.fullmatch(r"[A-Za-z0-9_.()=+\-, *:/]+", text)
    assert re.match(r"[RLCVIEFGHSD*]|\.(model|tran|ac|meas|options|save) ", text)


@given(st.text(st.characters(codec="ascii"), max_size=40).map(lambda text: f"R1 {text} 1"))
def test_an_element_with_any_text_in_it(text: str) -> None:
    """The same, for lines that begin well."""
    try:
        checked(text)
    except InputRefused:
        return
    assert not set(text) & set("\n\r\t;'\"`{}$\\|&<>!@#^~?[]")


def test_names_and_numbers_are_checked() -> None:
    """A name is letters and digits; a number is finite."""
    assert card("R1", "a", "0", 1e3) == "R1 a 0 1000"
    for name in ("R1 a", "1R", "R1;", "", "R" * 40):
        with pytest.raises(InputRefused, match="not a name"):
            card(name, "a", "0", 1.0)
    for value in (NAN, float("inf")):
        with pytest.raises(InputRefused, match="not known"):
            number(value)


def test_a_netlist_has_an_end_and_a_title() -> None:
    """A title that is not harmless is refused like any line, and so is a file of too many."""
    assert Netlist("buck, 12 V", ("R1 a 0 1",), ("v(a)",)).text.splitlines() == ["* buck, 12 V", "R1 a 0 1", ".save v(a)", ".end"]
    with pytest.raises(InputRefused):
        assert Netlist("a\n.control", (), ("v(a)",)).text
    with pytest.raises(InputRefused, match="at most"):
        assert Netlist("long", ("R1 a 0 1",) * MOST, ("v(a)",)).text


@pytest.mark.once
@pytest.mark.parametrize("topology", [BUCK, BOOST, INVERTING])
@pytest.mark.parametrize("synchronous", [True, False])
def test_stages_are_written_with_their_own_parts(topology: int, synchronous: bool) -> None:
    """Inductor, capacitor, load and gate are those of the stage; a second switch or a diode, never both; measures cover whole periods."""
    case = drawn(topology, synchronous, 1)[0]
    row = asked(case.stage, case.vin, case.vout, case.iout, source=0.01)
    net = switching(row, solved(row), periods=30, measured=10)
    assert f"L1 {'in mid' if topology == BOOST else 'sw mid'} {number(case.stage.l)} " in net.text
    assert f" {number(case.stage.cout)} " in net.text
    assert f"Ro out 0 {number(case.vout / case.iout)}\n" in net.text
    assert ("S2 " in net.text, "D1 " in net.text) == (synchronous, not synchronous)
    assert all(one.end - one.begin == pytest.approx(10 / case.stage.f) for one in net.measures)


def test_what_is_not_known_is_not_simulated() -> None:
    """A stage of unknown resistance has no netlist."""
    case = drawn(BUCK, True, 1)[0]
    row = asked(case.stage, case.vin, case.vout, case.iout)
    found = solved(row)
    row[8] = NAN
    with pytest.raises(InputRefused, match="not known"):
        switching(row, found)


@pytest.mark.parametrize("parts", [TypeTwo(1e4, 2e3, 1e-9, 1e-11), TypeTwoOta(1e-3, 0.2, 5e3, 4e-9, 8e-11),
                                   TypeThree(1e4, 2.8e3, 294.0, 6.7e-9, 2e-10, 1.8e-9)])
def test_loops_are_written_with_their_own_parts(parts: TypeTwo | TypeTwoOta | TypeThree) -> None:
    """Every part of the compensator stands in the netlist by its value."""
    case = drawn(BUCK, True, 1)[0]
    row = asked(case.stage, case.vin, case.vout, case.iout)
    text = bode(row, 0.4, Modulator(v_ramp=1.0), parts).text
    values = [getattr(parts, name) for name in parts.__slots__ if name not in {"gm", "h"}]
    assert all(f" {number(value)}\n" in text for value in values)
