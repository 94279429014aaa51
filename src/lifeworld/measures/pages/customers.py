"""The people's door of one customer's indicators: every day, what is missing, and which sources count."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from lifeworld.customers.queries import customer_of
from lifeworld.kit.web import Asked
from lifeworld.measures.pages.drawn import drawn_customer
from lifeworld.measures.queries.pulses import of_customer, one_of_customer

SHOWN_MAX = 30


@require_safe
def customer_measures(request: Asked, place: str, customer: int) -> HttpResponse:
    """All indicators by which a customer is known."""
    caller = request.caller
    caller.require("measures.see")
    card = customer_of(caller, customer)
    return render(request, "measures/customer.html", {
        "place": place, "customer": card, "found": [drawn_customer(one) for one in of_customer(caller, customer, limit=SHOWN_MAX)]})


@require_safe
def customer_measure(request: Asked, place: str, customer: int, indicator: str) -> HttpResponse:
    """One of them, with single readings: which count, and why others do not."""
    caller = request.caller
    caller.require("measures.see")
    card = customer_of(caller, customer)
    return render(request, "measures/customer_one.html", {
        "place": place, "customer": card, "row": drawn_customer(one_of_customer(caller, indicator, customer))})


urls: list[URLPattern] = [
    path("-/customers/<int:customer>/measures/", customer_measures, name="customer_measures"),
    path("-/customers/<int:customer>/measures/<slug:indicator>/", customer_measure, name="customer_measure"),
]
