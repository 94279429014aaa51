"""The people's door of drawing for a team: links and QR codes, drawings that came, drawing together with a customer."""

from __future__ import annotations

import io
import json
from typing import Any

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods, require_POST

from lifeworld.constellations.actions.draw_links import make_link, revoke_link
from lifeworld.constellations.actions.drawings import draw
from lifeworld.constellations.core.draw_links import DAYS, DAYS_MAX
from lifeworld.constellations.core.drawn_body import draw_config, drawn_picture
from lifeworld.constellations.queries.draw_links import drawings_of, links_of
from lifeworld.customers.queries import key_of
from lifeworld.kit.errors import InputRefused
from lifeworld.kit.web import Asked
from lifeworld.voices.queries.studies import study_of

BODY_BYTES_MAX = 256 * 1024
"""A hundred actors with long names and a thousand ties stay below this."""


@require_http_methods(["GET", "HEAD", "POST"])
def links(request: Asked, place: str, study: str) -> HttpResponse:
    """Links with which customers draw; a new one is shown once, as an address and as a QR code."""
    caller = request.caller
    caller.require("constellations.analyse")
    value = study_of(caller, study)
    made = None
    if request.method == "POST":
        customer = _whole(request.POST.get("customer", ""), "customer")
        days, most = _whole(request.POST.get("days", ""), "number of days"), _whole(request.POST.get("draws_max", ""), "number of maps")
        _, token = make_link(caller, value, request.POST.get("label", ""), customer=customer, days=days, draws_max=most)
        url = request.build_absolute_uri(reverse("draw", args=[token]))
        made = {"url": url, "qr": qr_svg(url)}
    chosen = request.GET.get("customer", "")
    response = render(request, "constellations/links.html", {
        "place": place, "study": value, "tab": "draw", "links": links_of(caller, value), "made": made, "days": DAYS, "days_max": DAYS_MAX,
        "drawings": drawings_of(caller, value, limit=100)[::-1],
        "customer": (int(chosen), key_of(caller, int(chosen))) if chosen.isdecimal() and len(chosen) < 19 else None,
    })
    if made is not None:
        response.headers["Cache-Control"] = "no-store"
    return response


@require_POST
def revoke(request: Asked, place: str, study: str, link: int) -> HttpResponse:
    """A link opens nothing any more."""
    revoke_link(request.caller, study_of(request.caller, study), link)
    messages.success(request, "The link was revoked. What was drawn by it stays.")
    return redirect("draw_links", place=place, study=study)


@require_http_methods(["GET", "HEAD", "POST"])
def draw_with(request: Asked, place: str, study: str, customer: int) -> HttpResponse:
    """Drawing a map together with a customer."""
    caller = request.caller
    caller.require("constellations.draw")
    value = study_of(caller, study)
    if request.method == "POST":
        saved = draw(caller, value, customer, sent_json(request))
        return JsonResponse({"saved": True, "position": saved.position, "again": saved.again,
                             "next": reverse("ecosystem", kwargs={"place": place, "study": study, "customer": customer}),
                             "picture": drawn_picture(saved.drawing, "the customer")})
    return render(request, "constellations/draw_with.html", {
        "place": place, "study": value, "tab": "draw", "customer": customer, "key": key_of(caller, customer),
        "config": draw_config(value.settings)})


def sent_json(request: HttpRequest) -> Any:
    """The JSON of a request, bounded. Errors: InputRefused."""
    if int(request.headers.get("Content-Length") or 0) > BODY_BYTES_MAX:
        raise InputRefused("too_large", f"The drawing is larger than {BODY_BYTES_MAX // 1024} KiB.", "Send a smaller one.")
    try:
        return json.loads(request.body.decode("utf-8"), parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise InputRefused("no_json", "What was sent is no JSON in UTF-8.", "Send the drawing as the element makes it.") from error


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is no number of JSON")


def qr_svg(url: str) -> str:
    """A QR code as SVG without styles, for the page itself."""
    out = io.BytesIO()
    code = segno.make(url, error="m", micro=False)
    code.save(out, kind="svg", xmldecl=False, svgns=False, light="#fff", dark="#000", border=2, omitsize=True, svgclass=None,
              lineclass=None, title="QR code of the link")
    return out.getvalue().decode()


def _whole(text: str, what: str) -> int | None:
    """A whole number of a form, or nothing. Errors: InputRefused."""
    text = text.strip()
    if not text:
        return None
    if not text.isdecimal() or len(text) > 12:
        raise InputRefused("no_number", f"The {what} is «{text[:40]}».", "Give a whole number, or leave it empty.")
    return int(text)


urls: list[URLPattern] = [
    path("-/studies/<slug:study>/draw/", links, name="draw_links"),
    path("-/studies/<slug:study>/draw/links/<int:link>/revoke/", revoke, name="revoke_draw_link"),
    path("-/studies/<slug:study>/draw/with/<int:customer>/", draw_with, name="draw_with"),
]
