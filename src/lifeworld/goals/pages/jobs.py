"""The people's door of jobs: what the ecosystem helps to get done, offered, changed, retired."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods, require_POST

from lifeworld.goals.actions.jobs import change_job, offer_job, retire_job
from lifeworld.goals.core.checking import suggestions_from_json
from lifeworld.goals.core.job_form import ROWS_MAX, outcome_of_form, slug_of, suggestions_of_form
from lifeworld.goals.core.statements import DIRECTIONS
from lifeworld.goals.core.values import Suggestion
from lifeworld.goals.queries.jobs import job_of
from lifeworld.goals.queries.jobs import jobs as jobs_of
from lifeworld.goals.queries.measured import choices
from lifeworld.kit.caller import Caller
from lifeworld.kit.web import Asked, page_data

NEW_ROWS = 3


@require_http_methods(["GET", "HEAD", "POST"])
def jobs(request: Asked, place: str) -> HttpResponse:
    """What is offered, and a new job."""
    caller = request.caller
    caller.require("goals.manage" if request.method == "POST" else "goals.see")
    if request.method == "POST":
        form = page_data(request)
        title = form.get("title", "")
        made = offer_job(caller, form.get("slug", "").strip() or slug_of(title), title, form.get("kind", ""), outcome=outcome_of_form(form),
                         suggests=suggestions_from_json(suggestions_of_form(form)))
        messages.success(request, f"«{made.title}» is offered. Customers can take it up.")
        return redirect("goal_jobs", place=place)
    return render(request, "goals/jobs.html", {"place": place, "jobs": jobs_of(caller, retired=True), "tab": "jobs", **_form(caller, ())})


@require_http_methods(["GET", "HEAD", "POST"])
def job(request: Asked, place: str, job: str) -> HttpResponse:
    """One job, and what may change in it."""
    caller = request.caller
    caller.require("goals.manage" if request.method == "POST" else "goals.see")
    if request.method == "POST":
        form = page_data(request)
        change_job(caller, job, title=form.get("title", ""), outcome=outcome_of_form(form),
                   suggests=suggestions_from_json(suggestions_of_form(form)))
        messages.success(request, "The job was changed. Goals that were declared for it stay as they are.")
        return redirect("goal_job", place=place, job=job)
    value = job_of(caller, job)
    return render(request, "goals/job.html", {"place": place, "job": value, "tab": "jobs", **_form(caller, value.suggests)})


@require_POST
def retire(request: Asked, place: str, job: str) -> HttpResponse:
    """The job is offered no more."""
    retire_job(request.caller, job)
    messages.success(request, "The job is offered no more. Goals that were declared for it go on.")
    return redirect("goal_jobs", place=place)


def _form(caller: Caller, suggests: tuple[Suggestion, ...]) -> dict[str, Any]:
    """What the form of a job needs: directions, measures, and a row for each measure with some empty ones."""
    if not caller.may("goals.manage"):
        return {"directions": (), "indicators": (), "rows": ()}
    rows: list[Suggestion | None] = [*suggests, *([None] * min(NEW_ROWS, ROWS_MAX - len(suggests)))]
    return {"directions": DIRECTIONS, "indicators": choices(caller), "rows": list(enumerate(rows))}


urls: list[URLPattern] = [
    path("-/goals/jobs/", jobs, name="goal_jobs"),
    path("-/goals/jobs/<slug:job>/", job, name="goal_job"),
    path("-/goals/jobs/<slug:job>/retire/", retire, name="retire_goal_job"),
]
