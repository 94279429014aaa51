"""Marks of closeness that stand around an actor: the speaker's possessive, and words for doing things together."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lifeworld.voices.core.codebook import ACTORS
from lifeworld.voices.core.context import FAR, MINE, Bools, is_in, joined_at, steps_to
from lifeworld.voices.core.lexicon import Lexicon
from lifeworld.voices.core.phrases import Matches
from lifeworld.voices.core.tokens import Int, Tokens

SELF = ACTORS.index("self")
PEOPLE = tuple(ACTORS.index(name) for name in ("peers", "family_friends", "strangers"))
NEAR = 8
"""Words between an actor and a "we" or "together" that still make them do it jointly."""
_WITH = ("with", "alongside")


def possessives(tokens: Tokens, found: Matches) -> Bools:
    """Whether the speaker owns the actor: "my dear wife", "my wife and kids", "a friend of mine", "my gym"."""
    previous_end = np.zeros(len(found.first), np.int64)
    previous_end[1:] = (found.first + found.count)[:-1]
    is_pronoun = is_in(tokens, found.first, MINE) & (found.count == 1)
    if len(previous_end):
        previous_end[1:][is_pronoun[:-1]] -= 1  # the "my" before an actor is a mention itself: look at it too
    answer = is_in(tokens, found.first, MINE) | (steps_to(tokens, found.first, MINE, FAR, previous_end) > 0)
    after = found.first + found.count
    of_mine = joined_at(tokens, after) & joined_at(tokens, after + 1)
    answer |= of_mine & is_in(tokens, after, ("of",)) & is_in(tokens, after + 1, ("mine", "ours"))
    return _handed_on(tokens, found, answer, ~is_pronoun)


def _handed_on(tokens: Tokens, found: Matches, marked: Bools, givers: Bools) -> Bools:
    """Marks passed on to the next actors of a list: "my wife and kids and friends"."""
    answer = marked.copy()
    first, after = found.first[1:], (found.first + found.count)[:-1]
    linked = joined_at(tokens, first) & givers[:-1] & (
        ((first == after) & givers[1:])  # "wife & kids"
        | ((first == after + 1) & joined_at(tokens, after) & is_in(tokens, after, ("and", "or")))
    )
    for _ in range(2):
        answer[1:] |= linked & answer[:-1]
    return answer


def joint_marks(tokens: Tokens, found: Matches, category: NDArray[np.int8], lexicon: Lexicon) -> Bools:
    """Whether something is done together with the actor; for the self: whether the word says "we"."""
    answer = lexicon.joint[found.phrase].copy()
    rows = np.flatnonzero(np.isin(category, PEOPLE))
    first, after = found.first[rows], (found.first + found.count)[rows]
    owner = first - steps_to(tokens, first, MINE, FAR)  # "with my dear wife": look before the possessive
    accompanied = joined_at(tokens, owner) & is_in(tokens, owner - 1, _WITH)
    and_i = joined_at(tokens, after) & joined_at(tokens, after + 1) & is_in(tokens, after, ("and",))
    accompanied |= and_i & is_in(tokens, after + 1, ("i", "me", "myself"))
    every = np.arange(len(tokens.hash))
    said = np.union1d(found.first[answer], every[is_in(tokens, every, ("together",))])
    answer[rows] |= accompanied | _near(tokens, said, first, after)
    people: Bools = np.isin(category, PEOPLE)
    counts: Bools = people | (category == SELF)
    return _handed_on(tokens, found, answer, people) & counts


def _near(tokens: Tokens, said: Int, first: Int, after: Int) -> Bools:
    """Whether one of the tokens ``said`` ("we", "together"; ascending) of the same text is at most NEAR words away."""
    if not len(said) or not len(first):
        return np.zeros(len(first), np.bool_)
    text = np.searchsorted(tokens.text_ptr, first, side="right") - 1
    low = np.maximum(tokens.text_ptr[text], first - NEAR)
    high = np.minimum(tokens.text_ptr[text + 1], after + NEAR)
    near: Bools = np.searchsorted(said, high) > np.searchsorted(said, low)
    return near
