"""The people's door of queues: what to read next, for whom, and how far they are."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods, require_POST

from lifeworld.kit.errors import InputRefused
from lifeworld.kit.web import Asked
from lifeworld.places.queries import who_may
from lifeworld.voices.actions.queues import delete_queue, make_queue
from lifeworld.voices.core.site_queues import N_MAX
from lifeworld.voices.queries.coding import my_progress
from lifeworld.voices.queries.queues import QUEUES_A_PAGE, items_of, progress, queue_of, queues_of
from lifeworld.voices.queries.studies import study_of

KINDS = (
    ("random", "A random sample", "Drawn by chance with recorded probability, so that shares can be corrected; rare codes more often."),
    ("active", "What would teach the model most", "Statements of which the model is least certain, spread over the codes."),
    ("disagreements", "Where people differ", "Statements and codes on which two people decided otherwise, the most divided first."),
    ("stale", "What was read by an older meaning", "Statements that people read before the meaning of a code was changed."),
)


@require_http_methods(["GET", "HEAD", "POST"])
def queues(request: Asked, place: str, slug: str) -> HttpResponse:
    """The queues of a study with everybody's progress; whoever may analyse makes new ones here."""
    study, caller = study_of(request.caller, slug), request.caller
    caller.require("voices.code")
    if request.method == "POST":
        n, coders = request.POST.get("n", ""), request.POST.getlist("coders")
        if not all(text.isascii() and text.isdecimal() and len(text) < 10 for text in (n, *coders)):
            raise InputRefused("queue_form", "The number of statements, or a coder, is no number.", f"Give a number from 1 to {N_MAX:,}.")
        made = make_queue(caller, study, request.POST.get("kind", ""), int(n), request.POST.get("name", ""), [int(one) for one in coders])
        messages.success(request, f"The queue has {queue_of(caller, study, made).n:,} statements.")
        return redirect("queues", place=place, slug=slug)
    analyses = caller.may("voices.analyse")
    before = request.GET.get("before", "")
    found = queues_of(caller, study, int(before) if before.isascii() and before.isdecimal() and len(before) < 19 else 2**63 - 1)
    return render(request, "voices/queues.html", {
        "place": place, "study": study, "tab": "queues", "queues": found, "kinds": KINDS, "n_max": N_MAX,
        "analyses": analyses, "older": found[-1].pk if len(found) == QUEUES_A_PAGE else None,
        "people": who_may(caller, "voices.code") if analyses else [], "progress": progress(caller, study) if analyses else [],
        "mine": my_progress(caller, study)})


@require_http_methods(["GET", "HEAD"])
def queue(request: Asked, place: str, slug: str, queue: int) -> HttpResponse:
    """The statements of a queue, 100 a page."""
    study = study_of(request.caller, slug)
    asked = request.GET.get("after", "")
    items = items_of(request.caller, study, queue, int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 10 else 0)
    value = queue_of(request.caller, study, queue)
    last = items[-1].rank if items else 0
    return render(request, "voices/queue.html", {"place": place, "study": study, "tab": "queues", "queue": value, "items": items,
                                                 "next": last if last < value.n else None})


@require_POST
def delete(request: Asked, place: str, slug: str, queue: int) -> HttpResponse:
    """Take a queue away."""
    study = study_of(request.caller, slug)
    delete_queue(request.caller, study, queue)
    messages.success(request, "The queue was taken away. What was read stays.")
    return redirect("queues", place=place, slug=slug)


urls: list[URLPattern] = [
    path("-/studies/<slug:slug>/queues/", queues, name="queues"),
    path("-/studies/<slug:slug>/queues/<int:queue>/", queue, name="queue"),
    path("-/studies/<slug:slug>/queues/<int:queue>/delete/", delete, name="queue_delete"),
]
