"""The real parts as a catalogue: rows, complete rows, what is missing, seconds beside a plain reader; curves; offers. `python -m
benchmarks.power_parts`.
"""

from __future__ import annotations

import gzip
import json
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.measure import table
from lifeworld.partners.files.feeds import read_feed
from lifeworld_power.core.catalogue import COMPLETE, complete
from lifeworld_power.core.derating import Curve, class_error, effective, fitted
from lifeworld_power.core.units import parse_all
from lifeworld_power.core.values import Catalogue
from lifeworld_power.files.bias_curves import read_bias_curves
from lifeworld_power.files.catalogue import read_catalogue, write_catalogue
from lifeworld_power.files.jlcparts.kinds import READERS, kind_of
from lifeworld_power.files.jlcparts.offers import SELLER, read_offers, write_offers
from lifeworld_power.files.jlcparts.shards import read_shards
from lifeworld_power.files.jlcparts.telling import Told

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "power"
COUNTED = (("power inductors", "inductor", ("power inductors",), 23_511, 17_726), ("MOSFETs", "mosfet", ("mosfet",), 30_603, 17_186),
           ("Schottky diodes", "diode", ("schottky",), 9_847, 9_719), ("ceramic capacitors", "capacitor", ("multilayer",), 25_602, 25_136),
           ("bulk capacitors", "capacitor", ("aluminum", "horn", "polymer", "tantalum"), 20_789, 4_009),
           ("DC-DC converters and controllers", "converter", ("dc-dc",), 8_488, 6_383))
"""Shelves by words in their names, with rows and usable rows as the data's own notes (SOURCE.md) count them."""
CONVERTER = ("topology", "vin_max", "iout")
EXPLAINED = """Rows «read» are those of the shelves that the notes count; GaN transistors (23) are counted with the MOSFETs here. MOSFETs:
the notes
count packages with two transistors, which are refused here; on-resistances and gate charges are also taken from descriptions. «Held» is
after refusals and with each part once, for some parts are listed under two categories. Converters: the notes do not say what they count as
usable; a charge pump, a four-switch buck-boost and an isolated converter are none of the three topologies and are not counted here."""


def seconds(work: Callable[[], Any], times: int = 3) -> tuple[float, Any]:
    """The least wall time of some runs, and what the last one gave."""
    best, made = float("inf"), None
    for _ in range(times):
        start = time.perf_counter()
        made = work()
        best = min(best, time.perf_counter() - start)
    return best, made


def plain(folder: Path) -> int:
    """The peer: a reader as one writes it first, row by row, every attribute of every row parsed. The same quantities; no columns, no
    checks.
    """
    place = folder / "data"
    categories = json.loads((place / "manifest.json").read_text())["categories"]
    shelf_of = {shard: category["subcategory"] for category in categories
                for shard in category["shards"]}
    with gzip.open(place / "attributes-lut.json.gz") as stream:
        entries = json.load(stream)
    rows = []
    for shard in sorted(place.glob("components-*.jsonl.gz")):
        with gzip.open(shard) as stream:
            order = json.loads(next(stream))
            for line in stream:
                cells = json.loads(line)
                if not kind_of(shelf_of[shard.name]):
                    continue
                part = {"mpn": cells[order["mfr"]], "lcsc": cells[order["lcsc"]]}
                for number in cells[order["attributes"]]:
                    name, entry = entries[number]
                    for value in entry["values"].values():
                        part[name] = parse_all(value[0]) if isinstance(value[0], str) else value[0]
                part["words"] = [parse_all(word) for word in (cells[order["description"]] or "").split(" ")]
                rows.append(part)
    return len(rows)


def counts(folder: Path, catalogue: Catalogue) -> str:
    """Rows and complete rows beside those of the data's notes."""
    read = read_shards(folder, kind_of)
    made = {}
    for kind, shelf in read.kinds.items():
        told = Told(shelf, read.table)
        made[kind] = (*READERS[kind](told), np.array([name.lower() for name in shelf.shelves]))
    lines = []
    for title, kind, words, rows, usable in COUNTED:
        columns, refused, shelves = made[kind]
        here = np.array([any(word in shelf for word in words) for shelf in shelves])
        if kind == "mosfet":
            here |= np.char.find(shelves.astype(str), "transistor") >= 0
        names = CONVERTER if kind == "converter" else COMPLETE[kind]
        names = tuple(name for name in names if title != "ceramic capacitors" or name in ("c", "v"))
        whole = here & np.all([~np.isnan(columns[name]) for name in names], axis=0)
        unfit = np.any(list(refused.values()), axis=0)
        kinds = ("regulator", "controller") if kind == "converter" else (kind,)
        held = sum(_held(catalogue, one, words, names) for one in kinds)
        lines.append([title, f"{rows:,}", f"{int(here.sum()):,}", f"{usable:,}", f"{int(whole.sum()):,}", f"{int((whole & unfit).sum()):,}",
                      f"{held:,}", ", ".join(names)])
    return table(["shelf", "rows, notes", "rows, read", "usable, notes", "complete, read", "of these refused", "complete, held",
                  "complete means"], lines)


