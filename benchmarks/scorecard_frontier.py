"""What a tool reaches that the market does not, for random specifications of power supplies. `python -m benchmarks.scorecard_frontier [N]`.

Real parts and their real offers where ../shared/data is beside this checkout, else the fictional ones that come with the world.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import polars as pl

from benchmarks.measure import peak_mib, table
from benchmarks.power_reprice import DATA, TAKEN_US, offered, supply
from lifeworld.kit.errors import InputRefused
from lifeworld.plugin import Choice, Snapshot, Supply
from lifeworld.scorecard.core.frames import FRAMES
from lifeworld.scorecard.core.sauce.frontier import frontier
from lifeworld.scorecard.core.sauce.policies import POLICIES
from lifeworld.scorecard.core.sauce.reaching import limits_of, reach_of, reached
from lifeworld.scorecard.core.values import Asked
from lifeworld.tools.core.schema import fitted
from lifeworld_power.core.tool.power import PowerTool
from lifeworld_power.files.catalogue import read_catalogue
from lifeworld_power.files.fictional import fictional_offers, fictional_rates

SPECS, SEED, K = 200, 9, 10
OUTPUTS = (0.8, 1.2, 1.8, 3.3, 5.0, 12.0, 24.0)
REFERENCES = {"cost": 20.0, "efficiency": 0.5, "area": 2_000.0}
MEASURES = {"efficiency, cost, area": tuple(REFERENCES), "all of the front": ()}
NOBODY = pl.DataFrame(schema=FRAMES["customers"].schema)


def market() -> tuple[PowerTool, Supply]:
    """The tool with its parts, and what they cost."""
    if not DATA.is_dir():
        offers, rates = fictional_offers(TAKEN_US), fictional_rates()
        return PowerTool(read_catalogue(None)), Supply(Snapshot.of([offers], 1), rates, Choice.default(), "USD", TAKEN_US, 1)
    return PowerTool(read_catalogue(DATA)), supply(offered(DATA)[0])


def specifications(tool: PowerTool, n: int) -> Iterator[dict[str, Any]]:
    """Random specifications that the tool takes: inputs from 3 V on, outputs of 0.8 to 24 V, loads of 0.1 to 5 A, switches inside."""
    drawn = np.random.default_rng(SEED)
    while n:
        low = round(float(np.exp(drawn.uniform(np.log(3), np.log(36)))), 1)
        said = {"vin_min": low, "vin_max": round(low * drawn.uniform(1, 1.6), 1), "vout": float(drawn.choice(OUTPUTS)),
                "iout": round(float(np.exp(drawn.uniform(np.log(.1), np.log(5)))), 2), "controller": "integrated"}
        try:
            yield tool.checked(fitted(tool.schema, said))
        except InputRefused:
            continue
        n -= 1


def main(n: int = SPECS) -> str:
    """The section."""
    tool, offers = market()
    rows: dict[tuple[str, str], list[pl.DataFrame]] = {}
    times: dict[str, list[float]] = {"search": [], "sides": []}
    made = 0
    for at, spec in enumerate(specifications(tool, n)):
        begun = time.perf_counter()
        found = tool.configure(spec, offers)
        times["search"].append(time.perf_counter() - begun)
        made += len(found) > 0
        for said, names in MEASURES.items():
            for policy in POLICIES:
                begun = time.perf_counter()
                asked = reach_of(tool.measures, names, REFERENCES, policy=policy, k=K)
                rows.setdefault((said, policy), []).append(reached(f"{at:05d}", None, found, asked, limits_of(tool.schema, spec)))
                times["sides"].append(time.perf_counter() - begun)
    begun = time.perf_counter()
    cells = [_row(said, policy, pl.concat(parts)) for (said, policy), parts in rows.items()]
    whole = (time.perf_counter() - begun) / len(cells)
    medians: Mapping[str, float] = {name: statistics.median(those) for name, those in times.items()}
    return "\n\n".join([
        table(["measures", f"the market: {K} designs by", "only the sauce reaches", "90 %", "specifications for which it is more"], cells),
        f"Of {n:,} specifications {made:,} can be made, of {tool.catalogue}. A search takes {medians['search']:.1f} s (median, at most "
        f"{max(times['search']):.1f} s), choosing both sides {medians['sides']:.2f} s, the figure {whole:.1f} s; {peak_mib():,} MiB."])


def _row(said: str, policy: str, designs: pl.DataFrame) -> list[str]:
    found = frontier(designs, NOBODY, Asked(query="benchmark"))
    if found is None or found.gain.value is None:
        return [said, policy, "too few", "", ""]
    gain = found.gain
    return [said, f"`{policy}`", f"{gain.value:.3f}", f"{gain.low:.3f} to {gain.high:.3f}", f"{found.more.value:.2f}"]


if __name__ == "__main__":
    sys.stdout.write(main(*(int(given) for given in sys.argv[1:2])) + "\n")
