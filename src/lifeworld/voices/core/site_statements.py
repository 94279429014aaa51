"""Statements as pages show them: a line of a list, one with everything around it, and lists in pages that go on where they stopped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lifeworld.kit.errors import InputRefused
from lifeworld.voices.core.segments import segment

PAGE_ROWS, PAGE_ROWS_MAX = 50, 500


@dataclass(frozen=True)
class Wanted:
    """Which statements are asked for; what is empty asks for nothing. ``words`` must stand in the text, in this order, without case.

    ``code`` present in the reading of ``coder`` (None: of anybody); ``read`` "no": by no person yet, "yes": by one.
    """

    words: str = ""
    customer: str = ""
    code: str = ""
    coder: int | None = None
    read: str = ""


@dataclass(frozen=True)
class StatementLine:
    """A statement in a list; ``at`` is ISO 8601 in UTC; ``present`` are the codes found by the coder whom the list is about, if any."""

    pk: int
    key: str
    customer: str | None
    text: str
    at: str | None
    present: tuple[str, ...] = ()


@dataclass(frozen=True)
class StatementPage:
    """Lines and, where there may be more, the key after which the next page begins.

    A search looks through so many statements at a time; ``looked`` says how many where it stopped before the page was full, else 0.
    """

    lines: tuple[StatementLine, ...]
    after: int | None
    looked: int = 0


@dataclass(frozen=True)
class Sentence:
    """A segment: its number, offsets in code points (half-open) and words."""

    number: int
    start: int
    end: int
    text: str


@dataclass(frozen=True)
class ReadingLine:
    """What one coder found: codes present, of them ``stale`` those whose meaning changed since, and probabilities of a model."""

    coder: int
    name: str
    kind: str
    codes: Mapping[str, float]
    present: tuple[str, ...]
    stale: tuple[str, ...]
    valence: float | None
    memo: str
    marks: tuple[tuple[str, int, int, str], ...]


@dataclass(frozen=True)
class StatementValue:
    """A statement with what came with it (``facts``), its sentences, and who read it, where the caller may know."""

    pk: int
    key: str
    customer: str | None
    customer_label: str
    text: str
    context: str
    at: str | None
    facts: Mapping[str, Any]
    sentences: tuple[Sentence, ...]
    readings: tuple[ReadingLine, ...] = ()
    before: int | None = None
    after: int | None = None


def sentences_of(text: str) -> tuple[Sentence, ...]:
    """The segments of a text as lines with numbers.

    >>> [(one.number, one.text) for one in sentences_of("I ran. My wife waited.")]
    [(1, 'I ran.'), (2, 'My wife waited.')]
    """
    found = segment([text])
    spans = zip(found.start.tolist(), found.end.tolist(), strict=True)
    return tuple(Sentence(number, a, b, text[a:b]) for number, (a, b) in enumerate(spans, 1))


def page_size(asked: int | None) -> int:
    """How many lines a page has. Errors: InputRefused for less than one or more than PAGE_ROWS_MAX."""
    if asked is None:
        return PAGE_ROWS
    if not 1 <= asked <= PAGE_ROWS_MAX:
        raise InputRefused("page_size", f"A page of {asked} is not possible.", f"Ask for 1 to {PAGE_ROWS_MAX}.")
    return asked
