"""FIT's forms, made byte by byte: byte orders, unknown values, times in header bytes, developers' fields, what goes the plain way."""

from __future__ import annotations

from struct import pack

import numpy as np
import pytest
from fitdecode.utils import compute_crc
from hypothesis import given
from hypothesis import strategies as st

from lifeworld_running.core.values import Recording
from lifeworld_running.files.fit import columns, read_fit
from lifeworld_running.files.fit.checksum import checksum
from lifeworld_running.files.fit.content import TOO_MANY, TRUNCATED, Unvouched
from lifeworld_running.files.fit.walking import STEPS_MAX, walked
from lifeworld_running.tests.fit_files import T0, closed, define, file_id, hearts, read_plainly, same


def one(body: bytes) -> Recording:
    """The one recording of a body, which both paths read alike."""
    found = read_fit("a.fit", closed(file_id() + body))
    same(found, read_plainly(closed(file_id() + body)))
    assert found.verdict == "read", found.reason
    return found.recordings[0]


@given(st.binary(min_size=1, max_size=300), st.integers(1, 800))
def test_the_checksum_is_that_of_an_outside_parser(seed: bytes, times: int) -> None:
    assert checksum(seed * times) == compute_crc(seed * times)


@pytest.mark.parametrize("big", [False, True])
def test_both_byte_orders_are_read_and_unknown_values_are_unknown(big: bool) -> None:
    order = ">" if big else "<"
    form = define(3, 20, [(253, 4, 0x86), (0, 4, 0x85), (1, 4, 0x85), (2, 2, 0x84), (7, 2, 0x84), (13, 1, 1)], big=big)
    known = pack(order + "BIiiHHb", 3, T0, 2**29, -(2**30), 3000, 250, -5)
    unknown = pack(order + "BIiiHHb", 3, 0xFFFFFFFF, 0x7FFFFFFF, 0x7FFFFFFF, 0xFFFF, 0xFFFF, 0x7F)
    run = one(form + known + unknown)
    assert (run.lat[0], run.lon[0], run.altitude_m[0], run.power_w[0], run.temperature_c[0]) == (45.0, -90.0, 100.0, 250.0, -5.0)
    assert all(np.isnan(getattr(run, name)[1]) for name in ("lat", "lon", "altitude_m", "power_w", "temperature_c"))
    assert run.time_us[0] == (T0 + 631_065_600) * 1_000_000
    assert run.time_us[1] == np.iinfo(np.int64).min


def test_enhanced_fields_come_first_and_the_plain_ones_fill_them() -> None:
    form = define(0, 20, [(253, 4, 0x86), (6, 2, 0x84), (73, 8, 0x86)])
    run = one(form + pack("<BIHII", 0, T0, 1000, 2500, 9) + pack("<BIHII", 0, T0 + 1, 1500, 0xFFFFFFFF, 9))
    assert run.speed_m_s.tolist() == [2.5, 1.5]


def test_times_in_header_bytes_follow_the_last_full_time_of_any_message() -> None:
    records = define(1, 20, [(3, 1, 2)])
    lap = define(0, 19, [(253, 4, 0x86), (2, 4, 0x86)])
    start = T0 // 32 * 32 + 30
    short = [bytes([0x80 | 1 << 5 | second & 31, 100]) for second in (start + 1, start + 3, start + 34)]
    later = pack("<BII", 0, start + 100, start) + bytes([0xA0 | 5, 101])
    run = one(lap + pack("<BII", 0, start, start) + records + b"".join(short) + later)
    seconds = run.time_us // 1_000_000 - 631_065_600
    assert seconds.tolist() == [start + 1, start + 3, start + 34, start + 100 + (5 - (start + 100)) % 32]


def test_a_developers_field_stands_in_where_the_profile_says_nothing() -> None:
    described = (define(1, 206, [(0, 1, 2), (1, 1, 2), (2, 1, 2), (3, 8, 7), (8, 6, 7)])
                 + pack("<BBBB8s6s", 1, 0, 7, 0x84, b"Power\0", b"Watts\0") + pack("<BBBB8s6s", 1, 0, 8, 0x84, b"Speed\0", b"km/h\0"))
    form = define(0, 20, [(253, 4, 0x86), (6, 2, 0x84)], developer=[(7, 2, 0), (8, 2, 0)])
    run = one(described + form + pack("<BIHHH", 0, T0, 3000, 240, 36) + pack("<BIHHH", 0, T0 + 1, 0xFFFF, 0xFFFF, 36))
    assert run.power_w[0] == 240
    assert np.isnan(run.power_w[1])
    assert run.speed_m_s[0] == 3.0
    assert np.isnan(run.speed_m_s[1])


@pytest.mark.parametrize(("sport", "raw", "cadence"), [(1, 85, 170.0), (11, 60, 120.0), (2, 85, 85.0), (1, 170, 170.0)])
def test_cadence_counts_both_feet_of_those_who_go_on_foot(sport: int, raw: int, cadence: float) -> None:
    session = define(2, 18, [(253, 4, 0x86), (2, 4, 0x86), (5, 1, 0)]) + pack("<BIIB", 2, T0 + 9, T0, sport)
    records = define(0, 20, [(253, 4, 0x86), (4, 1, 2)]) + b"".join(pack("<BIB", 0, T0 + i, raw) for i in range(9))
    assert one(records + session).cadence.tolist() == [cadence] * 9


