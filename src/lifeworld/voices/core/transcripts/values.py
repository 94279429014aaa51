"""What a transcript is made of: lines, turns, and speakers with the role that each was given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Role = Literal["customer", "interviewer", "other", "ignore", "unclear"]
ROLES: tuple[Role, ...] = ("customer", "interviewer", "other", "ignore")
"""Roles that a person may give; ``unclear`` is what is left where nobody and nothing decided."""

NO_LABEL = ""
"""The speaker of words that stand under no label."""


@dataclass(frozen=True)
class Line:
    """One line of a transcript before its speaker is known.

    ``number`` counts lines of the file from 1 (paragraphs of a DOCX). ``speaker`` is known where the format says it
    (voice tags). ``after_gap`` is true for the first line and after an empty one. ``own_cue`` is true for the first
    line of a subtitle, whose text runs on where the last subtitle stopped.
    """

    number: int
    text: str
    start_s: float | None = None
    end_s: float | None = None
    speaker: str | None = None
    after_gap: bool = False
    own_cue: bool = False


@dataclass(frozen=True)
class Turn:
    """What one speaker said until another one spoke: words with LF line ends, seconds from the start where known.

    ``line`` is the number of its first line in the file.
    """

    speaker: str
    text: str
    start_s: float | None
    end_s: float | None
    line: int


@dataclass(frozen=True)
class Heard:
    """The turns of a file and an account of what is not in them.

    ``preamble`` counts lines outside the conversation: title, head, credits; ``doubtful`` are words before a colon that stand only
    once and were therefore not taken for a speaker; ``misspelled`` are pairs of a label and the speaker that it was read as.
    """

    turns: tuple[Turn, ...]
    preamble: int = 0
    doubtful: tuple[str, ...] = ()
    misspelled: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Speaker:
    """Exact counts of what one speaker of one file said."""

    name: str
    n_turns: int
    n_words: int
    n_questions: int
    first_words: str


@dataclass(frozen=True)
class Cast:
    """A speaker with a role, and why: ``customer`` is the id that a person wrote into the mapping file, if any."""

    speaker: Speaker
    role: Role
    why: str
    customer: str | None = None
