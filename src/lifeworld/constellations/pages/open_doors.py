"""Doors that need no login: a customer who draws by a link."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods

from lifeworld.constellations.actions.drawings import draw_by_link
from lifeworld.constellations.core.drawn_body import draw_config, drawn_picture
from lifeworld.constellations.pages.drawing import sent_json
from lifeworld.constellations.queries.draw_links import open_door
from lifeworld.kit.errors import LifeworldError

TOKEN_CHARS_MAX = 80
CLOSED = LifeworldError(404, "no_such_link", "This link does not open anything, or not any more.",
                        "Ask whoever gave it to you for a new one.")


@require_http_methods(["GET", "HEAD", "POST"])
def draw(request: HttpRequest, token: str) -> HttpResponse:
    """A customer draws her map, without an account; POST takes it as JSON and answers with her own map."""
    door = open_door(token) if len(token) <= TOKEN_CHARS_MAX else None
    if door is None:
        raise CLOSED
    seen = f"drawn/{door.link}"
    if request.method == "POST":
        known = request.session.get(seen)
        saved = draw_by_link(door, sent_json(request), known if isinstance(known, int) else None)
        if door.customer is None:
            request.session[seen] = saved.customer
        return JsonResponse({"saved": True, "again": saved.again, "picture": drawn_picture(saved.drawing, "you")})
    response = render(request, "constellations/draw.html", {"config": draw_config(door.study.settings), "csrf": get_token(request),
                                                            "action": request.path, "key": f"draw-{door.link}"})
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


draw.open_door = True  # type: ignore[attr-defined]

urlpatterns: list[URLPattern] = [path("draw/<str:token>/", draw, name="draw")]
