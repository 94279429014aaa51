"""The people's door of customers' goals: those that customers show to the team, and links for a customer's own page."""

from __future__ import annotations

import io

import segno
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lifeworld.customers.queries import customer_of, key_of
from lifeworld.goals.actions.links import DAYS, DAYS_MAX, make_link, revoke_link
from lifeworld.goals.pages.own import view
from lifeworld.goals.queries.goals import goal_of, goals_of
from lifeworld.goals.queries.links import links_of
from lifeworld.kit.caller import Caller, not_found
from lifeworld.kit.errors import InputRefused
from lifeworld.kit.web import Asked


@require_http_methods(["GET", "HEAD", "POST"])
def customer(request: Asked, place: str, customer: int) -> HttpResponse:
    """What one customer shows of her goals, and her links; a new link is shown once, as an address and as a QR code."""
    caller = request.caller
    caller.require("goals.manage" if request.method == "POST" else "goals.see")
    made = None
    if request.method == "POST":
        _, token = make_link(caller, customer, request.POST.get("label", ""), days=_days(request.POST.get("days", "")))
        url = request.build_absolute_uri(reverse("goals_mine", args=[token]))
        made = {"url": url, "qr": _qr(url)}
    links = links_of(caller, customer) if caller.may("goals.manage") else []
    response = render(request, "goals/customer.html", {
        "place": place, "customer": customer, "key": _called(caller, customer), "goals": goals_of(caller, customer), "links": links,
        "made": made, "days": DAYS, "days_max": DAYS_MAX, "tab": "customers"})
    if made is not None:
        response.headers["Cache-Control"] = "no-store"
    return response


@require_safe
def goal(request: Asked, place: str, goal: int) -> HttpResponse:
    """A goal that its customer shows to the team, as she sees it."""
    caller = request.caller
    caller.require("goals.see")
    value = goal_of(caller, goal)
    return render(request, "goals/goal.html", {
        "place": place, "goal": value, "key": _called(caller, value.customer), "tab": "customers",
        "data": {"config": None, "goals": [view(caller, goal, None, whole=True)]}})


@require_POST
def revoke(request: Asked, place: str, customer: int, goal_link: int) -> HttpResponse:
    """A link opens nothing any more."""
    if goal_link not in {each.pk for each in links_of(request.caller, customer)}:
        raise not_found("link", goal_link)
    revoke_link(request.caller, goal_link)
    messages.success(request, "The link was revoked. The goals stay the customer's.")
    return redirect("customer_goals", place=place, customer=customer)


def _days(text: str) -> int | None:
    """A number of days, or None for a link that is good until it is revoked. Errors: InputRefused."""
    text = text.strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit()) or len(text) > 6:
        raise InputRefused("no_number", f"The number of days is «{text[:40]}».", "Give a whole number, or leave it empty.")
    return int(text)


def _qr(url: str) -> str:
    """A QR code as SVG without styles, for the page itself."""
    out = io.BytesIO()
    code = segno.make(url, error="m", micro=False)
    code.save(out, kind="svg", xmldecl=False, svgns=False, light="#fff", dark="#000", border=2, omitsize=True, svgclass=None,
              lineclass=None, title="QR code of the link")
    return out.getvalue().decode()


def _called(caller: Caller, customer: int) -> str:
    return customer_of(caller, customer).shown if caller.may("customers.see") else key_of(caller, customer)


urls: list[URLPattern] = [
    path("-/goals/customers/<int:customer>/", customer, name="customer_goals"),
    path("-/goals/customers/<int:customer>/links/<int:goal_link>/revoke/", revoke, name="revoke_goal_link"),
    path("-/goals/<int:goal>/", goal, name="team_goal"),
]
