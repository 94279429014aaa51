"""WebVTT and SubRip: tags, notes, entities, times; and what is written as turns is read as the same turns."""

from __future__ import annotations

import html

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifeworld.voices.core.transcripts.plain import text_lines
from lifeworld.voices.core.transcripts.subtitles import srt_lines, vtt_lines
from lifeworld.voices.core.transcripts.turns import heard
from lifeworld.voices.core.transcripts.values import Turn

VTT = """WEBVTT - Ride talk
Kind: captions

STYLE
::cue { color: red }

NOTE
made --> by hand

intro-1
00:00.500 --> 00:02.000 align:start position:0%
<v.loud Jo Hall>How <i>far</i> do you ride?</v>

00:00:02.000 --> 00:00:04.250
<v Anna Meyer>Ten &amp; more,
<00:00:03.000>mostly &lt;flat&gt;.</v>

3
00:00:04.500 --> 00:00:06.000
<v Anna Meyer>Then home.</v>

00:00:06.000 --> 00:00:07.000
<v Jo Hall>Yes?</v><v Anna Meyer>Yes.</v>

NOTE a remark
00:00:08.000 --> 00:00:09.000
(noise)
"""


def test_everything_a_webvtt_file_may_hold() -> None:
    turns = heard(vtt_lines(VTT)).turns
    assert turns == (
        Turn("Jo Hall", "How far do you ride?", 0.5, 2.0, 12),
        Turn("Anna Meyer", "Ten & more, mostly <flat>. Then home.", 2.0, 6.0, 15),
        Turn("Jo Hall", "Yes?", 6.0, 7.0, 23),
        Turn("Anna Meyer", "Yes.", 6.0, 7.0, 23),
        Turn("", "(noise)", 8.0, 9.0, 27),
    )


ZOOM = """WEBVTT

1
00:00:01.000 --> 00:00:03.000
Jo Hall: How far
do you ride?

2
00:00:03.000 --> 00:00:05.000
Anna Meyer: Ten.

3
00:00:05.000 --> 00:00:08.000
One thing: it rains.

4
00:00:08.000 --> 00:00:09.000
Jo Hall: Hm.

5
00:00:09.000 --> 00:00:10.000
Anna Meyer: Yes.
"""


def test_names_before_a_colon_and_subtitles_that_go_on() -> None:
    turns = heard(vtt_lines(ZOOM)).turns
    assert [(turn.speaker, turn.text, turn.start_s, turn.end_s) for turn in turns] == [
        ("Jo Hall", "How far do you ride?", 1, 3), ("Anna Meyer", "Ten. One thing: it rains.", 3, 8),
        ("Jo Hall", "Hm.", 8, 9), ("Anna Meyer", "Yes.", 9, 10)]


def test_subrip_without_empty_lines_between() -> None:
    text = ("1\n00:00:01,000 --> 00:00:02,000\nJo: How <b>far</b>?\n2\n00:00:02,000 --> 00:00:03,000\n{\\an8}Anna: 42 &amp; more\n"
            "3\n00:00:03,000 --> 00:00:04,000\nJo: Km?\n4\n00:00:04,000 --> 00:00:05,000\nAnna: 7\n")
    assert [(turn.speaker, turn.text) for turn in heard(srt_lines(text)).turns] == [
        ("Jo", "How far?"), ("Anna", "42 &amp; more"), ("Jo", "Km?"), ("Anna", "7")]


@pytest.mark.parametrize("text", ["", "WEBVTT", "WEBVTT\n\nNOTE\nnothing\n", "1\n2\n3\n", "00:01 --> \nx"])
def test_nothing_is_read_from_nothing(text: str) -> None:
    assert vtt_lines(text) == srt_lines(text) == []


NAMES = st.sampled_from(["Anna", "Jo Hall", "P03", "Interviewer", "Dr. van Dyk", "Zoë"])
LETTERS = st.characters(codec="utf-8", categories=("Lu", "Ll", "Nd", "Po", "Sm", "Zs", "Lo"),
                        exclude_characters=":：#*_<>[](){}\\\x85\u2028\u2029|\t")
TEXTS = st.text(LETTERS, min_size=1, max_size=40).map(lambda text: "so " + " ".join(text.split())).filter(lambda text: len(text) > 3)


@st.composite
def conversations(draw: st.DrawFn) -> list[tuple[str, str]]:
    """Turns of two to four speakers, each of whom speaks at least twice, never twice in a row."""
    names = draw(st.lists(NAMES, min_size=2, max_size=4, unique=True))
    order = [*names, *names, *draw(st.lists(st.sampled_from(names), max_size=6))]
    kept = [name for at, name in enumerate(order) if at == 0 or order[at - 1] != name]
    return [(name, draw(TEXTS)) for name in kept]


def clock(total: int, point: str = ".") -> str:
    return f"{total // 3600:02}:{total // 60 % 60:02}:{total % 60:02}{point}000"


@settings(deadline=None, max_examples=60)
@given(conversations())
def test_what_is_written_is_read(said: list[tuple[str, str]]) -> None:
    vtt = "WEBVTT\n\n" + "\n\n".join(
        f"{clock(at * 7)} --> {clock(at * 7 + 5)}\n<v {name}>{html.escape(text, quote=False)}</v>"
        for at, (name, text) in enumerate(said))
    srt = "\n\n".join(
        f"{at + 1}\n{clock(at * 7, ',')} --> {clock(at * 7 + 5, ',')}\n{name}: {text}" for at, (name, text) in enumerate(said))
    txt = "\n\n".join(f"{name}: {text}" for name, text in said)
    stamped = "\n".join(f"[{clock(at * 7)[:8]}] {name}: {text}" for at, (name, text) in enumerate(said))
    timed = [(name, text, at * 7.0, at * 7.0 + 5) for at, (name, text) in enumerate(said)]
    for lines in (vtt_lines(vtt), srt_lines(srt)):
        assert [(turn.speaker, turn.text, turn.start_s, turn.end_s) for turn in heard(lines).turns] == timed
    assert [(turn.speaker, turn.text) for turn in heard(text_lines(txt)).turns] == said
    assert [(turn.speaker, turn.text, turn.start_s) for turn in heard(text_lines(stamped)).turns] == [one[:3] for one in timed]


@settings(deadline=None, max_examples=60)
@given(st.text("xü .?\n", max_size=300))
def test_without_labels_every_word_is_kept(text: str) -> None:
    found = heard(text_lines(text))
    assert " ".join(turn.text for turn in found.turns).split() == text.split()
    assert [turn.line for turn in found.turns] == sorted(turn.line for turn in found.turns)


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=200), st.sampled_from(["WEBVTT\n\n00:01.000 --> 00:02.000\n", "1\n00:00:01,000 --> 00:00:02,000\n", ""]))
def test_any_text_is_read_to_turns_with_words(text: str, head: str) -> None:
    plain = head + text.replace("\r\n", "\n").replace("\r", "\n")
    for lines in (text_lines(plain), vtt_lines(plain), srt_lines(plain)):
        assert all(turn.text.strip() == turn.text != "" for turn in heard(lines).turns)
