"""Long work is done, one job at a time. A worker that dies loses nothing: tools are pure, so its job is done again from the beginning."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from threading import Event
from typing import Any

from django.db import OperationalError, transaction
from django.db.models import Q
from django.utils import timezone

from lifeworld.kit.caller import SCOPES, Caller
from lifeworld.kit.errors import LifeworldError
from lifeworld.partners.core.values import Choice
from lifeworld.tools.actions.running import configure, supply_for, wired_all
from lifeworld.tools.core.canonical import canonical
from lifeworld.tools.core.records import panel_json, plain, value_json
from lifeworld.tools.core.values import Design, Tool
from lifeworld.tools.core.wanted import Wanted, wanted_again, wanted_of
from lifeworld.tools.models import DesignJob
from lifeworld.tools.queries.designs import terms_of
from lifeworld.tools.queries.desks import VISITOR
from lifeworld.tools.queries.installed import tool_called

LEASE = timedelta(seconds=90)
"""A job whose worker was silent for so long is taken up by another one."""
BEAT_SECONDS, TRIES_MAX = 0.5, 3
RESULT_CHARS_MAX = 8 * 1024 * 1024
DOING_CHARS_MAX, ERROR_CHARS_MAX = 200, 1_000


class Cancelled(Exception):
    """The job was called off while it ran."""


class Stopped(Exception):
    """The worker is to stop while a job runs."""


def work_once(stop: Event | None = None) -> bool:
    """Do one job. False: none waits. Where ``stop`` is set meanwhile the job waits again, as if nobody had begun it."""
    job = _claimed()
    if job is None:
        return False
    try:
        result = _done(job, stop)
    except Cancelled:
        return True
    except Stopped:
        rows = DesignJob.objects.filter(pk=job.pk, state="running", tries=job.tries)
        rows.update(state="waiting", tries=job.tries - 1, share=0.0, doing="")
        return True
    except LifeworldError as error:
        _over(job, "failed", error=str(error))
    except Exception as error:  # a fault of the tool stops neither the worker nor the other jobs
        _over(job, "failed", error=f"The tool failed: {type(error).__name__}.")
        raise
    else:
        _over(job, "done", result=result)
    return True


@transaction.atomic
def _claimed() -> DesignJob | None:
    """The oldest job that waits, or whose worker died; it is this worker's now."""
    now = timezone.now()
    rows = DesignJob.objects.select_for_update(of=("self",)).select_related("place", "design")
    job = rows.filter(Q(state="waiting") | Q(state="running", beat_at__lt=now - LEASE)).order_by("id").first()
    if job is None:
        return None
    job.tries += 1
    if job.tries > TRIES_MAX:
        _over(job, "failed", error="It was begun three times, and its worker died each time.")
        return _claimed()
    job.state, job.beat_at, job.share, job.doing = "running", now, 0.0, "It begins."
    job.save(update_fields=["tries", "state", "beat_at", "share", "doing"])
    return job


def _done(job: DesignJob, stop: Event | None) -> dict[str, Any]:
    scopes = VISITOR if job.visitor else frozenset(SCOPES)
    caller = Caller(job.place.path, job.place_id, scopes, "worker", timezone=job.place.timezone)
    told = _Teller(job, stop)
    if job.design is None:
        found = wired_all(configure(caller, job.tool, _wanted(job.asked), told))
        return _bounded({"candidates": found})
    tool = tool_called(caller, job.tool)
    study = next((one for one in tool.studies if one.key == job.study), None)
    if study is None:
        raise LifeworldError(409, "no_study", f"The tool has no study «{job.study}» any more.", "Start another one.")
    studied = study.run(_design(caller, tool, job), told)
    return _bounded({"panels": [panel_json(one) for one in studied.panels], "values": [plain(value_json(one)) for one in studied.values],
                     "notes": list(studied.notes)})


def _wanted(asked: Mapping[str, Any]) -> Wanted:
    """What was asked for, by the choice of suppliers that held then."""
    return replace(wanted_of({**asked, "choice": None}), choice=Choice.of(asked["choice"]))


def _design(caller: Caller, tool: Tool, job: DesignJob) -> Design:
    """The design of the job, reckoned again on the offers of now."""
    body = terms_of(job.design, job.terms).body if job.design is not None else {}
    supply = supply_for(replace(caller, scopes=frozenset(SCOPES)), tool.name, wanted_again(body))
    return tool.design(body["spec"], body["parts"], body["turned"], supply)


class _Teller:
    """Writes down how far a job is, now and then; stops it where it was called off."""

    def __init__(self, job: DesignJob, stop: Event | None = None) -> None:
        self.job, self.stop, self.last = job, stop, 0.0

    def __call__(self, share: float, doing: str) -> None:
        """So far it is. Errors: Cancelled; Stopped."""
        if self.stop is not None and self.stop.is_set():
            raise Stopped
        if (now := time.monotonic()) - self.last < BEAT_SECONDS:
            return
        self.last = now
        rows = DesignJob.objects.filter(pk=self.job.pk, state="running", tries=self.job.tries)
        try:
            known = rows.update(share=min(max(float(share), 0.0), 1.0), doing=doing[:DOING_CHARS_MAX], beat_at=timezone.now())
        except OperationalError:  # others have been writing for long: no reason to give up what was reckoned
            return
        if not known:
            raise Cancelled


def _bounded(result: dict[str, Any]) -> dict[str, Any]:
    size = len(canonical(result))
    if size > RESULT_CHARS_MAX:
        raise LifeworldError(409, "result_too_large", f"The result has {size:,} characters, more than are kept.", "Ask for less at once.")
    return result


def _over(job: DesignJob, state: str, *, result: dict[str, Any] | None = None, error: str = "") -> None:
    """The job is over, unless somebody called it off or another worker took it up meanwhile."""
    DesignJob.objects.filter(pk=job.pk, state__in=("running", "waiting"), tries__lte=job.tries).update(
        state=state, result=result, error=error[:ERROR_CHARS_MAX], share=1.0 if state == "done" else job.share, doing="",
        done_at=timezone.now(), tries=job.tries)
