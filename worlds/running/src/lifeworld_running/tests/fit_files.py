"""FIT files for tests: made byte by byte, and the real ones beside the repository; two readings held against one another."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path
from struct import pack

import numpy as np
import pytest

from lifeworld_running.core.values import FileRead
from lifeworld_running.files.fit import plainly, read_fit
from lifeworld_running.files.fit.checksum import checksum

T0 = 1_000_000_000
"""A time of FIT: 8 September 2021."""


def define(local: int, message: int, fields: list[tuple[int, int, int]], *, big: bool = False,
           developer: list[tuple[int, int, int]] | None = None) -> bytes:
    """A definition; fields are (number, size, base type), a developer's are (number, size, developer)."""
    head = 0x40 | local | (0x20 if developer is not None else 0)
    out = pack(">BBBHB" if big else "<BBBHB", head, 0, int(big), message, len(fields)) + b"".join(bytes(f) for f in fields)
    return out if developer is None else out + bytes([len(developer)]) + b"".join(bytes(f) for f in developer)


def closed(body: bytes, claimed: int | None = None) -> bytes:
    """A body as a FIT file; ``claimed``: the size that the header claims, if not the true one."""
    head = pack("<BBHI4sH", 14, 0x20, 2100, len(body) if claimed is None else claimed, b".FIT", 0)
    return head + body + pack("<H", checksum(head + body))


def file_id(kind: int = 4) -> bytes:
    """The first message of a file, of local number 15."""
    return define(15, 0, [(0, 1, 0)]) + bytes([15, kind])


def hearts(n: int, local: int = 0, first: int = T0) -> bytes:
    """A definition of records with a time and a heart rate, and n of them, a second apart."""
    return define(local, 20, [(253, 4, 0x86), (3, 1, 2)]) + b"".join(pack("<BIB", local, first + i, 60 + i % 100) for i in range(n))


def real_files() -> list[tuple[dict[str, str], bytes]]:
    """All FIT files beside the repository with what their manifest says of them, each content once; or a skip."""
    for parent in Path(__file__).resolve().parents:
        folder = parent / "shared" / "data" / "running" / "robustness"
        if folder.is_dir():
            break
    else:
        pytest.skip("The data folder shared/data/running/robustness is not beside the repository.")
    with (folder / "manifest.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if ".fit" in row["file"].lower()]
    found: dict[bytes, dict[str, str]] = {}
    for row in rows:
        data = (folder / row["file"]).read_bytes()
        found.setdefault(gzip.decompress(data) if row["file"].endswith(".gz") else data, row)
    return [(row, data) for data, row in found.items()]


def read_plainly(data: bytes) -> FileRead:
    """The file read message by message."""
    return read_fit("a.fit", data, by=lambda body, most: plainly.content(body, most, ""))


def same(first: FileRead, second: FileRead) -> None:
    """Two readings say the same, to the last bit."""
    assert (first.verdict, first.code, first.reason) == (second.verdict, second.code, second.reason)
    assert [n for n in first.notices if n.code != "read-slowly"] == list(second.notices)
    assert len(first.recordings) == len(second.recordings)
    for one, other in zip(first.recordings, second.recordings, strict=True):
        for name in one.__dataclass_fields__:
            mine, yours = getattr(one, name), getattr(other, name)
            if isinstance(mine, np.ndarray):
                np.testing.assert_array_equal(mine, yours, err_msg=name)
            elif name != "notices":
                assert mine == yours, name
