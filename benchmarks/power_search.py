"""The selection on the real parts and their real offers: `python -m benchmarks.power_search [FOLDER]`. Times depend on what else runs."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from lifeworld.partners.files.feeds import read_feed
from lifeworld.plugin import Choice, Rates, Snapshot, Supply
from lifeworld_power.core.search import search, warm
from lifeworld_power.core.search.kernels import BRIDGE, COIL, evaluated
from lifeworld_power.core.search.measures import STANDARD
from lifeworld_power.core.search.stages import AT
from lifeworld_power.core.values import Catalogue, Spec
from lifeworld_power.files.catalogue import read_catalogue
from lifeworld_power.files.jlcparts.offers import read_offers, write_offers

REAL = Path(__file__).resolve().parents[2] / "shared/data/power/parts"
DAY_US, OBSERVED_US, YEAR_S = 86_400_000_000, 1_779_350_000_000_000, 31_000_000
SPECS = {
    "14 to 22 V to 3.3 V, 2 A": Spec(14.0, 22.0, 3.3, 2.0),
    "10.8 to 13.2 V to 1.2 V, 6 A": Spec(10.8, 13.2, 1.2, 6.0),
    "36 to 60 V to 12 V, 3 A": Spec(36.0, 60.0, 12.0, 3.0),
    "3 to 4.2 V to 5 V, 1 A": Spec(3.0, 4.2, 5.0, 1.0),
    "10 to 14 V to -5 V, 1 A": Spec(10.0, 14.0, 5.0, 1.0, inverting=True),
}


def model_speed(n: int = 2000, m: int = 2000) -> tuple[float, float]:
    """Designs per second of one core by the full model, compiled, and by NumPy (one round of heating, the same terms)."""
    draw = np.random.default_rng(1)
    bridges, coils = np.zeros((n, len(BRIDGE))), np.zeros((m, len(COIL)))
    for name, value in {
        "synchronous": 1,
        "vin": 18,
        "vout": 3.3,
        "iout": 2,
        "ambient": 30,
        "f": 5e5,
        "a_fet": 0.005,
        "a_cu": 0.0039,
        "v_drive": 5,
        "v_plateau": 2.5,
        "r_gate": 4,
        "t_dead": 3e-8,
        "v_body": 0.8,
        "iq": 1e-3,
        "theta_1": 50,
        "theta_2": 50,
        "theta_ic": 50,
    }.items():
        bridges[:, AT[name]] = value
    for name, low, high in (
        ("rs", 0.004, 0.05),
        ("rd", 0.004, 0.05),
        ("qg_1", 3e-9, 3e-8),
        ("qg_2", 3e-9, 3e-8),
        ("qsw_1", 1e-9, 8e-9),
        ("qoss_1", 2e-9, 2e-8),
        ("qoss_2", 2e-9, 2e-8),
        ("qrr_2", 5e-9, 3e-8),
    ):
        bridges[:, AT[name]] = draw.uniform(low, high, n)
    coils[:] = np.column_stack(
        [
            draw.uniform(4e-6, 2e-5, m),
            draw.uniform(0.01, 0.08, m),
            draw.uniform(0.01, 0.2, m),
            np.full(m, 2.4),
            np.full(m, 40.0),
            np.zeros(m),
        ]
    )
    out = np.zeros((n, m, 1))
    compiled = min(_took(lambda: evaluated(bridges, coils, False, out)) for _ in range(3))
    peer = min(_took(lambda: numpy_peer(bridges[:500], coils)) for _ in range(3))
    return n * m / compiled, 500 * m / peer


def numpy_peer(bridges: np.ndarray, coils: np.ndarray) -> np.ndarray:
    """Losses of a synchronous buck for every pair, in whole arrays, with one round of heating."""
    b = {name: bridges[:, AT[name], None] for name in BRIDGE}
    l, dcr, core, power, theta = (coils[None, :, k] for k in range(5))  # noqa: E741
    rs, rd, dcr_hot = b["rs"], b["rd"], dcr
    loss = np.zeros((len(bridges), coils.shape[0]))
    for _ in range(2):
        duty = (b["vout"] + b["iout"] * (rd + dcr_hot)) / (b["vin"] - b["iout"] * (rs - rd))
        di = (b["vin"] - b["vout"] - b["iout"] * (rs + dcr_hot)) * duty / (l * b["f"])
        square = b["iout"] ** 2 + di * di / 12
        low, high = b["iout"] - di / 2, b["iout"] + di / 2
        t_on, t_off = b["qsw_1"] * b["r_gate"] / (b["v_drive"] - b["v_plateau"]), b["qsw_1"] * b["r_gate"] / b["v_plateau"]
        p_1 = 0.5 * b["vin"] * b["f"] * (low * t_on + high * t_off + b["qoss_1"] + b["qoss_2"]) + b["qrr_2"] * b["vin"] * b["f"]
        p_2 = b["v_body"] * b["f"] * b["t_dead"] * (low + high)
        p_core, s_1, s_2 = core * di**power, duty * square, (1 - duty) * square
        t_1, t_2 = 30 + b["theta_1"] * (rs * s_1 + p_1), 30 + b["theta_2"] * (rd * s_2 + p_2)
        t_l = 30 + theta * (dcr_hot * square + p_core)
        loss = (
            rs * s_1 + p_1 + rd * s_2 + p_2 + dcr_hot * square + p_core + (b["qg_1"] + b["qg_2"]) * b["vin"] * b["f"] + b["vin"] * b["iq"]
        )
        rs, rd, dcr_hot = b["rs"] * (1 + 0.005 * (t_1 - 25)), b["rd"] * (1 + 0.005 * (t_2 - 25)), dcr * (1 + 0.0039 * (t_l - 25))
    return loss


def _took(work: Callable[[], object]) -> float:
    """Seconds of one processor."""
    before = time.thread_time()
    work()
    return time.thread_time() - before


def market(folder: Path) -> Snapshot:
    """The real offers."""
    with tempfile.TemporaryDirectory() as kept:
        file = Path(kept) / "offers.parquet"
        write_offers(read_offers(folder, every_part=False), file)
        read = read_feed(file, seller="lcsc", observed_at_us=OBSERVED_US, ttl_s=YEAR_S, currency="USD")
    return Snapshot.of([read.segment])


def searched(catalogue: Catalogue, offers: Snapshot) -> None:
    """The table of specifications, as of the day after the offers were observed."""
    print("| specification | designs bought | combinations | ruled out | feasible | front | s, two threads | s, one thread | processor s "
          "| counts add up |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    for quantity in (1, 1000):
        supply = Supply(offers, Rates.none("USD"), Choice.default(), "USD", OBSERVED_US + DAY_US, quantity)
        for name, spec in SPECS.items():
            took, processor = [], 0.0
            for threads in (2, 1):
                before, used = time.perf_counter(), time.process_time()
                found = search(spec, catalogue, supply, threads=threads)
                took.append(time.perf_counter() - before)
                processor = time.process_time() - used
            ruled_out = sum(one.count for one in found.rejected)
            adds = found.considered == len(found) + found.dominated + ruled_out
            print(
                f"| {name} | {quantity:,} | {found.considered:.1e} | {ruled_out:.1e} | {found.kept_of:.1e} | {int(found.front.sum()):,} | "
                f"{took[0]:.1f} | {took[1]:.1f} | {processor:.1f} | {'yes' if adds else 'NO'} |"
            )


def main(folder: Path) -> None:
    """Everything, as Markdown."""
    if not folder.is_dir():
        print("The real parts are not here: nothing was measured.")
        return
    first = _took(warm)
    again = _took(warm)
    compiled, peer = model_speed()
    print(
        f"\nFull model, one core: {compiled / 1e6:.1f} million designs/s compiled, {peer / 1e6:.1f} by NumPy "
        "(one round of heating). The bar: 12."
    )
    print(
        f"\nReady after {first:.1f} s (compiled loops made or read from their cache), then {again:.2f} s for the small search that does "
        "it.\n"
    )
    searched(read_catalogue(folder), market(folder))
    print(f"\n{STANDARD.said}")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else REAL)
