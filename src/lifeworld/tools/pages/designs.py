"""Saved designs: the page of one, what changed since, files, several side by side, studies."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lifeworld.kit.errors import InputRefused
from lifeworld.kit.web import fresh, tagged
from lifeworld.tools.actions.replaying import replay, take_away
from lifeworld.tools.actions.saving import Kept, discard, note, turn
from lifeworld.tools.actions.studies import start_study
from lifeworld.tools.core.bodies import compared_json, saved_json
from lifeworld.tools.core.comparing import Part
from lifeworld.tools.core.kept import JobValue, Saved, job_json
from lifeworld.tools.core.replay import replayed_json
from lifeworld.tools.core.reports import exports_of
from lifeworld.tools.core.saying import wanted_text
from lifeworld.tools.core.schema import title_of
from lifeworld.tools.pages.bases import Base, as_file, as_json, body_of, wants_json
from lifeworld.tools.pages.panels import panel_views
from lifeworld.tools.queries.designs import compared_designs, saved_design
from lifeworld.tools.queries.installed import tool_called
from lifeworld.tools.queries.jobs import studies_done, study_of

PARTS: tuple[tuple[Part, str], ...] = (("spec", "What is wanted"), ("values", "Figures"), ("checks", "Margins of the checks"),
                                       ("lines", "Parts"))
LOOK = 6
"""How the page looks; another number makes browsers ask for it again."""
CHECKS = 12
"""So many checks stand on the page, those with the least margin; the others are folded, but for those that fail."""


@require_safe
def design_page(request: HttpRequest, base: Base, address: str) -> HttpResponse:
    """A design as it was saved. The address is its content, so browsers keep the page and ask only whether it is still the same."""
    design = saved_design(base.caller, base.tool, address)
    jobs = studies_done(base.caller, base.tool, address)
    noted = sha256(design.note.encode()).hexdigest()[:8]
    marks = (base.prefix, *base.args, address, LOOK, design.pk, len(design.later), len(design.others), noted, hash_of_jobs(jobs),
             request.user.pk or "", "json" if wants_json(request) else "page")
    if "messages" not in request.COOKIES and (same := fresh(request, "design", *marks)):
        return same
    if wants_json(request):
        response = as_json(design_body(base, design))
    else:
        response = render(request, "tools/design.html", page_of(base, design, jobs))
    tagged(response, "design", *marks)
    response.headers["Vary"] = "Accept, Cookie"
    return response


@require_safe
def replay_page(request: HttpRequest, base: Base, address: str) -> HttpResponse:
    """What changed since a design was saved."""
    made = replay(base.caller, base.tool, address)
    if wants_json(request):
        return as_json({"design": design_body(base, made.design), "now": made.now, **replayed_json(made.found)})
    return render(request, "tools/replay.html", base.context(design=made.design, found=made.found, now=made.now, tab="designs",
                                                             back=base.url("design_page", made.design.address)))


@require_safe
def compare_page(request: HttpRequest, base: Base) -> HttpResponse:
    """Designs side by side: what differs first; everything on wish."""
    addresses = request.GET.getlist("d")
    found = compared_designs(base.caller, base.tool, addresses)
    if wants_json(request):
        return as_json(compared_json(found, base.url))
    heads = [(address, title, base.url("design_page", address)) for address, title in zip(found.hashes, found.titles, strict=True)]
    everything = "all" in request.GET
    parts = [(title, [(row.title, row, list(enumerate(row.cells)))
                      for row in found.of(part, differing=not everything and len(heads) > 1)]) for part, title in PARTS]
    return render(request, "tools/compare.html", base.context(
        heads=heads, parts=[one for one in parts if one[1]], everything=everything, query=request.GET.urlencode(), tab="designs",
        apart=next((row.why for row in found.rows if row.why), "")))


@require_safe
def file(request: HttpRequest, base: Base, address: str, export: str) -> HttpResponse:
    """A file of a design."""
    return as_file(take_away(base.caller, base.tool, address, export, base.attribution))


@require_POST
def turned(request: HttpRequest, base: Base, address: str) -> HttpResponse:
    """The next version of a design: another part in one slot."""
    body = body_of(request)
    kept = turn(base.caller, base.tool, address, str(body.get("slot") or ""), str(body.get("item") or ""), attribution=base.attribution)
    url = base.url("design_page", kept.design.address)
    if wants_json(request):
        return as_json(kept_json(kept, url), status=201 if kept.created else 200)
    messages.success(request, f"This is the design with {str(body.get('item'))[:80].partition('@')[0]} in {str(body.get('slot'))[:40]}.")
    return redirect(url)


@require_http_methods(["GET", "HEAD", "POST"])
def study(request: HttpRequest, base: Base, address: str, design_study: str) -> HttpResponse:
    """Starts a study of a design, or tells how far it is."""
    if request.method == "POST":
        job = start_study(base.caller, base.tool, address, design_study)
        if not wants_json(request):
            messages.success(request, "The study is started. Load this page again in a moment.")
            return redirect(base.url("design_page", address))
        return as_json(job_json(job), status=200 if job.over else 202)
    return as_json(job_json(study_of(base.caller, base.tool, address, design_study)))


@require_POST
def noted(request: HttpRequest, base: Base, address: str) -> HttpResponse:
    """A note on a design, for colleagues."""
    note(base.caller, base.tool, address, request.POST.get("note", ""))
    messages.success(request, "The note is kept.")
    return redirect(base.url("design_page", address))


@require_POST
def discarded(request: HttpRequest, base: Base, address: str) -> HttpResponse:
    """A design is kept no more."""
    if request.POST.get("sure") != "yes":
        raise InputRefused("not_sure", "Nothing was taken away, because the box was not ticked.", "Tick it, and send the form again.")
    left = discard(base.caller, base.tool, address)
    more = " A visitor saved the same one: its address opens that one." if left else ""
    messages.success(request, f"The design is kept no more.{more}")
    return redirect(base.url("designs"))


def kept_json(kept: Kept, url: str) -> dict[str, Any]:
    """What is told of a design that was saved: ``address`` opens it on the terms on which it was saved."""
    return {"hash": kept.design.hash, "terms": kept.design.terms, "address": kept.design.address, "url": url, "created": kept.created}


def page_of(base: Base, design: Saved, jobs: list[JobValue]) -> dict[str, Any]:
    """What the page of a design shows."""
    body = design.body or {}
    tool = tool_called(base.caller, base.tool)
    spec = [(title_of(name, field), wanted_text(body["spec"][name], field)) for name, field in tool.schema["properties"].items()
            if name in body["spec"]]
    by_study = {job.study: job for job in jobs}
    studies = [(one, by_study.get(one.key), panel_views((by_study[one.key].result or {}).get("panels", []), one.key)
                if one.key in by_study else []) for one in tool.studies]
    body = {**body, "lines": [{**one, "choices": [{"key": each, "name": each.partition("@")[0]} for each in one["alternates"]]}
                              for one in body["lines"]]}
    fails = [one for one in body["checks"] if not one["holds"]]
    measured = [one for one in body["checks"] if one["limit_text"] or not one["holds"]]
    near = max(CHECKS, len(fails))
    return base.context(design=design, body=body, fails=fails, near=measured[:near], far=measured[near:],
                        plainly=[one for one in body["checks"] if not one["limit_text"] and one["holds"]], **_pictures(body),
                        spec=spec, exports=exports_of(tool), studies=studies, tab="designs",
                        running=any(not job.over for job in jobs))


def _pictures(body: Mapping[str, Any]) -> dict[str, Any]:
    """The first drawing stands before everything else, the other panels in two columns."""
    views = panel_views(body["panels"], "panel")
    first = next((one for one in views if one.kind == "drawing"), None)
    return {"drawing": first, "panels": [one for one in views if one is not first]}


def design_body(base: Base, design: Saved) -> dict[str, Any]:
    """A saved design as JSON, with its addresses."""
    return saved_json(design, tool_called(base.caller, base.tool), base.url)


def hash_of_jobs(jobs: list[JobValue]) -> str:
    """Changes with every step that a page shows of its studies."""
    return "-".join(f"{job.pk}.{job.state}.{int(100 * job.share)}" for job in jobs)
