"""Positions survive every way of counting that programs use: emoji, joined emoji, CRLF, lone CR, byte order marks, combining marks."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifeworld.voices.core.exchange.html_words import Words
from lifeworld.voices.core.exchange.positions import Counting, located, matches, plain_text

PIECES = st.sampled_from(["a", "mum", " ", "\n", "\r\n", "\r", "e\u0301", "👩‍👩‍👧", "🏃🏽", "ß", "ﷺ", "\u200d", "\ufeff", "Z\u0351\u036b",
                          "北京", "\u2028", "&amp;", "<b>"])
TEXTS = st.lists(PIECES, min_size=1, max_size=12).map("".join)
UNITS = st.sampled_from(["code points", "UTF-16 units", "UTF-8 bytes"])


def counted(raw: str, way: Counting, at: int) -> int:
    """The position of the plain text's code point ``at``, as a program that counts this way would write it: slow and plain."""
    body = raw.removeprefix("\ufeff")
    counted_text = plain_text(raw) if way.crlf_as_one else body
    if way.crlf_as_one:
        before = counted_text[:at]
    else:
        before, n = "", 0
        for nth, char in enumerate(counted_text):
            if n == at and not (char == "\n" and counted_text[nth - 1 : nth] == "\r"):
                break
            before += char
            n += not (char == "\r" and counted_text[nth + 1 : nth + 2] == "\n")
    before = "\ufeff" + before if way.bom_counted else before
    return {"code points": len(before), "UTF-16 units": len(before.encode("utf-16-le")) // 2, "UTF-8 bytes": len(before.encode())}[way.unit]


@settings(max_examples=150, deadline=None)
@given(TEXTS, UNITS, st.booleans(), st.booleans(), st.data())
def test_a_place_is_the_same_place_in_every_count(raw: str, unit: str, crlf_as_one: bool, bom: bool, data: st.DataObject) -> None:
    way = Counting(unit, crlf_as_one, bom)
    at = data.draw(st.integers(0, len(plain_text(raw))))
    assert located(raw, way, np.array([counted(raw, way, at)])).tolist() == [at]


@settings(max_examples=80, deadline=None)
@given(TEXTS, UNITS, st.booleans(), st.integers(-3, 99))
def test_no_position_leads_outside_the_text(raw: str, unit: str, crlf_as_one: bool, position: int) -> None:
    found = int(located(raw, Counting(unit, crlf_as_one), np.array([position]))[0])
    assert -1 <= found <= len(plain_text(raw))


def test_the_same_word_stands_at_15_9_and_7() -> None:
    text = "Hi 👩‍👧 mum"
    for unit, at in (("UTF-8 bytes", 15), ("UTF-16 units", 9), ("code points", 7)):
        assert located(text, Counting(unit), np.array([at])).tolist() == [7]


@settings(max_examples=100, deadline=None)
@given(TEXTS, st.sampled_from(["code points", "UTF-16 units"]), st.booleans(), st.booleans(), st.booleans())
def test_quotes_tell_which_way_a_file_counts(raw: str, unit: str, crlf_as_one: bool, bom: bool, inclusive: bool) -> None:
    raw = ("\ufeff" if bom else "") + "Well,\r\n👩 said: " + raw.removeprefix("\ufeff") + " Zanzibar\r\nend"
    plain = plain_text(raw)
    start = plain.index("Zanzibar")
    way = Counting(unit, crlf_as_one, bom)
    last = counted(raw, way, start + 7) if inclusive else counted(raw, way, start + 8)
    found = matches(raw, np.array([counted(raw, way, start)]), np.array([last]), ["Zanzibar"])
    best = max(found, key=lambda one: (one.n_right, one.n_exact))
    assert best.n_right == 1
    assert plain[best.start[0] : best.end[0]] == "Zanzibar"


def test_a_name_that_stands_nowhere_is_no_quote() -> None:
    found = matches("I had toast.", np.array([2]), np.array([5]), ["damage done by fatty foods"])
    assert [(one.n, one.misplaced.tolist()) for one in found] == [(0, [False])]


def test_a_quote_that_was_cut_short_counts_and_one_that_stands_elsewhere_does_not() -> None:
    text = "word " * 40
    assert matches(text, np.array([0]), np.array([150]), [text[:100]])[0].n_right == 1
    assert matches("ab cd ab", np.array([3]), np.array([5]), ["ab"])[0].misplaced.tolist() == [True]


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["p", "div", "b", "li"]), TEXTS), min_size=1, max_size=5), st.data())
def test_bytes_of_html_lead_to_the_same_words(parts: list[tuple[str, str]], data: st.DataObject) -> None:
    cleaned = [(tag, "x" + plain_text(words).replace("&amp;", "&").replace("<b>", "<")) for tag, words in parts]
    html = "".join(f"<{tag}>{words.replace('&', '&amp;').replace('<', '&lt;')}</{tag}>" for tag, words in cleaned)
    raw = "".join(words for _, words in cleaned)
    start = data.draw(st.integers(0, len(raw) - 1))
    end = data.draw(st.integers(start + 1, len(raw)))
    found = Words(html)
    assert found.raw == raw
    at, to = found.places(np.array([len(raw[:start].encode())]), np.array([len(raw[:end].encode())]))
    passage = found.text[at[0] : to[0]]
    assert "".join(passage.split()) == "".join(raw[start:end].split())
    assert passage[:1] == raw[start] and passage[-1:] == raw[end - 1]


@pytest.mark.parametrize(("html", "text"), [
    ("<p>One.</p><p>Two.</p>", "One.\nTwo."), ("<p>One.</p>\n<p>Two.</p>", "One.\nTwo."), (" \n<p>One</p>", "One"),
    ("a<br>b", "a\nb"), ("<p>a <b>b</b>c</p>", "a bc"), ("", ""), ("<p>a&nbsp;&#128512;</p>", "a\xa0😀"),
])
def test_blocks_are_lines(html: str, text: str) -> None:
    assert Words(html).text == text
