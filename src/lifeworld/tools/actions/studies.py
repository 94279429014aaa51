"""Long work is asked for, and called off."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from lifeworld.events.actions import record
from lifeworld.kit.caller import Caller, conflict, not_found
from lifeworld.kit.errors import LifeworldError
from lifeworld.partners.queries.choices import choice_of
from lifeworld.tools.actions.running import spec_for
from lifeworld.tools.actions.saving import is_visitor
from lifeworld.tools.core.kept import JobValue
from lifeworld.tools.core.wanted import Wanted
from lifeworld.tools.models import DesignJob
from lifeworld.tools.queries.installed import tool_called
from lifeworld.tools.queries.jobs import studied_of, value_of

WAITING_MAX = {False: 200, True: 30}
"""So many jobs of a place may wait: its people's, visitors'."""
OPEN = ("waiting", "running")


@transaction.atomic
def start_study(caller: Caller, tool: str, address: str, study: str) -> JobValue:
    """Start a study of a saved design. One that waits, runs or is done with this version of the tool is returned instead.

    Errors: LifeworldError 403; 404; 429 where too many jobs wait.
    """
    found, (design, terms) = tool_called(caller, tool), studied_of(caller, tool, address)
    if study not in {one.key for one in found.studies}:
        raise not_found("study", study)
    rows = DesignJob.objects.filter(design=design, terms=terms, study=study, version=found.version, state__in=(*OPEN, "done"))
    known = rows.order_by("-id").first()
    if known is not None:
        return value_of(known)
    return _made(caller, DesignJob(place_id=caller.place_id, tool=tool, version=found.version, design=design, terms=terms, study=study))


@transaction.atomic
def start_configure(caller: Caller, tool: str, wanted: Wanted) -> JobValue:
    """Ask for the candidates of a specification that takes long, by the choice of suppliers that holds for the caller now: the worker that
    looks for them is nobody's customer. Errors: as ``start_study``; InputRefused names the field.
    """
    found = tool_called(caller, tool)
    choice = wanted.choice if wanted.choice is not None else choice_of(caller, job=tool)
    asked = {"spec": spec_for(found, wanted.spec), "quantity": wanted.quantity, "currency": wanted.currency,
             "choice": choice.as_json(), "region": wanted.region}
    return _made(caller, DesignJob(place_id=caller.place_id, tool=tool, version=found.version, asked=asked))


@transaction.atomic
def cancel_job(caller: Caller, tool: str, job: int) -> JobValue:
    """The job is called off; one that runs stops at its next step. Needs «tools.see». Errors: 403; 404; 409 where it is over."""
    caller.require("tools.see")
    row = DesignJob.objects.select_for_update().filter(place=caller.place_id, tool=tool, pk=job).first()
    if row is None:
        raise not_found("job", job)
    if row.state not in OPEN:
        raise conflict("job_over", f"The job is {row.state}.", "Nothing is left to call off.")
    row.state, row.done_at = "cancelled", timezone.now()
    row.save(update_fields=["state", "done_at"])
    record(caller, "tools.job_cancelled", data={"tool": tool, "job": job})
    return value_of(row)


def _made(caller: Caller, row: DesignJob) -> JobValue:
    row.visitor, row.who, row.made_at = is_visitor(caller), caller.who, timezone.now()
    waiting = DesignJob.objects.filter(place=caller.place_id, visitor=row.visitor, state__in=OPEN).count()
    if waiting >= WAITING_MAX[row.visitor]:
        raise LifeworldError(429, "too_many_jobs", f"{waiting} jobs wait already.", "Try again when some of them are done.")
    row.save()
    record(caller, "tools.job_started", data={"tool": row.tool, "job": row.pk})
    return value_of(row)
