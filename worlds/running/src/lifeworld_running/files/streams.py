"""Points of an activity as bytes in a table: positions to a centimetre, all else to what a device can tell."""

from __future__ import annotations

import io
import json
import zlib
from typing import Any

import numpy as np

from lifeworld_running.core.said import Track

MARK = b"LWT1"
"""How the bytes begin: the form and its version."""
SCALES: dict[str, float] = {
    "time_s": 1e3, "lat": 1e7, "lon": 1e7, "distance_m": 1e2, "altitude_m": 1e2, "slope": 1e4, "speed_m_s": 1e3, "heart_rate": 1e1,
    "cadence": 1e1, "power_w": 1e1}
"""How many steps a unit is kept in; each column is kept as differences of whole steps."""
TRUTHS = ("moving", "gap", "paused")
UNKNOWN = np.iinfo(np.int64).min


def packed(track: Track) -> bytes:
    """The track as bytes; ``unpacked`` gives it back to within half a step of ``SCALES``."""
    n = len(track)
    columns: dict[str, str] = {}
    out = io.BytesIO()
    for name, scale in SCALES.items():
        values = np.asarray(getattr(track, name), dtype=np.float64)
        known = np.isfinite(values)
        if not known.any():
            continue
        steps = np.rint(np.where(known, values, 0.0) * scale).astype(np.int64)
        if not known.all():  # the last known one stands for an unknown, which a bit says
            last = np.maximum.accumulate(np.where(known, np.arange(n), -1))
            steps = np.where(last >= 0, steps[np.maximum(last, 0)], 0)
        moved = np.diff(steps, prepend=0)
        narrow = np.abs(moved[1:]).max(initial=0) < 2**15
        columns[name] = ("h" if narrow else "q") + ("" if known.all() else "?")
        out.write(np.int64(moved[0]).tobytes())
        out.write(moved[1:].astype("<i2" if narrow else "<i8").tobytes())
        if not known.all():
            out.write(np.packbits(known).tobytes())
    truths = [name for name in TRUTHS if getattr(track, name, None) is not None]
    for name in truths:
        out.write(np.packbits(np.asarray(getattr(track, name), dtype=bool)).tobytes())
    head = {"n": n, "started_us": track.started_us, "columns": columns, "truths": truths, "dropped": dict(track.n_dropped)}
    if hasattr(track, "distance_by"):
        head["distance_by"] = track.distance_by
    said = json.dumps(head).encode()
    return MARK + zlib.compress(len(said).to_bytes(4, "little") + said + out.getvalue(), 4)


def unpacked(body: bytes | memoryview) -> Track:
    """The track that was packed. Errors: ValueError for bytes of another form."""
    body = bytes(body)
    if body[:4] != MARK:
        raise ValueError("these bytes are no packed track")
    plain = zlib.decompress(body[4:])
    size = int.from_bytes(plain[:4], "little")
    head = json.loads(plain[4:4 + size])
    n, at = int(head["n"]), 4 + size
    columns: dict[str, Any] = {}
    for name, scale in SCALES.items():
        kind = head["columns"].get(name)
        if kind is None:
            columns[name] = np.full(n, np.nan)
            continue
        width, form = (2, "<i2") if kind[0] == "h" else (8, "<i8")
        moved = np.empty(n, dtype=np.int64)
        moved[0] = int.from_bytes(plain[at:at + 8], "little", signed=True)
        moved[1:] = np.frombuffer(plain, dtype=form, count=n - 1, offset=at + 8)
        at += 8 + width * (n - 1)
        values = np.cumsum(moved) / scale
        if kind.endswith("?"):
            known, at = _truths(plain, at, n)
            values = np.where(known, values, np.nan)
        columns[name] = values
    for name in head["truths"]:
        columns[name], at = _truths(plain, at, n)
    more = {"distance_by": head["distance_by"]} if "distance_by" in head else {}
    return Track(started_us=int(head["started_us"]), n_dropped=head["dropped"], **columns, **more)


def _truths(plain: bytes, at: int, n: int) -> tuple[np.ndarray[Any, np.dtype[np.bool_]], int]:
    width = (n + 7) // 8
    return np.unpackbits(np.frombuffer(plain, dtype=np.uint8, count=width, offset=at), count=n).astype(bool), at + width
