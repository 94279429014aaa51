"""Results that take long: told from what is kept; reckoned at once where a study is small, else wished for, and reckoned by the worker."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from lifeworld.events.queries import position
from lifeworld.kit.caller import Caller
from lifeworld.voices.core.judged_matrix import packed_numbers, packed_values
from lifeworld.voices.core.site_studies import StudyValue
from lifeworld.voices.models import Kept
from lifeworld.voices.queries.comparing_matrix import MATRIX, matrix_now
from lifeworld.voices.queries.kept import SMALL_READINGS_MAX, KeptValue, changed_since, kept, n_readings
from lifeworld.voices.queries.kept_reckoning import Ask, name_of, reckoned

WISH = "wish/"
REST = 10
"""A result of a large study rests this many times as long as it took: a team that codes all day keeps the worker for other things."""
KEPT_MAX = 200
"""Results kept of a study; of more the oldest go."""


@dataclass(frozen=True)
class Told:
    """An answer as of a position of the journal and a moment; ``body`` None: not reckoned yet. ``updating``: a newer one is due."""

    body: Mapping[str, Any] | None
    position: int
    at: datetime | None
    updating: bool = False


def told(caller: Caller, study: StudyValue, ask: Ask) -> Told:
    """The answer to what is asked (see ``reckoned``), from what is kept where nothing changed since.

    A small study is reckoned now. For others the newest kept answer is told, and the worker is asked for a newer one.
    Errors: LifeworldError 403.
    """
    caller.require("voices.analyse")
    name, n = name_of(ask), n_readings(study.pk)
    known = kept(study.pk, name)
    if known is not None and known.body["n"] == n and not changed_since(caller, study, known.position):
        return Told(known.body["answer"], known.position, known.at)
    if n <= SMALL_READINGS_MAX:
        matrix, at = matrix_now(caller, study)
        return keep(study.pk, name, at, reckoned(caller, study, ask, matrix), n)
    if known is None or not rests(known):
        wish(caller, study.pk, ask)
    return Told(known.body["answer"], known.position, known.at, True) if known else Told(None, 0, None, True)


def rests(known: KeptValue) -> bool:
    """Whether a kept result is so new, held against how long it took, that it is not reckoned again yet."""
    return timezone.now() - known.at < timedelta(seconds=REST * float(known.body.get("took_s", 0)))


def wish(caller: Caller, study_pk: int, ask: Ask) -> None:
    """Ask the worker for an answer; a wish that is there already is not made twice."""
    Kept.objects.get_or_create(study_id=study_pk, name=WISH + name_of(ask), defaults={"position": position(caller), "body": dict(ask)})


def wish_for_lists(caller: Caller, study: StudyValue) -> None:
    """Ask the worker for a newer matrix, from which lists of statements of a large study are told, unless it rests."""
    base = kept(study.pk, MATRIX)
    if base is None or not rests(base):
        wish(caller, study.pk, {"what": "matrix"})


def keep(study_pk: int, name: str, at: int, answer: Mapping[str, Any], n: int, took_s: float = 0.0) -> Told:
    """Keep an answer and take its wish away, in one transaction; one that is newer already stays."""
    with transaction.atomic():
        newest = Kept.objects.filter(study=study_pk, name=name, position__gt=at).exists()
        if not newest:
            body = {"n": n, "took_s": took_s, "answer": dict(answer)}
            Kept.objects.update_or_create(study_id=study_pk, name=name, defaults={"position": at, "body": body})
        Kept.objects.filter(study=study_pk, name=WISH + name).delete()
        _only_the_newest(study_pk)
    return Told(answer, at, timezone.now())


def _only_the_newest(study_pk: int) -> None:
    answers = Kept.objects.filter(study=study_pk).exclude(name__startswith=MATRIX).exclude(name__startswith=WISH)
    old = list(answers.order_by("-made_at", "-pk").values_list("pk", flat=True)[KEPT_MAX:KEPT_MAX + 100])
    if old:
        Kept.objects.filter(pk__in=old).delete()


def keep_matrix(caller: Caller, study: StudyValue) -> None:
    """Read all readings of a study and keep the matrix: lists of statements behind a number are told from it."""
    begun = time.monotonic()
    matrix, at = matrix_now(caller, study)
    base = {"codes": list(matrix.codes), "coders": list(matrix.coders), "statements": packed_numbers(matrix.statements),
            "customers": packed_numbers(matrix.customers), "n_read": matrix.n_read(), "took_s": time.monotonic() - begun}
    with transaction.atomic():
        parts = {f"{MATRIX}/{code}": {"values": packed_values(matrix.code(code))} for code in matrix.codes}
        Kept.objects.filter(study=study.pk, name__startswith=f"{MATRIX}/").exclude(name__in=list(parts)).delete()
        for name, body in [(MATRIX, base), *parts.items()]:
            Kept.objects.update_or_create(study_id=study.pk, name=name, defaults={"position": at, "body": body})


def forget_kept(study_pk: int) -> None:
    """Take everything kept of a study away: what is asked next is reckoned anew, without a customer who was forgotten."""
    Kept.objects.filter(study=study_pk).delete()
