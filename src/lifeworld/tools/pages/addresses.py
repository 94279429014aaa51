"""The addresses below a base, the same for a team's desk and for one that is open to everybody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.urls import URLPattern, path

from lifeworld.tools.pages import buying, designs, desk

View = Callable[..., HttpResponse]
OF_TEAM = frozenset({"note", "discard", "buy"})


def below(here: str, prefix: str, wrapped: Callable[[Any], View]) -> list[URLPattern]:
    """Addresses that begin with ``here``, named ``prefix_...``; ``wrapped`` turns a view for a base into one for this door."""
    one = f"{here}d/<slug:address>/"
    found: list[tuple[str, View, str]] = [
        (here, desk.desk, "desk"), (f"{here}configure", desk.configured, "configure"), (f"{here}named", desk.names, "named"),
        (f"{here}design", desk.designed, "design"), (f"{here}save", desk.saved, "save"),
        (f"{here}compare", designs.compare_page, "compare"),
        (one, designs.design_page, "design_page"), (f"{one}replay/", designs.replay_page, "replay"),
        (f"{one}file/<str:export>", designs.file, "file"), (f"{one}turn", designs.turned, "turn"),
        (f"{one}studies/<str:design_study>", designs.study, "study"), (f"{one}note", designs.noted, "note"),
        (f"{one}discard", designs.discarded, "discard"), (f"{one}buy/", buying.buy_page, "buy")]
    return [path(route, wrapped(view), name=f"{prefix}_{name}") for route, view, name in found
            if prefix == "tool" or name not in OF_TEAM]
