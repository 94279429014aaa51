"""What changes studies: one is begun, its settings are changed."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction

from lifeworld.events.actions import record
from lifeworld.kit.caller import Caller, conflict, not_found
from lifeworld.voices.core.site_codebook import first_version
from lifeworld.voices.core.site_studies import StudySettings, StudyValue, checked_title, slug_of
from lifeworld.voices.files.codebook import default_codebook
from lifeworld.voices.models import CodebookVersion, Coder, Study
from lifeworld.voices.queries.studies import study_of

READS_ANEW = ("focal", "aliases")
"""Settings that change what a model finds: it codes the study again when they change."""


def create_study(caller: Caller, title: str, settings: dict[str, Any] | None = None, slug: str = "") -> StudyValue:
    """Begin a study with the default codebook and a model that codes what comes in.

    Errors: LifeworldError 403; InputRefused for a title or a setting; 409 where the place has a study of that address.
    """
    caller.require("voices.analyse")
    title, checked = checked_title(title), StudySettings.of(settings or {})
    slug = slug_of(slug or title)
    try:
        with transaction.atomic():
            study = Study.objects.create(place_id=caller.place_id, slug=slug, title=title, settings=checked.json())
            first = first_version(default_codebook())
            CodebookVersion.objects.create(study=study, number=1, codes=[code.json() for code in first.codes], note=first.note,
                                           who=caller.who)
            Coder.objects.create(study=study, kind="model", name=checked.coder)
            record(caller, "voices.study_created", data={"study": study.pk})
    except IntegrityError as error:
        raise conflict("study_exists", f"There is a study at the address «{slug}» already.", "Give it another title.") from error
    return study_of(caller, slug)


@transaction.atomic
def change_study(caller: Caller, slug: str, title: str | None = None, settings: dict[str, Any] | None = None) -> StudyValue:
    """Change a study's title or those settings that are given; a model begins anew where its texts would read differently to it.

    Errors: LifeworldError 403, 404; InputRefused.
    """
    caller.require("voices.analyse")
    study = Study.objects.select_for_update().filter(place=caller.place_id, slug=slug).first()
    if study is None:
        raise not_found("study", slug)
    before = StudySettings.of(study.settings)
    after = StudySettings.of({**before.json(), **(settings or {})})
    study.title = checked_title(title) if title is not None else study.title
    study.settings = after.json()
    study.save(update_fields=["title", "settings"])
    if after.coder != before.coder:
        Coder.objects.get_or_create(study=study, kind="model", name=after.coder)
    if any(getattr(before, key) != getattr(after, key) for key in READS_ANEW):
        Coder.objects.filter(study=study, kind="model").update(cursor=0)
    record(caller, "voices.study_changed", data={"study": study.pk})
    return study_of(caller, slug)
