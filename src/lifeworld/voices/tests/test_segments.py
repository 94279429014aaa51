"""Sentences of informal text: a table of cases, and what must hold for every text."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifeworld.voices.core.segments import CHARS_PER_PASS, segment

BAR = " | "
LONG = "This line is long enough that somebody's mailer broke it in two"
CASES = [
    "Great app!!! | Love it",
    "great app. | love it. | syncs fine",
    "Dr. Weber and Mrs. Lund said so. | I believed them.",
    "It took approx. 5 km. with him, e.g. uphill. | Then we stopped.",
    "A loop is 3.5 km. | Then v2.0 came and 1,5 was rounded.",
    "I woke at 6 a.m. and ran. | done",
    "Sold in the U.S. and the U.K. too. | Made in the U.S. | It works.",
    "J. R. Ewing runs. | Vitamin C. | The rest is fun.",
    "I give it 5. | Great value",
    "See no. 5 there. | Is it good? | no. | it is not",
    "well... maybe… later. | Well... | Maybe… | Yes",
    "It was great. | But slow",
    "What?! | Really? | yes!",
    "Wow! 😀😀 | is how I felt",
    "love it 😀😀 | Would buy 😀 again 👍🏽",
    "Nice! 😀 | More of this. :) | Thanks",
    "Fine :-) | Next please",
    "Lost all my runs ☹️",
    "See www.example.org/a?b=c. | Then http://a.example/x.y?z=3 and mail me@b.example now.",
    "The file track.gpx was empty. | Works w/ runs.com too",
    "\"Wow!\" she said. | (It syncs.) | And \"more.\" | Then nothing",
    "He said \"stop.\" | I did not.",
    "It pairs (sometimes!) and then fails. | Ok",
    "とても良い。 | 好きです！ | 本当？ | はい",
    "Gut。 | Sehr gut！",
    "Pace, cadence, etc. are there. | Maps etc. | None work",
    "v. good, max. 3 min. each. | ok",
    "rated 10/10. | 5 stars",
    "1. Fast sync. | 2. Long battery. | 3. Cheap",
    "1. Fast sync | 2. Long battery",
    "no end at all",
    "Hello , world . | Again !",
    "Is this it ? | No .",
    "!!!",
    "... wow",
]


def pieces(text: str) -> list[str]:
    found = segment([text])
    return [text[a:b] for a, b in zip(found.start.tolist(), found.end.tolist(), strict=True)]


@pytest.mark.parametrize("case", CASES)
def test_sentences_end_where_readers_end_them(case: str) -> None:
    assert pieces(case.replace(BAR, " ")) == case.split(BAR)


@pytest.mark.parametrize(("text", "expected"), [
    ("great.But slow", ["great.", "But slow"]),
    ("I like it.I use it!What else", ["I like it.", "I use it!", "What else"]),
    ("app .Works now with .net", ["app .", "Works now with .net"]),
    ("ok.😀Then", ["ok.😀", "Then"]),
    ("Pros:\n- fast\n* cheap\n\n• light\nCons: none", ["Pros:", "- fast", "* cheap", "• light", "Cons: none"]),
    ("First\r\nsecond\rThird\u2028fourth", ["First", "second", "Third", "fourth"]),
    (LONG + "\nand so the sentence goes on. Next", [LONG + "\nand so the sentence goes on.", "Next"]),
    (LONG + "\nNew thought", [LONG, "New thought"]),
    (LONG + "\n\nnew thought", [LONG, "new thought"]),
    ("Great app\n:)\n👍\nBye", ["Great app\n:)\n👍", "Bye"]),
    ("--- \n😀\nHello. Bye", ["--- \n😀\nHello.", "Bye"]),
    ("good points • fast • cheap", ["good points", "• fast", "• cheap"]),
    ("   ", []),
    ("", []),
    ("\n . \n", ["."]),
])
def test_missing_spaces_line_breaks_and_lists(text: str, expected: list[str]) -> None:
    assert pieces(text) == expected


PARTS = [*"abI D5.!?… ,\n\r\t\"'()-:;•😀☹️👍。？é1", ". ", "e.g. ", "www.", " 2. ", "Dr. "]
texts = st.lists(st.sampled_from(PARTS), max_size=40).map("".join)
anything = st.text() | texts


@settings(deadline=None)  # the first call builds tables
@given(st.lists(anything, max_size=6))
def test_segments_cover_every_character_in_order_without_overlap(many: list[str]) -> None:
    found = segment(many)
    assert found.text_ptr[0] == 0 and found.text_ptr[-1] == len(found.start) and len(found.text_ptr) == len(many) + 1
    for index, text in enumerate(many):
        own = slice(found.text_ptr[index], found.text_ptr[index + 1])
        start, end = found.start[own].tolist(), found.end[own].tolist()
        assert all(0 <= a < b <= len(text) for a, b in zip(start, end, strict=True))
        assert all(b <= a for a, b in zip(start[1:], end[:-1], strict=True))
        slices = [text[a:b] for a, b in zip(start, end, strict=True)]
        assert all(piece == piece.strip() for piece in slices)
        assert "".join("".join(slices).split()) == "".join(text.split())


@settings(deadline=None)  # the first call builds tables
@given(st.lists(anything, max_size=6), st.sampled_from([" ", "\n", "\r", " \n\t", "\u2028"]))
def test_a_text_is_segmented_by_itself_and_white_space_at_the_end_changes_nothing(many: list[str], space: str) -> None:
    together, longer = segment(many), segment([text + space for text in many])
    alone = [segment([text]) for text in many]
    starts = np.concatenate([part.start for part in alone]) if alone else np.zeros(0)
    assert together.start.tolist() == starts.tolist() == longer.start.tolist()
    assert together.end.tolist() == longer.end.tolist()
    assert together.text().tolist() == longer.text().tolist()


def test_long_inputs_are_handled_in_passes() -> None:
    many = ["One. Two.", "x" * (CHARS_PER_PASS + 5), "Three. Four"]
    assert np.diff(segment(many).text_ptr).tolist() == [2, 1, 2]
    assert segment([]).text_ptr.tolist() == [0]
