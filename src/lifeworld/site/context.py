"""What every page of the hall shows: the place, who is signed in, where live news come from."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from lifeworld.site.live import stream_url


def hall(request: HttpRequest) -> dict[str, Any]:
    """``caller`` (None outside a place) and ``stream_url`` for templates."""
    return {"caller": getattr(request, "caller", None), "stream_url": stream_url(request)}
