"""The offers of a run, as columns."""

from __future__ import annotations

from dataclasses import dataclass

from lifeworld.partners.core.segment import Segment
from lifeworld.partners.files.segments import segment_from
from lifeworld.partners.models import Segment as Kept


@dataclass(frozen=True)
class LiveRun:
    """A run whose offers count: ``n`` of them, kept in ``n_parts`` parts."""

    pk: int
    mark: str
    feed: int
    seller: str
    kind: str
    n: int
    n_parts: int


class RunGone(Exception):
    """The parts of a run went while they were to be read."""


def segment_of(run: LiveRun) -> Segment:
    """The offers of a run. Errors: RunGone where its parts are not all there any more."""
    bodies = Kept.objects.filter(run=run.pk).order_by("number").values_list("body", flat=True)
    parts = [bytes(body) for body in bodies.iterator(chunk_size=4)]
    if len(parts) != run.n_parts:
        raise RunGone(run.pk)
    return segment_from(*parts) if parts else Segment.of([])
