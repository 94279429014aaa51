"""Registered designs for people: who asked for whom, what was decided and why, until when a partner is protected."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods, require_POST

from lifeworld.customers.queries import pk_of
from lifeworld.kit.errors import InputRefused
from lifeworld.kit.web import Asked
from lifeworld.partners.actions import registrations as actions
from lifeworld.partners.core.registering import STATES
from lifeworld.partners.pages.said import done, fields, minute, number_of, whole
from lifeworld.partners.queries.partners import partners
from lifeworld.partners.queries.registrations import registrations

PAGE = 50
FORM = {"partner": "", "design": "", "product": "", "volume_a_year": "", "valid_until": "", "company": "", "customer": "", "tool": ""}
DECISIONS = {"accept": (actions.accept, "Accepted: the partner is protected until the last day."),
             "decline": (actions.decline, "Declined."), "expire": (actions.expire, "It ended."),
             "withdraw": (actions.withdraw, "It was taken back.")}


@require_http_methods(["GET", "HEAD", "POST"])
def listing(request: Asked, place: str) -> HttpResponse:
    """All registrations, the newest first; POST makes one."""
    caller = request.caller
    if request.method == "POST":
        said = fields(request, FORM)
        if not caller.may("partners.own"):
            caller.require("partners.manage")

        def act() -> None:
            customer = pk_of(caller, said["customer"].strip()) if said["customer"].strip() and caller.may("customers.see") else None
            actions.register(caller, said["partner"], said["design"].strip(), product=said["product"], company=said["company"],
                             volume_a_year=whole(said["volume_a_year"], "pieces a year"), valid_until=_day(said["valid_until"]),
                             customer=customer, tool=said["tool"])

        return done(request, act, "The design is registered, and waits for a decision.", "design_registrations", place=place)
    state = request.GET.get("state", "")
    found = registrations(caller, state=state if state in STATES else "", partner=request.GET.get("partner", ""),
                          before=number_of(request.GET.get("before")), limit=PAGE + 1)
    return render(request, "partners/registrations.html", {
        "place": place, "tab": "registrations", "rows": [(row, minute(caller, row.asked_at), minute(caller, row.decided_at))
                                                         for row in found[:PAGE]],
        "older": found[PAGE - 1].id if len(found) > PAGE else None, "states": STATES, "state": state,
        "partners": partners(caller, state="verified")})


@require_POST
def decide(request: Asked, place: str, registration: int) -> HttpResponse:
    """Accept, decline, end or take back."""
    act, words = DECISIONS.get(request.POST.get("verb", ""), DECISIONS["accept"])
    return done(request, lambda: act(request.caller, registration, why=request.POST.get("why", "")), words, "design_registrations",
                place=place)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputRefused("no_day", f"«{text[:20]}» is no day.", "Write it like 2026-12-31.") from None


urls: list[URLPattern] = [path("-/registrations/", listing, name="design_registrations"),
                          path("-/registrations/<int:registration>/decide/", decide, name="decide_registration")]
