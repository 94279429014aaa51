"""Feeds of a million offers, what is kept, prices, changes while tools run. `python -m benchmarks.partners_feeds [OFFERS]`.

The offers are made up: 200,000 items, 20 sellers, one to six price breaks. Beside each figure stands a peer of the same run: a reader row
by row with Python's csv module into dicts, prices by a plain join of polars, and one offer at a time in plain Python. Each feed is read by
a process of its own, so that its memory is its own.
"""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import numpy as np
import polars as pl

from benchmarks.measure import table, timed
from lifeworld.partners.core.costing import cost_of
from lifeworld.partners.core.segment import Segment
from lifeworld.partners.core.snapshot import Items, Snapshot
from lifeworld.partners.core.supply import Supply
from lifeworld.partners.core.values import Choice, Rates
from lifeworld.partners.files.feeds import read_feed
from lifeworld.partners.files.segments import segment_from, segment_pieces

NOW = 1_777_000_000_000_000
SELLERS, ITEMS, CHANGE = 20, 200_000, 1000
TERMS = {"observed_at_us": NOW, "ttl_s": 86_400}
RATES = Rates("EUR", "2026-05-01", {"USD": 1.1, "CNY": 7.8})
CHOICE = Choice({"s01": "preferred", "s02": "blocked"})
SWAP_S = 6.0


def made(n: int, items: int) -> pl.DataFrame:
    """Offers of one feed, with price breaks as lists."""
    rng = np.random.default_rng(8)
    tiers = rng.integers(1, 7, n)
    place = np.arange(tiers.sum()) - np.repeat(np.cumsum(tiers) - tiers, tiers)
    price = np.repeat(np.exp(rng.normal(-1, 1.5, n)) + 0.001, tiers) * 0.9**place
    long = pl.DataFrame({"row": np.repeat(np.arange(n), tiers), "min_qty": np.array([1, 10, 100, 1000, 5000, 20_000])[place],
                         "price": price.round(5)})
    lists = long.group_by("row", maintain_order=True).agg("min_qty", "price")
    return pl.DataFrame({
        "sku": [f"N-{number:07d}" for number in range(n)], "mpn": [f"PART{number:06d}" for number in rng.integers(0, items, n)],
        "manufacturer": "Maker Inc.", "title": "A part in a reel", "currency": pl.Series(["EUR", "USD", "CNY"])[rng.integers(0, 3, n)],
        "stock": rng.integers(0, 100_000, n), "lead_days": rng.integers(0, 60, n),
        "moq": np.array([1, 1, 1, 10, 100])[rng.integers(0, 5, n)],
        "multiple": np.array([1, 1, 1, 5, 10])[rng.integers(0, 5, n)], "min_qty": lists["min_qty"], "price": lists["price"]})


def written(frame: pl.DataFrame) -> pl.DataFrame:
    """The same with price breaks as text."""
    pairs = frame.select("sku", "min_qty", "price").explode("min_qty", "price").with_columns(
        pair=pl.format("{}:{}", "min_qty", "price")).group_by("sku", maintain_order=True).agg(pl.col("pair").str.join(";"))
    return frame.drop("min_qty", "price").with_columns(price_breaks=pairs["pair"])


def google_xml(frame: pl.DataFrame, path: Path) -> None:
    """The first prices as RSS with g: elements."""
    items = frame.select(pl.format("<item><g:id>{}</g:id><g:mpn>{}</g:mpn><g:price>{} {}</g:price><g:availability>in_stock</g:availability>"
                                   "</item>", "sku", "mpn", pl.col("price").list.first(), "currency")).to_series()
    with path.open("w", encoding="utf-8") as stream:
        stream.write('<rss xmlns:g="http://base.google.com/ns/1.0"><channel>')
        stream.writelines(items)
        stream.write("</channel></rss>")


