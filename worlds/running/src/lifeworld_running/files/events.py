"""Recordings as events alone, for places that want the measures and not the pages: what `lifeworld events import --of` reads."""

from __future__ import annotations

from collections.abc import Iterator

from lifeworld.plugin import FileEvents, Incoming
from lifeworld_running.core.analysis import analysed
from lifeworld_running.core.cleaning import cleaned
from lifeworld_running.core.lines import EVENT, PATCHY_SOURCE, RECORDED_SOURCE, RUNS
from lifeworld_running.core.summaries import event_numbers
from lifeworld_running.core.values import PLANNED, REFUSED, FileRead, Recording
from lifeworld_running.files.reading import read_file

WORD_CHARS = 120


def read_events(name: str, data: bytes, *, subject: str) -> Iterator[FileEvents]:
    """The runs of a file or archive as events of the customer ``subject``; what is no run, or only planned, is no event."""
    for read in read_file(name, data):
        events = tuple(event for recording in read.recordings if (event := _event(recording, subject)) is not None)
        yield _answer(read, events)


def _answer(read: FileRead, events: tuple[Incoming, ...]) -> FileEvents:
    if read.recordings and not events and read.verdict != REFUSED:
        return FileEvents(read.name, REFUSED, code="no_run", reason="Nothing in it is a run of which time and distance are known.")
    return FileEvents(read.name, read.verdict, events, read.code, read.reason)


def _event(recording: Recording, subject: str) -> Incoming | None:
    """The event of a run: the same data as the pages send, so far as a file alone says it."""
    if recording.kind == PLANNED or recording.sport not in RUNS or recording.started_us is None:
        return None
    said = analysed(recording, cleaned(recording))
    numbers = event_numbers(said)
    if "distance_km" not in numbers:
        return None
    words = {"device": recording.provenance.device[:WORD_CHARS], "app": recording.provenance.app[:WORD_CHARS]}
    return Incoming(
        RECORDED_SOURCE if said.reliability.verified else PATCHY_SOURCE, f"{subject}/{recording.key}", EVENT, subject, recording.started_us,
        {"activity": recording.key, "sport": recording.sport, **numbers, **{name: word for name, word in words.items() if word}})
