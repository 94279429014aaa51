"""Simulate a netlist: with the program ngspice where it is on the path, else with its WASM package under node."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from lifeworld.plugin import RunFailed, Told, silent
from lifeworld_power.core.netlist.cards import Measure, Netlist
from lifeworld_power.files.ngspice.bounded import bounded
from lifeworld_power.files.ngspice.raw import Raw, Vectors, read_raw

LIMIT_S = 60.0
FOLDER = "LIFEWORLD_NGSPICE_WASM"
ENGINE = "eecircuit-engine.mjs"
SCRIPT = Path(__file__).resolve().parents[2] / "data" / "ngspice.mjs"
_MEASURED = re.compile(r"^([a-z][a-z0-9_]*)\s+=\s+([-+0-9.e]+)", re.MULTILINE | re.IGNORECASE)
_ERROR = re.compile(r"^.*(?:\berror\b|aborted|timestep too small|singular matrix|no such vector|out of memory).*$", re.M | re.I)


@dataclass(frozen=True, eq=False)
class Simulated:
    """What a simulator found: vectors by name in small letters ("time" or "frequency", "v(out)", "i(l1)"; complex for small signals), the
    measures of the netlist by name (NaN where it could not tell), and which program it was.
    """

    program: str
    plot: str
    vectors: Vectors
    measured: Mapping[str, float] = field(default_factory=dict)


def program() -> str | None:
    """Where ngspice is, or None."""
    return shutil.which("ngspice")


def package() -> Path | None:
    """Where the WASM package is, with node to run it, or None: in the folder that LIFEWORLD_NGSPICE_WASM names (the package, or a folder
    with node_modules), else in node_modules beside ``elements`` above this file.
    """
    if shutil.which("node") is None:
        return None
    given = os.environ.get(FOLDER, "")
    folders = [Path(given)] if given else [above / "elements" for above in Path(__file__).resolve().parents]
    below = ("", "dist", "eecircuit-engine/dist", "node_modules/eecircuit-engine/dist")
    return next((found for folder in folders for part in below if (found := (folder / part / ENGINE).resolve()).is_file()), None)


def simulate(netlist: Netlist, told: Told = silent, *, limit_s: float = LIMIT_S, way: str = "") -> Simulated:
    """Runs the netlist, bounded in time, memory and what may be written, in a folder of its own that is gone afterwards. ``way``: "program"
    or "package" to insist on one.

    Errors: InputRefused for a netlist with a line that may not be simulated; RunFailed where there is no simulator, where it ran out of
    time, or where it gave up, with its own words.
    """
    text = netlist.text
    ngspice, engine = program() if way != "package" else None, package() if way != "program" else None
    told(0.0, "simulating the circuit")
    with tempfile.TemporaryDirectory(prefix="lw-spice-") as name:
        folder = Path(name)
        if ngspice is not None:
            found = _by_program(ngspice, text, folder, limit_s)
        elif engine is not None:
            found = _by_package(engine, text, folder, limit_s)
        else:
            raise RunFailed("no_simulator", "There is neither ngspice on the path nor eecircuit-engine under node.",
                            f"Install ngspice, or npm install eecircuit-engine@1.8.0 and name its folder in {FOLDER}.")
    raw, said, by = found
    read = {key.lower(): float(value) for key, value in _MEASURED.findall(said)}
    told(1.0, "simulated")
    measures = {one.name: read.get(one.name.lower(), measured(one, raw.vectors)) for one in netlist.measures}
    return Simulated(by, raw.plot, raw.vectors, measures)


def measured(one: Measure, vectors: Vectors) -> float:
    """A measure, of the vectors themselves: straight lines between the simulator's points. NaN without the vector, or without a span."""
    if "time" not in vectors or one.vector.lower() not in vectors:
        return float("nan")
    t, y = vectors["time"], vectors[one.vector.lower()]
    inside = (t > one.begin) & (t < one.end)
    times = np.concatenate([[one.begin], t[inside], [one.end]])
    values = np.interp(times, t, y)
    span = one.end - one.begin
    if not span > 0 or one.end > t[-1] * (1 + 1e-9):
        return float("nan")
    if one.what in {"AVG", "RMS"}:
        mean = np.trapezoid(values if one.what == "AVG" else values**2, times) / span
        return float(mean if one.what == "AVG" else np.sqrt(mean))
    low, high = float(values.min()), float(values.max())
    return low if one.what == "MIN" else high if one.what == "MAX" else high - low


def _by_program(ngspice: str, text: str, folder: Path, limit_s: float) -> tuple[Raw, str, str]:
    """The commands after the circuit are these four, and stand nowhere else: none of what they do comes from outside."""
    commands = ".control\nset filetype=binary\nrun\nwrite out.raw\nquit 0\n.endc\n"
    (folder / "run.cir").write_text(text.removesuffix(".end\n") + commands + ".end\n", "utf-8")
    code, said = bounded([ngspice, "-b", "-n", "run.cir"], folder, limit_s)
    version = re.search(r"^ngspice-(\S+) done", said, re.MULTILINE)
    return _read(folder, code, said), said, f"ngspice {version.group(1)}" if version else "ngspice"


def _by_package(engine: Path, text: str, folder: Path, limit_s: float) -> tuple[Raw, str, str]:
    (folder / "run.cir").write_text(text, "utf-8")
    node = shutil.which("node") or "node"
    words = [node, f"--max-old-space-size={1024}", str(SCRIPT), engine.as_uri(), "run.cir", "out.raw"]
    code, said = bounded(words, folder, limit_s, memory=False)
    return _read(folder, code, said), said, "eecircuit-engine under node"


def _read(folder: Path, code: int, said: str) -> Raw:
    out = folder / "out.raw"
    raw = read_raw(out.read_bytes()) if out.is_file() else None
    worst = _ERROR.search(said)
    if raw is None or code != 0 or not len(next(iter(raw.vectors.values()))):
        why = worst.group(0).strip()[:200] if worst else f"it ended with code {code} and wrote nothing"
        raise RunFailed("simulation_failed", f"The simulator gave up: {why}.", "Look at the netlist in a SPICE program.")
    return raw
