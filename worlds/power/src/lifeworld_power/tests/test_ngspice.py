"""Simulators for real: the program and the WASM package agree with the exact solver, are bounded, and are missed with a sentence."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import numpy as np
import pytest

from lifeworld.plugin import InputRefused, RunFailed
from lifeworld_power.core.loop.designing import best_compensation
from lifeworld_power.core.loop.plants import voltage_mode
from lifeworld_power.core.netlist.bode import Modulator, bode, loop_gain, margins_read
from lifeworld_power.core.netlist.cards import Measure, Netlist
from lifeworld_power.core.netlist.switching import switching
from lifeworld_power.core.solver.drawn import drawn
from lifeworld_power.core.solver.solved import asked, solved
from lifeworld_power.core.values import BOOST, BUCK, INVERTING
from lifeworld_power.files.ngspice.bounded import FILE_BYTES, bounded
from lifeworld_power.files.ngspice.run import FOLDER, measured, package, program, simulate

needs_program = pytest.mark.skipif(program() is None, reason="needs ngspice on the path")
WAYS = [
    pytest.param("program", marks=needs_program),
    pytest.param("package", marks=pytest.mark.skipif(
        package() is None, reason=f"needs node and npm's eecircuit-engine, in the folder that {FOLDER} names or beside elements"))]
CHARGING = Netlist(
    "a capacitor that charges", ("V1 in 0 DC 1", "R1 in out 1000", "C1 out 0 1e-6 IC=0", ".tran 1e-5 5e-3 0 1e-5 UIC"), ("v(out)", "i(V1)"),
    (Measure("last", "MAX", "v(out)", 0.0, 5e-3), Measure("mean", "AVG", "v(out)", 0.0, 5e-3),
     Measure("never", "PP", "v(nowhere)", 0.0, 1e-3)))


@pytest.mark.parametrize("way", WAYS)
def test_a_capacitor_charges(way: str) -> None:
    """Vectors, measures by the simulator's own words, and what could not be measured."""
    found = simulate(CHARGING, way=way)
    t, v = found.vectors["time"], found.vectors["v(out)"]
    assert np.abs(v - (1.0 - np.exp(-t / 1e-3))).max() < 1e-3
    assert found.measured["last"] == pytest.approx(1.0 - np.exp(-5.0), rel=1e-3)
    assert found.measured["mean"] == pytest.approx(measured(CHARGING.measures[1], found.vectors), rel=1e-3)
    assert np.isnan(found.measured["never"])
    assert {"program": "ngspice", "package": "eecircuit"}[way] in found.program


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("topology", [BUCK, BOOST, INVERTING])
@pytest.mark.parametrize("synchronous", [True, False])
def test_stages_agree_with_the_solver(topology: int, synchronous: bool, way: str) -> None:
    """Average, ripple current and efficiency within 2 % (they are within a thousandth), the ripple voltage within 5 %."""
    case = drawn(topology, synchronous, 3)[2]
    row = asked(case.stage, case.vin, case.vout, case.iout)
    found = solved(row)
    said = simulate(switching(row, found), way=way).measured
    assert abs(said["vo"]) == pytest.approx(found.vout, rel=2e-3)
    assert (said["vo"] < 0) == (topology == INVERTING)
    assert said["di"] == pytest.approx(found.di, rel=5e-3)
    assert said["il_rms"] == pytest.approx(found.i_l_rms, rel=2e-3)
    assert said["vo_pp"] == pytest.approx(found.vout_pp, rel=0.05)
    p_in = found.p_in - found.p_esr_in  # the netlist's source is stiff: nothing flows in its input capacitor
    assert said["vo_rms"]**2 * case.iout / case.vout / (-case.vin * said["iin"]) == pytest.approx(found.p_out / p_in, rel=5e-3)


@pytest.mark.parametrize("way", WAYS)
def test_the_golden_loop_by_its_own_parts(way: str) -> None:
    """The worked example of a type III, simulated with its resistors and capacitors: 50 kHz and 60 degrees, as the equations say."""
    plant = voltage_mode(BUCK, 12.0, 1.0, 0.2915, 6.8e-6, 0.1, 30e-6, 3e-3, 1.65)
    loop = best_compensation(plant, 500e3, kind="type 3")
    row = asked(drawn(BUCK, True, 1)[0].stage, 12.0, 3.3, 2.0)
    row[5:15] = (500e3, 6.8e-6, 0.1, 1e-9, 1e-9, 0.0, 30e-6, 3e-3, 0.0, 0.0)
    vectors = simulate(bode(row, 0.2915, Modulator(v_ramp=1.0), loop.ideal), way=way).vectors
    read = margins_read(*loop_gain(vectors["frequency"], vectors["v(comp)"], vectors["v(ctl)"]))
    assert read.fc == pytest.approx(loop.ideal_margins.fc, rel=0.005)
    assert read.phase == pytest.approx(loop.ideal_margins.phase, abs=0.2)
    assert read.phase == pytest.approx(60.0, abs=0.3)


