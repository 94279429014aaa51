"""The machines' door of segments by needs."""

from __future__ import annotations

from typing import Any

from ninja import Field, Router, Schema, Status

from lifeworld.audiences.actions.needs import make_segments, remove_segments
from lifeworld.audiences.queries import needs
from lifeworld.audiences.queries.needs import SegmentationValue
from lifeworld.kit.web import Asked

router = Router(tags=["audiences"])


class SegmentOut(Schema):
    """A segment; ``stability`` is the mean likeness over bootstraps, ``importance`` by outcome as a figure in words."""

    number: int
    name: str
    n: int
    share: float
    stability: float
    stable: bool
    importance: dict[str, str]


class SegmentationOut(Schema):
    """Segments by needs; ``bic`` by number of segments, smaller is better."""

    slug: str
    title: str
    made_at: str
    n_customers: int
    outcomes: list[str]
    segments: list[SegmentOut]
    bic: dict[str, float]
    warnings: list[str]


class SegmentationIn(Schema):
    """Segments to look for; without ``k`` as many as the answers show."""

    title: str
    k: int | None = Field(default=None, ge=2, le=6)


def _out(one: SegmentationValue) -> dict[str, Any]:
    segments = [{"number": each.number, "name": each.name, "n": each.n, "share": each.share, "stability": each.stability,
                 "stable": each.stable, "importance": {outcome: figure.text() for outcome, figure in each.importance.items()}}
                for each in one.segments]
    return {"slug": one.slug, "title": one.title, "made_at": one.made_at, "n_customers": one.n_customers, "outcomes": list(one.outcomes),
            "segments": segments, "bic": {str(k): value for k, value in one.bic.items()},
            "warnings": list(one.warnings)}


@router.get("/{place:place}/-/segments", response=list[SegmentationOut], summary="Segments by needs", operation_id="segmentations")
def segmentations(request: Asked, place: str) -> Any:
    """Needs the right «audiences.see»."""
    return [_out(one) for one in needs.segmentations(request.caller)]


@router.post("/{place:place}/-/segments", response={201: SegmentationOut}, summary="Look for segments", operation_id="make_segments")
def make(request: Asked, place: str, body: SegmentationIn) -> Status[Any]:
    """422 where too few customers answered. Needs the right «audiences.manage»."""
    return Status(201, _out(make_segments(request.caller, body.title, k=body.k)))


@router.get("/{place:place}/-/segments/{slug:segmentation}", response=SegmentationOut, summary="One segmentation",
            operation_id="segmentation")
def segmentation(request: Asked, place: str, segmentation: str) -> Any:
    """Needs the right «audiences.see»."""
    return _out(needs.segmentation_of(request.caller, segmentation))


@router.delete("/{place:place}/-/segments/{slug:segmentation}", response={204: None}, summary="Remove segments",
               operation_id="remove_segments")
def remove(request: Asked, place: str, segmentation: str) -> Status[None]:
    """Needs the right «audiences.manage»."""
    remove_segments(request.caller, segmentation)
    return Status(204, None)
