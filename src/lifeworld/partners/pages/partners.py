"""Partners for people: who they are, in which state and why, what they brought; invitations and keys, shown once."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lifeworld.kit.errors import LifeworldError
from lifeworld.kit.web import Asked
from lifeworld.partners.actions import partners as actions
from lifeworld.partners.core.bought import amount_of, micros_of
from lifeworld.partners.core.onboarding import DONE, ROLES, STATES, next_steps
from lifeworld.partners.pages.said import HOW_WORDS, MENDED, STATE_WORDS, done, fields, minute, number_of
from lifeworld.partners.queries import partners as queries
from lifeworld.partners.queries.feeds import feeds_of, runs_of
from lifeworld.partners.queries.registrations import registrations
from lifeworld.partners.queries.reports import attributed, figures_of
from lifeworld.places.queries import names_of

PROFILE = {"name": "", "about": "", "website": "", "contact": "", "origins": "", "shipping": "", "shipping_currency": ""}
STEP_WORDS = {"apply": "Note that it applied", "verify": "Verify it", "decline": "Decline it", "suspend": "Suspend it",
              "reinstate": "Reinstate it", "leave": "It leaves"}
RUNS, DESIGNS = 10, 20


@require_http_methods(["GET", "HEAD", "POST"])
def listing(request: Asked, place: str) -> HttpResponse:
    """The partners; POST invites one and shows its link this once."""
    said: dict[str, Any] = {"key": "", **PROFILE, "roles": ["supplier"]}
    wrong, status, new = "", 200, None
    if request.method == "POST":
        said = {**fields(request, said), "roles": request.POST.getlist("roles")}
        try:
            new = actions.invite_partner(request.caller, said["key"], said["name"], said["roles"], about=said["about"],
                                         website=said["website"], contact=said["contact"], origins=said["origins"].split(),
                                         shipping=(micros_of(said["shipping"]), said["shipping_currency"]))
        except LifeworldError as error:
            if error.status not in MENDED:
                raise
            wrong, status = str(error), error.status
        else:
            said = {"key": "", **PROFILE, "roles": ["supplier"]}
    state = request.GET.get("state", "")
    response = render(request, "partners/list.html", {
        "place": place, "tab": "partners", "states": STATES, "state": state,
        "rows": queries.partners(request.caller, state=state if state in STATES else ""),
        "roles": ROLES, "said": said, "wrong": wrong, "new": new,
        "link": request.build_absolute_uri(reverse("invited", args=[new.token])) if new else ""}, status=status)
    if new:
        response.headers["Cache-Control"] = "no-store"
    return response


@require_safe
def one(request: Asked, place: str, partner: str) -> HttpResponse:
    """One partner with all that belongs to it."""
    return _page(request, place, partner)


def _page(request: Asked, place: str, partner: str, **more: object) -> HttpResponse:
    caller = request.caller
    value = queries.partner_of(caller, partner)
    steps = queries.steps_of(caller, partner)
    who = names_of(caller, [step.who for step in steps]) if caller.may("places.see") else {}
    own = registrations(caller, partner=partner, limit=DESIGNS)
    acts = queries.accesses_of(caller, partner) if caller.may("partners.manage") else []
    acting = names_of(caller, [one.who for one in acts]) if caller.may("places.see") else {}
    response = render(request, "partners/partner.html", {
        "acts": [(one.who, acting.get(one.who, one.who), minute(caller, one.at)) for one in acts],
        "place": place, "tab": "partners", "partner": value, "roles": [ROLES[role] for role in value.roles if role in ROLES],
        "all_roles": ROLES, "steps": [(DONE[step.verb], who.get(step.who, _who(step.who)), minute(caller, step.at), step.why)
                                      for step in steps],
        "next": [(verb, STEP_WORDS[verb]) for verb in next_steps(value.state) if verb in STEP_WORDS], "feeds": feeds_of(caller, partner),
        "runs": [(run, STATE_WORDS[run.state], HOW_WORDS.get(run.how, run.how), minute(caller, run.begun_at))
                 for run in runs_of(caller, partner, limit=RUNS)],
        "figures": figures_of(caller, partner), "designs": [row for _, row in attributed(caller, partner, limit=DESIGNS)],
        "registrations": own,
        "said": {**asdict(value), "origins": "\n".join(value.origins), "shipping": amount_of(value.shipping_micros)}, **more})
    if more:
        response.headers["Cache-Control"] = "no-store"
    return response


@require_POST
def change(request: Asked, place: str, partner: str) -> HttpResponse:
    """Its profile."""
    said = fields(request, {**PROFILE, "version": "0"})

    def act() -> None:
        actions.change_partner(request.caller, partner, version=number_of(said["version"]) or 0, name=said["name"],
                               roles=request.POST.getlist("roles"), about=said["about"], website=said["website"], contact=said["contact"],
                               origins=said["origins"].split(), shipping=(micros_of(said["shipping"]), said["shipping_currency"]))

    return done(request, act, "The profile was changed.", "partner", place=place, partner=partner)


@require_POST
def step(request: Asked, place: str, partner: str) -> HttpResponse:
    """Take a step."""
    verb, why = request.POST.get("verb", ""), request.POST.get("why", "")
    if verb not in STEP_WORDS:
        messages.error(request, "Choose what becomes of the partner.")
        queries.partner_of(request.caller, partner)
        request.caller.require("partners.manage")
        return redirect("partner", place=place, partner=partner)
    return done(request, lambda: actions.step_partner(request.caller, partner, verb, why=why), f"The partner {DONE[verb]}.", "partner",
                place=place, partner=partner)


@require_POST
def invite(request: Asked, place: str, partner: str) -> HttpResponse:
    """Another invitation, its link shown this once."""
    try:
        made = actions.invite_again(request.caller, partner, why=request.POST.get("why", ""))
    except LifeworldError as error:
        if error.status not in MENDED:
            raise
        messages.error(request, str(error))
        return redirect("partner", place=place, partner=partner)
    return _page(request, place, partner, link=request.build_absolute_uri(reverse("invited", args=[made.token])))


@require_POST
def key(request: Asked, place: str, partner: str) -> HttpResponse:
    """A key of the partner's own, shown this once."""
    try:
        made = actions.make_partner_key(request.caller, partner)
    except LifeworldError as error:
        if error.status not in MENDED:
            raise
        messages.error(request, str(error))
        return redirect("partner", place=place, partner=partner)
    return _page(request, place, partner, secret=made.secret)


@require_POST
def unbind(request: Asked, place: str, partner: str) -> HttpResponse:
    """Somebody acts for it no more."""
    return done(request, lambda: actions.unbind(request.caller, partner, request.POST.get("who", "")),
                "That login or key acts for this partner no more.", "partner", place=place, partner=partner)


def _who(who: str) -> str:
    known = {"terminal": "the terminal", "worker": "the work in the background"}
    return known.get(who, "the partner" if who.startswith("partner:") else who)


urls: list[URLPattern] = [
    path("-/partners/", listing, name="partners"),
    path("-/partners/<slug:partner>/", one, name="partner"),
    path("-/partners/<slug:partner>/change/", change, name="change_partner"),
    path("-/partners/<slug:partner>/step/", step, name="step_partner"),
    path("-/partners/<slug:partner>/invite/", invite, name="invite_partner_again"),
    path("-/partners/<slug:partner>/key/", key, name="make_partner_key"),
    path("-/partners/<slug:partner>/unbind/", unbind, name="unbind_partner"),
]
