"""Who speaks, as a line says it: "Interviewer: ...", "**Anna:** ...", "[00:01:02] Anna: ...", "ANNA  ...", a name alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from lifeworld.voices.core.transcripts.clock import leading_time, trailing_time
from lifeworld.voices.core.transcripts.role_words import NO_SPEAKER, is_anonymous, plain_label, role_by_word

Kind = Literal["colon", "time", "wide", "tab", "dash", "alone"]
LABEL_CHARS_MAX = 48
PARTICLES = frozenset(("von", "van", "de", "der", "den", "del", "di", "da", "du", "la", "le", "el", "al", "bin", "ibn", "ter", "ten",
                       "af", "av", "dos", "das", "zu", "e", "y", "und", "and", "&", "of", "the"))

_DECORATION = re.compile(r"^(?:>+\s*|#{1,6}\s+|[-•*–]\s+)?")
_CLOCK = r"(?:\s*[\[(]?\s*(?:\d{1,3}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?\s*[\])]?)?"
_NAME = r"[^\W_](?:[^:;!?\t\n\"“”„»«]|(?<=\d):(?=\d))*?"
_COLON = re.compile(rf"^(?P<open>[*_\[<]{{0,4}})(?P<name>{_NAME}{_CLOCK})(?P<shut>[*_\]>]{{0,4}})\s*[:：]"
                    rf"(?P<after>[*_]{{0,3}})(?=\s|$|[^\s/\d*_])")
_BRACKET = re.compile(r"^\[(?P<name>[^\]\[:]{2,40})\]\s+(?=\S)")
_WIDE = re.compile(r"^(?P<name>[^\W\d_a-z][^\sa-z:!?][^a-z:\t!?]{0,29}?)\s{2,}(?=\S)")
_TAB = re.compile(r"^(?P<name>[^\t]{1,48}?)[ ]*\t\s*(?=\S)")
_DASH = re.compile(r"^(?P<name>[^\W_][^:;!?\t\n]{0,47}?)\s+[-–—]\s+(?=\S)")
_WORD = re.compile(r"[^\s]+")
_INITIAL = re.compile(r"^(?:(?:[^\W\d_]\.)+|(?:dr|prof|mr|mrs|ms|st)\.)$", re.IGNORECASE)


@dataclass(frozen=True)
class Candidate:
    """What could be a speaker at the start of a line: the label, how it stands there, times, and the words after it."""

    label: str
    kind: Kind
    text: str
    start_s: float | None = None
    end_s: float | None = None

    @property
    def key(self) -> str:
        """The label as it is compared."""
        return plain_label(self.label)


def candidate(text: str) -> Candidate | None:
    """The speaker that a line may begin with, or None; whether to believe it is decided over the whole file.

    >>> candidate("[00:01:02] Anna: Well, I ride.")
    Candidate(label='Anna', kind='colon', text='Well, I ride.', start_s=62.0, end_s=None)
    >>> candidate("**P03:** Every day.").label, candidate("Anna (00:12): Hm.").start_s, candidate("ANNA  Hm.").kind
    ('P03', 12.0, 'wide')
    >>> candidate("One more thing: it rained.") is None
    True
    """
    bare = _DECORATION.sub("", text.strip())
    start_s, end_s, rest = leading_time(bare)
    rest = _DECORATION.sub("", rest)
    found = _COLON.match(rest)
    if found:
        time, name = trailing_time(found["name"])
        after = rest[found.end():].lstrip()
        opened = (found["open"] + found["shut"] + found["after"]).strip("[]<>")
        if opened and after.startswith(found["open"]) and not (found["shut"] or found["after"]):
            after = after[len(found["open"]):].lstrip()
        if time is None and start_s is None and after[:1] in {"(", "["}:
            start_s, end_s, after = leading_time(after)  # "Speaker 1: (00:05) Hello."
        return _made(name, "colon", after, start_s if time is None else time, end_s)
    bracket = _BRACKET.match(rest)
    if bracket and (is_anonymous(bracket["name"]) or role_by_word(bracket["name"]) in {"interviewer", "customer"}):
        return _made(bracket["name"], "colon", rest[bracket.end():], start_s, end_s)
    for kind, pattern in (("wide", _WIDE), ("tab", _TAB), ("dash", _DASH)):
        spaced = pattern.match(rest)
        if spaced:
            time, name = trailing_time(spaced["name"])
            later_s, until_s, after = leading_time(rest[spaced.end():])
            if not after and later_s is not None:
                return _made(name, "time", "", later_s, until_s)
            known = time if time is not None else later_s
            return _made(name, kind, after, start_s if known is None else known, end_s or until_s)  # type: ignore[arg-type]
    time, name = trailing_time(rest)
    known = start_s if time is None else time
    return _made(name, "alone" if known is None else "time", "", known, end_s)


def _made(name: str, kind: Kind, text: str, start_s: float | None, end_s: float | None) -> Candidate | None:
    label = " ".join(name.strip("*_[]<> \t-–").split())
    return Candidate(label, kind, text.strip(), start_s, end_s) if is_name_like(label) else None


def is_name_like(label: str) -> bool:
    """Whether a label looks like a person or a role: short, every word with a capital or a number, no ordinary word first.

    >>> [is_name_like(one) for one in ("Anna Meyer", "Dr. van Dyk", "P03", "interviewer", "One thing", "Note", "He said")]
    [True, True, True, True, False, False, False]
    """
    if not label or len(label) > LABEL_CHARS_MAX:
        return False
    if is_anonymous(label) or role_by_word(label) is not None:
        return True
    words = _WORD.findall(label)
    if len(words) > 5 or words[0].casefold().strip(",.()") in NO_SPEAKER:
        return False
    return all(_name_word(word, first=nth == 0) for nth, word in enumerate(words)) and any(
        letter.isalpha() for letter in label)


def _name_word(word: str, first: bool) -> bool:
    if not first and word.casefold() in PARTICLES:
        return True
    bare = word.strip("(),'’\"&/")
    if bare.endswith(".") and not _INITIAL.match(bare):
        return False
    if word.endswith(",") and not first:
        return False
    head = bare[:1]
    return not bare or head.isdigit() or (head.isalpha() and (head.isupper() or head.lower() == head.upper()))
