"""A Figure as HTML: words, evidence and escaping; unknown is an empty track, never a dot at zero."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from lifeworld.kit.figure import Evidence, Example, Figure, count, estimate
from lifeworld.kit.figure_html import clipped, figure_html, figure_words, interval_bar, quote_parts

TEXT = "It rained. My wife waited at the bridge. I was slow."
HOSTILE = "<script>alert(1)</script>\"'&<img src=x onerror=alert(1)>"


def share(*examples: Example, warnings: tuple[str, ...] = (), n: int = 60) -> Figure:
    return estimate("key", 0.4, 0.3, 0.5, unit="share", n=n, method="Jeffreys", warnings=warnings,
                    evidence=Evidence("codings where code = mood", 24, examples))


class Tags(HTMLParser):
    """Collects tags with their attributes and checks that they are closed in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_a_figure_opens_its_evidence_inside_the_statement() -> None:
    html = figure_html(share(Example("My wife waited at the bridge.", "Ada", "s1", 11, 40)), title="mood", texts={"s1": TEXT})
    assert "<blockquote dir=\"auto\">It rained. <mark>My wife waited at the bridge.</mark> I was slow.</blockquote>" in html
    assert "23 more of the same kind" in html and "codings where code = mood" in html
    assert not Tags(html).open


def test_a_quote_whose_span_no_longer_matches_stands_alone() -> None:
    html = figure_html(share(Example("My wife waited", "Ada", "s1", 0, 14)), texts={"s1": TEXT})
    assert "<mark>My wife waited</mark></blockquote>" in html


def test_a_verdict_is_not_marked_as_a_quote() -> None:
    html = figure_html(share(Example("Called brand-driven.", "Ada")))
    assert "<mark>" not in html and "Called brand-driven." in html


def test_everything_from_input_is_escaped() -> None:
    example = Example(HOSTILE, HOSTILE, "s1", 0, len(HOSTILE), note=HOSTILE)
    html = figure_html(share(example, warnings=(HOSTILE,)), title=HOSTILE, texts={"s1": HOSTILE})
    seen = Tags(html).seen
    assert not [tag for tag, _ in seen if tag in {"script", "img"}]
    assert not [name for _, attrs in seen for name in attrs if name.startswith("on") or name == "style"]
    assert HOSTILE in unescape(html)


def test_cautions_are_announced_unless_the_page_says_them_already() -> None:
    figure = share(warnings=("Few customers.",))
    assert 'class="fig__caution"' in figure_html(figure)
    html = figure_html(figure, said_elsewhere=("Few customers.",))
    assert 'class="fig__caution"' not in html and "Few customers." in html


def test_not_enough_is_words_and_still_opens() -> None:
    html = figure_html(share(n=7))
    assert "not enough: n = 7" in html and "40 %" not in html and "<summary>" in html


def test_words_come_apart_only_where_there_are_three() -> None:
    assert figure_words(share()).interval == "30 to 50 %"
    assert figure_words(count("c", 5, unit="rows (all)", evidence=Evidence("q", 5))).value == "5 rows (all)"


def test_an_unknown_value_has_no_dot() -> None:
    assert "bar__dot" not in interval_bar(None, None, None) and "bar__track--unknown" in interval_bar(None, None, None)
    assert "bar__dot" not in interval_bar(float("nan"), 0.1, 0.2)


@given(st.floats(-2, 2), st.floats(-2, 2), st.floats(-2, 2))
def test_bars_never_leave_their_track(value: float, low: float, high: float) -> None:
    bar = interval_bar(value, low, high, lowest=-1, highest=1)
    for number in re.findall(r'(?:cx|x1|x2)="(-?[0-9.]+)%?"', bar):
        assert 0 <= float(number) <= 100


@given(st.text(max_size=300), st.integers(-5, 320), st.integers(-5, 320))
def test_quote_parts_hold_the_span_and_nothing_that_was_not_there(text: str, start: int, end: int) -> None:
    parts = quote_parts(text, start, end, room=20)
    start = min(max(start, 0), len(text))
    end = min(max(end, start), len(text))
    assert parts.before == text[:start] or text[:start].endswith(parts.before.removeprefix("… "))
    assert parts.after == text[end:] or text[end:].startswith(parts.after.removesuffix("…").removesuffix(" "))
    assert parts.span == clipped(text[start:end], 80)
    assert len(parts.before) <= 24 and len(parts.after) <= 24


@given(st.text(max_size=80), st.integers(1, 60))
def test_clipped_text_is_short_enough_and_a_beginning(text: str, limit: int) -> None:
    short = clipped(text, limit)
    assert len(short) <= limit or (short == text and len(text) <= limit)
    assert short == text or (short.endswith("…") and text.startswith(short[:-1]))
