"""What changes a study's codebook: every save is a version of its own, so that nothing is lost and old codings say what they went by."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.db.models import Q, TextField
from django.db.models.functions import Cast

from lifeworld.events.actions import record
from lifeworld.kit.caller import Caller, conflict, not_found
from lifeworld.kit.errors import InputRefused
from lifeworld.voices.core.site_codebook import StudyCode, StudyCodebook, checked_change, moved, storable
from lifeworld.voices.models import CodebookVersion, Mark, Reading, Study
from lifeworld.voices.queries.codebooks import version_of
from lifeworld.voices.queries.studies import newest_codebook

NOTE_CHARS_MAX = 400


@transaction.atomic
def save_codebook(caller: Caller, slug: str, codes: Sequence[StudyCode], expected: int, note: str = "") -> StudyCodebook:
    """Keep the codes as a new version; the same codes as before make none.

    ``expected`` is the version that was changed. Errors: LifeworldError 403, 404; 409 where somebody saved a version meanwhile;
    InputRefused where a code with codings would be lost.
    """
    caller.require("voices.analyse")
    study = Study.objects.select_for_update().filter(place=caller.place_id, slug=slug).first()
    if study is None:
        raise not_found("study", slug)
    before = newest_codebook(study.pk)
    if before.number != expected:
        raise conflict("codebook_changed", f"Somebody saved version {before.number} of the codebook while you changed version {expected}.",
                       "Look at what they changed, and make your change again.")
    after = StudyCodebook(before.number + 1, tuple(codes), storable(note).strip()[:NOTE_CHARS_MAX]).in_tree_order()
    checked_change(before, after.codes, _used(study.pk, [name for name in before.names if name not in after.names]))
    if after.codes == before.codes:
        return before
    CodebookVersion.objects.create(study=study, number=after.number, codes=[code.json() for code in after.codes], note=after.note,
                                   who=caller.who)
    record(caller, "voices.codebook_changed", data={"study": study.pk, "number": after.number})
    return after


def _used(study: int, names: Iterable[str]) -> list[str]:
    """Those of the codes that any coding has."""
    return [name for name in names if has_code(study, name)]


def has_code(study: int, name: str) -> bool:
    """Whether any reading or mark of a study has a code."""
    plain, escaped = f'"{name}"', json.dumps(name)
    readings = Reading.objects.filter(study=study).annotate(said=Cast("codes", TextField()))
    return Mark.objects.filter(reading__study=study, code=name).exists() or readings.filter(
        Q(said__contains=plain) | Q(said__contains=escaped)).exists()


def save_codes(caller: Caller, slug: str, codes: Sequence[Mapping[str, Any]], expected: int, note: str = "") -> StudyCodebook:
    """As ``save_codebook``, from JSON."""
    return save_codebook(caller, slug, [StudyCode.of(code) for code in codes], expected, note)


def add_code(caller: Caller, slug: str, said: Mapping[str, Any], expected: int) -> StudyCodebook:
    """Add a code at the end of its siblings. Errors: as ``save_codebook``; InputRefused where its key is taken."""
    code, before = StudyCode.of(said), _now(caller, slug)
    if code.name in before.names:
        raise InputRefused("code_twice", f"There is a code «{code.name}» already.", "Give it another key.")
    return save_codebook(caller, slug, (*before.codes, code), expected, f"«{code.title}» added.")


def change_code(caller: Caller, slug: str, name: str, said: Mapping[str, Any], expected: int) -> StudyCodebook:
    """Change what a code says; its key stays, because codings have it. Errors: as ``save_codebook``."""
    before = _now(caller, slug)
    if said.get("name", name) != name:
        raise InputRefused("code_key_stays", f"The key «{name}» stays, because codings have it.", "Change the title instead.")
    code = StudyCode.of({**_code(before, name).json(), **said})
    return save_codebook(caller, slug, [code if one.name == name else one for one in before.codes], expected, f"«{code.title}» changed.")


def retire_code(caller: Caller, slug: str, name: str, expected: int, *, back: bool = False) -> StudyCodebook:
    """Offer a code no more, or again; its codings stay. Errors: as ``save_codebook``."""
    before = _now(caller, slug)
    title = _code(before, name).title
    codes = [replace(one, retired=not back) if one.name == name else one for one in before.codes]
    return save_codebook(caller, slug, codes, expected, f"«{title}» {'offered again' if back else 'retired'}.")


def move_code(caller: Caller, slug: str, name: str, parent: str, after: str, expected: int) -> StudyCodebook:
    """Put a code under another one ("": at the top), behind a sibling ("": first). Errors: as ``save_codebook``."""
    before = _now(caller, slug)
    title = _code(before, name).title
    return save_codebook(caller, slug, moved(before.codes, name, parent, after), expected, f"«{title}» moved.")


def restore_version(caller: Caller, slug: str, number: int, expected: int) -> StudyCodebook:
    """Take changes back: an older version as a new one; codes that came later are retired where codings have them.

    Errors: as ``save_codebook``; LifeworldError 404 for a version that is not there.
    """
    old, now = version_of(caller, slug, number), _now(caller, slug)
    later = [replace(code, retired=True, parent="") for code in now.codes if code.name not in old.names]
    study = Study.objects.get(place=caller.place_id, slug=slug)
    kept = _used(study.pk, [code.name for code in later])
    return save_codebook(caller, slug, (*old.codes, *(code for code in later if code.name in kept)), expected, f"Back to version {number}.")


def _code(codebook: StudyCodebook, name: str) -> StudyCode:
    found = next((code for code in codebook.codes if code.name == name), None)
    if found is None:
        raise not_found("code", name)
    return found


def _now(caller: Caller, slug: str) -> StudyCodebook:
    caller.require("voices.analyse")
    study = Study.objects.filter(place=caller.place_id, slug=slug).first()
    if study is None:
        raise not_found("study", slug)
    return newest_codebook(study.pk)
