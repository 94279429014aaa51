"""The model codes what came in, in batches of statements; readings and the coder's cursor are kept in one transaction."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone

from lifeworld.events.actions import record
from lifeworld.voices.core.codebook import CODES
from lifeworld.voices.core.codings import PROBABILITY_MIN
from lifeworld.voices.core.site_studies import StudySettings, worker
from lifeworld.voices.files.coders import load_coder
from lifeworld.voices.models import CodebookVersion, Coder, Reading, Statement, Study

CODED_AT_ONCE = {"fast": 1_000, "cascade": 100, "accurate": 50}
"""Statements of one transaction, by the coder's pace."""


_SERVED: list[int] = [0]
"""The model that had the last turn in this process."""


def coders_waiting() -> Iterator[int]:
    """Keys of the models whose study has statements that they have not coded: each has its turn, so that no large study keeps others."""
    models = Coder.objects.filter(kind="model", name__in=CODED_AT_ONCE).select_related("study").order_by("pk")
    for coder in sorted(models, key=lambda one: (one.pk <= _SERVED[0], one.pk)):
        if StudySettings.of(coder.study.settings).coder == coder.name and _after(coder).exists():
            _SERVED[0] = coder.pk
            yield coder.pk


def _after(coder: Coder) -> Any:
    return Statement.objects.filter(study=coder.study_id, pk__gt=coder.cursor)


def continue_coding(coder_pk: int) -> int:
    """Code the next statements of a model's study; returns how many.

    The model knows the twelve codes of the default codebook; a study's own codes are for people, and it says nothing of them.
    """
    coder = Coder.objects.select_related("study__place").get(pk=coder_pk)
    settings = StudySettings.of(coder.study.settings)
    rows = list(_after(coder).order_by("pk").values_list("pk", "text", "facts")[:CODED_AT_ONCE[coder.name]])
    if not rows:
        return 0
    model = load_coder(coder.name)
    focal = [facts.get("focal") or settings.focal for _, _, facts in rows]
    aliases = {settings.focal: settings.aliases} if settings.focal and settings.aliases else {}
    found = model.code([text for _, text, _ in rows], focal, aliases)
    number = CodebookVersion.objects.filter(study=coder.study_id).aggregate(n=Max("number"))["n"]
    now = timezone.now()
    readings = [
        Reading(study_id=coder.study_id, statement_id=pk, coder_id=coder.pk, codebook=number, valence=valence, made_at=now,
                codes={CODES[at]: p[at] for at in kept}, present=[CODES[at] for at in present])
        for (pk, _, _), p, kept, present, valence in zip(
            rows, found.probability.tolist(), _places((found.probability >= PROBABILITY_MIN) | found.present), _places(found.present),
            found.valence.tolist(), strict=True)]
    return _keep(coder, readings, model.label)


def _places(marked: np.ndarray[Any, Any]) -> list[list[int]]:
    """Where each row is true."""
    return [np.flatnonzero(row).tolist() for row in marked]


@transaction.atomic
def _keep(coder: Coder, readings: list[Reading], label: str) -> int:
    """Write the readings, unless another process was faster or the study was changed meanwhile."""
    now = Coder.objects.select_for_update().get(pk=coder.pk)
    if now.cursor != coder.cursor or Study.objects.get(pk=coder.study_id).settings != coder.study.settings:
        return 0
    there = set(Statement.objects.filter(pk__in=[one.statement_id for one in readings]).values_list("pk", flat=True))
    last = max(one.statement_id for one in readings)
    readings = [one for one in readings if one.statement_id in there]
    if not readings:  # all were forgotten meanwhile
        Coder.objects.filter(pk=coder.pk).update(cursor=last)
        return 0
    before = Reading.objects.filter(coder=coder.pk, statement__in=there).count()
    Reading.objects.bulk_create(readings, update_conflicts=True, unique_fields=["statement", "coder"],
                                update_fields=["codes", "present", "valence", "codebook", "made_at"])
    Coder.objects.filter(pk=coder.pk).update(cursor=last, version=label[:200], n_readings=F("n_readings") + len(readings) - before)
    place = coder.study.place
    record(worker(place.path, place.pk), "voices.model_coded",
           data={"study": coder.study_id, "coder": coder.pk, "n": len(readings), "first": min(there), "last": max(there)})
    return len(readings)
