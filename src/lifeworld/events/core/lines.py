"""What a line of the journal is, and what it says to people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Line:
    """A line of the journal: ``position`` counts up in its place, ``who`` names nobody ("user:3"), ``data`` holds keys and numbers.

    ``at`` is when it happened, ISO 8601 in UTC ("2026-05-01T07:30:00Z"); ``customer`` is "" where it is about none, or about one who
    was forgotten.
    """

    position: int
    type: str
    customer: str = ""
    who: str = ""
    at: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def id(self) -> int:
        """The position, as tables call it."""
        return self.position

    @property
    def said(self) -> str:
        """The line as a sentence for people."""
        return sentence(self.type, self.data)


SENTENCES: Mapping[str, str] = {
    "places.founded": "The place was founded.",
    "places.added": "The place {path} was added.",
    "places.renamed": "The place was given another name.",
    "places.member_added": "Somebody got the role {role}.",
    "places.member_changed": "Somebody's role became {role}.",
    "places.member_removed": "Somebody lost a role here.",
    "places.key_made": "A key for machines was made.",
    "places.key_revoked": "A key for machines was revoked.",
    "places.embed_added": "A partner's page was allowed to show elements.",
    "places.embed_revoked": "A partner's page may show elements no more.",
    "customers.changed": "What is known of a customer changed ({what}).",
    "customers.forgotten": "A customer was erased.",
    "voices.study_created": "A study was begun.",
    "voices.study_changed": "The settings of a study changed.",
    "voices.uploaded": "A file of {bytes} bytes arrived.",
    "voices.statements_added": "{n} statements came into a study.",
    "voices.imported": "Codings of {n} statements were imported.",
    "voices.queue_made": "A queue of {n} statements to code was made.",
    "voices.queue_deleted": "A queue of statements to code was taken away.",
    "voices.coded": "A statement was coded.",
    "voices.settled": "A difference between coders was settled.",
    "voices.model_coded": "A model coded {n} statements.",
    "voices.codebook_changed": "A codebook has a new version, {number}.",
    "constellations.drawn": "A customer drew a map.",
    "constellations.link_made": "A link to draw by was made.",
    "constellations.link_revoked": "A link to draw by was revoked.",
}
"""What the types of this site's journal mean to people; a type that is not here is told by its name."""


def sentence(type: str, data: Mapping[str, Any]) -> str:
    """A line of the journal as a sentence; what the line does not hold is left to the type's name.

    >>> sentence("voices.statements_added", {"study": 7, "n": 30})
    '30 statements came into a study.'
    >>> sentence("club.joined", {})
    'Club: joined.'
    """
    try:
        return SENTENCES[type].format_map(data)
    except (KeyError, ValueError, IndexError):
        room, _, what = type.partition(".")
        return f"{room.capitalize()}: {(what or 'something happened').replace('_', ' ')}."
