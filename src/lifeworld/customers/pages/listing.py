"""The customers of a place: searched, a page at a time."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from lifeworld.customers import actions, queries
from lifeworld.kit.web import Asked

LINES = 50


@require_safe
def customers(request: Asked, place: str) -> HttpResponse:
    """Fifty customers in the order of their keys; the rest behind a link."""
    asked = {name: request.GET.get(name, "") for name in ("search", "trait", "value", "after")}
    trait = (asked["trait"], asked["value"]) if asked["trait"] and asked["value"] else None
    found = queries.listing(request.caller, search=asked["search"], trait=trait, after=asked["after"], limit=LINES + 1)
    shown = found[:LINES]
    names = list(dict.fromkeys(name for line in shown for name in line.traits))
    more = urlencode({**asked, "after": shown[-1].key}) if len(found) > LINES else ""
    rows = [(line, [line.traits.get(name, "") for name in names]) for line in shown]
    return render(request, "customers/customers.html", {"place": place, "rows": rows, "names": names, "more": more, "asked": asked,
                                                        "trait_names": queries.trait_names(request.caller)})


@require_POST
def add(request: Asked, place: str) -> HttpResponse:
    """A new customer; her page comes next."""
    pk = actions.add_customer(request.caller, request.POST.get("key", ""), request.POST.get("label", ""))
    messages.success(request, "The customer was added.")
    return redirect("customer", place=place, customer=pk)
