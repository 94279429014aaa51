"""Who has a role in a place."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from lifeworld.kit.caller import ROLES
from lifeworld.kit.web import Asked
from lifeworld.places import actions, queries

LETTER = "The role was given, and a letter is on its way."
NO_LETTER = ("The role was given. This site sends no letters, because LIFEWORLD_EMAIL_HOST is not set: whoever runs it finds the letter "
             "with its link in what the site prints.")
WHAT_ROLES_DO = {
    "owner": "does everything, also members and keys",
    "analyst": "uploads, codes, compares, settles, draws with customers",
    "coder": "codes blind and sees nothing that others coded",
    "viewer": "sees, changes nothing",
}


@require_safe
def members(request: Asked, place: str) -> HttpResponse:
    """Everybody with a role here, where it was given, and a form to invite somebody."""
    found = queries.members(request.caller)
    roles = [(role, what) for role, what in WHAT_ROLES_DO.items() if ROLES[role] <= request.caller.scopes]
    return render(request, "places/members.html", {"place": place, "members": found, "roles": roles})


@require_POST
def invite(request: Asked, place: str) -> HttpResponse:
    """A letter goes out."""
    asked = request.POST
    actions.invite(request.caller, asked.get("email", ""), asked.get("name", ""), asked.get("role", ""),
                   site=request.build_absolute_uri("/"))
    messages.success(request, NO_LETTER if settings.EMAIL_BACKEND.endswith("console.EmailBackend") else LETTER)
    return redirect("members", place=place)


@require_POST
def change_role(request: Asked, place: str, member: int) -> HttpResponse:
    """Another role."""
    actions.change_role(request.caller, member, request.POST.get("role", ""))
    messages.success(request, "The role was changed.")
    return redirect("members", place=place)


@require_POST
def remove(request: Asked, place: str, member: int) -> HttpResponse:
    """No role here any more; whoever removed herself lands among her places."""
    actions.remove_member(request.caller, member)
    messages.success(request, "The role was taken away. The login stays.")
    return redirect("home") if member == request.caller.user else redirect("members", place=place)
