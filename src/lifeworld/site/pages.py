"""The hall's own pages: where one arrives, and whether the site is alive."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render

from lifeworld.places import queries as places


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """The places of whoever is signed in; straight into the only one."""
    mine = places.places_of(request.user.pk or 0)
    if len(mine) == 1:
        return redirect("place", place=mine[0][0])
    return render(request, "home.html", {"places": mine})


def healthz(request: HttpRequest) -> JsonResponse:
    """Whether the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})
