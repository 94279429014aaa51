"""Who may see what: one pure function for profiles, posts, clubs and challenges, so that every door answers the same.

Unknown is no: whoever is not said to be somebody's follower, fellow or of the place sees nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field

NOBODY, ME, FOLLOWERS, CLUB, INVITED, PLACE = "nobody", "me", "followers", "club", "invited", "place"


@dataclass(frozen=True, slots=True)
class Eyes:
    """Who looks. ``joined``: she opted in; ``follows``: whom she follows, who said yes; ``apart``: whom she blocked or who blocked her;
    ``clubs``: clubs that she is in; ``invitations``: challenges that she was asked into.
    """

    customer: int | None
    joined: bool = False
    follows: frozenset[int] = field(default_factory=frozenset)
    apart: frozenset[int] = field(default_factory=frozenset)
    clubs: frozenset[int] = field(default_factory=frozenset)
    invitations: frozenset[int] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Thing:
    """What is looked at. ``owner``: the customer whose it is, None: the place's; ``shown``: her profile is there (she did not leave).

    ``seen_by``: me, followers, club, invited, place or nobody; ``club`` and ``number``: for things of a club and for the invited.
    ``hidden``: people of the place hid it.
    """

    owner: int | None
    seen_by: str
    shown: bool = True
    hidden: bool = False
    club: int | None = None
    number: int | None = None


def may_see(eyes: Eyes, thing: Thing) -> bool:
    """Whether these eyes may see the thing.

    Her own she always sees, joined or not. Nothing of whom she is apart from, in either direction, and nothing of who left.

    >>> may_see(Eyes(1, True, follows=frozenset({2})), Thing(2, "followers")), may_see(Eyes(1, True), Thing(2, "followers"))
    (True, False)
    >>> may_see(Eyes(1, True, follows=frozenset({2}), apart=frozenset({2})), Thing(2, "place"))
    False
    """
    if eyes.customer is not None and eyes.customer == thing.owner:
        return True
    parted = thing.owner is not None and (thing.owner in eyes.apart or not thing.shown)
    if not eyes.joined or eyes.customer is None or thing.hidden or parted:
        return False
    match thing.seen_by:
        case "place":
            found = True
        case "followers":
            found = thing.owner in eyes.follows
        case "club":
            found = thing.club in eyes.clubs
        case "invited":
            found = thing.number in eyes.invitations
        case _:
            found = False
    return found
