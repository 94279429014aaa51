"""The machines' door of codebooks."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.http import HttpResponse
from ninja import Field, Router, Schema

from lifeworld.kit.web import Asked, fresh, tagged
from lifeworld.voices.actions import codebooks as actions
from lifeworld.voices.core.site_codebook import StudyCodebook, differences
from lifeworld.voices.queries.codebooks import version_of, versions_of
from lifeworld.voices.queries.studies import study_of

router = Router(tags=["voices"])


class CodeBody(Schema):
    """A code: its key, what people read, when it applies, what counts and what does not, and the key of the code above it."""

    name: str
    definition: str
    title: str = ""
    group: str = "other"
    type: str = ""
    include: list[str] = Field(default_factory=list)
    exclude: list[str] = Field(default_factory=list)
    examples: list[str] = Field(default_factory=list)
    refines: str = ""
    parent: str = ""
    retired: bool = False
    color: str = ""


class CodeOut(CodeBody):
    """A code with the hash of its meaning, by which stale codings are told."""

    meaning: str


class CodebookOut(Schema):
    """A version of a codebook."""

    number: int
    note: str
    codes: list[CodeOut]


class CodebookIn(Schema):
    """All codes, as they shall be; ``expected`` is the number of the version that was changed."""

    expected: int
    codes: list[CodeBody]
    note: str = ""


class RestoreIn(Schema):
    """The number of the version that holds now."""

    expected: int


class VersionOut(Schema):
    """A version in the list."""

    number: int
    note: str
    made_at: str


class VersionsOut(Schema):
    """All versions, newest first."""

    versions: list[VersionOut]


class DifferenceOut(Schema):
    """What became of a code: added, removed, retired, back, meaning, words or moved."""

    name: str
    what: str
    before: str
    after: str


class VersionWithin(CodebookOut):
    """A version and what it changed."""

    changes: list[DifferenceOut]


def codebook_out(value: StudyCodebook) -> dict[str, Any]:
    """A version as JSON."""
    return {"number": value.number, "note": value.note, "codes": [{**code.json(), "meaning": code.meaning} for code in value.codes]}


@router.get("/{place:place}/-/studies/{slug:study}/codebook", response=CodebookOut, summary="The codebook", operation_id="codebook")
def codebook(request: Asked, place: str, study: str, response: HttpResponse) -> Any:
    """The version that holds now. Needs the right «voices.see» or «voices.code»."""
    value = study_of(request.caller, study).codebook
    parts = (place, study, "codebook", value.number)
    if (known := fresh(request, *parts)) is not None:
        return known
    tagged(response, *parts)
    return codebook_out(value)


@router.put("/{place:place}/-/studies/{slug:study}/codebook", response=CodebookOut, summary="Save a version", operation_id="save_codebook")
def save_codebook(request: Asked, place: str, study: str, body: CodebookIn) -> dict[str, Any]:
    """409 where somebody saved a version meanwhile. Needs the right «voices.analyse»."""
    codes = [{**code.model_dump(), "title": code.title or code.name.replace("_", " ")} for code in body.codes]
    return codebook_out(actions.save_codes(request.caller, study, codes, body.expected, body.note))


@router.get("/{place:place}/-/studies/{slug:study}/codebook/versions", response=VersionsOut, summary="Versions", operation_id="versions")
def versions(request: Asked, place: str, study: str) -> dict[str, Any]:
    """Needs the right «voices.see» or «voices.code»."""
    return {"versions": [{"number": one.number, "note": one.note, "made_at": one.made_at.isoformat()}
                         for one in versions_of(request.caller, study)]}


@router.get("/{place:place}/-/studies/{slug:study}/codebook/versions/{int:version}", response=VersionWithin, summary="One version",
            operation_id="version")
def version(request: Asked, place: str, study: str, version: int) -> dict[str, Any]:
    """With what it changed. Needs the right «voices.see» or «voices.code»."""
    found = version_of(request.caller, study, version)
    changes = differences(version_of(request.caller, study, version - 1), found) if version > 1 else ()
    return {**codebook_out(found), "changes": [asdict(one) for one in changes]}


@router.post("/{place:place}/-/studies/{slug:study}/codebook/versions/{int:version}/restore", response=CodebookOut,
             summary="Go back to a version", operation_id="restore_version")
def restore(request: Asked, place: str, study: str, version: int, body: RestoreIn) -> dict[str, Any]:
    """It is saved as a new version. 409 where somebody saved one meanwhile. Needs the right «voices.analyse»."""
    return codebook_out(actions.restore_version(request.caller, study, version, body.expected))
