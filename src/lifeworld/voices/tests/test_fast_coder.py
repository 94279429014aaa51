"""The shipped coder: what it says of sentences written for this test, and that a text is coded by itself."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifeworld.kit.errors import InputRefused
from lifeworld.voices.core.batches import batch_bounds, code_batch, joined
from lifeworld.voices.core.codebook import CODES
from lifeworld.voices.core.codings import strongest_segments
from lifeworld.voices.core.segments import segment
from lifeworld.voices.files.artefact import coder_bytes, coder_from, packaged_coder
from lifeworld.voices.files.coders import load_coder
from lifeworld.voices.files.lexicon import default_lexicon

PLAIN = [
    ("The battery dies after three hours and half of my runs are lost.", "reliability", True),
    ("The battery dies after three hours and half of my runs are lost.", "belonging", False),
    ("My wife and my brother come along on Sundays.", "family_friends", True),
    ("My wife and my brother come along on Sundays.", "reliability", False),
    ("Please add a dark mode and a swimming profile.", "features", True),
    ("Please add a dark mode and a swimming profile.", "family_friends", False),
    ("Our running club meets every Tuesday and nobody is left behind.", "peers", True),
    ("It syncs with Strava and with my iPhone.", "other_providers", True),
    ("Beating my friends on the leaderboard is the best part, I am finally in first place.", "status", True),
    ("I feel calm and happy after every run.", "mood", True),
    ("I lost ten kilos and ran my first half marathon.", "performance", True),
    ("I lost ten kilos and ran my first half marathon.", "features", False),
]
TEXTS = [text for text, _, _ in PLAIN] + ["", "!!!", "🏃🏃", "Ça marche très bien", "a" * 5000, "ran\r\nfar\n\nagain"]


@pytest.mark.parametrize(("text", "code", "expected"), PLAIN)
def test_plain_sentences(text: str, code: str, expected: bool) -> None:
    found = packaged_coder().code([text], ["Fitbit"])
    assert bool(found.present[0, CODES.index(code)]) is expected


def test_valence_of_plain_sentences() -> None:
    found = packaged_coder().code(["I love it, works perfectly!", "Useless, it crashes all the time and lost my data."], None)
    assert found.valence_label.tolist() == [1, -1]
    assert found.valence[0] > 0.3 > -0.3 > found.valence[1]


def test_ranges_and_empty_texts() -> None:
    found = packaged_coder().code(TEXTS, None)
    assert ((found.probability >= 0) & (found.probability < 1)).all()
    assert (np.abs(found.valence) <= 1).all()
    empty = TEXTS.index("")
    assert not found.present[empty].any()
    assert found.valence_label[empty] == 0


@settings(max_examples=25, deadline=None)
@given(order=st.permutations(range(len(TEXTS))), cut=st.integers(1, len(TEXTS) - 1))
def test_a_text_is_coded_by_itself(order: list[int], cut: int) -> None:
    coder, focal = packaged_coder(), ["Fitbit" if i % 2 else None for i in range(len(TEXTS))]
    whole = coder.code(TEXTS, focal)
    moved, own = [TEXTS[i] for i in order], [focal[i] for i in order]
    parts = [coder.code(moved[:cut], own[:cut]), coder.code(moved[cut:], own[cut:])]
    probability = np.concatenate([part.probability for part in parts])
    np.testing.assert_allclose(probability, whole.probability[order], rtol=0, atol=1e-12)


def test_noisy_or_of_segments_is_the_statement() -> None:
    texts = ["I ran with my club. The watch died! We laughed a lot.", "One sentence only", TEXTS[0]]
    coder, segments = packaged_coder(), segment(texts)
    found = coder.code(texts, ["Fitbit"] * 3)
    by_segment = coder.code_segments(texts, segments, found)
    absent = np.multiply.reduceat(1 - by_segment, segments.text_ptr[:-1], axis=0)
    np.testing.assert_allclose(1 - absent, found.probability, atol=1e-12)
    strongest = strongest_segments(segments, by_segment)
    assert strongest[0, CODES.index("reliability")] == 1
    assert strongest[0, CODES.index("peers")] == 0


@given(st.lists(st.integers(0, 3_000_000), max_size=40))
def test_batches_cover_every_text_once(lengths: list[int]) -> None:
    bounds = batch_bounds(np.array(lengths, np.int64))
    assert [i for first, last in bounds for i in range(first, last)] == list(range(len(lengths)))


def test_joining_batches_equals_the_whole() -> None:
    coder, lexicon = load_coder("fast"), default_lexicon()
    focal: list[str | None] = ["Fitbit"] * len(TEXTS)
    whole = code_batch(coder, lexicon, "b", TEXTS, focal)
    parts = joined([code_batch(coder, lexicon, "b", TEXTS[a:b], focal[a:b]) for a, b in ((0, 4), (4, 5), (5, len(TEXTS)))])
    np.testing.assert_array_equal(parts.coded.segments.start, whole.coded.segments.start)
    np.testing.assert_allclose(parts.coded.segment_probability, whole.coded.segment_probability, atol=1e-12)
    assert parts.mentions.equals(whole.mentions)


def test_artefact_is_small_holds_no_text_and_refuses_damage() -> None:
    content = coder_bytes(packaged_coder())
    assert len(content) < 8_000_000
    again = coder_from(content, "again")
    np.testing.assert_array_equal(again.threshold, packaged_coder().threshold)
    damaged = bytearray(content)
    damaged[len(content) // 2] ^= 0xFF
    with pytest.raises(InputRefused):
        coder_from(bytes(damaged), "x.npz")
    with pytest.raises(InputRefused):
        coder_from(b"no archive", "x.npz")


def test_an_unknown_coder_is_refused() -> None:
    with pytest.raises(InputRefused, match="fast"):
        load_coder("fats")
