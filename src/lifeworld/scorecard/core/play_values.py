"""What queries of plays answer with."""

from __future__ import annotations

from dataclasses import dataclass

from lifeworld.scorecard.core.play_effects import PlayFound
from lifeworld.scorecard.core.plays import PlayPlan


@dataclass(frozen=True)
class Reached:
    """Whom a play reached, in customers: who was assigned to be served or held, offered it, and what those did with it."""

    served: int = 0
    held: int = 0
    offered: int = 0
    taken: int = 0
    dismissed: int = 0
    wrong: int = 0


@dataclass(frozen=True)
class PlayValue:
    """One version of a play in a place. ``state``: ready, running or retired; ``ended``: a word of ``plays.ENDED``; ``why``: the same as a
    sentence. ``for_all``: its holdout ended, because it works. Days are ISO dates, "" for never; ``found``: what was known last.

    ``said``: for whom it is, as a sentence; ``chosen``: the slug of its audience and its holdout, "" until it is begun.
    """

    pk: int
    plan: PlayPlan
    version: int
    world: str
    study: str
    state: str
    ended: str
    why: str
    chosen: str
    for_all: bool
    begun_on: str
    ended_on: str
    said: str
    reached: Reached
    found: PlayFound | None


@dataclass(frozen=True)
class OwnPlay:
    """A play as the customer reads it to whom it was offered. ``offer``: the number by which she answers; ``because`` and ``how``: why she
    sees it; ``state``: open or taken; ``leads``: the page below her own; ``by_type``: she may say that the type is wrong.
    """

    offer: int
    title: str
    words: str
    says: str
    leads: str
    because: str
    how: str
    state: str
    by_type: bool
