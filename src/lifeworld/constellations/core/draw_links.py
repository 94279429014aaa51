"""Links with which customers draw without an account: what they are, and whether they are still good."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lifeworld.kit.errors import InputRefused

DAYS_MAX, DRAWS_MAX, LABEL_CHARS_MAX = 365, 100_000, 200
DAYS = 30
TOKEN_BYTES = 24
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True)
class DrawLinkValue:
    """A link. ``customer`` is the label of the customer who draws by it, "" for new customers; ``state`` one of open, used up, expired
    and revoked.
    """

    pk: int
    label: str
    customer: str
    n_drawn: int
    draws_max: int | None
    created_at: str
    expires_at: str | None
    state: str


def state_of(*, expired: bool, revoked: bool, n_drawn: int = 0, draws_max: int | None = None) -> str:
    """Whether a link is good, and if not, why.

    >>> state_of(expired=True, revoked=False), state_of(expired=False, revoked=False, n_drawn=2, draws_max=2)
    ('expired', 'used up')
    """
    if revoked or expired:
        return "revoked" if revoked else "expired"
    return "used up" if draws_max is not None and n_drawn >= draws_max else "open"


def checked_link(label: str, days: int | None, draws_max: int | None) -> str:
    """The label in one line. Errors: InputRefused for what a link may not be."""
    bare = " ".join(_CONTROL.sub(" ", label).split())
    if not bare or len(bare) > LABEL_CHARS_MAX:
        raise InputRefused("link_label", "The link has no name." if not bare else f"The name has {len(bare)} characters.",
                           f"Give a name of 1 to {LABEL_CHARS_MAX} characters by which colleagues know the link.")
    if days is not None and not 1 <= days <= DAYS_MAX:
        raise InputRefused("link_days", f"A link cannot be good for {days} days.", f"Give 1 to {DAYS_MAX} days.")
    if draws_max is not None and not 1 <= draws_max <= DRAWS_MAX:
        raise InputRefused("link_draws", f"A link cannot be good for {draws_max} maps.", f"Give 1 to {DRAWS_MAX:,} maps, or nothing.")
    return bare
