"""Raw files of simulators: binary, text, real, complex, and broken."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifeworld.plugin import RunFailed
from lifeworld_power.files.ngspice.raw import read_raw

TABLE = np.array([[0.0, 3.3], [1e-6, 3.2999], [2e-6, -3.4]])


def head(kind: str = "real", points: int = 3, newline: str = "\n") -> bytes:
    """A header of two vectors as ngspice writes it."""
    lines = ["Title: * a: title: with colons", "Date: today", "Plotname: Transient Analysis", f"Flags: {kind}", "No. Variables: 2",
             f"No. Points: {points}       ", "Variables:", "\t0\ttime\ttime", "\t1\tv(OUT)\tvoltage"]
    return (newline.join(lines) + newline).encode()


def text_of(table: np.ndarray) -> bytes:
    """The numbers as ngspice writes them in text."""
    def one(value: complex) -> str:
        return f"{value.real:.15e},{value.imag:.15e}" if np.iscomplexobj(table) else f"{value.real:.15e}"

    return "".join(f" {at}\t{one(row[0])}\n\t{one(row[1])}\n\n" for at, row in enumerate(table)).encode()


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_binary_and_text_say_the_same(newline: str) -> None:
    """Both forms, real and complex, give the vectors that were written; names are in small letters."""
    for kind, table in (("real", TABLE), ("complex", TABLE * (1 - 2j))):
        binary = read_raw(head(kind, 3, newline) + b"Binary:" + newline.encode() + table.tobytes())
        text = read_raw(head(kind, 3, newline) + b"Values:" + newline.encode() + text_of(table))
        for raw in (binary, text):
            assert raw.plot == "Transient Analysis"
            assert list(raw.vectors) == ["time", "v(out)"]
            assert np.allclose(raw.vectors["v(out)"], table[:, 1], rtol=1e-14)


def test_a_second_plot_is_left_alone() -> None:
    """What follows the first plot does not disturb it."""
    first = head() + b"Binary:\n" + TABLE.tobytes()
    assert np.array_equal(read_raw(first + first).vectors["time"], TABLE[:, 0])


def test_numbers_that_look_like_the_end_of_a_header() -> None:
    """A header ends once, whatever the numbers spell."""
    spelled = np.frombuffer(b"\nBinary:\nValues:" * 1, np.float64).reshape(1, 2)
    assert np.array_equal(read_raw(head(points=1) + b"Binary:\n" + spelled.tobytes()).vectors["time"], spelled[:, 0])


@given(st.integers(0, 400), st.sampled_from(["Binary", "Values"]))
def test_a_file_that_ends_early_is_refused(kept: int, form: str) -> None:
    """No half of a vector is ever taken for a whole one."""
    body = TABLE.tobytes() if form == "Binary" else text_of(TABLE).rstrip()
    whole = head() + f"{form}:\n".encode() + body
    if kept >= len(whole):
        assert len(read_raw(whole).vectors["time"]) == 3
    elif form == "Binary" or kept < len(whole) - 22:  # inside the last number of a text, what is left of it is a number too
        with pytest.raises(RunFailed, match="cannot be read"):
            read_raw(whole[:kept])


@given(st.binary(max_size=300), st.booleans())
def test_anything_is_read_or_refused(content: bytes, headed: bool) -> None:
    """No other error than the refusal, of any bytes, also behind a good header."""
    try:
        raw = read_raw(head() + b"Values:\n" + content if headed else content)
    except RunFailed:
        return
    assert len({len(vector) for vector in raw.vectors.values()}) == 1
