"""The raw files that SPICE writes: a header in text, then the vectors in binary or in text, real or complex."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lifeworld.plugin import RunFailed

Vectors = Mapping[str, NDArray[Any]]
MOST_BYTES = 1 << 28


@dataclass(frozen=True)
class Raw:
    """One plot: its name as the simulator calls it, and its vectors (float64 or complex128, equal lengths) by name in small letters."""

    plot: str
    vectors: Vectors


def _damaged(why: str) -> RunFailed:
    return RunFailed("raw_damaged", f"What the simulator wrote cannot be read: {why}.", "Run the simulation again; if it stays so, say so.")


def read_raw(content: bytes) -> Raw:
    """The first plot of a raw file. Errors: RunFailed where the header is not one, or numbers are missing.

    >>> head = b"Flags: real\\nNo. Variables: 2\\nNo. Points: 1\\nVariables:\\n 0 time time\\n 1 V(out) voltage\\n"
    >>> read_raw(head + b"Values:\\n0 0.5\\n 3.3\\n").vectors["v(out)"]
    array([3.3])
    """
    if len(content) > MOST_BYTES:
        raise _damaged(f"it has {len(content):,} bytes, more than {MOST_BYTES:,}")
    head = re.search(rb"^(Binary|Values):[ \t]*\r?\n", content, re.MULTILINE)
    if head is None:
        raise _damaged("its header has no end")
    lines = content[:head.start()].decode("latin-1").splitlines()
    fields = {key.strip().lower(): value.strip() for key, _, value in (line.partition(":") for line in lines if not line[:1].isspace())}
    try:
        count, points = int(fields["no. variables"]), int(fields["no. points"])
        begin = next(at for at, line in enumerate(lines) if line.strip().lower() == "variables:") + 1
        names = [line.split()[1].lower() for line in lines[begin:begin + count]]
    except (KeyError, ValueError, StopIteration, IndexError) as error:
        raise _damaged("its header names no vectors") from error
    if len(names) != count or count < 1 or points < 0:
        raise _damaged("its header names no vectors")
    complex_ = "complex" in fields.get("flags", "").lower()
    kind: Any = np.complex128 if complex_ else np.float64
    body = content[head.end():]
    table = _binary(body, count, points, kind) if head.group(1) == b"Binary" else _text(body, count, points, kind)
    return Raw(fields.get("plotname", ""), {name: np.ascontiguousarray(table[:, at]) for at, name in enumerate(names)})


def _binary(body: bytes, count: int, points: int, kind: Any) -> NDArray[Any]:
    size = count * points * np.dtype(kind).itemsize
    if len(body) < size:
        raise _damaged(f"{points:,} points are announced and not all of them are there")
    return np.frombuffer(body[:size], np.dtype(kind).newbyteorder("<")).astype(kind).reshape(points, count)


def _text(body: bytes, count: int, points: int, kind: Any) -> NDArray[Any]:
    words = body.decode("latin-1").split()[:points * (count + 1)]
    if len(words) < points * (count + 1):
        raise _damaged(f"{points:,} points are announced and not all of them are there")
    values = [word for at, word in enumerate(words) if at % (count + 1)]  # each point begins with its number
    try:
        numbers = [complex(*map(float, word.split(","))) for word in values] if kind is np.complex128 else [float(word) for word in values]
    except (ValueError, TypeError) as error:
        raise _damaged("a value is not a number") from error
    return np.array(numbers, kind).reshape(points, count)
