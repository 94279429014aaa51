"""What a preview of transcripts says: one row a speaker, in words and exact counts."""

from __future__ import annotations

from collections.abc import Mapping

from lifeworld.voices.core.transcripts.values import Cast

ROLE_WORDS = {
    "customer": "customer", "interviewer": "interviewer (not coded)", "other": "other (not coded)", "ignore": "ignored",
    "unclear": "not clear: please say",
}


def role_words(cast: Cast) -> str:
    """The role as it is shown, with its reason.

    >>> from lifeworld.voices.core.transcripts.values import Speaker
    >>> role_words(Cast(Speaker("P", 1, 2, 0, ""), "customer", "speakers.csv says so"))
    'customer: speakers.csv says so'
    """
    return f"{ROLE_WORDS[cast.role]}: {cast.why}" if cast.why else ROLE_WORDS[cast.role]


def joined_cells(about: Mapping[str, str | None]) -> str:
    """What a sheet says about a customer, in one line; nothing for empty cells.

    >>> joined_cells({"group": "racers", "wave": None, "consent": "no"})
    'group racers, consent no'
    """
    return ", ".join(f"{role} {cell}" for role, cell in about.items() if cell)