def by_row(path: Path) -> dict[tuple[str, str], dict[str, object]]:
    """The peer: rows as dicts, numbers parsed, no checks but Python's own."""
    found: dict[tuple[str, str], dict[str, object]] = {}
    with path.open(newline="", encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            breaks = [(int(least), float(price)) for least, _, price in (pair.partition(":") for pair in row["price_breaks"].split(";"))]
            found["acme", row["sku"]] = {**row, "breaks": breaks, "stock": int(row["stock"]), "moq": int(row["moq"]),
                                         "multiple": int(row["multiple"]), "lead_days": int(row["lead_days"])}
    return found


def joined(frame: pl.DataFrame, quantity: int) -> pl.DataFrame:
    """The peer of prices: every break exploded, its least pieces, the least cost of each item; no choice, no currency, no time."""
    least = pl.max_horizontal(pl.lit(quantity), "moq", "min_qty", "first")
    pieces = (least / pl.col("multiple")).ceil() * pl.col("multiple")
    return (frame.lazy().select("item", "seller", "sku", "moq", "multiple", "stock", "min_qty", "price_micros",
                                first=pl.col("min_qty").list.first(), after=pl.col("min_qty").list.slice(1))
            .with_columns(after=pl.concat_list("after", pl.lit(1 << 62))).explode("min_qty", "price_micros", "after")
            .with_columns(pieces=pieces).filter((pl.col("pieces") < pl.col("after")) & (pl.col("pieces") <= pl.col("stock")))
            .group_by("item").agg(cost=(pl.col("pieces") * pl.col("price_micros")).min()).collect())


def seconds(work: object) -> tuple[float, object]:
    """One run, and what it gave."""
    begun = time.perf_counter()
    result = work()  # type: ignore[operator]
    return time.perf_counter() - begun, result


def read_alone(path: Path, peer: bool) -> None:
    """What a process of its own does: read one feed, and tell how long it took and how much memory it had at most."""
    took, found = seconds(lambda: by_row(path) if peer else read_feed(path, seller="acme", **TERMS))
    taken = len(found) if isinstance(found, dict) else found.counts["accepted"]  # type: ignore[attr-defined]
    held = re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text(encoding="ascii"))  # the peak since this programme began
    print(json.dumps([took, taken, int(held[1]) // 1024 if held else 0]))


def reading(folder: Path, n: int) -> tuple[str, Segment]:
    """Each format once; the peer reads the same CSV."""
    native = made(n, min(ITEMS, n))
    text = written(native)
    text.write_csv(folder / "feed.csv")
    text.write_ndjson(folder / "feed.jsonl")
    native.write_parquet(folder / "feed.parquet")
    google_xml(native, folder / "feed.xml")
    del native, text
    rows = []
    for name, what in (("csv", "CSV"), ("parquet", "Parquet, breaks as lists"), ("jsonl", "JSON Lines"), ("xml", "Google Merchant, XML"),
                       ("csv", "peer: csv.DictReader into dicts, no checks")):
        path, peer = folder / f"feed.{name}", ["--peer"] if what.startswith("peer") else []
        ran = subprocess.run([sys.executable, "-m", "benchmarks.partners_feeds", "--read", str(path), *peer], stdout=subprocess.PIPE,
                             text=True, check=True)
        took, taken, peak = json.loads(ran.stdout)
        rows.append([what, f"{path.stat().st_size / 1e6:.0f}", f"{taken:,}", f"{took:.1f}", f"{n / took:,.0f}", f"{peak:,}"])
    return (table(["format", "MB", "offers taken", "seconds", "offers per second", "peak of the process, MiB"], rows),
            read_feed(folder / "feed.parquet", seller="acme", **TERMS).segment)


def of_many_sellers(segment: Segment) -> Segment:
    """The same offers, of twenty sellers."""
    sellers = pl.Series([f"s{number:02d}" for number in range(SELLERS)])
    return Segment.from_frame(segment.frame.with_columns(seller=sellers[np.arange(len(segment)) % SELLERS]))


def pricing(segment: Segment, items: Items) -> str:
    """Prices of the whole catalogue, and what went before the first."""
    ready, _ = seconds(segment.prepared)
    match, _ = seconds(lambda: items.prepared(Snapshot.of([segment])))
    supply = Supply(Snapshot.of([segment], 1), RATES, CHOICE, "EUR", NOW + 1, 100)
    first, _ = seconds(lambda: supply.priced(items))
    again = timed(lambda: supply.priced(items), 9)
    other = timed(lambda: Supply(supply.snapshot, RATES, CHOICE, "EUR", NOW + 1, 5000).priced(items, np.full(len(items), 2)), 9)
    plain = timed(lambda: joined(segment.frame, 100), 3)
    few = [segment.offer(row) for row in range(0, len(segment), max(1, len(segment) // 10_000))]
    alone, _ = seconds(lambda: [cost_of(offer, 100) for offer in few])
    rows = [["indexes of the segment, once", f"{ready * 1e3:.0f}"], [f"matching with {len(items):,} items, once", f"{match * 1e3:.0f}"],
            ["first prices", f"{first * 1e3:.0f}"], ["prices, choice of suppliers and three currencies", f"{again.median * 1e3:.0f}"],
            ["another quantity, another number by item", f"{other.median * 1e3:.0f}"],
            ["peer: a join and group by polars (no choice, no currency, no time)", f"{plain.median * 1e3:.0f}"],
            [f"peer: cost_of in plain Python, {len(few):,} offers", f"{alone * 1e3:.0f}"]]
    return table([f"{len(segment):,} offers, {len(segment.min_qty):,} price breaks", "ms"], rows)


def keeping(segment: Segment) -> str:
    """As bytes and back."""
    wrote, pieces = seconds(lambda: segment_pieces(segment))
    loaded = timed(lambda: segment_from(*pieces), 3)
    return table(["stored", "pieces", "MB", "written, s", "loaded, s"], [[f"{len(segment):,} offers", str(len(pieces)),
                 f"{sum(map(len, pieces)) / 1e6:.0f}", f"{wrote:.2f}", f"{loaded.median:.2f}"]])


def swapping(segment: Segment, items: Items) -> str:
    """Changes while another thread prices the whole catalogue over and over; and the same loop undisturbed."""
    held = {"live": Snapshot.of([segment], 1)}
    change = Segment.from_frame(segment.frame[:CHANGE].with_columns(pl.col("price_micros").list.eval(pl.element() + 1))).prepared()
    another = Segment.from_frame(segment.frame).prepared()
    items.prepared(Snapshot.of([another]))
    calls: list[float] = []
    done = threading.Event()

    def designs() -> None:
        while not done.is_set():
            begun = time.perf_counter()
            Supply(held["live"], RATES, CHOICE, "EUR", NOW + 1, 100).priced(items)
            calls.append(time.perf_counter() - begun)

    def run(work: object) -> tuple[list[float], list[float]]:
        calls.clear()
        done.clear()
        thread = threading.Thread(target=designs)
        thread.start()
        swaps, until = [], time.perf_counter() + SWAP_S
        while time.perf_counter() < until:
            if work is None:
                done.wait(0.05)
                continue
            begun = time.perf_counter()
            held["live"] = work(held["live"])  # type: ignore[operator]
            swaps.append(time.perf_counter() - begun)
            done.wait(0.05)
        done.set()
        thread.join()
        return swaps, list(calls)

    def small(live: Snapshot) -> Snapshot:
        return Snapshot.of([segment], live.version).changed(change)

    def whole(live: Snapshot) -> Snapshot:
        return live.renewed(another if live.parts[0].segment is not another else segment)

    rows = []
    for what, work in (("none", None), (f"{CHANGE:,} offers changed", small), ("the whole feed renewed", whole)):
        swaps, took = run(work)
        told = [f"{np.median(swaps) * 1e3:.1f}", f"{max(swaps) * 1e3:.1f}"] if swaps else ["", ""]
        rows.append([what, str(len(swaps)), *told, str(len(took)), f"{np.median(took) * 1e3:.0f}", f"{max(took) * 1e3:.0f}"])
    return table(["swaps while a thread prices", "swaps", "swap, median ms", "swap, longest ms", "pricings", "pricing, median ms",
                  "pricing, longest ms"], rows)


def main() -> None:
    """Prints the tables."""
    if sys.argv[1:2] == ["--read"]:
        read_alone(Path(sys.argv[2]), peer=len(sys.argv) > 3)
        return
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        told, segment = reading(Path(folder), n)
    print(f"## A feed of {n:,} offers, read\n\n{told}")
    print(f"\n## Kept\n\n{keeping(segment)}")
    segment = of_many_sellers(segment)
    items = Items.of([f"PART{number:06d}@maker" for number in range(min(ITEMS, n))])
    print(f"\n## Priced\n\n{pricing(segment, items)}")
    print(f"\n## Swapped while designs run\n\n{swapping(segment, items)}")


if __name__ == "__main__":
    main()
