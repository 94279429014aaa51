"""One price changes: `python -m benchmarks.power_reprice`. Real parts, their real offers, one specification, one process.

A design on the front is taken, and its dearest part becomes cheaper by half. The designs that were told get their new costs (and which of
them are on the front), and the whole selection is made again; time runs from the new offer to each of these answers. They are right where
designs with that part cost what plain arithmetic makes of their offers, one at a time, and less than it made of them before. «Cold» is the
first answer of the process, after kernels are loaded and nothing else; «warm» is what a running site has.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from benchmarks.measure import table
from lifeworld.partners.core.costing import cost_of
from lifeworld.partners.core.segment import Segment
from lifeworld.partners.core.values import Offer
from lifeworld.partners.files.feeds import read_feed
from lifeworld.plugin import Candidates, Choice, PriceBreak, Rates, Snapshot, Supply
from lifeworld_power.core.search import search, warm
from lifeworld_power.core.search.repricing import recosted
from lifeworld_power.core.values import Catalogue, Spec
from lifeworld_power.files.catalogue import read_catalogue
from lifeworld_power.files.jlcparts.offers import SELLER, read_offers, write_offers

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "power" / "parts"
SPEC = Spec(14.0, 22.0, 3.3, 2.0)
DAY_US, TTL_S, QUANTITY, RUNS = 86_400_000_000, 7 * 86_400, 100, 5
FACTOR, BAR_S = 0.5, 1.0
HEAD = ["change", "new snapshot", "told designs at new prices", "new selection", "designs told with the part", "right",
        "one of them before, USD", "in the new answer", "by arithmetic"]
LOOKED, ROUNDED = 50, 2e-5
"""How many designs with the part are reckoned one by one; costs of seven parts are told in millionths, each rounded by itself."""
TAKEN_US = 1_893_456_000_000_000
"""When the feed is taken in (2030): each row says itself when it was seen."""
KINDS = {"Q1": "mosfet", "Q2": "mosfet", "D1": "diode", "L1": "inductor", "Cin": "capacitor", "Cout": "capacitor"}
PIECES = {"Cin": "n_in", "Cout": "n_out"}


@dataclass(frozen=True)
class Repriced:
    """One change: seconds to the new snapshot, to the told designs at new prices, to the new selection; designs told with the part, how
    many were looked at, of these right; of one of them the cost before (by arithmetic), in the answer and by arithmetic.
    """

    swap_s: float
    recost_s: float
    recost_cpu_s: float
    answer_s: float
    answer_cpu_s: float
    using: int
    looked: int
    right: int
    before: float
    told: float
    reckoned: float


def offered(folder: Path) -> tuple[Snapshot, int]:
    """Every offer of the folder, through the reader of feeds; and how many it took."""
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "feed.parquet"
        write_offers(read_offers(folder), path)
        read = read_feed(path, seller=SELLER, observed_at_us=TAKEN_US, ttl_s=TTL_S)
    return Snapshot.of([read.segment], version=1), read.counts["accepted"]


def supply(snapshot: Snapshot) -> Supply:
    """Somebody who buys a hundred of it in dollars, a day after the offers were seen."""
    return Supply(snapshot, Rates.none("USD"), Choice.default(), "USD", snapshot.offer(0).observed_us + DAY_US, QUANTITY)


def items_of(catalogue: Catalogue, found: Candidates, row: int) -> dict[str, tuple[str, int]]:
    """Item and pieces by slot of one candidate."""
    items = {}
    for slot, rows in found.parts.items():
        if rows[row] >= 0:
            kind = KINDS.get(slot) or ("controller" if found.parts["Q1"][row] >= 0 else "regulator")
            items[slot] = (catalogue.kinds[kind].keys[rows[row]], int(found.settings[PIECES[slot]][row]) if slot in PIECES else 1)
    return items


def best(snapshot: Snapshot, item: str, pieces: int) -> tuple[float, Offer]:
    """The cheapest offer with enough in stock for all designs: what it costs per design."""
    offers = [(cost, offer) for offer in snapshot.offers_of(item) if (cost := cost_of(offer, QUANTITY * pieces))]
    cost, offer = min(offers, key=lambda one: one[0].total_micros)
    return cost.total_micros / 1e6 / QUANTITY, offer


def reckoned(snapshot: Snapshot, items: Mapping[str, tuple[str, int]]) -> float:
    """What a design costs: its parts, added up."""
    return sum(best(snapshot, item, pieces)[0] for item, pieces in items.values())


def repriced(catalogue: Catalogue, snapshot: Snapshot, found: Candidates, row: int) -> tuple[Repriced, Snapshot, Candidates]:
    """The dearest part of one candidate at half its price, and the whole answer again."""
    items = items_of(catalogue, found, row)
    slot = max(items, key=lambda one: best(snapshot, *items[one])[0])
    part, number = items[slot][0], found.parts[slot][row]
    offer = best(snapshot, *items[slot])[1]
    offer = replace(offer, breaks=tuple(PriceBreak(one.min_qty, max(int(one.price_micros * FACTOR), 1)) for one in offer.breaks))
    start, worked = time.perf_counter(), time.process_time()
    new = snapshot.changed(Segment.of([offer]), snapshot.version + 1)
    swap = time.perf_counter() - start
    quick = recosted(found, catalogue, supply(new))
    recost, recost_cpu = time.perf_counter() - start, time.process_time() - worked
    start, worked = time.perf_counter() - swap, time.process_time()
    answer = search(SPEC, catalogue, supply(new))
    seconds, seconds_cpu = time.perf_counter() - start, time.process_time() - worked
    using = [one for one in np.flatnonzero(answer.parts[slot] == number).tolist() if items_of(catalogue, answer, one)[slot][0] == part]
    looked = using[:LOOKED]
    rows = [(reckoned(snapshot, one), float(answer.values["cost"][at]), reckoned(new, one))
            for at in looked for one in (items_of(catalogue, answer, at),)]
    right = sum(abs(told - now) <= ROUNDED and now < before for before, told, now in rows)
    right -= sum(abs(float(quick.values["cost"][at]) - reckoned(new, items_of(catalogue, quick, int(at)))) > ROUNDED
                 for at in np.flatnonzero(quick.parts[slot] == number)[:LOOKED])
    return Repriced(swap, recost, recost_cpu, seconds, seconds_cpu, len(using), len(looked), right, *rows[0]), new, answer


def kept(seconds: float) -> str:
    """Whether the bar is kept."""
    return f"bar {BAR_S:g} s: {'kept' if seconds <= BAR_S else 'not kept'}"


def measured(folder: Path) -> str:
    """The table and what was found."""
    catalogue = read_catalogue(folder)
    snapshot, offers = offered(folder)
    warm()
    start = time.perf_counter()
    found = search(SPEC, catalogue, supply(snapshot))
    cold = time.perf_counter() - start
    rows, runs = [], []
    for number in range(RUNS):
        front = np.flatnonzero(found.front)
        one, snapshot, found = repriced(catalogue, snapshot, found, int(front[(number + 1) * len(front) // (RUNS + 2)]))
        runs.append(one)
        rows.append([str(number + 1), f"{1e3 * one.swap_s:.1f} ms", f"{one.recost_s:.2f} s", f"{one.answer_s:.2f} s", f"{one.using:,}",
                     f"{one.right} of {one.looked}", f"{one.before:.4f}", f"{one.told:.4f}", f"{one.reckoned:.4f}"])
    middle, quick = (statistics.median(values) for values in ([one.answer_s for one in runs], [one.recost_s for one in runs]))
    worked = [statistics.median(values) for values in ([one.recost_cpu_s for one in runs], [one.answer_cpu_s for one in runs])]
    said = (
        f"{offers:,} offers; {found.considered:.2g} combinations considered, {len(found):,} designs told, {int(found.front.sum()):,} on "
        f"the front. First answer of the process (cold): {cold:.2f} s. From one price (warm), medians of {RUNS}: the designs that were "
        f"told at the new prices {quick:.2f} s ({kept(quick)}), the whole selection made again {middle:.2f} s ({kept(middle)}); "
        f"in time of processors {worked[0]:.2f} s and {worked[1]:.2f} s. Right: "
        f"{sum(one.right for one in runs)} of {sum(one.looked for one in runs)} designs looked at. Load average {os.getloadavg()[0]:.1f} "
        f"on {os.cpu_count()} processors.")
    return "\n".join([table(HEAD, rows), "", said, ""])


if __name__ == "__main__":
    sys.stdout.write(measured(DATA))
