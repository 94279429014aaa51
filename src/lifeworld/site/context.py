"""What every page of the hall shows: the place, who is signed in, where live news come from."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from lifeworld.site.live import stream_url
from lifeworld.site.worlds import here, own_ways


def hall(request: HttpRequest) -> dict[str, Any]:
    """``caller`` (None outside a place), ``stream_url``, the worlds of the place, and on a customer's own pages her ways, for templates."""
    caller, found = getattr(request, "caller", None), request.resolver_match
    token = found.kwargs.get("goal_token") if found else None
    return {"caller": caller, "stream_url": stream_url(request),
            "worlds_here": [one for one in here(caller) if one.start] if caller is not None and caller.may("worlds.see") else [],
            "own_ways": own_ways(token, found.route) if found and token else []}
