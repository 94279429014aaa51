"""Phrases against a plain search from the left."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifeworld.voices.core.phrases import find_phrases, phrase_table
from lifeworld.voices.core.tokens import tokenize

WORDS = ["a", "b", "c"]
texts_of = st.lists(st.text(st.sampled_from("aabbc  ."), max_size=40), max_size=5)
phrases_of = st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map(" ".join), unique=True, max_size=12)


def plain_matches(texts: list[str], phrases: list[str]) -> list[tuple[int, int, int, str]]:
    """Text, start, end and phrase, longest first at each token, read from left to right."""
    found = []
    for number, text in enumerate(texts):
        tokens = tokenize([text])
        words = [text[a:b].lower() for a, b in zip(tokens.start, tokens.end, strict=True)]
        at = 0
        while at < len(words):
            sizes = [
                size for size in range(1, 6)
                if " ".join(words[at : at + size]) in phrases and at + size <= len(words)
                and all(tokens.joined[at + 1 : at + size])
            ]
            if sizes:
                size = max(sizes)
                found.append((number, tokens.start[at], tokens.end[at + size - 1], " ".join(words[at : at + size])))
            at += max(sizes, default=1)
    return found


@given(texts_of, phrases_of)
@settings(max_examples=300, deadline=None)
def test_matches_are_those_of_a_plain_search(texts: list[str], phrases: list[str]) -> None:
    matches = find_phrases(tokenize(texts), phrase_table({phrase: i for i, phrase in enumerate(phrases)}))
    rows = zip(matches.text, matches.start, matches.end, matches.phrase, strict=True)
    assert [(t, a, b, phrases[p]) for t, a, b, p in rows] == plain_matches(texts, phrases)


def test_case_and_apostrophes_do_not_matter_and_a_break_ends_a_phrase() -> None:
    table = phrase_table({"wife's sister": 4, "running club": 7})
    text = "My WIFE’S sister. The running\nclub, not running. Club"
    found = find_phrases(tokenize([text]), table)
    assert found.phrase.tolist() == [4, 7] and found.count.tolist() == [2, 2]
    assert [text[a:b] for a, b in zip(found.start, found.end, strict=True)] == ["WIFE’S sister", "running\nclub"]


def test_a_long_chain_of_overlaps_is_settled_from_the_left() -> None:
    found = find_phrases(tokenize(["a " * 1001]), phrase_table({"a a": 0}))
    assert found.first.tolist() == list(range(0, 1000, 2))


@pytest.mark.parametrize("phrases", [{"": 0}, {"a b c d e f": 0}, {"a": -1}, {"it's": 0, "It’s": 1}])
def test_a_table_refuses_what_it_could_not_find(phrases: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="«"):
        phrase_table(phrases)


def test_no_text_and_no_phrase_find_nothing() -> None:
    assert len(find_phrases(tokenize([]), phrase_table({"a": 0})).text) == 0
    assert len(find_phrases(tokenize(["a"]), phrase_table({})).text) == 0
