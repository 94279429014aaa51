"""The door that needs no login: a business that was invited applies to be a partner by its link."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods

from lifeworld.kit.errors import InputRefused
from lifeworld.partners.actions.partners import apply, invitation

TOKEN_CHARS_MAX = 80


@require_http_methods(["GET", "HEAD", "POST"])
def invited(request: HttpRequest, invitation: str) -> HttpResponse:
    """What the place knows of the business already, to be corrected; POST applies, and the link opens nothing afterwards."""
    _, value = _invitation(invitation)
    said = {"name": value.name, "about": value.about, "website": value.website, "contact": value.contact, "why": ""}
    wrong = ""
    if request.method == "POST":
        said = {name: request.POST.get(name, "") for name in said}
        try:
            made = apply(invitation, **said)
        except InputRefused as refused:
            wrong = str(refused)
        else:
            return _quietly(render(request, "partners/applied.html", {"partner": made}))
    shown = {"partner": value, "said": said, "wrong": wrong}
    return _quietly(render(request, "partners/invited.html", shown, status=422 if wrong else 200))


_invitation = invitation
invited.open_door = True  # type: ignore[attr-defined]


def _quietly(response: HttpResponse) -> HttpResponse:
    """Pages of a link are kept nowhere and told to nobody."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "same-origin"  # «no-referrer» would have the form come from nowhere, and be refused
    return response


urlpatterns: list[URLPattern] = [path("invited/<str:invitation>/", invited, name="invited")]