def test_packed_distance_goes_the_plain_way_and_grows_over_its_256_metres() -> None:
    form = define(0, 20, [(253, 4, 0x86), (8, 3, 13)])
    metres = [0, 200, 400, 650]
    body = file_id() + form
    for i, m in enumerate(metres):
        speed, distance = 310, m * 16 & 0xFFF
        body += pack("<BIBBB", 0, T0 + i, speed & 255, speed >> 8 | (distance & 15) << 4, distance >> 4)
    with pytest.raises(Unvouched):
        columns.content(body)
    run = read_fit("a.fit", closed(body)).recordings[0]
    assert run.distance_m.tolist() == metres
    assert run.speed_m_s.tolist() == [3.1] * 4


def test_of_a_field_that_comes_twice_in_a_form_the_last_one_counts() -> None:
    form = define(0, 20, [(253, 4, 0x86), (3, 1, 2), (3, 2, 0x84)])
    assert one(form + pack("<BIBH", 0, T0, 99, 150)).heart_rate.tolist() == [150.0]


def test_very_many_forms_of_record_go_the_plain_way() -> None:
    forms = b"".join(define(0, 20, [(253, 4, 0x86), (3, 1, 2), (200, n, 13)]) + pack("<BIB", 0, T0 + n, 100) + bytes(n) for n in range(100))
    with pytest.raises(Unvouched):
        columns.content(forms)
    assert len(one(forms)) == 100


def test_a_form_that_is_declared_anew_holds_from_there_on() -> None:
    wide = define(0, 20, [(253, 4, 0x86), (7, 2, 0x84), (3, 1, 2)]) + pack("<BIHB", 0, T0 + 40, 200, 99)
    run = one(hearts(40) + wide + hearts(40, first=T0 + 41))
    assert len(run) == 81
    assert run.power_w[40] == 200
    assert np.isnan(np.delete(run.power_w, 40)).all()
    assert run.heart_rate[40] == 99
    assert (np.diff(run.time_us) == 1_000_000).all()


@given(st.lists(st.sampled_from([0, 1, 2]), min_size=1, max_size=6), st.integers(1, 90), st.sampled_from([b"", b"\7", b"\0", b"\2\0"]))
def test_leaping_finds_the_messages_that_stepping_finds(pattern: list[int], times: int, tail: bytes) -> None:
    forms = define(0, 20, [(3, 1, 2)]) + define(1, 20, [(7, 2, 0x84)]) + define(2, 233, [(1, 5, 13)])
    widths = {0: 2, 1: 3, 2: 6}
    order = pattern * times
    body = forms + b"".join(bytes([local]) + bytes([local + i % 2]) * (widths[local] - 1) for i, local in enumerate(order)) + tail
    at, stepped = len(forms), []
    while at < len(body) and body[at] in widths and at + widths[body[at]] <= len(body):
        stepped.append(at)
        at += widths[body[at]]
    assert walked(body).at.tolist() == stepped
    same(read_fit("a.fit", closed(body)), read_plainly(closed(body)))


def test_pauses_part_the_pieces_and_the_last_stop_is_none() -> None:
    event = define(1, 21, [(253, 4, 0x86), (0, 1, 0), (1, 1, 0)])
    told = [(T0, 0), (T0 + 3, 4), (T0 + 60, 0), (T0 + 64, 4)]
    events = [pack("<BIBB", 1, at, 0, kind) for at, kind in told]
    records = define(0, 20, [(253, 4, 0x86)])
    first, second = (b"".join(pack("<BI", 0, T0 + i) for i in span) for span in (range(4), range(60, 65)))
    run = one(event + records + events[0] + first + events[1] + events[2] + second + events[3])
    seconds = 1_000_000
    begin = (T0 + 631_065_600) * seconds
    assert run.paused == ((begin + 3 * seconds, begin + 60 * seconds),)
    assert run.piece.tolist() == [0] * 4 + [1] * 5


def test_work_is_limited_however_the_bytes_are_arranged() -> None:
    empty = define(0, 20, []) + define(1, 233, [])
    for order in (bytes([0]) * 10_000, bytes([0, 1, 1, 0, 1] * 2000), bytes(i * i % 7 % 2 for i in range(10_000))):
        found = walked(empty + order, 1000)
        assert found.fault is not None
        assert found.fault.code == TOO_MANY
        assert 1000 <= found.work < 1000 + STEPS_MAX
    many = walked(define(0, 20, []) * 5000, 1000)
    assert many.fault == (TOO_MANY, 123 * len(define(0, 20, [])))
    assert len(many.at) == 0


def test_a_definition_that_claims_more_fields_than_there_are_bytes_is_cut_short() -> None:
    claims = pack("<BBBHB", 0x40, 0, 0, 20, 255) + bytes([3, 255, 2])
    found = walked(hearts(3) + claims)
    assert found.fault == (TRUNCATED, len(hearts(3)))
    assert len(found.at) == 3
