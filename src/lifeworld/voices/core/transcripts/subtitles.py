"""WebVTT (W3C) and SubRip: subtitles to lines with their times; voice tags say who speaks."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from lifeworld.voices.core.transcripts.clock import seconds
from lifeworld.voices.core.transcripts.values import NO_LABEL, Line

TIMING = re.compile(r"^\s*(?P<start>(?:\d{1,3}:)?\d{1,2}:\d{1,2}[.,]\d{1,3})\s*-->\s*(?P<end>(?:\d{1,3}:)?\d{1,2}:\d{1,2}[.,]\d{1,3})")
VOICE = re.compile(r"<v(?:\.[^\s>]*)?(?:[ \t]+(?P<name>[^>]*))?>", re.IGNORECASE)
VTT_TAG = re.compile(r"</?(?:c|i|b|u|v|ruby|rt|lang)(?:[.\s][^>]*)?>|<\d[\d:.]*>", re.IGNORECASE)
SRT_TAG = re.compile(r"</?(?:i|b|u|font)(?:\s[^>]*)?>|\{\\[^}]*\}", re.IGNORECASE)
BLOCKS = re.compile(r"^(?:NOTE|STYLE|REGION)(?:\s|$)")


def vtt_lines(text: str) -> list[Line]:
    """The spoken lines of a WebVTT file with LF line ends; notes, styles, cue ids and settings are left out.

    Where any voice tag stands, a subtitle without one belongs to nobody that is known (the speaker "").

    >>> vtt_lines("WEBVTT\\n\\n1\\n00:00.500 --> 00:02.000\\n<v Ana>I ride &amp; run.</v>")[0].text
    'I ride & run.'
    """
    tagged = VOICE.search(text) is not None
    lines: list[Line] = []
    for number, start, end, payload, first in _payload(text, skip_blocks=True):
        voices = list(VOICE.finditer(payload))
        heads = [(0, None)] if not voices or payload[: voices[0].start()].strip() else []
        spans = [*heads, *((found.end(), (found["name"] or "").strip()) for found in voices)]
        stops = [*(found.start() for found in voices), len(payload)][-len(spans):]
        for nth, ((begin, name), stop) in enumerate(zip(spans, stops, strict=True)):
            said = html.unescape(VTT_TAG.sub("", payload[begin:stop])).replace("\u200e", "").replace("\u200f", "").strip()
            if name is None and tagged:
                # The second line of a subtitle is still spoken by the voice of the first.
                name = lines[-1].speaker if lines and not first and nth == 0 else NO_LABEL  # noqa: PLW2901
            if said:
                name = None if name is None else html.unescape(name)  # noqa: PLW2901
                lines.append(Line(number, said, start, end, name, False, first and nth == 0))
    return lines


def srt_lines(text: str) -> list[Line]:
    """The spoken lines of a SubRip file with LF line ends; numbers and formatting are left out.

    >>> [line.text for line in srt_lines("1\\n00:00:00,500 --> 00:00:02,000\\nAna: <i>I ride.</i>\\n")]
    ['Ana: I ride.']
    """
    return [Line(number, said, start, end, None, False, first)
            for number, start, end, payload, first in _payload(text, skip_blocks=False)
            if (said := SRT_TAG.sub("", payload).strip())]


def _payload(text: str, skip_blocks: bool) -> Iterator[tuple[int, float, float, str, bool]]:
    """Line number, times, and text of every payload line, and whether it is the first of its subtitle."""
    rows = text.split("\n")
    times: tuple[float, float] | None = None
    first, block = False, False
    for at, row in enumerate(rows):
        found = TIMING.match(row)
        if found:
            times, first, block = (seconds(found["start"]), seconds(found["end"])), True, False
        elif not row.strip():
            times, block = None, False
        elif skip_blocks and times is None and BLOCKS.match(row):
            block = True
        elif times is not None and not block and not _is_counter(rows, at):
            yield at + 1, *times, row, first
            first = False


def _is_counter(rows: list[str], at: int) -> bool:
    """A number right before the next timing, where the empty line between two subtitles was lost."""
    return rows[at].strip().isdigit() and at + 1 < len(rows) and TIMING.match(rows[at + 1]) is not None
