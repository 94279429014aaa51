"""What the coding page shows: one statement with its sentences, what this coder found so far, and what the model would say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lifeworld.voices.core.site_codebook import StudyCode, StudyCodebook
from lifeworld.voices.core.site_coding import ReadingValue, shortcuts

TINTS = {"self": "c-self", "focal_provider": "c-focal", "other_providers": "c-other", "peers": "c-peers", "family_friends": "c-family",
         "strangers": "c-strangers"}
"""The class that gives an actor category its colour everywhere on the site."""


def tint(code: StudyCode) -> str:
    """The class that gives a code its colour: that of its category or type, also where it refines one of the twelve.

    >>> tint(StudyCode("wife", "wife", "The wife.", refines="family_friends")), tint(StudyCode("luck", "luck", "Chance."))
    ('c-family', 'c-none')
    """
    known = TINTS.get(code.name) or TINTS.get(code.refines)
    return known or (f"t-{code.type}" if code.type else "c-none")


@dataclass(frozen=True)
class CodeChoice:
    """A code as the coding page offers it: ``key`` is its single key ("" = none), ``depth`` how far it is indented."""

    name: str
    title: str
    definition: str
    include: tuple[str, ...]
    exclude: tuple[str, ...]
    examples: tuple[str, ...]
    group: str
    tint: str
    color: str
    key: str
    depth: int


def choices(codebook: StudyCodebook) -> tuple[CodeChoice, ...]:
    """The codes that are offered, children after their parents, with their keys."""
    keys = shortcuts([(code.name, code.group) for code in codebook.offered])
    return tuple(CodeChoice(code.name, code.title, code.definition, code.include, code.exclude, code.examples, code.group, tint(code),
                            code.color, keys.get(code.name, ""), depth) for depth, code in codebook.tree() if not code.retired)


@dataclass(frozen=True)
class Suggestion:
    """A code that a model would give, with its probability."""

    code: str
    probability: float


@dataclass(frozen=True)
class OthersReading:
    """What another coder found in the statement; shown to whoever may analyse, never before she has read it where a study is blind."""

    coder: str
    kind: str
    codes: tuple[str, ...]


@dataclass(frozen=True)
class ToCode:
    """A statement on the coding page.

    ``sentences``: (start, end) of each, code points, half-open. ``suggestions``: None where the study hides them, or hides them until
    the statement is read. ``others``: None where they are hidden. ``stale``: codes whose meaning changed since this coder read it.
    ``codebook`` is the version that holds now.
    """

    statement: int
    key: str
    text: str
    context: str
    sentences: tuple[tuple[int, int], ...]
    reading: ReadingValue
    suggestions: tuple[Suggestion, ...] | None = None
    others: tuple[OthersReading, ...] | None = None
    stale: tuple[str, ...] = ()
    queue: int | None = None
    codebook: int = 0

    def json(self) -> dict[str, Any]:
        """As the page's script takes it."""
        return {
            "statement": self.statement, "key": self.key, "text": self.text, "context": self.context,
            "sentences": [list(span) for span in self.sentences], "reading": self.reading.json(), "stale": list(self.stale),
            "queue": self.queue,
            "codebook": self.codebook,
            "suggestions": None if self.suggestions is None else [vars(one) for one in self.suggestions],
            "others": None if self.others is None else [vars(one) | {"codes": list(one.codes)} for one in self.others],
        }


@dataclass(frozen=True)
class CoderProgress:
    """How far a coder is: ``n_read`` of ``n`` statements, of a queue or of the study."""

    coder: str
    kind: str
    n_read: int
    n: int
    me: bool = False


@dataclass(frozen=True)
class QueueValue:
    """A queue: ``kind`` is random, active, disagreements or stale; ``coders`` are keys of logins, none: everybody."""

    pk: int
    kind: str
    name: str
    n: int
    coders: tuple[int, ...]
    who: str
    made_at: str
    progress: tuple[CoderProgress, ...] = ()


@dataclass(frozen=True)
class QueueItemValue:
    """A statement in a queue; ``code`` only where it is there for one code."""

    rank: int
    statement: int
    key: str
    text: str
    inclusion: float | None
    code: str
