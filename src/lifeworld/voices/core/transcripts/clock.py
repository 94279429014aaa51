"""Times in transcripts: "00:01:02.5", "[01:02]", "0:0:2.120 --> 0:0:4", "#00:00:12-3#", in seconds from the start."""

from __future__ import annotations

import re

MARK = r"(?:\d{1,3}:)?\d{1,2}:\d{1,2}(?:[.,]\d{1,6})?"
RANGE = rf"(?P<start>{MARK})(?:\s*(?:-->|→|–|—|-|to|bis)\s*(?P<end>{MARK}))?"
LEADING = re.compile(rf"\s*(?:\[\s*{RANGE}\s*\]|\(\s*{RANGE.replace('start', 'start2').replace('end', 'end2')}\s*\)|"
                     rf"{RANGE.replace('start', 'start3').replace('end', 'end3')}(?![\d:.,]|\s*(?:am|pm|a\.m|p\.m|Uhr|h)\b))\s*")
TRAILING = re.compile(rf"\s*(?:[\[(]\s*(?P<mark>{MARK})\s*[\])]|(?<=\s)(?P<bare>{MARK}))\s*$")
F4 = re.compile(r"\s*#(?P<mark>\d{1,2}:\d{2}:\d{2})(?:[-.,](?P<part>\d{1,3}))?#\s*$")


def seconds(mark: str) -> float:
    """Seconds of a time mark; "1:02" is a minute and two seconds.

    >>> seconds("00:01:02,500"), seconds("1:02")
    (62.5, 62.0)
    """
    total = 0.0
    for part in mark.replace(",", ".").split(":"):
        total = total * 60 + float(part)
    return round(total, 6)


def place_words(start_s: float | None, line: int | None) -> str:
    """Where in a recording and its transcript something is said, for who wants to listen; empty where neither is known.

    >>> place_words(751.4, 34), place_words(None, 34), place_words(None, None)
    ('00:12:31, line 34', 'line 34', '')
    """
    whole = None if start_s is None else int(start_s)
    time = "" if whole is None else f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}"
    return ", ".join(part for part in (time, "" if line is None else f"line {line:,}") if part)


def leading_time(text: str) -> tuple[float | None, float | None, str]:
    """A time or range at the start of a line, in brackets or bare, and the rest of the line.

    >>> leading_time("[00:01:02 - 00:01:05] Anna: Well.")
    (62.0, 65.0, 'Anna: Well.')
    >>> leading_time("At ten.")
    (None, None, 'At ten.')
    """
    found = LEADING.match(text)
    if not found:
        return None, None, text
    start = found["start"] or found["start2"] or found["start3"]
    end = found["end"] or found["end2"] or found["end3"]
    return seconds(start), seconds(end) if end else None, text[found.end():]


def trailing_time(text: str) -> tuple[float | None, str]:
    """A time at the end of a label: "Anna (00:12)", "Anna 0:12".

    >>> trailing_time("Anna Meyer  0:12")
    (12.0, 'Anna Meyer')
    """
    found = TRAILING.search(text)
    if not found:
        return None, text
    return seconds(found["mark"] or found["bare"]), text[: found.start()].rstrip()


def closing_time(text: str) -> tuple[float | None, str]:
    """The mark with which f4 and MAXQDA close a paragraph, and the paragraph without it.

    >>> closing_time("I ride a lot. #00:00:12-3#")
    (12.3, 'I ride a lot.')
    """
    found = F4.search(text)
    if not found:
        return None, text
    return seconds(found["mark"] + (f".{found['part']}" if found["part"] else "")), text[: found.start()]
