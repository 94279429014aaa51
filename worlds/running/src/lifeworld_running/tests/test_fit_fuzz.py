"""Whatever bytes come, the FIT reader answers: it never raises, both paths agree, and nobody's claim makes it take memory."""

from __future__ import annotations

import tracemalloc
from struct import pack

from hypothesis import given, settings
from hypothesis import strategies as st

from lifeworld_running.core.values import READ, REFUSED, VERDICTS, FileRead
from lifeworld_running.files.fit import read_fit
from lifeworld_running.files.fit.profile import BASES, STRING
from lifeworld_running.tests.fit_files import T0, closed, define, file_id, hearts, read_plainly, same

EVENTS = define(1, 21, [(253, 4, 0x86), (0, 1, 0), (1, 1, 0)]) + pack("<BIBB", 1, T0 + 5, 0, 4) + pack("<BIBB", 1, T0 + 9, 0, 0)
DESCRIBED = define(2, 206, [(0, 1, 2), (1, 1, 2), (2, 1, 2), (3, 6, 7), (8, 2, 7)]) + pack("<BBBB6s2s", 2, 0, 0, 0x88, b"Power", b"W")
POWERS = define(3, 20, [(253, 4, 0x86), (8, 3, 13)], developer=[(0, 4, 0)]) + pack("<BIBBBf", 3, T0 + 30, 255, 255, 255, 250.5)
LAPS = define(4, 19, [(253, 4, 0x86), (2, 4, 0x86)], big=True) + pack(">BII", 4, T0 + 40, T0)
SESSIONS = define(5, 18, [(253, 4, 0x86), (2, 4, 0x86), (5, 1, 0), (9, 4, 0x86)]) + pack("<BIIBI", 5, T0 + 9, T0, 1, 9) + pack(
    "<BIIBI", 5, T0 + 40, T0 + 20, 2, 99)
SHORT = define(1, 20, [(3, 1, 2)]) + bytes([0xA3, 120, 0xA9, 121])
SEED = file_id() + hearts(30) + EVENTS + DESCRIBED + POWERS + LAPS + SESSIONS + SHORT


def answered(data: bytes) -> FileRead:
    """The answer, which has all that an answer has to have, and is the same from both paths."""
    found = read_fit("a.fit", data)
    assert found.verdict in VERDICTS
    assert (found.verdict == READ) == (not found.reason)
    assert (found.verdict == REFUSED) == (not found.recordings)
    assert not found.reason or (found.reason.startswith("a.fit ") and found.reason.endswith(".") and found.code)
    same(found, read_plainly(data))
    return found


@given(st.binary(max_size=400), st.booleans())
def test_any_bytes_get_an_answer(data: bytes, wrapped: bool) -> None:
    answered(closed(data) if wrapped else data)


@settings(max_examples=400)
@given(st.lists(st.tuples(st.integers(0, len(SEED) - 1), st.integers(0, 255)), max_size=8), st.integers(0, len(SEED)), st.booleans())
def test_changed_and_shortened_files_get_an_answer(changes: list[tuple[int, int]], cut: int, claims: bool) -> None:
    body = bytearray(SEED)
    for at, value in changes:
        body[at] = value
    answered(closed(bytes(body[:cut]), claimed=len(SEED) if claims else None))


@settings(max_examples=200)
@given(st.lists(st.one_of(
    st.builds(lambda local, message, fields, big: define(local, message, fields, big=big), st.integers(0, 15),
              st.sampled_from([0, 12, 18, 19, 20, 21, 23, 31, 34, 132, 206, 999]),
              st.lists(st.tuples(st.integers(0, 8) | st.sampled_from([13, 52, 53, 73, 78, 253]), st.integers(0, 9),
                                 st.sampled_from([*BASES, STRING, 13, 0x55])), max_size=6), st.booleans()),
    st.binary(min_size=1, max_size=30)), max_size=12))
def test_any_forms_and_any_messages_get_an_answer(parts: list[bytes]) -> None:
    answered(closed(b"".join(parts)))


@given(st.lists(st.sampled_from([1e300, -1e300, 1e18, 2.0**32, 1e9, float("nan"), float("inf"), -1.0]), min_size=6, max_size=6))
def test_numbers_that_no_run_has_are_unknown(values: list[float]) -> None:
    records = define(0, 20, [(253, 8, 0x89), (3, 8, 0x89), (5, 8, 0x89)], developer=[(0, 8, 0)])
    described = define(2, 206, [(0, 1, 2), (1, 1, 2), (2, 1, 2), (3, 6, 7), (8, 2, 7), (6, 8, 0x89)])
    laps = define(4, 19, [(2, 8, 0x89)]) + define(5, 18, [(2, 8, 0x89), (9, 8, 0x89)])
    row = pack("<Bdddd", 0, values[0], values[1], values[2], values[3])
    answered(closed(described + pack("<BBBB6s2sd", 2, 0, 0, 0x89, b"Power", b"W", values[4]) + records + row + laps
                    + pack("<Bd", 4, values[5]) + pack("<Bdd", 5, values[5], values[4]) + pack("<Bdd", 5, 1e9, 5.0)))


def test_memory_follows_the_bytes_there_are_and_not_those_that_are_claimed() -> None:
    greedy = define(0, 20, [(n, 255, 0x86) for n in range(255)], developer=[(n, 255, n) for n in range(255)])
    data = closed(file_id() + greedy * 200 + hearts(10), claimed=2**32 - 1)
    tracemalloc.start()
    found = read_fit("a.fit", data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(found.recordings[0]) == 10
    assert peak < 40 * len(data)
