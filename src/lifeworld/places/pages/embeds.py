"""Partners' pages that may show elements."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from lifeworld.kit.web import Asked
from lifeworld.places import actions, queries


@require_safe
def embeds(request: Asked, place: str) -> HttpResponse:
    """Which partners' pages there are, how to use them, and a form to add one."""
    return render(request, "places/embeds.html", {"place": place, "embeds": queries.embeds(request.caller),
                                                  "site": request.build_absolute_uri("/")})


@require_POST
def add(request: Asked, place: str) -> HttpResponse:
    """A page may show elements from now on."""
    asked = request.POST
    actions.add_embed(request.caller, asked.get("partner", ""), asked.get("placement", ""), asked.get("origins", "").split())
    messages.success(request, "The partner's page was added.")
    return redirect("embeds", place=place)


@require_POST
def revoke(request: Asked, place: str, embed: str) -> HttpResponse:
    """The page shows nothing any more."""
    actions.revoke_embed(request.caller, embed)
    messages.success(request, "The partner's page may show nothing any more.")
    return redirect("embeds", place=place)
