"""Tokens against a plain reading of the same rule, character by character."""

from __future__ import annotations

import unicodedata

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifeworld.voices.core import tokens as module
from lifeworld.voices.core.hashing import hash_table
from lifeworld.voices.core.tokens import APOSTROPHES, JOINERS, token_hash, tokenize

ODD = "aB79:é\u0301 '\u2019\u02bc.,!?-_/\r\n\t\u200d\ufe0f\u20e3😀🏃🏽\U00020000\U000e0067€ßİ漢ا"
texts_of = st.lists(st.one_of(st.text(st.sampled_from(ODD), max_size=30), st.text(max_size=30)), max_size=6)


def char_class(char: str) -> str:
    """The rule for one character, as the module's documentation states it."""
    if char in APOSTROPHES or char in "!?":
        return "apostrophe" if char in APOSTROPHES else "symbol"
    category, point = unicodedata.category(char), ord(char)
    if char in JOINERS or 0xFE00 <= point < 0xFE10 or point == 0x20E3 or point >= 0x40000:
        return "separator"
    if point >= 0x20000:
        return "word"
    if char.isalnum() or category.startswith("M"):
        return "word"
    if category in ("So", "Sc", "Sm"):
        return "symbol"
    return "break" if category.startswith("P") or category in ("Zl", "Zp", "Cc") else "separator"


def plain_tokens(text: str) -> list[tuple[int, int, str, bool]]:
    """Start, end, normal form and joined of each token, read from left to right."""
    classes = ["separator", *(char_class(char) for char in text), "separator"]
    for i in range(1, len(classes) - 1):
        if classes[i] == "apostrophe" and char_class_at(text, i - 2) == char_class_at(text, i) == "word":
            classes[i] = "word"
        if text[i - 1] in ".,:" and is_digit(text, i - 2) and is_digit(text, i):
            classes[i] = "separator"
    found, joined, i = [], False, 0
    while i < len(text):
        kind = classes[i + 1]
        if kind in ("word", "symbol"):
            end = i + 1
            while kind == "word" and end < len(text) and classes[end + 1] == "word":
                end += 1
            normal = "".join("'" if char in APOSTROPHES else char.lower()[0] for char in text[i:end])
            found.append((i, end, normal, joined))
            joined, i = True, end
        else:
            joined = joined and kind != "break"
            i += 1
    return found


def is_digit(text: str, index: int) -> bool:
    return 0 <= index < len(text) and text[index] in "0123456789"


def char_class_at(text: str, index: int) -> str:
    return char_class(text[index]) if 0 <= index < len(text) else "separator"


@given(texts_of)
@settings(max_examples=300, deadline=None)
def test_tokens_are_those_of_the_plain_reading(texts: list[str]) -> None:
    found = tokenize(texts)
    assert found.n_texts == len(texts) and len(found.text_ptr) == len(texts) + 1
    spelled: dict[int, str] = {}
    for i, text in enumerate(texts):
        part = slice(found.text_ptr[i], found.text_ptr[i + 1])
        expected = plain_tokens(text)
        assert list(zip(found.start[part], found.end[part], found.joined[part], strict=True)) == [
            (start, end, joined) for start, end, _, joined in expected
        ]
        for key, (_, _, normal, _) in zip(found.hash[part].tolist(), expected, strict=True):
            assert spelled.setdefault(key, normal) == normal  # the same hash is the same token
    assert len(set(spelled.values())) == len(spelled)  # and the other way round


@given(texts_of, st.integers(1, 40))
@settings(max_examples=100, deadline=None)
def test_tokens_do_not_depend_on_neighbours_or_on_the_size_of_a_pass(texts: list[str], chars: int) -> None:
    whole = tokenize(texts)
    single = [tokenize([text]) for text in texts]
    before, module.CHARS_PER_PASS = module.CHARS_PER_PASS, chars
    try:
        small = tokenize(texts)
    finally:
        module.CHARS_PER_PASS = before
    for name in ("text_ptr", "start", "end", "hash", "joined"):
        np.testing.assert_array_equal(getattr(whole, name), getattr(small, name))
        if name != "text_ptr" and single:
            np.testing.assert_array_equal(getattr(whole, name), np.concatenate([getattr(t, name) for t in single]))


def test_each_emoji_and_mark_is_a_token_and_offsets_count_code_points() -> None:
    text = "Wow!! 🏃🏽\u200d♀️ I’m done?"
    found = tokenize([text])
    assert [text[a:b] for a, b in zip(found.start, found.end, strict=True)] == [
        "Wow", "!", "!", "🏃", "♀", "I’m", "done", "?"
    ]
    assert found.hash[5] == token_hash("i'M")


def test_a_number_is_not_broken_by_its_own_marks() -> None:
    found = tokenize(["10,000 steps, 1:54 h. 3.5 km"])
    assert found.joined.tolist() == [False, True, True, False, True, True, False, True, True]


def test_a_lone_surrogate_separates() -> None:
    found = tokenize(["a\ud800b"])
    assert found.start.tolist() == [0, 2]


def test_digits_are_alike_on_request_only() -> None:
    texts = ["lost 10 kg", "lost 29 kg"]
    apart, alike = tokenize(texts).hash, tokenize(texts, digits_alike=True).hash
    assert (apart[:3] == apart[3:]).tolist() == [True, False, True]
    assert (alike[:3] == alike[3:]).all() and alike[1] == token_hash("00")


def test_a_hash_is_asked_of_one_token_only() -> None:
    with pytest.raises(ValueError, match="2 tokens"):
        token_hash("two words")


@given(st.lists(st.integers(0, 2**64 - 1), unique=True, max_size=200), st.lists(st.integers(0, 2**64 - 1), max_size=50))
@settings(max_examples=100, deadline=None)
def test_a_table_finds_its_keys_and_no_others(keys: list[int], others: list[int]) -> None:
    table = hash_table(np.array(keys, np.uint64))
    asked = np.array(keys + others, np.uint64)
    expected = [keys.index(key) if key in keys else -1 for key in asked.tolist()]
    assert table.rows(asked).tolist() == expected


def test_keys_that_fall_on_the_same_slot_are_all_found_and_doubles_are_refused() -> None:
    keys = np.arange(1, 40, dtype=np.uint64)  # all have the same leading bits
    assert hash_table(keys).rows(np.arange(0, 41, dtype=np.uint64)).tolist() == [-1, *range(39), -1]
    with pytest.raises(ValueError, match="the same"):
        hash_table(np.array([3, 3], np.uint64))
