"""Segments as bytes come back as they were, whole or in pieces."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifeworld.kit.errors import RunFailed
from lifeworld.partners.core.segment import Segment
from lifeworld.partners.core.values import Offer, PriceBreak
from lifeworld.partners.files.segments import segment_bytes, segment_from, segment_pieces

offers = st.builds(
    Offer, st.sampled_from(["A@x", "B@x", "gtin:04006381333931"]), st.sampled_from(["acme", "beta"]), st.integers(0, 9).map(str),
    st.just((PriceBreak(1, 5), PriceBreak(9, 4))), st.just("EUR"), st.integers(0, 99), st.integers(1, 9), title=st.text(max_size=9))
keys = st.lists(st.tuples(st.just("acme"), st.integers(0, 20).map(str)), max_size=5)


def same(one: Segment, other: Segment) -> bool:
    return one.frame.equals(other.frame) and one.gone.equals(other.gone) and one.frame.schema == other.frame.schema


@settings(max_examples=50, deadline=None)
@given(st.lists(offers, max_size=9), keys)
def test_a_segment_comes_back_as_it_was(put: list[Offer], gone: list[tuple[str, str]]) -> None:
    segment = Segment.of(put, gone)
    assert same(segment_from(segment_bytes(segment)), segment)


@settings(max_examples=25, deadline=None)
@given(st.lists(offers, max_size=40), keys, st.randoms())
def test_pieces_join_to_the_segment_in_whatever_order(put: list[Offer], gone: list[tuple[str, str]], random: object) -> None:
    segment = Segment.of(put, gone)
    pieces = segment_pieces(segment, bytes_max=5000)
    assert same(segment_from(*pieces), segment)
    random.shuffle(pieces)
    assert same(segment_from(*pieces), segment)


def test_a_large_segment_is_cut_into_pieces_of_the_size() -> None:
    put = [Offer(f"I{number * 7919 % 10_000}@x", "acme", str(number), (PriceBreak(1, 5 + number),), "EUR", number, 60)
           for number in range(4000)]
    segment = Segment.of(put, [("acme", "gone")])
    pieces = segment_pieces(segment, bytes_max=20_000)
    assert len(pieces) > 2
    assert max(map(len, pieces)) < 25_000
    assert same(segment_from(*pieces), segment)


@pytest.mark.parametrize("content", [b"", b"ARROW1", b"\x80\x04N."])
def test_bytes_that_are_no_segment_are_refused(content: bytes) -> None:
    with pytest.raises(RunFailed):
        segment_from(content)
    with pytest.raises(RunFailed):
        segment_from()


def test_a_table_with_other_columns_is_refused(tmp_path: object) -> None:
    import io

    buffer = io.BytesIO()
    pl.DataFrame({"item": ["A"]}).write_ipc(buffer)
    with pytest.raises(RunFailed, match="other columns"):
        segment_from(buffer.getvalue())
