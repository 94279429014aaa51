"""How much of a thing a customer may do in a time, and how many she may have."""

from __future__ import annotations

from dataclasses import dataclass

from lifeworld.kit.errors import LifeworldError


@dataclass(frozen=True, slots=True)
class Bound:
    """At most ``most`` in ``seconds``, or at all where ``seconds`` is 0."""

    what: str
    most: int
    seconds: int = 0


POSTS = Bound("posts", 200, 86_400)
COMMENTS = Bound("comments", 60, 3_600)
KUDOS = Bound("kudos", 600, 3_600)
ASKS = Bound("people followed", 100, 86_400)
FOLLOWED = Bound("people followed", 2_000)
REPORTS = Bound("reports", 20, 86_400)
CLUBS = Bound("clubs", 50)
CHALLENGES = Bound("challenges that go on", 20)
ENTRANTS = Bound("people in a challenge", 2_000)
INVITED = Bound("people invited", 200)
ZONES = Bound("private zones", 10)


def too_many(bound: Bound, n: int) -> LifeworldError | None:
    """The refusal, where there are that many already: 429 for what passes with time, 409 for what does not.

    >>> print(too_many(COMMENTS, 60))
    These are many comments: 60 within an hour are the most. Try again later.
    >>> too_many(COMMENTS, 59) is None
    True
    """
    if n < bound.most:
        return None
    if bound.seconds:
        span = "an hour" if bound.seconds == 3_600 else "a day"
        return LifeworldError(429, "too_many", f"These are many {bound.what}: {bound.most} within {span} are the most.", "Try again later.")
    return LifeworldError(409, "too_many", f"There are {bound.most} {bound.what} already.", "Take one away first.")
