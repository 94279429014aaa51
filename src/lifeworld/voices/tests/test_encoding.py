"""Windows: every piece once, in order, in windows no longer than allowed; batches hold every window once."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lifeworld.voices.core.encoding import FOCAL_PIECES_MAX, Windows, max_of_windows, mean_of_windows, windows
from lifeworld.voices.core.wordpiece import Pieces

BEGIN, END = 1, 2
COUNTS = st.lists(st.integers(0, 40), min_size=1, max_size=8)


def pieces_of(counts: list[int], first: int = 10) -> Pieces:
    ptr = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    return Pieces(ptr, np.arange(first, first + ptr[-1], dtype=np.int32))


def window(cut: Windows, row: int) -> list[int]:
    return cut.piece[cut.ptr[row] : cut.ptr[row + 1]].tolist()


@given(COUNTS, st.integers(4, 20))
def test_windows_hold_each_piece_once_in_order_and_share_a_text_evenly(counts: list[int], room: int) -> None:
    found = pieces_of(counts)
    cut = windows(found, BEGIN, END, room=room)
    inside = [window(cut, row) for row in range(len(cut.text))]
    assert all(one[0] == BEGIN and one[-1] == END and len(one) <= room for one in inside)
    for text, count in enumerate(counts):
        own = np.flatnonzero(cut.text == text)
        assert [piece for row in own for piece in inside[row][1:-1]] == found.piece[found.text_ptr[text] :][:count].tolist()
        assert np.isclose(cut.weight[own].sum(), 1)
        sizes = [len(inside[row]) for row in own]
        assert max(sizes) - min(sizes) <= 1


@given(COUNTS, st.data())
def test_the_focal_provider_is_read_first_in_every_window(counts: list[int], data: st.DataObject) -> None:
    named = data.draw(st.lists(st.integers(0, 80), min_size=len(counts), max_size=len(counts)))
    focal = pieces_of(named, first=1000)
    cut = windows(pieces_of(counts), BEGIN, END, focal, room=80)
    for row, text in enumerate(cut.text.tolist()):
        own = focal.piece[focal.text_ptr[text] :][: min(named[text], FOCAL_PIECES_MAX)].tolist()
        assert window(cut, row)[: len(own) + 2] == [BEGIN, *own, END]
        assert np.diff(cut.ptr)[row] <= 80


@given(COUNTS, st.integers(1, 200))
def test_batches_hold_every_window_once_and_only_one_length(counts: list[int], pieces_max: int) -> None:
    cut = windows(pieces_of(counts), BEGIN, END, room=9)
    seen = []
    for rows, pieces in cut.batches(pieces_max):
        assert pieces.size <= max(pieces_max, pieces.shape[1])
        assert [pieces[i].tolist() for i in range(len(rows))] == [window(cut, row) for row in rows]
        seen += rows.tolist()
    assert sorted(seen) == list(range(len(cut.text)))


@given(COUNTS)
def test_windows_join_to_the_mean_and_maximum_of_all_pieces(counts: list[int]) -> None:
    cut = windows(pieces_of(counts), BEGIN, END, room=7)
    rows = [np.array(window(cut, row)[1:-1] or [0]) for row in range(len(cut.text))]
    means = np.array([[row.mean()] for row in rows], np.float32)
    highest = np.array([[row.max()] for row in rows], np.float32)
    found = pieces_of(counts)
    own = [found.piece[a:b] if b > a else np.zeros(1) for a, b in zip(found.text_ptr[:-1], found.text_ptr[1:], strict=True)]
    assert np.allclose(mean_of_windows(cut, means)[:, 0], [one.mean() for one in own], rtol=1e-5)
    assert np.array_equal(max_of_windows(cut, highest)[:, 0], [one.max() for one in own])
