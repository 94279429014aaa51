"""Lines to turns: labels become speakers, and what one speaker says in a row is one turn."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from lifeworld.voices.core.transcripts.accepted import accepted_labels, misspelled
from lifeworld.voices.core.transcripts.clock import closing_time, leading_time
from lifeworld.voices.core.transcripts.labels import Candidate, candidate, is_name_like
from lifeworld.voices.core.transcripts.role_words import FRONT, plain_label, role_by_word
from lifeworld.voices.core.transcripts.values import NO_LABEL, Heard, Line, Turn

HEAD_LINES = 20
HEAD_CHARS = 80
_KEY_VALUE = re.compile(r"^[*_#\s]*(?P<key>[^\W\d_]+(?:[ /]\w+){0,3})\s*[*_]*[:：]")
_CREDITS = re.compile(r"^\W*(?:transcribed by|transkribiert (?:von|mit|durch)|this transcript was|transcript generated|"
                      r"end of (?:the )?(?:transcript|interview|recording)|ende (?:des|der) (?:interviews?|aufnahme|transkripts?))\b",
                      re.IGNORECASE)
_BRACKETED = re.compile(r"^\s*[\[(<]")
_TIME_DASH = re.compile(r"^[-–—]\s+(?=\S)")
_NAMED = re.compile(r"^(?:(?:mr|mrs|ms|miss|dr|prof|herr|frau|mme|sr|sra)\.?\s+)*(?P<name>.+)$", re.IGNORECASE)


def heard(lines: Sequence[Line], known: Collection[str] = ()) -> Heard:
    """The turns of a transcript; ``known`` are labels (as compared) that people or metadata name for this file.

    A line without a label goes on with the turn before it. Where no speaker is found every paragraph is a turn of the
    speaker "". Order of the lines is kept, and every word stands in one turn or is counted in ``preamble``.

    >>> lines = [Line(1, "Interviewer: How far?"), Line(2, "Anna: Ten."), Line(3, "Every day."), Line(4, "Interviewer: Why?")]
    >>> [(turn.speaker, turn.text, turn.line) for turn in heard([*lines, Line(5, "Anna: [laughs] Fun.")]).turns]
    [('Interviewer', 'How far?', 1), ('Anna', 'Ten.\\nEvery day.', 2), ('Interviewer', 'Why?', 4), ('Anna', '[laughs] Fun.', 5)]
    """
    timed = _timed(lines)
    kept = _without_head(_without_credits(timed))
    n_outside = len(timed) - len(kept)
    if any(line.speaker is not None for line in kept):
        return Heard(_joined([(line, line.speaker or NO_LABEL) for line in kept]), n_outside)
    found = {at: one for at, line in enumerate(kept) if (one := candidate(line.text))}
    speakers, doubtful = accepted_labels(kept, found, known)
    if not speakers:
        return Heard(_paragraphs(kept), n_outside, doubtful)
    slips = misspelled({plain_label(label) for label in doubtful}, speakers)
    alone_counts = not any(one.key in speakers and one.kind != "alone" for one in found.values())
    shown: dict[str, str] = {}
    spoken: list[tuple[Line, str]] = []
    current: str | None = None
    preamble = n_outside
    for at, line in enumerate(kept):
        one = found.get(at)
        key = "" if one is None else slips.get(one.key, one.key)
        if one and key in speakers and (one.kind != "alone" or alone_counts or _stands_above(kept, at)):
            current = shown.setdefault(key, one.label)
            spoken.append((_spoken(line, one), current))
        elif current is None:
            preamble += bool(line.text.strip())
        else:
            spoken.append((_unlabelled(line), current))
    unsure = tuple(label for label in doubtful if plain_label(label) not in slips)
    pairs = tuple((label, shown.get(slips[plain_label(label)], "")) for label in doubtful if plain_label(label) in slips)
    return Heard(_joined(spoken), preamble, unsure, pairs)


def _timed(lines: Sequence[Line]) -> list[Line]:
    """Lines that hold nothing but a time give it to the next line; marks at the end of a paragraph become its end."""
    kept: list[Line] = []
    waiting: tuple[float | None, float | None, bool] | None = None
    for line in lines:
        closed_s, text = closing_time(line.text)
        start_s, end_s, rest = leading_time(text)
        if start_s is not None and not rest.strip() and line.speaker is None:
            waiting = (start_s, end_s, line.after_gap)
            continue
        if not text.strip():
            continue
        timed = replace(line, text=text, end_s=closed_s if line.end_s is None else line.end_s)
        if waiting is not None:
            timed = replace(timed, start_s=waiting[0], end_s=waiting[1] if timed.end_s is None else timed.end_s, after_gap=True)
            waiting = None
        kept.append(timed)
    return kept


def _without_credits(lines: list[Line]) -> list[Line]:
    """Without the last line where it says who or what wrote the transcript, or that it ends."""
    return lines[:-1] if lines and _CREDITS.match(lines[-1].text) else lines


def _without_head(lines: list[Line]) -> list[Line]:
    """Without the head of a file ("Date: ...", "Interviewer: Jane Doe"), which names people but says nothing."""
    last = -1
    for at, line in enumerate(lines[:HEAD_LINES]):
        if len(line.text) > HEAD_CHARS or "?" in line.text:
            break
        if _front_key(line) or _introduces(lines, at):
            last = at
    if last < 0:
        return lines
    # What stands below "Date:" without an empty line between belongs to the head where it looks like one.
    stop = next((n for n in range(last + 1, len(lines)) if lines[n].after_gap), last + 1)
    keys = [_key(line) for line in lines[last + 1:stop]]
    if stop <= HEAD_LINES and all(keys) and len(set(keys)) == len(keys) and not any(
            len(line.text) > HEAD_CHARS or "?" in line.text for line in lines[last + 1:stop]):
        last = stop - 1
    return lines[last + 1:]


def _introduces(lines: list[Line], at: int) -> bool:
    """Whether a line of the head says who plays a role ("Interviewer: Jane Doe") instead of what somebody said.

    A name of two words or with a title, no sentence, and an empty line between it and the conversation: an answer of one
    word is an answer.
    """
    role, colon, rest = lines[at].text.partition(":")
    written = rest.strip(" *_")
    named = _NAMED.match(written)
    if not colon or named is None or role_by_word(role) is None or written.endswith((".", "!")):
        return False
    names = re.split(r",\s*", named["name"])
    if not all(map(is_name_like, names)) or (named["name"] == written and not any(" " in name for name in names)):
        return False
    following = next((line for line in lines[at + 1:] if line.after_gap), None)
    return following is not None and all(_key(line) != "" for line in lines[at + 1:lines.index(following)])


def _key(line: Line) -> str:
    found = _KEY_VALUE.match(line.text)
    return found["key"].casefold() if found else ""


def _front_key(line: Line) -> bool:
    return _key(line).partition(" ")[0] in FRONT and role_by_word(_key(line)) is None


def _stands_above(lines: Sequence[Line], at: int) -> bool:
    """Whether a name alone on its line is a heading of words rather than an answer of one name."""
    return at + 1 < len(lines) and not lines[at + 1].after_gap and (at == 0 or lines[at].after_gap)


def _spoken(line: Line, one: Candidate) -> Line:
    start_s = one.start_s if one.start_s is not None else line.start_s
    return replace(line, text=one.text, start_s=start_s, end_s=line.end_s if one.end_s is None else one.end_s)


def _unlabelled(line: Line) -> Line:
    """A line that goes on with a turn, without a bracketed time at its start; where the turn has no time yet, it is its time."""
    start_s, end_s, rest = leading_time(line.text)
    if start_s is None or not _BRACKETED.match(line.text):
        return line
    return replace(line, text=_TIME_DASH.sub("", rest), start_s=start_s if line.start_s is None else line.start_s,
                   end_s=end_s if line.end_s is None else line.end_s)


def _paragraphs(lines: Sequence[Line]) -> tuple[Turn, ...]:
    """Text without speakers: each paragraph as a turn, its lines together."""
    blocks: list[list[Line]] = []
    for line in map(_unlabelled, lines):
        if blocks and not line.after_gap and (not line.own_cue or not _ends(blocks[-1][-1].text)):
            blocks[-1].append(line)
        else:
            blocks.append([line])
    return tuple(turn for block in blocks for turn in _joined([(line, NO_LABEL) for line in block]))


def _ends(text: str) -> bool:
    return text.rstrip().endswith((".", "!", "?", "…", "。"))


def _joined(spoken: Sequence[tuple[Line, str]]) -> tuple[Turn, ...]:
    """One turn for each run of lines of one speaker; subtitles run on with a space, paragraphs with an empty line."""
    turns: list[Turn] = []
    parts: list[str] = []
    for line, speaker in spoken:
        text = line.text.strip()
        if not turns or turns[-1].speaker != speaker:
            turns.append(Turn(speaker, "", line.start_s, line.end_s, line.number))
            parts.append(text)
            continue
        turn, is_empty = turns[-1], not parts[-1]
        if parts[-1] and text:
            parts[-1] += (" " if _is_cue(line) else "\n\n" if line.after_gap else "\n") + text
        else:
            parts[-1] = parts[-1] or text
        turns[-1] = replace(turn, start_s=line.start_s if turn.start_s is None and is_empty else turn.start_s,
                            end_s=line.end_s if line.end_s is not None else turn.end_s)
    return tuple(replace(turn, text=text) for turn, text in zip(turns, parts, strict=True) if text)


def _is_cue(line: Line) -> bool:
    """Lines of subtitles have both times."""
    return line.own_cue or (line.start_s is not None and line.end_s is not None)
