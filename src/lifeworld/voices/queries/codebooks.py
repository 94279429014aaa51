"""What is asked of codebooks: versions, what changed between them, and which codings went by another meaning."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from lifeworld.kit.caller import Caller, not_found
from lifeworld.places.models import User
from lifeworld.voices.core.site_codebook import StudyCodebook, stale_codes
from lifeworld.voices.models import CodebookVersion, Reading
from lifeworld.voices.queries.studies import codebook_value, require_reader, study_of


@dataclass(frozen=True)
class VersionLine:
    """A version in the list: who made it and when, and its note."""

    number: int
    note: str
    who: str
    made_at: datetime


def versions_of(caller: Caller, slug: str) -> list[VersionLine]:
    """The versions of a study's codebook, newest first. Errors: LifeworldError 403, 404."""
    study = study_of(caller, slug)
    rows = list(CodebookVersion.objects.filter(study=study.pk).order_by("-number").values_list("number", "note", "who", "made_at"))
    users = {int(who.removeprefix("user:")) for _, _, who, _ in rows if who.startswith("user:")}
    names = {f"user:{pk}": name for pk, name in User.objects.filter(pk__in=users).values_list("pk", "name")}
    return [VersionLine(number, note, names.get(who, who), made_at) for number, note, who, made_at in rows]


def version_of(caller: Caller, slug: str, number: int) -> StudyCodebook:
    """One version. Errors: LifeworldError 403, 404."""
    study = study_of(caller, slug)
    row = CodebookVersion.objects.filter(study=study.pk, number=number).values("number", "codes", "note").first()
    if row is None:
        raise not_found("version", number)
    return codebook_value(row)


def codebooks_of(caller: Caller, study_pk: int) -> dict[int, StudyCodebook]:
    """All versions of a study's codebook by number."""
    require_reader(caller)
    rows = CodebookVersion.objects.filter(study=study_pk, study__place=caller.place_id).values("number", "codes", "note")
    return {row["number"]: codebook_value(row) for row in rows}


def stale_by_version(caller: Caller, study_pk: int) -> dict[int, frozenset[str]]:
    """For each version the codes whose meaning is another one now; a reading by that version is stale in these."""
    versions = codebooks_of(caller, study_pk)
    now = versions[max(versions)]
    return {number: stale_codes(then, now) for number, then in versions.items()}


def stale_statements(caller: Caller, study_pk: int, coder_pk: int) -> list[int]:
    """Keys of the statements whose reading by a coder went by a meaning that has changed since; in order.

    Models are left out: they go by what they learned, whatever the codebook says.
    """
    stale = [number for number, codes in stale_by_version(caller, study_pk).items() if codes]
    rows = Reading.objects.filter(study=study_pk, study__place=caller.place_id, coder=coder_pk, codebook__in=stale).exclude(
        coder__kind="model")
    return list(rows.order_by("statement").values_list("statement", flat=True))