@pytest.mark.parametrize("way", WAYS)
def test_a_circuit_that_cannot_be_solved_is_said_so(way: str) -> None:
    """Two sources that contradict each other: a sentence with the simulator's own words, not an empty answer."""
    wrong = Netlist("contradiction", ("V1 a 0 DC 1", "V2 a 0 DC 2", "R1 a 0 1", ".tran 1e-6 1e-5"), ("v(a)",))
    with pytest.raises(RunFailed, match="gave up"):
        simulate(wrong, way=way)


@needs_program
def test_a_long_simulation_is_stopped() -> None:
    """A second is a second, and nothing stays behind."""
    long = Netlist("long", ("V1 in 0 DC 1", "R1 in out 1", "C1 out 0 1e-6", ".tran 1e-9 10 0 1e-9 UIC"), ("v(out)",))
    with pytest.raises(RunFailed, match=r"within 0\.5 seconds"):
        simulate(long, limit_s=0.5)


def test_no_simulator_is_a_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Both ways to get one are named."""
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(RunFailed, match=r"ngspice.*eecircuit-engine"):
        simulate(CHARGING)


def test_a_netlist_with_a_command_is_never_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is refused before any program is looked for."""
    monkeypatch.setattr("lifeworld_power.files.ngspice.run.program", lambda: pytest.fail("it was looked for"))
    with pytest.raises(InputRefused):
        simulate(Netlist("bad", (".control", "shell ls"), ("v(a)",)))


def test_a_program_has_neither_our_environment_nor_our_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What runs sees a path, a home that is its own folder, and no more."""
    monkeypatch.setenv("LIFEWORLD_SECRET_KEY", "not for others")
    code, said = bounded([sys.executable, "-c", "import os; print(os.getcwd(), dict(os.environ))"], tmp_path, 30.0)
    assert code == 0
    assert "not for others" not in said
    assert said.count(os.fspath(tmp_path)) >= 2


@pytest.mark.skipif(sys.platform != "linux", reason="memory and files are bounded by prlimit, which Linux has")
def test_memory_and_files_are_bounded(tmp_path: Path) -> None:
    """A program that takes more than it may fails, and what it leaves is no larger than allowed."""
    wait = "import resource, time\nwhile resource.getrlimit(resource.RLIMIT_FSIZE)[0] < 0: time.sleep(0.01)\n"
    code, said = bounded([sys.executable, "-c", wait + "bytearray(3 << 30)"], tmp_path, 30.0)
    assert code != 0
    assert "MemoryError" in said
    writes = wait + f"f = open('large', 'wb')\nf.truncate({FILE_BYTES})\nf.seek(0, 2)\nf.write(b'x')\nf.flush()"
    code, said = bounded([sys.executable, "-c", writes], tmp_path, 30.0)
    assert code != 0
    assert (tmp_path / "large").stat().st_size <= FILE_BYTES


def test_a_program_that_is_not_there(tmp_path: Path) -> None:
    """The refusal says that it could not be started."""
    with pytest.raises(RunFailed, match="could not be started"):
        bounded([str(tmp_path / "nothing")], tmp_path, 1.0)


@needs_program
def test_nothing_is_left_in_the_temporary_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Each simulation's folder is gone, also where it failed."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    simulate(CHARGING)
    with pytest.raises(RunFailed):
        simulate(Netlist("contradiction", ("V1 a 0 DC 1", "V2 a 0 DC 2", ".tran 1e-6 1e-5"), ("v(a)",)))
    assert not list(tmp_path.iterdir())


def test_the_script_reads_only_what_it_is_given() -> None:
    """The WASM way's script has no path of its own."""
    script = (Path(__file__).parents[1] / "data" / "ngspice.mjs").read_text("utf-8")
    assert set(re.findall(r'from "([^"]+)"', script)) == {"node:fs", "node:url"}
