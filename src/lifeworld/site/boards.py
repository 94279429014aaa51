"""Pages that seat panels from several rooms: the first page of a place, and one customer's page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST, require_safe

from lifeworld.constellations.queries.boards import types_of_studies
from lifeworld.customers import queries as customers
from lifeworld.goals.queries.goals import goals_of
from lifeworld.kit.caller import Caller
from lifeworld.kit.errors import InputRefused
from lifeworld.kit.web import Asked
from lifeworld.measures.pages.drawn import panel_of_customer
from lifeworld.places import queries as places
from lifeworld.scorecard.pages.small import panel_of_place
from lifeworld.site import erasure
from lifeworld.site.journal import urls as journal
from lifeworld.site.panels import studies_of_customer
from lifeworld.voices.queries.studies import studies_of


@dataclass(frozen=True)
class Panel:
    """A room's part of a page: a template, the right that one needs to see it, and the question whose answer it shows."""

    template: str
    scopes: frozenset[str]
    asked: Callable[..., Any]

    def seen_by(self, caller: Caller) -> bool:
        """Whether one of its rights is the caller's."""
        return bool(self.scopes & caller.scopes)


PLACE_PANELS = (Panel("scorecard/panel_card.html", frozenset({"scorecard.see"}), panel_of_place),
                Panel("voices/panel_studies.html", frozenset({"voices.see", "voices.code"}), studies_of),
                Panel("constellations/panel_types.html", frozenset({"constellations.see"}), types_of_studies))
"""What a place's first page shows, from top to bottom."""
CUSTOMER_PANELS = (Panel("boards/panel_customer.html", frozenset({"voices.see", "constellations.see"}), studies_of_customer),
                   Panel("measures/panel_customer.html", frozenset({"measures.see"}), panel_of_customer),
                   Panel("goals/panel_customer.html", frozenset({"goals.see"}), goals_of))
"""What a customer's page shows above what is known of her."""


def _seated(panels: tuple[Panel, ...], caller: Caller, *about: int) -> list[dict[str, Any]]:
    """The panels that the caller may see, with what they show."""
    return [{"template": panel.template, "values": panel.asked(caller, *about)} for panel in panels if panel.seen_by(caller)]


@require_safe
def place(request: Asked, place: str) -> HttpResponse:
    """What there is in this place: every room's panel, and the places inside."""
    caller = request.caller
    caller.require("places.see")
    panels = _seated(PLACE_PANELS, caller)
    return render(request, "boards/place.html", {"place": place, "value": places.place_of(caller), "trail": places.places_around(caller),
                                                 "inside": places.places_inside(caller), "panels": panels})


@require_safe
def customer(request: Asked, place: str, customer: int) -> HttpResponse:
    """What is known of one customer, and the ways to what was said and drawn."""
    card = customers.customer_of(request.caller, customer)
    return render(request, "boards/customer.html", {"place": place, "customer": card,
                                                       "panels": _seated(CUSTOMER_PANELS, request.caller, customer)})


@require_safe
def export(request: Asked, place: str, customer: int, form: str) -> HttpResponse:
    """All that is kept about the customer, as JSON or as a ZIP of CSV files; the name of the file names nobody."""
    if form not in {"json", "zip"}:
        raise InputRefused("bad_form", f"All that is kept does not come as «{form[:20]}».", "Ask for json or zip.")
    rooms = erasure.everything_about(request.caller, customer)
    body, type_ = (erasure.as_zip(rooms), "application/zip") if form == "zip" else (erasure.as_json(rooms), "application/json")
    return HttpResponse(body, content_type=type_, headers={
        "Content-Disposition": f'attachment; filename="customer-{customer}.{form}"', "Cache-Control": "no-store"})


@require_safe
def ask_to_erase(request: Asked, place: str, customer: int) -> HttpResponse:
    """What will be gone, before it is."""
    request.caller.require("customers.change")
    return render(request, "boards/erase.html", {"place": place, "customer": customers.customer_of(request.caller, customer)})


@require_POST
def erase(request: Asked, place: str, customer: int) -> HttpResponse:
    """Gone, in every room."""
    request.caller.require("customers.change")
    if request.POST.get("sure") != "yes":
        customers.customer_of(request.caller, customer)
        raise InputRefused("not_sure", "Nothing was erased, because the box was not ticked.", "Tick it, and send the form again.")
    erasure.erase(request.caller, customer)
    messages.success(request, "The customer was erased. The journal keeps one line that somebody was, not who.")
    return redirect("customers", place=place)


urls: list[URLPattern] = [
    *journal,
    path("", place, name="place"),
    path("-/customers/<int:customer>/", customer, name="customer"),
    path("-/customers/<int:customer>/export.<slug:form>", export, name="customer_export"),
    path("-/customers/<int:customer>/erase/", ask_to_erase, name="customer_erase"),
    path("-/customers/<int:customer>/erase/now/", erase, name="customer_erase_now"),
]
