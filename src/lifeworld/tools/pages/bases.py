"""One base address in three ways: a team's, an open desk's, a desk's in a partner's frame. Views are written once, for a ``Base``."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.csrf import csrf_exempt

from lifeworld.kit.caller import Caller
from lifeworld.kit.errors import LifeworldError
from lifeworld.kit.web import Asked
from lifeworld.tools.actions.replaying import Taken
from lifeworld.tools.core.bodies import form_body, json_body, not_too_large
from lifeworld.tools.core.kept import Attribution
from lifeworld.tools.queries.desks import OVER, door_of

ASKS_MAX = 240
"""So often one visitor may send something in a minute: a desk asks while people type."""
CLOSED = LifeworldError(404, "no_such_desk", "This address opens no desk, or not any more.", "Ask whoever gave it to you for another one.")
ELSEWHERE = LifeworldError(403, "other_origin", "This was sent from another site.", "Use the desk on its own page.")

P = ParamSpec("P")
View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Base:
    """Where the desk hangs: who asks for which tool, and how addresses below it are made. ``origin``: of the page around, "" elsewhere."""

    caller: Caller
    tool: str
    prefix: str
    args: tuple[str, ...]
    attribution: Attribution
    title: str = ""

    @property
    def team(self) -> bool:
        """Whether people of the place ask, through the entrance."""
        return self.prefix == "tool"

    @property
    def embedded(self) -> bool:
        """Whether it stands in a partner's frame."""
        return bool(self.attribution.embed)

    @property
    def layout(self) -> str:
        """The template around its pages."""
        return f"tools/{'team' if self.team else 'frame' if self.embedded else 'open'}_base.html"

    def url(self, name: str, *rest: object) -> str:
        """An address below it."""
        return reverse(f"{self.prefix}_{name}", args=[*self.args, *rest])

    def context(self, **more: Any) -> dict[str, Any]:
        """What every template of the room needs."""
        return {"base": self, "layout": self.layout, "tool": self.tool, **({"place": self.args[0]} if self.team else {}), **more}


def team(view: Callable[Concatenate[HttpRequest, Base, P], HttpResponse]) -> View:
    """The view for people of the place, whom the entrance let in."""
    @wraps(view)
    def shown(request: Asked, place: str, tool: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        return view(request, Base(request.caller, tool, "tool", (place, tool), Attribution()), *args, **kwargs)

    return shown


def door(view: Callable[Concatenate[HttpRequest, Base, P], HttpResponse]) -> View:
    """The view for everybody: the address is the right. No cookie goes into what is asked, so nobody can forge anything; that a form comes
    from the desk's own page is looked at all the same.
    """
    @wraps(view)
    def shown(request: HttpRequest, desk: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.method not in {"GET", "HEAD"} and request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
            raise ELSEWHERE
        found = door_of(desk)
        if found is None:
            raise CLOSED
        base = Base(found.caller, found.tool, "desk", (desk,), found.attribution, found.title)
        try:
            if found.over:
                raise OVER
            response = view(request, base, *args, **kwargs)
        except LifeworldError as error:  # in a frame the hall's page would not be shown
            if not base.embedded or wants_json(request):
                raise
            tab = "desk" if found.over else ""
            response = render(request, "tools/refused.html", base.context(refused=error, tab=tab), status=error.status)
        return _openly(response, base)

    shown.open_door = True  # type: ignore[attr-defined]
    shown.asks_max = ASKS_MAX  # type: ignore[attr-defined]
    return csrf_exempt(shown)


def body_of(request: HttpRequest) -> dict[str, Any]:
    """What was sent: a JSON object, or a form. Errors: LifeworldError 413; InputRefused."""
    if request.content_type == "application/json":
        return json_body(request.headers.get("Content-Length"), lambda: request.body)
    not_too_large(request.headers.get("Content-Length"))
    return form_body(request.POST.dict())


def wants_json(request: HttpRequest) -> bool:
    """Whether a script asks."""
    return "application/json" in request.headers.get("Accept", "")


def as_json(body: object, status: int = 200) -> HttpResponse:
    """JSON, kept by nobody in between; numbers that are none are refused, because no browser would read them."""
    text = json.dumps(body, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return HttpResponse(text, content_type="application/json", status=status, headers={"Cache-Control": "no-store"})


def as_file(taken: Taken) -> HttpResponse:
    """A file that is taken away, kept by nobody in between."""
    said = content_disposition_header(as_attachment=True, filename=taken.name)
    return HttpResponse(taken.body, content_type=taken.mime, headers={
        "Content-Disposition": said or "attachment", "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"})


def _openly(response: HttpResponse, base: Base) -> HttpResponse:
    """Kept by nobody in between, unless the view says how; a session tells no other site its address, and may stand in its frame."""
    response.headers.setdefault("Cache-Control", "no-store")
    if base.embedded:
        response.headers["Referrer-Policy"] = "same-origin"
        response.headers["X-Robots-Tag"] = "noindex"
        response._csp_replace = {"frame-ancestors": [base.attribution.origin]}  # type: ignore[attr-defined]
        response.xframe_options_exempt = True
    return response
