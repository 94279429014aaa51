"""Offering jobs that customers may take up, changing and retiring them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from lifeworld.events.actions import record
from lifeworld.goals.core.checking import checked_scale, checked_text, one_of
from lifeworld.goals.core.statements import Outcome, checked
from lifeworld.goals.core.values import KINDS, UNCHANGED, JobValue, ScalePlan, Suggestion
from lifeworld.goals.models import Job
from lifeworld.goals.queries.jobs import job_value
from lifeworld.kit.caller import Caller, conflict, not_found
from lifeworld.kit.errors import InputRefused
from lifeworld.measures.models import Indicator

SUGGESTS_MAX = 8
_SLUG = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")


@transaction.atomic
def offer_job(caller: Caller, slug: str, title: str, kind: str, *, outcome: Outcome | None = None,
              suggests: Sequence[Suggestion] = ()) -> JobValue:
    """A new job. Errors: LifeworldError 403; 409 where the slug is taken; InputRefused."""
    caller.require("goals.manage")
    if not isinstance(slug, str) or not _SLUG.fullmatch(slug) or len(slug) > 80:
        raise InputRefused("bad_slug", f"«{str(slug)[:80]}» cannot stand in an address.", "Use small letters, digits and hyphens.")
    body = {**_outcome(outcome), **_suggests(caller, suggests)}
    try:
        with transaction.atomic():
            row = Job.objects.create(place_id=caller.place_id, slug=slug, title=checked_text(title, "title"),
                                     kind=one_of(kind, KINDS, "kind"), body=body)
    except IntegrityError:
        raise conflict("slug_taken", f"There is a job «{slug}» here already.", "Change that job, or use another name.") from None
    record(caller, "goals.job_offered", data={"job": row.pk})
    return job_value(row)


@transaction.atomic
def change_job(caller: Caller, slug: str, *, title: str = UNCHANGED, outcome: Outcome | None = UNCHANGED,
               suggests: Sequence[Suggestion] = UNCHANGED) -> JobValue:
    """The job with other words or measures; goals that were declared for it stay as they are. Errors: LifeworldError 403, 404; 422."""
    row = _mine(caller, slug)
    if title is not UNCHANGED:
        row.title = checked_text(title, "title")
    if outcome is not UNCHANGED:
        row.body = {name: value for name, value in row.body.items() if name != "outcome"} | _outcome(outcome)
    if suggests is not UNCHANGED:
        row.body = {**row.body, **_suggests(caller, suggests)}
    row.save(update_fields=["title", "body"])
    record(caller, "goals.job_changed", data={"job": row.pk})
    return job_value(row)


@transaction.atomic
def retire_job(caller: Caller, slug: str) -> None:
    """The job is offered no more; goals that were declared for it go on. Errors: LifeworldError 403, 404; 409 where it was before."""
    row = _mine(caller, slug)
    if row.retired_at is not None:
        raise conflict("job_retired", f"The job «{slug}» was retired before.", "Nothing is left to do.")
    row.retired_at = timezone.now()
    row.save(update_fields=["retired_at"])
    record(caller, "goals.job_retired", data={"job": row.pk})


def _mine(caller: Caller, slug: str) -> Job:
    caller.require("goals.manage")
    row = Job.objects.select_for_update().filter(place=caller.place_id, slug=slug).first()
    if row is None:
        raise not_found("job", slug)
    return row


def _outcome(outcome: Outcome | None) -> dict[str, Any]:
    return {"outcome": checked(outcome).to_json()} if outcome else {}


def _suggests(caller: Caller, suggests: Sequence[Suggestion]) -> dict[str, Any]:
    if len(suggests) > SUGGESTS_MAX:
        raise InputRefused("many_scales", f"A job suggests at most {SUGGESTS_MAX} measures.", "Leave some out.")
    known = set(Indicator.objects.filter(place=caller.place_id, retired_at=None).values_list("slug", flat=True))
    kept = []
    for each in suggests:
        if each.indicator and each.indicator not in known:
            raise InputRefused("unknown_measure", f"There is no measure «{each.indicator[:80]}» here.", "Define it first, or leave it out.")
        bare = checked_scale(ScalePlan(checked_text(each.title, "title of the measure"), each.indicator, each.unit, 1.0, each.levels,
                                       each.low, each.high, each.over), each.title)
        kept.append(asdict(Suggestion(bare.title, bare.indicator, bare.unit, bare.levels, bare.low, bare.high, bare.over)))
    return {"suggests": kept}
