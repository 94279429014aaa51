"""Word pieces: what BERT's uncased vocabulary cuts, independent of company, order and memory."""

import json
import pickle
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifeworld.voices.core import wordpiece
from lifeworld.voices.core.wordpiece import Pieces, WordPieces
from lifeworld.voices.files.encoder import packaged_weights

CUTTER = packaged_weights().cutter
GOLDEN = Path(__file__).with_name("wordpiece_golden.json")
WORDS = st.text(st.sampled_from("abeéßΣİ ng's!?.,-\t\n\0\u200d\u0301漢😀…“1"), max_size=40)


def words_of(found: Pieces, text: int, cutter: WordPieces = CUTTER) -> list[str]:
    return [cutter.vocabulary[piece] for piece in found.piece[found.text_ptr[text] : found.text_ptr[text + 1]]]


@pytest.mark.parametrize("text, pieces", json.loads(GOLDEN.read_text(encoding="utf-8")))
def test_invented_texts_are_cut_as_the_tokenizers_library_cut_them(text: str, pieces: list[str]) -> None:
    assert words_of(CUTTER.cut([text]), 0) == pieces


@given(st.lists(WORDS, max_size=8), st.randoms())
def test_a_texts_pieces_do_not_depend_on_the_texts_beside_it(texts: list[str], chance: object) -> None:
    together = CUTTER.cut(texts)
    fresh = pickle.loads(pickle.dumps(CUTTER))  # noqa: S301  (its own bytes)
    for row, text in enumerate(texts):
        assert words_of(together, row) == words_of(fresh.cut([text]), 0)


@given(WORDS)
def test_pieces_spell_the_text_again_unless_a_word_is_unknown(text: str) -> None:
    found = words_of(CUTTER.cut([text]), 0)
    if "[UNK]" not in found:
        assert "".join(piece.removeprefix("##") for piece in found) == "".join(wordpiece._words([text])[:-1])


def test_a_long_word_is_unknown_and_special_words_in_a_text_are_text() -> None:
    found = CUTTER.cut(["a" * 101, "[SEP]", ""])
    assert words_of(found, 0) == ["[UNK]"]
    assert words_of(found, 1) == ["[", "sep", "]"]
    assert words_of(found, 2) == []


def test_forgetting_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = ["My sister runs the leaderboard", "unbelievably good heart-rate tracking"]
    before = CUTTER.cut(texts)
    monkeypatch.setattr(wordpiece, "WORDS_KEPT_MAX", 0)
    after = CUTTER.cut(texts)
    assert np.array_equal(before.piece, after.piece)
    monkeypatch.setattr(wordpiece, "CHARS_PER_PASS", 10)
    assert np.array_equal(before.text_ptr, CUTTER.cut(texts).text_ptr)
