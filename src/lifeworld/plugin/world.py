"""What a world brings along, as one frozen value: its manifest of data, and the functions that a manifest cannot hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from lifeworld.constellations.core.deed_rules import DeedMapping
from lifeworld.events.core.values import Incoming
from lifeworld.goals.core.statements import Outcome
from lifeworld.goals.core.values import Suggestion
from lifeworld.measures.core.values import Indicator
from lifeworld.scorecard.core.plays import PlayPlan
from lifeworld.tools.core.values import ToolPlan
from lifeworld.voices.core.site_codebook import StudyCode


@dataclass(frozen=True, slots=True)
class TypePlan:
    """A type of events. ``name`` begins with the world's own and a dot; ``schema``: JSON Schema (2020-12) of its data, None: anything."""

    name: str
    title: str
    schema: Mapping[str, Any] | None = None
    keep_days: int | None = None


@dataclass(frozen=True, slots=True)
class JobPlan:
    """What the ecosystem helps to get done: a job that customers may take up, with measures that it suggests."""

    slug: str
    title: str
    kind: str
    outcome: Outcome | None = None
    suggests: tuple[Suggestion, ...] = ()


@dataclass(frozen=True, slots=True)
class StudyPlan:
    """The study in which customers' words about this world are kept: its title, the question of its drawing, other providers by name."""

    title: str
    question: str = ""
    others: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FileEvents:
    """What a reader made of one file. ``verdict``: read, partial or refused; ``reason``: a whole sentence, "" where all was read."""

    name: str
    verdict: str
    events: tuple[Incoming, ...] = ()
    code: str = ""
    reason: str = ""


class Reads(Protocol):
    """Raw bytes to events. Whatever the bytes are, nothing is raised: what cannot be read is refused in a sentence."""

    def __call__(self, name: str, data: bytes, *, subject: str) -> Iterable[FileEvents]:
        """Each file that ``data`` holds (an archive holds several), with the events of the customer whose key is ``subject``."""


@dataclass(frozen=True, slots=True)
class Reader:
    """A way in for files. ``suffixes``: how their names end, with the dot and in small letters (".fit", ".tcx.gz")."""

    name: str
    title: str
    suffixes: tuple[str, ...]
    read: Reads


@dataclass(frozen=True)
class Simulated:
    """An invented ecosystem whose truth is known.

    ``events``: what its customers did; ``statements``: mappings with "customer", "text" and "at_us"; ``truth``: by customer, such as
    {"ana-1": {"type": "social"}}.
    """

    events: tuple[Incoming, ...]
    statements: tuple[Mapping[str, Any], ...] = ()
    truth: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


class Simulates(Protocol):
    """An invented ecosystem; the same seed gives the same one, whatever the machine."""

    def __call__(self, customers: int, seed: int, last_day: int) -> Simulated:
        """``last_day``: days since 1970; nothing happens after it."""


@dataclass(frozen=True)
class World:
    """A reference ecosystem as a package brings it: data that a place takes up, and the code that goes with it.

    ``name``: small letters and digits; it stands in addresses and before the names of types, measures and jobs. ``app``: the world's
    Django app ("lifeworld_rowing"), "" where it has no tables; ``web``: where its pages are ("lifeworld_rowing.web:WEB"); ``words``:
    where its word of the terminal is ("lifeworld_rowing.commands:rowing"). ``plays``: what may be offered next to whom; a place that takes
    the world up has them ready, and begins each by hand. Every part but the first four may be empty.
    """

    name: str
    title: str
    about: str
    version: str
    types: tuple[TypePlan, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    jobs: tuple[JobPlan, ...] = ()
    codes: tuple[StudyCode, ...] = ()
    deeds: DeedMapping | None = None
    study: StudyPlan | None = None
    readers: tuple[Reader, ...] = ()
    simulate: Simulates | None = None
    tools: tuple[ToolPlan, ...] = ()
    plays: tuple[PlayPlan, ...] = ()
    app: str = ""
    web: str = ""
    words: str = ""

    def reader_of(self, name: str) -> Reader | None:
        """The reader for a file of that name; the longest suffix wins. None: none of this world's."""
        small = name.lower()
        fitting = [(len(end), reader) for reader in self.readers for end in reader.suffixes if small.endswith(end)]
        return max(fitting, key=lambda one: one[0])[1] if fitting else None

