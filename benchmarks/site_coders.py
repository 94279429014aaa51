"""Readings of twenty coders in bulk: what the model found, changed here and there as people differ, keyed by coder and statement."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import numpy as np

from benchmarks.site_seed import SEED
from benchmarks.site_steps import IMPORTED, PEOPLE, READ_EACH, ROWS_AT_ONCE, SETTLED
from lifeworld.kit.streams import stream_keys, uniforms
from lifeworld.voices.core.codebook import CODES

LEFT_OUT, ADDED = 0.25, 0.04
"""How often a coder does not see what the model found, and sees what it did not, in each code."""


def changed(present: list[list[str]], statements: np.ndarray[Any, Any], coder: int) -> Iterator[list[str]]:
    """What a coder found in statements of which the model found ``present``."""
    there = np.array([[code in codes for code in CODES] for codes in present])
    lots = uniforms(stream_keys(SEED, coder, statements.astype(np.uint64)), len(CODES))
    seen = np.where(there, lots > LEFT_OUT, lots < ADDED)
    return ([CODES[i] for i in np.flatnonzero(row)] for row in seen)


def readings_of_others(slug: str) -> dict[str, Any]:
    """Write them; how long that took and how many there are."""
    from django.utils import timezone

    from lifeworld.events.models import Event
    from lifeworld.places.models import User
    from lifeworld.voices.models import Coder, Reading, Study

    begun = time.perf_counter()
    study = Study.objects.get(slug=slug)
    model = Coder.objects.get(study=study, kind="model")
    rows = list(Reading.objects.filter(coder=model).order_by("statement").values_list("statement", "statement__customer__key", "present"))
    people = list(User.objects.filter(email__startswith="person").order_by("pk")[1:PEOPLE + 1])
    share = max(1, min(READ_EACH, len(rows) // 2))
    who = [(Coder.objects.create(study=study, kind="imported", name=f"Import {i + 1}"), rows, "") for i in range(IMPORTED)]
    for i, user in enumerate(people):
        first = i * share // 3 % max(1, len(rows) - share)  # neighbours share most of what they read: there is something to compare
        person = Coder.objects.create(study=study, kind="person", name=user.name, user=user)
        who.append((person, rows[first:first + share], f"user:{user.pk}"))
    who.append((Coder.objects.create(study=study, kind="settled", name="Settled"), rows[:min(SETTLED, len(rows))], ""))
    now, n = timezone.now(), 0
    for coder, own, login in who:
        for at in range(0, len(own), ROWS_AT_ONCE):
            some = own[at:at + ROWS_AT_ONCE]
            keys = np.array([row[0] for row in some])
            found = list(changed([row[2] for row in some], keys, coder.pk))
            Reading.objects.bulk_create([
                Reading(study=study, statement_id=row[0], coder=coder, codebook=1, codes=dict.fromkeys(codes, 1), present=codes,
                        made_at=now)
                for row, codes in zip(some, found, strict=True)])
            if coder.kind in {"person", "settled"}:
                kind = "voices.coded" if coder.kind == "person" else "voices.settled"
                Event.objects.bulk_create([
                    Event(place="acme", type=kind, customer=row[1] or "", who=login, at=now,
                          data={"study": study.pk, "statement": row[0], "coder": coder.pk}) for row in some])
            n += len(some)
        if coder.kind == "imported":
            Coder.objects.filter(pk=coder.pk).update(n_readings=len(own))
    return {"seconds": time.perf_counter() - begun, "n": n, "coders": len(who) + 1}
