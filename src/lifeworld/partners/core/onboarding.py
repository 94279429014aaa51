"""How a business becomes a partner and what else may become of it: states, and the steps that lead from one to another."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from lifeworld.kit.caller import conflict
from lifeworld.kit.errors import InputRefused, listed

INVITED, APPLIED, VERIFIED, SUSPENDED, LEFT, DECLINED = "invited", "applied", "verified", "suspended", "left", "declined"
STATES = (INVITED, APPLIED, VERIFIED, SUSPENDED, LEFT, DECLINED)
ROLES = {"supplier": "sells what it has", "maker": "makes what others sell", "distributor": "sells what others make",
         "service": "does work for customers", "marketplace": "sells for several others", "referrer": "shows tools on its own pages"}
"""What a partner may be to a place; one business can be several."""

STEPS: dict[str, tuple[tuple[str, ...], str]] = {
    "invite": ((LEFT, DECLINED), INVITED),
    "apply": ((INVITED,), APPLIED),
    "verify": ((APPLIED,), VERIFIED),
    "decline": ((APPLIED,), DECLINED),
    "suspend": ((VERIFIED,), SUSPENDED),
    "reinstate": ((SUSPENDED,), VERIFIED),
    "leave": ((INVITED, APPLIED, VERIFIED, SUSPENDED), LEFT),
}
"""By step: the states from which it leads, and where to. A new partner begins with «invite»."""

WEBSITE = re.compile(r"https?://[^\s/?#@:\[\]]+(:\d{1,5})?([/?#]\S*)?", re.IGNORECASE)
"""A scheme, a host without a login before it, perhaps a port, a path or a question."""
MUST_SAY_WHY = ("verify", "decline", "suspend", "reinstate")
DONE = {"invite": "was invited", "apply": "applied", "verify": "was verified", "decline": "was declined",
        "suspend": "was suspended", "reinstate": "was reinstated", "leave": "left"}
KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
ORIGIN = re.compile(r"https?://[a-z0-9.-]{1,253}(:[0-9]{1,5})?")
ORIGINS_MAX = 20
WHY_CHARS = 400


def stepped(state: str, verb: str, why: str = "") -> tuple[str, str]:
    """The state after a step, and the reason on one line.

    Errors: 409 where the step does not lead on from this state; InputRefused where a reason is needed and none is given.

    >>> stepped("applied", "verify", "VAT number and bank account checked")
    ('verified', 'VAT number and bank account checked')
    """
    before, after = STEPS[verb]
    reason = " ".join(why.split())
    if state not in before:
        raise conflict("wrong_state", f"This partner is «{state}», so the step «{verb}» is none that it can take.",
                       f"The step leads on from {listed(before)}.")
    if verb in MUST_SAY_WHY and not reason:
        raise InputRefused("why_missing", f"The step «{verb}» needs a reason.", "Say in a sentence what was looked at, or what happened.")
    if len(reason) > WHY_CHARS or not reason.isprintable():
        raise InputRefused("why_refused", "The reason is too long or holds control characters.", f"Write at most {WHY_CHARS} characters.")
    return after, reason


def next_steps(state: str) -> tuple[str, ...]:
    """The steps that lead on from a state.

    >>> next_steps("verified")
    ('suspend', 'leave')
    """
    return tuple(verb for verb, (before, _) in STEPS.items() if state in before)


def checked_key(key: str) -> str:
    """The key. Errors: InputRefused for what cannot stand in an address."""
    if not KEY.fullmatch(key):
        raise InputRefused("key_refused", "This key cannot stand in an address.", "Use up to 60 small letters, digits and dashes.")
    return key


def checked_roles(roles: Iterable[str]) -> list[str]:
    """The roles, each once, in our order. Errors: InputRefused for none or an unknown one."""
    given = set(roles)
    if not given or given - set(ROLES):
        raise InputRefused("role_unknown", "A partner needs at least one role, and only known ones.", f"Use {listed(ROLES)}.")
    return [role for role in ROLES if role in given]


def checked_origins(origins: Sequence[str]) -> list[str]:
    """The origins of a partner's own pages, each once. Errors: InputRefused for what is none.

    >>> checked_origins(["https://Shop.example/"])
    ['https://shop.example']
    """
    cleaned = sorted({text.strip().lower().removesuffix("/") for text in origins if text.strip()})
    wrong = [text for text in cleaned if not ORIGIN.fullmatch(text)]
    if wrong or len(cleaned) > ORIGINS_MAX:
        raise InputRefused("origin_refused", f"These are no origins of pages: {listed(text[:80] for text in wrong)}." if wrong
                           else f"There are more than {ORIGINS_MAX} origins.", "Write each like https://shop.example, without a path.")
    return cleaned


def checked_website(text: str) -> str:
    """The address of a website, "" for none. Errors: InputRefused for what is no http or https address."""
    text = text.strip()
    if not text:
        return ""
    if not WEBSITE.fullmatch(text) or len(text) > 300 or not text.isprintable():
        raise InputRefused("website_refused", "This is no address of a website.", "Write it like https://shop.example.")
    return text
