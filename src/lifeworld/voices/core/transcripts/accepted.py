"""Which labels of a file are speakers: those that recur, say a role, or are known by name."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from lifeworld.voices.core.transcripts.labels import Candidate
from lifeworld.voices.core.transcripts.role_words import is_anonymous, needs_company, role_by_word
from lifeworld.voices.core.transcripts.values import Line

LAID_OUT = frozenset(("tab", "wide", "dash"))
"""What parts a label from its words only where the whole file is laid out so."""

Found = Mapping[int, Candidate]
"""Candidates by the place of their line in the list of lines."""


def accepted_labels(lines: Sequence[Line], found: Found, known: Collection[str] = ()) -> tuple[frozenset[str], tuple[str, ...]]:
    """The labels (as compared) that are speakers, and those that stand once before a colon and were not believed.

    A label before a colon, a wide space, a tab, a dash or a time is believed when it is ``known``, recurs, or is the word of a
    role; one letter alone is a role only where it recurs. A name alone on its line is believed when it recurs above
    other words and the file has no other labels, or has that label in another form as well. Where nobody but the
    interviewer speaks, the one name that stands once is whom the interview is with.
    """
    marked = Counter(one.key for one in found.values() if one.kind != "alone")
    kinds = {one.key: one.kind for one in found.values() if one.kind != "alone"}
    strong = {key for key in marked if key in known or _says_role(key, marked)}
    weak = {key for key, count in marked.items() if count >= 2 and (kinds[key] not in LAID_OUT or _laid_out(found, kinds[key]))}
    dashed = {key for key in weak | strong if kinds[key] == "dash"}
    if dashed and not _is_script(lines, found, dashed):
        weak, strong = weak - dashed, strong - dashed
    speakers = strong | weak
    alone = Counter(one.key for at, one in found.items() if one.kind == "alone" and _heads(lines, found, at))
    if speakers:
        speakers |= {key for key in alone if key in known or (alone[key] >= 2 and _is_role(key))}
    else:
        recurring = {key for key, count in alone.items() if count >= 2 or key in known or _says_role(key, alone)}
        speakers = recurring if len(recurring) >= 2 or recurring & set(known) else set()
    once = {one.key for one in found.values() if one.kind == "colon" and one.key not in speakers}
    if speakers and len(once) == 1 and all(role_by_word(key) == "interviewer" for key in speakers):
        speakers |= once  # an interview has somebody who answers, even if with one long answer
    doubtful = [one.label for one in found.values() if one.kind == "colon" and one.key not in speakers]
    return frozenset(speakers), tuple(dict.fromkeys(doubtful))


def _says_role(key: str, marked: Counter[str]) -> bool:
    return _is_role(key) and (not needs_company(key) or marked[key] >= 2)


def _is_role(key: str) -> bool:
    return is_anonymous(key) or role_by_word(key) is not None


def _heads(lines: Sequence[Line], found: Found, at: int) -> bool:
    """A name alone stands above words: after a gap (or at the start) and right before a line that is no name alone."""
    following = at + 1
    if following >= len(lines) or lines[following].after_gap or not (at == 0 or lines[at].after_gap or _after_words(found, at)):
        return False
    return following not in found or found[following].kind != "alone"


def _after_words(found: Found, at: int) -> bool:
    """In a file without empty lines, a name alone follows words, never another name alone."""
    return at - 1 not in found or found[at - 1].kind != "alone"


def _is_script(lines: Sequence[Line], found: Found, dashed: Collection[str]) -> bool:
    """A dash parts label and words only where two speakers have it, on at least half of all lines: prose has dashes, too."""
    n_dashed = sum(1 for one in found.values() if one.kind == "dash" and one.key in dashed)
    return len(dashed) >= 2 and 2 * n_dashed >= len(lines)


def _laid_out(found: Found, kind: str) -> bool:
    """Labels before a tab or wide space count only where the file is laid out so: on at least half of the labelled lines."""
    laid_out = sum(1 for one in found.values() if one.kind == kind)
    return 2 * laid_out >= sum(1 for one in found.values() if one.kind != "alone")


def misspelled(doubtful: Collection[str], speakers: Collection[str]) -> dict[str, str]:
    """Doubtful labels (as compared) that differ from one speaker by a slip of the keys; numbers must be the same.

    >>> misspelled(["interveiwer", "verdict", "speaker 2"], ["interviewer", "speaker 1"])
    {'interveiwer': 'interviewer'}
    """
    found = {}
    for label in doubtful:
        near = difflib.get_close_matches(label, speakers, n=2, cutoff=0.84) if len(label) >= 5 else []
        if len(near) == 1 and _digits(label) == _digits(near[0]):
            found[label] = near[0]
    return found


def _digits(label: str) -> str:
    return "".join(letter for letter in label if letter.isdigit())
