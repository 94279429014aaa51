"""Three ways to the same stage: equations, the exact solver, ngspice. `python -m benchmarks.power_solver [N]`: N random stages a kind.

Differences are to the solver at the duty of the equations. ngspice starts from the state that the equations expect, not from the solver's,
runs for five time constants of the output, at most 1,000 periods ("cut short": what is left of the begin is then part of the difference),
in at least 100 steps a period, and is read over the last 20.
"""

from __future__ import annotations

import dataclasses
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from lifeworld_power.core.netlist.switching import switching
from lifeworld_power.core.solver.drawn import Loaded, drawn
from lifeworld_power.core.solver.rows import ASKED, VIN
from lifeworld_power.core.solver.solved import TOLERANCES, Solved, agreement, asked, solved, solved_at, solved_columns
from lifeworld_power.core.stage.swept import stage_point
from lifeworld_power.core.values import BOOST, BUCK, INVERTING, TOPOLOGIES, Floats
from lifeworld_power.files.ngspice.run import program, simulate

N, SPEED = 200, 20_000
PERIODS, STEPS = 1000, 100
KINDS = [(topology, synchronous) for topology in (BUCK, BOOST, INVERTING) for synchronous in (True, False)]
BAR_SPICE = 0.02


def named(topology: int, synchronous: bool) -> str:
    """A kind in words."""
    return f"{TOPOLOGIES[topology]}, {'synchronous' if synchronous else 'diode'}"


def equations(topology: int, synchronous: bool, n: int) -> tuple[Floats, int, int]:
    """Differences as shares (by stage: voltage, ripple current, efficiency), how many cannot deliver, how many are discontinuous."""
    rows, refused, discontinuous = [], 0, 0
    for case in drawn(topology, synchronous, n):
        point = stage_point(case.stage, case.vin, case.vout, case.iout)
        if point.status:
            refused += 1
            continue
        other = point.p_sw + point.p_coss + point.p_rr + point.p_dead + point.p_gate + point.p_iq + point.p_core
        found = solved_at(case.stage, point, case.vin, case.vout, case.iout, other=other)
        rows.append([abs(one.share) for one in agreement(point, found, case.vout)])
        discontinuous += int(found.dcm)
    return np.array(rows), refused, discontinuous


def spiced(case: Loaded) -> list[float]:
    """Differences of one stage to ngspice, and whether the five time constants were cut short."""
    row = asked(case.stage, case.vin, case.vout, case.iout)
    found = solved(row)
    if not found.found:
        return []
    tau = case.vout / case.iout * case.stage.cout * (1.0 if found.dcm or case.stage.topology != BUCK else 2.0)
    periods = int(min(max(60.0, 5.0 * tau * case.stage.f), PERIODS)) + 20
    start: Solved = dataclasses.replace(found, start_i=max(found.i_l - 0.5 * found.di, 0.0), start_v=case.vout, start_vin=case.vin)
    said = simulate(switching(row, start, periods, points=STEPS, whole=False), way="program", limit_s=120.0).measured
    efficiency = said["vo_rms"]**2 * case.iout / case.vout / (-row[VIN] * said["iin"])
    exact = found.p_out / (found.p_in - found.p_esr_in)
    return [abs(abs(said["vo"]) / found.vout - 1), abs(said["di"] / found.di - 1), abs(efficiency / exact - 1),
            abs(said["vo_pp"] / found.vout_pp - 1), float(5.0 * tau * case.stage.f > PERIODS)]


def shares(values: Floats) -> Iterator[str]:
    """95 of 100 and the largest, per column, in per cent."""
    for column in values.T:
        yield f"{100 * np.quantile(column, 0.95):.4f} / {100 * column.max():.4f}"


def table(title: str, head: str, rows: Callable[[], Iterator[str]]) -> str:
    """A table in Markdown."""
    return "\n".join([f"#### {title}", "", head, "|" + " --- |" * (head.count("|") - 1), *rows(), ""])


def against_solver(n: int) -> Iterator[str]:
    """Rows of the first table."""
    for topology, synchronous in KINDS:
        values, refused, discontinuous = equations(topology, synchronous, n)
        within = (values <= np.array(list(TOLERANCES.values()))).all(axis=1).sum()
        yield (f"| {named(topology, synchronous)} | {len(values)} ({discontinuous}) | {refused} | "
               f"{' | '.join(shares(values))} | {within} of {len(values)} |")


def against_ngspice(n: int) -> Iterator[str]:
    """Rows of the second table."""
    for topology, synchronous in KINDS:
        with ThreadPoolExecutor(2) as pool:
            values = np.array([row for row in pool.map(spiced, drawn(topology, synchronous, n)) if row])
        within = (values[:, :3] <= BAR_SPICE).all(axis=1).sum()
        yield (f"| {named(topology, synchronous)} | {len(values)} | {int(values[:, 4].sum())} | {' | '.join(shares(values[:, :4]))} | "
               f"{within} of {len(values)} |")


def speed(n: int) -> Iterator[str]:
    """Solves a second on one processor, found duty and given duty."""
    for topology, synchronous in KINDS:
        rows = np.array([asked(one.stage, one.vin, one.vout, one.iout) for one in drawn(topology, synchronous, 2000)])
        columns = {name: np.resize(rows[:, at], n) for at, name in enumerate(ASKED)}
        found = solved_columns(columns)
        rates = []
        for duty in (columns["duty"], found["duty"]):
            began = time.perf_counter()
            solved_columns(columns | {"duty": duty})
            rates.append(n / (time.perf_counter() - began))
        share = float(np.nanmean(found["dcm"]))
        yield f"| {named(topology, synchronous)} | {share:.0%} | {rates[0]:,.0f} | {rates[1]:,.0f} |"


def report(n: int = N) -> str:
    """All tables."""
    parts = [
        table("Equations and the exact solver",
              "| stage | designs (discontinuous) | cannot deliver | Vo, 95 of 100 / most, % | ripple current, % | efficiency, % | "
              "inside 0.1, 0.1, 0.2 % |",
              lambda: against_solver(n)),
        table("Solves a second, one processor", "| stage | discontinuous | duty found | duty given |", lambda: speed(SPEED))]
    if program() is None:
        return "\n".join([*parts, "ngspice is not on the path: the comparison with it was not measured."])
    parts.insert(1, table(
        "The exact solver and ngspice",
        "| stage | designs | cut short | Vo, 95 of 100 / most, % | ripple current, % | efficiency, % | ripple voltage, % | inside 2 % |",
        lambda: against_ngspice(n)))
    return "\n".join(parts)


if __name__ == "__main__":
    sys.stdout.write(report(int(sys.argv[1]) if len(sys.argv) > 1 else N) + "\n")
