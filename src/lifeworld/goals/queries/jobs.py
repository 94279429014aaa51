"""Jobs that the ecosystem offers, for its people and for customers who may take them up."""

from __future__ import annotations

from lifeworld.goals.core.statements import Outcome
from lifeworld.goals.core.values import JobValue, Suggestion
from lifeworld.goals.models import Job
from lifeworld.kit.caller import Caller, not_found


def require_reader(caller: Caller) -> None:
    """Nothing where the caller may see jobs: people of the place, and customers who have goals. Errors: LifeworldError 403."""
    if not caller.may("goals.own"):
        caller.require("goals.see")


def jobs(caller: Caller, *, retired: bool = False) -> list[JobValue]:
    """The jobs of the place in the order of their titles; ``retired``: also those that are offered no more."""
    require_reader(caller)
    rows = Job.objects.filter(place=caller.place_id).order_by("title", "id")
    return [job_value(row) for row in (rows if retired else rows.filter(retired_at=None))]


def job_of(caller: Caller, slug: str) -> JobValue:
    """A job of the place. Errors: LifeworldError 403, 404."""
    require_reader(caller)
    row = Job.objects.filter(place=caller.place_id, slug=slug).first()
    if row is None:
        raise not_found("job", slug)
    return job_value(row)


def job_value(row: Job) -> JobValue:
    """The row as a value."""
    outcome = row.body.get("outcome")
    suggests = tuple(Suggestion(**{**each, "levels": tuple(each["levels"])}) for each in row.body.get("suggests", ()))
    return JobValue(row.pk, row.slug, row.title, row.kind, Outcome(**outcome) if outcome else None, suggests, row.retired_at is not None)
