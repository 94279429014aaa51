"""What a person finds in one statement on the site: marks, codes, memo; checked before it is kept, told in words when it is taken back.

Spans are code points, half-open; the quote is the slice of the statement, so that a span that slipped is refused, not kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from lifeworld.kit.errors import InputRefused, listed
from lifeworld.voices.core.codebook import unknown_code

MARKS_MAX, MEMO_CHARS_MAX = 500, 10_000


@dataclass(frozen=True, order=True)
class MarkValue:
    """A span that shows a code: ``start`` and ``end`` in code points, half-open, ``quote`` the words between them.

    ``interpretive``: the code is read into the words; else they say it explicitly.
    """

    start: int
    end: int
    code: str
    quote: str
    memo: str = ""
    interpretive: bool = False


@dataclass(frozen=True)
class ReadingValue:
    """What one coder found in one statement as a whole.

    ``codes`` are present, in the codebook's order, those of ``marks`` among them; every other code of version ``codebook`` is absent.
    ``valence`` is -1 to 1, None where nobody said. ``done``: read to its end; before, it is a draft and counts nowhere. ``version`` is
    one more with every change of this coder and statement; 0: never touched.
    """

    codes: tuple[str, ...] = ()
    marks: tuple[MarkValue, ...] = ()
    memo: str = ""
    valence: float | None = None
    codebook: int = 0
    done: bool = False
    version: int = 0

    @property
    def content(self) -> tuple[object, ...]:
        """What was found, without the version."""
        return self.codes, self.marks, self.memo, self.valence, self.codebook, self.done

    @property
    def empty(self) -> bool:
        """Whether nothing was found or said, and the statement is not read to its end."""
        return not (self.codes or self.memo or self.done) and self.valence is None

    def json(self) -> dict[str, Any]:
        """As JSON: ``ReadingValue.of(reading.json()) == reading``."""
        return {"codes": list(self.codes), "marks": [vars(mark).copy() for mark in self.marks], "memo": self.memo, "valence": self.valence,
                "codebook": self.codebook, "done": self.done, "version": self.version}

    @staticmethod
    def of(said: Mapping[str, Any]) -> ReadingValue:
        """From JSON that ``json`` made; further keys are left out.

        >>> one = ReadingValue(("mood",), (MarkValue(0, 3, "mood", "Fun"),), codebook=1, version=2)
        >>> ReadingValue.of(one.json()) == one
        True
        """
        marks = tuple(MarkValue(**{key: mark[key] for key in MarkValue.__dataclass_fields__}) for mark in said["marks"])
        return ReadingValue(tuple(said["codes"]), marks, said["memo"], said["valence"], said["codebook"], said["done"], said["version"])


def checked_reading(text: str, offered: Sequence[str], codebook: int, codes: Sequence[str], marks: Sequence[MarkValue], *, memo: str = "",
                    valence: float | None = None, done: bool = False, version: int = 0) -> ReadingValue:
    """What a person found in ``text``, put in order: codes as in ``offered``, marks by start, end and code, each once.

    Errors: InputRefused for a code that the codebook does not offer, a span that is not in the text or does not hold its quote, a
    valence outside -1 to 1, too many marks and too long a memo.

    >>> checked_reading("My wife runs.", ("self", "family_friends"), 1, ["self"], [MarkValue(0, 7, "family_friends", "My wife")]).codes
    ('self', 'family_friends')
    """
    for code in (*codes, *(mark.code for mark in marks)):
        if code not in offered:
            raise unknown_code(code, tuple(offered), f"version {codebook} of the codebook")
    if len(marks) > MARKS_MAX or len(memo) > MEMO_CHARS_MAX or any(len(mark.memo) > MEMO_CHARS_MAX for mark in marks):
        raise InputRefused("reading_too_long", f"The statement has {len(marks):,} marks, or a memo that is too long.",
                           f"Keep to {MARKS_MAX} marks, and memos to {MEMO_CHARS_MAX:,} characters.")
    if valence is not None and not -1 <= valence <= 1:
        raise InputRefused("valence_outside", f"The valence {valence} is outside -1 to 1.", "Give a number from -1 to 1, or none.")
    by_place: dict[tuple[int, int, str], MarkValue] = {}
    for mark in marks:
        if not 0 <= mark.start < mark.end <= len(text) or text[mark.start:mark.end] != mark.quote:
            raise InputRefused("quote_differs", f"The words from {mark.start} to {mark.end} are not those that were marked «{mark.code}».",
                               "Load the statement again and mark the words again; offsets are Unicode code points.")
        by_place[mark.start, mark.end, mark.code] = replace(mark, memo=_plain(mark.memo))
    kept = tuple(by_place[key] for key in sorted(by_place))
    found = {*codes, *(mark.code for mark in kept)}
    return ReadingValue(tuple(code for code in offered if code in found), kept, _plain(memo), valence, codebook, done, version)


def _plain(memo: str) -> str:
    """A memo as it is kept: no white space around it, and no null character, which PostgreSQL cannot keep."""
    return memo.replace("\x00", "").strip()


def told(before: ReadingValue, after: ReadingValue, titles: Mapping[str, str]) -> str:
    """What one step changed, as a sentence without a name and without the customer's words.

    >>> told(ReadingValue(), ReadingValue(("peers",)), {"peers": "co-customers and peers"})
    '«co-customers and peers» added'
    """
    def named(codes: Sequence[str]) -> str:
        return listed((titles.get(code, code) for code in codes), 4)

    parts = [f"{named(more)} added" for more in [[code for code in after.codes if code not in before.codes]] if more]
    parts += [f"{named(less)} taken away" for less in [[code for code in before.codes if code not in after.codes]] if less]
    if not parts and before.marks != after.marks:
        grown = len(after.marks) - len(before.marks)
        parts.append("mark added" if grown > 0 else "mark taken away" if grown < 0 else "mark changed")
    if before.memo != after.memo:
        parts.append("memo changed")
    if before.valence != after.valence:
        parts.append("valence changed")
    if before.done != after.done:
        parts.append("read to its end" if after.done else "opened again")
    elif not parts:
        parts.append("codebook version changed")
    return ", ".join(parts)


COMMAND_KEYS = "jkmiusavn"
"""Keys of the coding page that are not of codes: sentences, memo, interpretive, undo, statement, accept, valence, next."""
ROWS = ("1234567890", "qwertyop", "zxcbdfghl")
"""Where codes have their keys: actors on digits, drivers on the row below, then whatever is left."""


def shortcuts(codes: Sequence[tuple[str, str]]) -> dict[str, str]:
    """The single key of each code: {code: key}; ``codes`` are (name, group) in order. Codes beyond the keys have none; search finds them.

    >>> shortcuts([("self", "actor"), ("mood", "driver"), ("luck", "other")])
    {'self': '1', 'mood': 'q', 'luck': 'z'}
    """
    free = {"actor": list(ROWS[0]), "driver": list(ROWS[1]), "other": list(ROWS[2])}
    found: dict[str, str] = {}
    for name, group in codes:
        if free[group]:
            found[name] = free[group].pop(0)
    rest = [key for row in (ROWS[2], ROWS[0], ROWS[1]) for key in row if key not in found.values()]
    for name, _ in codes:
        if name not in found and rest:
            found[name] = rest.pop(0)
    return {name: found[name] for name, _ in codes if name in found}
