"""Files of parts and offers, changed at random: every reader gives a catalogue that holds together, or refuses in a whole sentence."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from lifeworld.plugin import LifeworldError, read_feed
from lifeworld_power.core.catalogue import COLUMNS
from lifeworld_power.core.values import Catalogue
from lifeworld_power.files.bias_curves import read_bias_curves
from lifeworld_power.files.catalogue import MARK, read_catalogue, write_catalogue
from lifeworld_power.files.fictional import FOLDER
from lifeworld_power.files.jlcparts.offers import read_offers, write_offers
from lifeworld_power.files.ngspice.raw import read_raw
from lifeworld_power.files.openmagnetics import read_materials
from lifeworld_power.tests.made_shards import TRANSISTORS, write_folder

ODD: tuple[Any, ...] = (None, True, -1, 0, 1e308, -1e308, float("nan"), float("inf"), 10**30, "", "x", "\ud800", "9" * 400 + "V", "1e9999Ω",
                        "1e" + "9" * 30 + "V", "4.7µH±", "@", "~", "-", "1~2~3V@4A@5V", "\x00", [], {}, [[]], [1, 2, 3], {"default": []})
MARKS = (b",", b'"', b"\n", b"\r", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf",
         b"[", b"]", b"{", b"}", b"null", b"NaN", b"1e999", b"-", b"9" * 40,
         b";", b":", b"\xc2\xb5", b"\xce\xa9", b"mpn", b"Values:\n", b"Binary:\n")
SHELVES = ("MOSFETs", "DC-DC Converters", "Power Inductors", "Schottky Diodes", "Multilayer Ceramic Capacitors MLCC - SMD/SMT",
           "Aluminum Electrolytic Capacitors - SMD")
RAW = (b"Title: a\nPlotname: Transient\nFlags: real\nNo. Variables: 2\nNo. Points: 2\nVariables:\n\t0\ttime\ttime\n\t1\tv(out)\tvoltage\n"
       b"Values:\n0 0.0\n 3.3\n1 1.0\n 3.2\n")
OBSERVED_US = 1_800_000_000_000_000
REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Fuzz:
    """A kind of file: ``write`` makes a changed one in an empty folder, ``read`` reads it and says what came of it in a word."""

    write: Callable[[random.Random, Path], Path]
    read: Callable[[Path], str]


def answered(kind: str, seed: int, folder: Path) -> str:
    """What the reader makes of one changed file: a word, or ``REFUSED``; whatever else is raised is a fault of the reader."""
    rng = random.Random(f"{kind}/{seed}")  # noqa: S311  (no secret)
    path = KINDS[kind].write(rng, folder)
    try:
        return KINDS[kind].read(path)
    except LifeworldError as refused:
        assert refused.message.endswith((".", "»")) and refused.next_step.endswith("."), refused.message
        return REFUSED


def mangled(rng: random.Random, whole: bytes) -> bytes:
    """Bytes with some of them changed, put in, left out, or cut off."""
    data = bytearray(whole)
    for _ in range(rng.choice((1, 1, 2, 4, 16))):
        at = rng.randrange(len(data) + 1)
        data[at:at + rng.choice((0, 0, 1, 8, 60))] = rng.choice(MARKS) if rng.random() < 0.6 else rng.randbytes(rng.randrange(1, 9))
    if data and rng.random() < 0.15:
        del data[rng.randrange(len(data)):]
    return bytes(data)


def odd(rng: random.Random, value: Any) -> Any:
    """Plain values with one of them, anywhere inside, in place of which stands something odd."""
    if isinstance(value, dict) and value and rng.random() < 0.9:
        key = rng.choice(sorted(value))
        return {name: odd(rng, one) if name == key else one for name, one in value.items() if name != key or rng.random() < 0.95}
    if isinstance(value, list) and value and rng.random() < 0.9:
        at = rng.randrange(len(value))
        return [*value[:at], *([odd(rng, value[at])] if rng.random() < 0.95 else []), *value[at + 1:]]
    return rng.choice(ODD)


def _json(rng: random.Random, text: bytes) -> bytes:
    """Lines of JSON with something odd in them, or changed bytes."""
    if rng.random() < 0.2:
        return mangled(rng, text)
    lines = text.splitlines()
    for _ in range(rng.choice((1, 2, 5))):
        at = rng.randrange(len(lines))
        lines[at] = json.dumps(odd(rng, json.loads(lines[at]))).encode()
    return b"\n".join(lines) + b"\n"


def _shards(rng: random.Random, folder: Path) -> Path:
    told: Mapping[str, Any] = {
        "Topology": "Buck", "Voltage - supply": "4.5V~18V", "Output voltage": "600mV~12V", "Switch tube (built-in/external)": "Built-in",
        "Inductance": "4.7uH", "Rated current": "3A", "Reverse voltage (vr)": "40V", "Forward voltage (vf@if)": "550mV@3A",
        "Capacitance": {"capacitance": (1e-5, "capacitance")}, "Allowable voltage": "25V", "Temperature coefficient": "X7R",
        "Package": "SMD,D8xL10.2mm", "Tolerance": "±20%", "MOQ": "5"}
    parts = [*TRANSISTORS, ("P-1", "Rowan", "170mΩ@100kHz 240mA@120Hz 600mV~12V 12mΩ@4.5V 21nC@10V", told)]
    write_folder(folder, dict.fromkeys(SHELVES, parts))
    for path in rng.sample(sorted(folder.iterdir()), rng.choice((1, 1, 2))):
        raw = path.read_bytes()
        packed = path.suffix == ".gz"
        if packed and rng.random() < 0.9:
            path.write_bytes(gzip.compress(_json(rng, gzip.decompress(raw)), 1))
        else:
            path.write_bytes(mangled(rng, raw) if packed else _json(rng, raw))
    return folder


def _table(rng: random.Random, folder: Path) -> Path:
    path = folder / f"{rng.choice(('inductors', 'capacitors', 'mosfets', 'diodes', 'regulators', 'controllers'))}.csv"
    lines = (FOLDER / path.name).read_bytes().splitlines(keepends=True)
    path.write_bytes(mangled(rng, b"".join([lines[0], *rng.sample(lines[1:], min(6, len(lines) - 1))])))
    return path


def _parquet(rng: random.Random, folder: Path) -> Path:
    path = folder / "table.parquet"
    cells = [[rng.choice((text, *(one for one in ODD if isinstance(one, kind) and one != "\ud800"))) for _ in range(4)]
             for text, kind in (("4.7 µH", str), ("A1", str), (0.5, float))]
    pl.DataFrame({"kind": rng.choices(("inductor", "capacitor", "diode", None), k=4), "mpn": cells[1], "l": cells[0], "vf": cells[2],
                  rng.choice(("c", "maker", "item", "odd")): rng.choices((True, False, None), k=4)}).write_parquet(path)
    if rng.random() < 0.3:
        path.write_bytes(mangled(rng, path.read_bytes()))
    return path


def _own(rng: random.Random, folder: Path) -> Path:
    """Our own file with other words about itself, with columns left out or of another type, or with changed bytes."""
    path = folder / "parts.parquet"
    if not OWN:
        write_catalogue(read_catalogue(), path)
        OWN.append(path.read_bytes())
    path.write_bytes(OWN[0])
    way = rng.randrange(3)
    if way == 0:
        path.write_bytes(mangled(rng, OWN[0]))
    else:
        frame, about = pl.read_parquet(path), json.loads(pl.read_parquet_metadata(path)[MARK])
        name = rng.choice(frame.columns)
        frame = frame if way == 1 else rng.choice((frame.drop(name), frame.with_columns(pl.lit("odd").alias(name)), frame.clear()))
        said = json.dumps(odd(rng, about)) if way == 1 and rng.random() < 0.9 else json.dumps(about) if way == 2 else "{"
        frame.write_parquet(path, metadata={MARK: said})
    return path


OWN: list[bytes] = []


def _feed(rng: random.Random, folder: Path) -> Path:
    path = folder / "feed.csv"
    lines = (FOLDER / "offers.csv").read_bytes().splitlines(keepends=True)
    path.write_bytes(mangled(rng, b"".join([lines[0], *rng.sample(lines[1:], 8)])))
    return path


def _curve(rng: random.Random, folder: Path) -> Path:
    path = folder / rng.choice(("0603, 10uF, 10V, X5R, PM10.csv", "0603, x, 10V.csv", "odd.csv", "9999, 1e999F, , .csv"))
    path.write_bytes(mangled(rng, b"#ABC12345678\n0,1e-5\n1,9e-6\n2,8e-6\n4,5e-6\n10,2e-6\n"))
    return folder


def _materials(rng: random.Random, folder: Path) -> Path:
    path = folder / "materials.json"
    ranges = [{"k": 0.5, "alpha": 1.4, "beta": 2.4, "minimumFrequency": 1e4, "maximumFrequency": 1e6}]
    losses = {"default": [{"method": "steinmetz", "ranges": ranges}]}
    entry = {"name": "A", "manufacturerInfo": {"name": "Alder"}, "volumetricLosses": losses}
    path.write_bytes(_json(rng, json.dumps([entry, entry]).encode()))
    return path


def _written(content: bytes) -> Callable[[random.Random, Path], Path]:
    def write(rng: random.Random, folder: Path) -> Path:
        path = folder / "written"
        path.write_bytes(mangled(rng, content))
        return path
    return write


def held(catalogue: Catalogue, *, once: bool = True) -> str:
    """What was read holds together: equal lengths, each key once (``once``), values unknown or believable."""
    for kind, those in catalogue.kinds.items():
        assert len(set(those.keys)) == len(those) or not once
        for name, column in COLUMNS[kind].items():
            values = those.columns[name]
            assert len(values) == len(those) and not ((values < column.low) | (values > column.high)).any(), f"{kind}.{name}"
        assert all(len(texts) == len(those) and all(isinstance(text, str) for text in texts) for texts in those.texts.values())
    return "parts" if any(len(those) for those in catalogue.kinds.values()) else "no part"


def _shards_read(path: Path) -> str:
    """Parts, and the offers of the same folder as a feed that the room of partners reads."""
    said = held(read_catalogue(path))
    offers = read_offers(path)
    write_offers(offers, path / "offers.parquet")
    if offers.frame.height:
        _feed_read(path / "offers.parquet")
    return said


def _feed_read(path: Path) -> str:
    found = read_feed(path, seller="quayside", observed_at_us=OBSERVED_US, ttl_s=86_400, currency="USD")
    prices = found.segment.frame["price_micros"].explode()
    assert prices.is_empty() or (prices.min() or 0) > 0
    return "offers" if len(found.segment.frame) else "no offer"


def _some(found: Any) -> str:
    return "something" if found else "nothing"


KINDS: Mapping[str, Fuzz] = {
    "folders of shards": Fuzz(_shards, _shards_read),
    "tables of parts, CSV": Fuzz(_table, lambda path: held(read_catalogue(path))),
    "tables of parts, Parquet": Fuzz(_parquet, lambda path: held(read_catalogue(path))),
    "our own catalogue file": Fuzz(_own, lambda path: held(read_catalogue(path), once=False)),
    "feeds of sellers": Fuzz(_feed, _feed_read),
    "curves of capacitance": Fuzz(_curve, lambda path: _some(read_bias_curves(path))),
    "core materials": Fuzz(_materials, lambda path: _some(read_materials(path))),
    "what SPICE writes": Fuzz(_written(RAW), lambda path: _some(read_raw(path.read_bytes()).vectors)),
}
