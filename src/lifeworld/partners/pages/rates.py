"""Currency rates for people: which day holds, where they are from, and a table to read in."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods, require_POST

from lifeworld.kit.errors import InputRefused
from lifeworld.kit.web import Asked
from lifeworld.partners.actions.rates import BYTES_MAX, drop_rates, read_rates
from lifeworld.partners.pages.said import done
from lifeworld.partners.queries.rates import rate_days, rates_shown

SHOWN = 60


@require_http_methods(["GET", "HEAD", "POST"])
def rates(request: Asked, place: str) -> HttpResponse:
    """The rates that hold, and those of earlier days; POST reads a table."""
    caller = request.caller
    if request.method == "POST":
        caller.require("partners.manage")

        def act() -> None:
            file = request.FILES.get("file")
            content = file.read(BYTES_MAX + 1) if file and hasattr(file, "read") else request.POST.get("table", "").encode()
            read_rates(caller, content, base=request.POST.get("base", ""), source=request.POST.get("source", ""))

        return done(request, act, "The rates were read.", "rates", place=place)
    caller.require("partners.see")
    return render(request, "partners/rates.html", {"place": place, "tab": "rates", "now": rates_shown(caller),
                                                   "days": rate_days(caller)[:SHOWN]})


@require_POST
def drop(request: Asked, place: str) -> HttpResponse:
    """The rates of a day go."""
    request.caller.require("partners.manage")

    def act() -> None:
        try:
            day = date.fromisoformat(request.POST.get("day", ""))
        except ValueError:
            raise InputRefused("no_day", "This is no day.", "Choose one of those that are shown.") from None
        drop_rates(request.caller, day, request.POST.get("base", ""))

    return done(request, act, "The rates of that day are gone.", "rates", place=place)


urls: list[URLPattern] = [path("-/rates/", rates, name="rates"), path("-/rates/drop/", drop, name="drop_rates")]
