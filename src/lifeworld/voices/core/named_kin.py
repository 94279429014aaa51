"""First names after kin words of the speaker's: "my friend Anna" names one friend, not friends."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from lifeworld.voices.core.phrases import Matches
from lifeworld.voices.core.tokens import Int, Tokens

_NOT_NAMES = """
    a an and are also as at but by can could did do does for from fitbit garmin got had has have he her his i i'd i'll
    i'm i've if in is it it's its just last like love loves me my no not now of on or our says said she so still tells
    that the their them then they this to told too use used uses using very was we went were when where which while
    who why will wish with would yes you your monday tuesday wednesday thursday friday saturday sunday january
    february march april may june july august september october november december christmas easter app apple android
    strava samsung google huawei facebook dr mr mrs ms god
"""
NOT_NAMES = frozenset(_NOT_NAMES.split())
"""Capitalised words that are no first name after a kin word."""


def given_names(
    texts: Sequence[str], tokens: Tokens, found: Matches, rows: Int, actor: Int, *, names: Sequence[str]
) -> tuple[Int, Int, tuple[str, ...]]:
    """Ends, actors and names when a first name follows directly after the matches in ``rows``.

    ``actor`` int64[M] indexes ``names``; the mention then reaches over the name and is an actor of its own, called by
    the kin word as written and the name ("sister Beth"). A name is a capitalised word after a kin word in small
    letters with one space between.
    """
    ends, actor, codes = found.end.copy(), actor.copy(), {name: code for code, name in enumerate(names)}
    following = (found.first + found.count)[rows]
    inside = np.flatnonzero(following < tokens.text_ptr[found.text[rows] + 1])
    rows, following = rows[inside], following[inside]
    close = (tokens.start[following] == found.end[rows] + 1) & tokens.joined[following]
    rows, following = rows[close], following[close]
    taken_by_next = _begins(found, following)
    columns = (rows, found.text[rows], found.start[rows], found.end[rows], tokens.end[following], taken_by_next)
    for row, text, start, end, name_end, taken in zip(*(column.tolist() for column in columns), strict=True):
        kin, name = texts[text][start:end], texts[text][end + 1 : name_end]
        if not taken and texts[text][end] == " " and kin.islower() and _is_name(name):
            name = name[:-2] if name.endswith(("'s", "\u2019s")) else name
            ends[row] = end + 1 + len(name)
            actor[row] = codes.setdefault(f"{kin} {name}", len(codes))
    return ends, actor, tuple(codes)


def _is_name(word: str) -> bool:
    letters = word.replace("'", "").replace("\u2019", "")
    return len(letters) >= 2 and letters.isalpha() and letters.istitle() and word.casefold() not in NOT_NAMES


def _begins(found: Matches, token: Int) -> NDArray[np.bool_]:
    """Whether another match begins at these token indices."""
    at = np.minimum(np.searchsorted(found.first, token), len(found.first) - 1)
    return np.asarray(found.first[at] == token) if len(found.first) else np.zeros(len(token), np.bool_)
