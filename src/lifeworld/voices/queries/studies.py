"""What is asked of studies: one, all of a place, who codes them, and how far they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.db.models import Count, QuerySet

from lifeworld.kit.caller import Caller, not_found
from lifeworld.voices.core.site_codebook import StudyCode, StudyCodebook
from lifeworld.voices.core.site_studies import CoderValue, StudySettings, StudyValue
from lifeworld.voices.models import CodebookVersion, Coder, Reading, Study

KIND_ORDER = {"settled": 0, "person": 1, "model": 2, "imported": 3}


def require_reader(caller: Caller) -> None:
    """Refuses whoever may neither see nor code: coders read statements to code them."""
    if not caller.may("voices.code"):
        caller.require("voices.see")


def study_of(caller: Caller, slug: str) -> StudyValue:
    """The study of that slug with the codebook that holds now. Errors: LifeworldError 404, also for another place's; 403."""
    require_reader(caller)
    return study_value(Study.objects.filter(place=caller.place_id, slug=slug), caller, slug)


def study_with_key(caller: Caller, study_pk: int) -> StudyValue:
    """The study of that key in the caller's place. Errors: LifeworldError 404; 403."""
    require_reader(caller)
    return study_value(Study.objects.filter(place=caller.place_id, pk=study_pk), caller, study_pk)


def study_value(found: QuerySet[Study], caller: Caller, name: object) -> StudyValue:
    """The one study of a query set as a value. Errors: LifeworldError 404."""
    row = found.first()
    if row is None:
        raise not_found("study", name)
    return _value(row, caller, newest_codebook(row.pk))


def _value(row: Study, caller: Caller, codebook: StudyCodebook) -> StudyValue:
    return StudyValue(row.pk, caller.place_id, caller.place, row.slug, row.title, StudySettings.of(row.settings), codebook,
                      row.n_statements, row.n_customers)


def newest_codebook(study_pk: int) -> StudyCodebook:
    """The version of a study's codebook that holds now."""
    return codebook_value(CodebookVersion.objects.filter(study=study_pk).order_by("-number").values("number", "codes", "note")[0])


def codebook_value(row: Mapping[str, Any]) -> StudyCodebook:
    """A version as a value; ``row`` has number, codes and note."""
    return StudyCodebook(row["number"], tuple(StudyCode.of(code) for code in row["codes"]), row["note"])


def studies_of(caller: Caller) -> list[StudyValue]:
    """The studies of the place by title."""
    require_reader(caller)
    rows = list(Study.objects.filter(place=caller.place_id).order_by("title", "pk"))
    newest: dict[int, Mapping[str, Any]] = {}
    versions = CodebookVersion.objects.filter(study__place=caller.place_id).order_by("number")
    for version in versions.values("study", "number", "codes", "note"):
        newest[version["study"]] = version
    coders = Coder.objects.filter(study__in=rows, kind="person")
    if not (caller.may("voices.analyse") or caller.may("voices.see")):
        coders = coders.filter(user=caller.user)
    people = Reading.objects.filter(study__in=rows, coder__in=list(coders.values_list("pk", flat=True)))
    read = dict(people.values_list("study").annotate(n=Count("pk")))
    modelled = {(study, name): n for study, name, n in Coder.objects.filter(study__in=rows, kind="model").values_list(
        "study", "name", "n_readings")}
    return [replace(value, n_read=read.get(value.pk, 0), n_modelled=modelled.get((value.pk, value.settings.coder), 0))
            for value in (_value(row, caller, codebook_value(newest[row.pk])) for row in rows)]


def coders_of(caller: Caller, study_pk: int) -> list[CoderValue]:
    """Who codes a study and how many statements each has read: what was settled, people, models, imports.

    Without the right ``voices.analyse`` a caller is told of herself alone: who else codes, and how far, may sway her.
    """
    require_reader(caller)
    found = Coder.objects.filter(study=study_pk, study__place=caller.place_id)
    rows = list(found if caller.may("voices.analyse") else found.filter(user=caller.user, user__isnull=False))
    asked = [row.pk for row in rows if row.kind != "model" and not (row.kind == "imported" and row.n_readings)]
    counted = dict(Reading.objects.filter(study=study_pk, coder__in=asked).values_list("coder").annotate(n=Count("pk")))
    values = [CoderValue(row.pk, row.kind, row.name, row.user_id, row.version, counted.get(row.pk, row.n_readings)) for row in rows]
    return sorted(values, key=lambda one: (KIND_ORDER.get(one.kind, 9), one.name, one.pk))