def _held(catalogue: Catalogue, kind: str, words: tuple[str, ...], names: tuple[str, ...]) -> int:
    those = catalogue.kinds[kind]
    here = np.array([kind == "mosfet" or any(word in shelf.lower() for word in words) for shelf in those.texts["shelf"]])
    return int((here & np.all([~np.isnan(those.columns[name]) for name in names], axis=0)).sum())


def unknown(catalogue: Catalogue) -> str:
    """By kind, which columns are told for how many parts."""
    lines = []
    for kind, those in catalogue.kinds.items():
        shares = {name: 1 - np.isnan(values).mean() for name, values in those.columns.items() if not name.endswith("_known")}
        said = [f"{name} {share:.0%}" for name, share in shares.items() if 0.005 <= share < 0.995]
        never = [name for name, share in shares.items() if share < 0.005]
        lines.append([kind, f"{len(those):,}", f"{int(complete(those).sum()):,}", ", ".join(said), ", ".join(never)])
    return table(["kind", "parts", "complete", "told for", "(almost) never told"], lines)


def refusals(catalogue: Catalogue) -> str:
    """Why rows and cells were refused."""
    return table(["why", "how many"], [[why, f"{number:,}"] for why, number in sorted(catalogue.refused.items(), key=lambda one: -one[1])])


def curves(read: tuple[Curve, ...]) -> str:
    """How far own curves, the model of the class and the declared half are off."""
    own = []
    for curve in read:
        base, v50, n, floor = (np.array(one) for one in fitted(curve))
        told = effective({"c": np.array(curve.c), "bias_base": base, "bias_v50": v50, "bias_n": n, "bias_floor": floor}, curve.volts)
        own.append(np.abs(told / curve.farads - 1))
    declared = [np.abs(curve.c / (1 + curve.volts / curve.volts[-1]) / curve.farads - 1) for curve in read]
    lower = np.concatenate([curve.volts <= 0.5 * curve.volts[-1] for curve in read])
    rows = []
    for name, off in (("four numbers fitted to its own curve", np.concatenate(own)),
                      ("model of the class, curve left out of the fit", class_error(read)),
                      ("declared half at the rated voltage", np.concatenate(declared))):
        shares = (np.median(off), np.quantile(off, 0.9), off.max(), np.median(off[lower]), np.quantile(off[lower], 0.9))
        rows.append([name, *(f"{share:.1%}" for share in shares)])
    left = np.array([curve.farads[-1] / curve.c for curve in read])
    head = [f"{len(read)} curves: relative error of capacitance", "median", "90 %", "largest", "median, to half the rating",
            "90 %, to half the rating"]
    return (f"{table(head, rows)}\n\nAt the rated voltage these capacitors keep {left.min():.0%} to {left.max():.0%} of their nominal "
            f"capacitance (median {np.median(left):.0%}).")


def main() -> None:
    """Prints the tables."""
    folder = DATA / "parts"
    took, catalogue = seconds(lambda: read_catalogue(folder))
    peer, rows = seconds(lambda: plain(folder), 1)
    with tempfile.TemporaryDirectory() as kept:
        file, feed = Path(kept) / "parts.parquet", Path(kept) / "offers.parquet"
        wrote, _ = seconds(lambda: write_catalogue(catalogue, file))
        opened, _ = seconds(lambda: read_catalogue(file))
        offering, offers = seconds(lambda: read_offers(folder), 1)
        write_offers(offers, feed)
        taking, taken = seconds(lambda: read_feed(feed, seller=SELLER, observed_at_us=1_790_000_000_000_000, ttl_s=86_400), 1)
        size = file.stat().st_size / 1e6
    held = sum(len(those) for those in catalogue.kinds.values())
    print("## Reading\n")
    rows_read = [
        ("the folder as a catalogue: columns, checks, keys, each part once", f"{catalogue.read['rows in all']:,} (held: {held:,})", took),
        ("plain reader, row by row, same folder and quantities", f"{rows:,}", peer),
        (f"written as one file ({size:.1f} MB)", f"{held:,}", wrote),
        ("opened again", f"{held:,}", opened),
        ("all offers of the folder", f"{offers.frame.height:,}", offering),
        ("accepted by the reader of feeds", f"{taken.counts['accepted']:,} of {taken.counts['rows']:,}", taking),
    ]
    print(table(["what", "rows", "seconds"], [[what, number, f"{time_s:.2f}"] for what, number, time_s in rows_read]))
    for title, text in (("Complete parts, beside the notes of the data", f"{counts(folder, catalogue)}\n\n{EXPLAINED}"),
                        ("What is missing", unknown(catalogue)), ("What was refused", refusals(catalogue)),
                        ("Capacitance under voltage", curves(read_bias_curves(DATA / "mlcc-dc-bias")))):
        print(f"\n## {title}\n\n{text}")


if __name__ == "__main__":
    main()
