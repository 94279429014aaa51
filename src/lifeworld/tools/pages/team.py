"""The team's own pages: tools of the place, designs with search, open desks, jobs."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lifeworld.kit.errors import InputRefused
from lifeworld.kit.web import Asked
from lifeworld.tools.actions.desks import close_desk, open_desk
from lifeworld.tools.actions.studies import cancel_job
from lifeworld.tools.core.comparing import DESIGNS_MAX
from lifeworld.tools.core.kept import job_json
from lifeworld.tools.pages.bases import Base, as_json, wants_json
from lifeworld.tools.queries.designs import PAGE, designs_of
from lifeworld.tools.queries.desks import desks_of
from lifeworld.tools.queries.installed import tool_called, tools_of
from lifeworld.tools.queries.jobs import job_of, jobs_of

KINDS = {"": None, "team": False, "visitors": True}


@require_safe
def tools(request: Asked, place: str) -> HttpResponse:
    """The tools of the place."""
    return render(request, "tools/tools.html", {"place": place, "tools": tools_of(request.caller)})


@require_safe
def designs(request: HttpRequest, base: Base) -> HttpResponse:
    """Saved designs, the newest first, with search."""
    tool = tool_called(base.caller, base.tool)
    search, kind, before = request.GET.get("q", ""), request.GET.get("kind", ""), request.GET.get("before", "")
    if kind not in KINDS or (before and not (before.isascii() and before.isdigit() and len(before) < 19)):
        raise InputRefused("bad_list", "This part of the list is not there.", "Begin at its first page.")
    found = designs_of(base.caller, base.tool, search=search, visitors=KINDS[kind], before=int(before) if before else None)
    return render(request, "tools/designs.html", base.context(
        about=tool, designs=found, search=search, kind=kind, before=before, tab="designs", most=DESIGNS_MAX,
        more=found[-1].pk if len(found) == PAGE else None))


@require_http_methods(["GET", "HEAD", "POST"])
def desks(request: HttpRequest, base: Base) -> HttpResponse:
    """Desks that are open to everybody; POST opens one."""
    tool = tool_called(base.caller, base.tool)
    if request.method == "POST":
        made = open_desk(base.caller, base.tool, request.POST.get("title", ""), days=_days(request.POST.get("days", "")))
        messages.success(request, f"«{made.title}» is open to everybody who has its address.")
        return redirect(base.url("desks"))
    found = [(one, request.build_absolute_uri(reverse("desk_desk", args=[one.key]))) for one in desks_of(base.caller, base.tool)]
    return render(request, "tools/desks.html", base.context(about=tool, desks=found, tab="desks"))


@require_POST
def close(request: HttpRequest, base: Base, open_desk: int) -> HttpResponse:
    """A desk is closed."""
    close_desk(base.caller, base.tool, open_desk)
    messages.success(request, "The desk is closed. Designs that were saved at it stay.")
    return redirect(base.url("desks"))


@require_safe
def jobs(request: HttpRequest, base: Base) -> HttpResponse:
    """Long work of the tool."""
    return render(request, "tools/jobs.html", base.context(about=tool_called(base.caller, base.tool), jobs=jobs_of(base.caller, base.tool),
                                                           tab="jobs"))


@require_safe
def job(request: HttpRequest, base: Base, design_job: int) -> HttpResponse:
    """One job, for scripts."""
    return as_json(job_json(job_of(base.caller, base.tool, design_job)))


@require_POST
def cancel(request: HttpRequest, base: Base, design_job: int) -> HttpResponse:
    """A job is called off."""
    found = cancel_job(base.caller, base.tool, design_job)
    if wants_json(request):
        return as_json(job_json(found))
    messages.success(request, "The job was called off.")
    return redirect(base.url("jobs"))


def _days(text: str) -> int | None:
    text = text.strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit()) or len(text) > 6:
        raise InputRefused("no_number", f"The number of days is «{text[:40]}».", "Give a whole number, or leave it empty.")
    return int(text)
