"""What a customer's page sends: label, aliases, traits, consents."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from lifeworld.customers import actions
from lifeworld.kit.web import Asked


@require_POST
def label(request: Asked, place: str, customer: int) -> HttpResponse:
    """What people read instead of the key."""
    actions.rename(request.caller, customer, request.POST.get("label", ""))
    return _back(request, place, customer, "The name was saved.")


@require_POST
def aliases(request: Asked, place: str, customer: int) -> HttpResponse:
    """Another key, or one taken away."""
    if taken := request.POST.get("remove", ""):
        actions.remove_alias(request.caller, customer, taken)
        return _back(request, place, customer, "The alias was taken away.")
    actions.add_alias(request.caller, customer, request.POST.get("alias", ""))
    return _back(request, place, customer, "The alias was added: files that use it bring this customer.")


@require_POST
def traits(request: Asked, place: str, customer: int) -> HttpResponse:
    """What is known; an empty value takes the trait away."""
    actions.set_traits(request.caller, customer, {request.POST.get("name", ""): request.POST.get("value", "")})
    return _back(request, place, customer, "What is known was saved.")


@require_POST
def consents(request: Asked, place: str, customer: int) -> HttpResponse:
    """A consent or a refusal, from now on."""
    asked = request.POST
    actions.record_consent(request.caller, customer, asked.get("purpose", ""), given=asked.get("given") == "yes",
                           source=asked.get("source", ""))
    return _back(request, place, customer, "It was recorded. Earlier answers stay in the list.")


def _back(request: Asked, place: str, customer: int, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect("customer", place=place, customer=customer)
