"""Replacing spans: offsets lead to the same words in the new texts, whatever was replaced and wherever they stand."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from lifeworld.voices.core.privacy.replacing import replaced
from lifeworld.voices.core.privacy.spans import EMAIL, PERSON, REDACTED, Found, settled

TEXTS = st.lists(st.text(alphabet="ab \u00e9\u0301\U0001f600\u05d0\u202e\n", max_size=24), min_size=1, max_size=5)


@st.composite
def cases(draw: st.DrawFn) -> tuple[list[str], Found, list[tuple[int, int, int]]]:
    texts = draw(TEXTS)

    def place() -> tuple[int, int, int]:
        row = draw(st.integers(0, len(texts) - 1))
        start = draw(st.integers(0, len(texts[row])))
        return row, start, draw(st.integers(start, len(texts[row])))

    labels = st.sampled_from(["[e-mail]", "[person 12]", "", "[x]"])
    spans = [(*place(), draw(st.sampled_from([EMAIL, PERSON, REDACTED])), draw(labels)) for _ in range(draw(st.integers(0, 6)))]
    return texts, spans, [place() for _ in range(draw(st.integers(1, 6)))]


def by_hand(text: str, spans: list[tuple[int, int, str]], start: int, end: int) -> str:
    """The slice of the old text, widened to hold every span that it cuts, with these spans replaced."""
    for a, b, _ in spans:
        if a < start < b:
            start = a
        if a < end < b:
            end = b
    out, at = "", start
    for a, b, label in spans:
        if start <= a and b <= end:
            out, at = out + text[at:a] + label, b
    return out + text[at:end]


@given(cases())
def test_slices_after_remapping_are_the_replaced_slices(case: tuple[list[str], Found, list[tuple[int, int, int]]]) -> None:
    texts, found, places = case
    spans = settled(found)
    new = replaced(pl.Series(texts, dtype=pl.String), spans)
    row, start, end = (np.array(column) for column in zip(*places, strict=True))
    first, last = new.remapped(row, start, end)
    table = list(zip(spans.row.tolist(), spans.start.tolist(), spans.end.tolist(), spans.label.to_list(), strict=True))
    for k, (r, a, b) in enumerate(places):
        own = [item[1:] for item in table if item[0] == r]
        if a == b and any(s < a < e for s, e, _ in own):
            continue  # an empty quote inside a span: any of its ends is right
        assert new.texts[r][first[k] : last[k]] == by_hand(texts[r], own, a, b)


@given(cases())
def test_spans_never_overlap_and_cover_what_was_found_in_any_order(case: tuple[list[str], Found, list[tuple[int, int, int]]]) -> None:
    _, found, _ = case
    spans, again = settled(found), settled(found[::-1])
    places = list(zip(spans.row.tolist(), spans.start.tolist(), spans.end.tolist(), strict=True))
    assert all(a[0] < b[0] or a[2] <= b[1] for a, b in pairwise(places))
    assert all(any(r == p[0] and p[1] <= a and b <= p[2] for p in places) for r, a, b, _, _ in found if b > a)
    assert again.label.to_list() == spans.label.to_list()
    assert again.start.tolist() == spans.start.tolist()


def test_texts_without_spans_stay_and_the_input_is_not_changed() -> None:
    texts = pl.Series(["call ana@x.org", "nothing here", None])
    new = replaced(texts, settled([(0, 5, 14, EMAIL, "[e-mail]")]))
    assert new.texts.to_list() == ["call [e-mail]", "nothing here", ""]
    assert texts.to_list() == ["call ana@x.org", "nothing here", None]


def test_the_longest_finding_names_what_overlaps() -> None:
    spans = settled([(0, 0, 4, PERSON, "[person 1]"), (0, 2, 9, REDACTED, "[redacted]"), (0, 9, 12, PERSON, "[person 2]")])
    assert list(zip(spans.start.tolist(), spans.end.tolist(), spans.label.to_list(), strict=True)) == [
        (0, 9, "[redacted]"), (9, 12, "[person 2]")]
