"""Segments by needs: found, shown, who is in which, and what each of them comes to and misses."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lifeworld.audiences.actions.needs import SEGMENTS_MAX, make_segments, remove_segments
from lifeworld.audiences.core.needs import NEEDED, STABLE
from lifeworld.audiences.pages.shown import groups, minute_text, said, titled
from lifeworld.audiences.queries.by_group import SEGMENTED, by_group
from lifeworld.audiences.queries.needs import answers, members_of_segment, segment_labels, segmentation_of, segmentations
from lifeworld.goals.queries.jobs import jobs
from lifeworld.kit.caller import Caller, not_found
from lifeworld.kit.errors import InputRefused
from lifeworld.kit.web import Asked

LINES = 50


@require_http_methods(["GET", "HEAD", "POST"])
def listing(request: Asked, place: str) -> HttpResponse:
    """All segmentations; POST looks for segments."""
    caller = request.caller
    if request.method == "POST":
        k = request.POST.get("k", "")
        if k and not (k.isdecimal() and len(k) < 3):
            raise InputRefused("segments_number", f"«{k[:20]}» is no number of segments.", f"Give 2 to {SEGMENTS_MAX}, or leave it out.")
        made = make_segments(caller, request.POST.get("title", ""), k=int(k) if k else None)
        messages.success(request, "The segments were found. Look at how stable each is before you use them.")
        return redirect("segmentation", place=place, segmentation=made.slug)
    name = titled(_titles(caller))
    rows = [{"value": each, "names": [(name(one.name), one.stable) for one in each.segments]} for each in segmentations(caller)]
    return render(request, "audiences/segmentations.html", {
        "place": place, "rows": rows, "needed": NEEDED, "n_answered": 0 if rows else answers(caller)["customer"].n_unique(),
        "numbers": range(2, SEGMENTS_MAX + 1)})


@require_safe
def one(request: Asked, place: str, segmentation: str) -> HttpResponse:
    """One segmentation."""
    caller = request.caller
    value = segmentation_of(caller, segmentation)
    titles = _titles(caller)
    name = titled(titles)
    table = [{"outcome": titles.get(outcome, outcome), "figures": [said(segment.importance[outcome]) for segment in value.segments]}
             for outcome in value.outcomes]
    segments = [{"segment": segment, "name": name(segment.name), "stability": f"{segment.stability:.2f}"} for segment in value.segments]
    goals = by_group(caller, segment_labels(caller, segmentation), (SEGMENTED,)) if len(value.segments) > 1 else None
    return render(request, "audiences/segmentation.html", {
        "place": place, "value": value, "segments": segments, "table": table, "stable": STABLE,
        "goals": goals, "shown": groups(goals, name) if goals else None, "made": minute_text(caller, value.made_at)})


@require_safe
def members(request: Asked, place: str, segmentation: str, segment: int) -> HttpResponse:
    """Who is in a segment."""
    value = segmentation_of(request.caller, segmentation)
    name = next((each.name for each in value.segments if each.number == segment), None)
    if name is None:
        raise not_found("segment", segment)
    found = members_of_segment(request.caller, segmentation, segment, after=request.GET.get("after", "")[:200], limit=LINES + 1)
    rows = [{"member": member, "certainty": f"{100 * certainty:.0f} %"} for member, certainty in found[:LINES]]
    return render(request, "audiences/segment_members.html", {
        "place": place, "value": value, "name": titled(_titles(request.caller))(name), "rows": rows, "segment": segment,
        "more": found[LINES - 1][0].key if len(found) > LINES else ""})


@require_POST
def remove(request: Asked, place: str, segmentation: str) -> HttpResponse:
    """The segments are gone."""
    remove_segments(request.caller, segmentation)
    messages.success(request, "These segments were removed. Audiences that named them hold nobody by them any more.")
    return redirect("segmentations", place=place)


def _titles(caller: Caller) -> dict[str, str]:
    """The titles of jobs by slug, where the caller may see them: outcomes are named by the slug of their job."""
    return {job.slug: job.title for job in jobs(caller, retired=True)} if caller.may("goals.see") else {}


urls: list[URLPattern] = [
    path("-/segments/", listing, name="segmentations"),
    path("-/segments/<slug:segmentation>/", one, name="segmentation"),
    path("-/segments/<slug:segmentation>/<int:segment>/", members, name="segment_members"),
    path("-/segments/<slug:segmentation>/remove/", remove, name="remove_segmentation"),
]
