"""The door of a runner's own pages: her link opens it, and nothing of what it shows is kept anywhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse

from lifeworld.plugin_web import OpenDoor, opened, quietly

P = ParamSpec("P")


def own_page(view: Callable[Concatenate[HttpRequest, OpenDoor, str, P], HttpResponse]) -> Callable[..., HttpResponse]:
    """A view of a request, what the link opens, and the link, as a view of a request and ``goal_token``."""

    def through(request: HttpRequest, goal_token: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        door = opened(goal_token)
        if request.method not in {"GET", "HEAD", "POST"}:
            return quietly(HttpResponse(status=405, headers={"Allow": "GET, HEAD, POST"}))
        return quietly(view(request, door, goal_token, *args, **kwargs))

    marked: Any = through
    marked.open_door = True
    through.__doc__ = view.__doc__
    through.__name__ = view.__name__
    return through
