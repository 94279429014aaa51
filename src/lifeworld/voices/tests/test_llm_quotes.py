"""A quote counts only where its words stand in the text; places are those of the text itself."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifeworld.voices.core.llm.quotes import located

WORDS = st.lists(st.text("abcdeéüßñ1'’", min_size=1, max_size=6).filter(lambda word: any(map(str.isalnum, word))), min_size=1, max_size=12)
SPACES = st.sampled_from([" ", "  ", "\n", "\u00a0", " \t", "\r\n"])
MARKS = st.sampled_from(["", ",", "…", " –", "!", "\u200b"])


@st.composite
def texts_with_spans(draw: st.DrawFn) -> tuple[str, int, int]:
    """A text, and a span of it from the first sign of one word to the last of another."""
    words = draw(WORDS)
    text, places = "", []
    for word in words:
        places.append((len(text), len(text) + len(word)))
        text += word + draw(MARKS) + draw(SPACES)
    first = draw(st.integers(0, len(words) - 1))
    last = draw(st.integers(first, len(words) - 1))
    return text, places[first][0], places[last][1]


def plain(text: str) -> str:
    return " ".join(text.replace("’", "'").replace("…", "...").replace("–", "-").replace("\u200b", "").split())


@given(texts_with_spans(), SPACES)
def test_words_of_the_text_are_found_however_spaces_and_marks_are_written(span: tuple[str, int, int], space: str) -> None:
    text, start, end = span
    for quote in (text[start:end], plain(text[start:end]), plain(text[start:end]).replace(" ", space), f'"{plain(text[start:end])}"'):
        found = located(text, quote)
        assert found is not None
        assert plain(text[slice(*found)]).strip("\"'.") == plain(text[start:end]).strip("\"'.")
    verbatim = located(text, text[start:end])
    assert verbatim is not None and text[slice(*verbatim)] == text[start:end].strip()


@given(texts_with_spans(), st.sampled_from("xyzq9"), st.integers(0, 5))
def test_a_changed_letter_is_an_invention(span: tuple[str, int, int], letter: str, at: int) -> None:
    text, start, end = span
    letters = [place for place in range(start, end) if text[place].isalnum()]
    place = letters[at % len(letters)]
    assert located(text, text[start:place] + letter + text[place + 1 : end]) is None


SIGNS = st.sampled_from([*"ab9é ’'….\n-", "\u0301", "\u200b", "我"])


@given(st.lists(SIGNS, max_size=30).map("".join), st.lists(SIGNS, max_size=4).map("".join))
def test_what_is_found_holds_the_letters_of_the_quote_and_cuts_no_word(text: str, quote: str) -> None:
    found = located(text, quote)
    if found is None:
        return
    start, end = found
    words = text[start:end]
    assert [sign for sign in unicodedata.normalize("NFC", words) if sign.isalnum()] == [
        sign for sign in unicodedata.normalize("NFC", quote) if sign.isalnum()]
    assert words == words.strip()
    for place in (start, end):
        pair = text[max(0, place - 1) : place + 1]
        assert 0 in (place, len(text) - place) or not (pair.isascii() and pair.isalnum())


@pytest.mark.parametrize(("text", "quote", "words"), [
    ("Tracks my steps. My wife's steps too.", "my wife's steps", None),
    ("It said “no signal” – again…", 'It said "no signal" - again...', "It said “no signal” – again…"),
    ("我喜欢这个应用", "喜欢", "喜欢"), ("a cafe\u0301 in town", "café in", "cafe\u0301 in"), ("sunday run", "run", "run"),
    ("running", "run", None), ("cafe\u0301", "cafe", None), ("Good. … Bad.", "...", None),
    ("My wife … likes it", "My wife likes it", None), ("ok", "", None),
    ("the  club", "...the club...", "the  club"), ("\u200bthe club", "the club", "the club"),
])
def test_quotes_by_example(text: str, quote: str, words: str | None) -> None:
    found = located(text, quote)
    assert (None if found is None else text[slice(*found)]) == words
