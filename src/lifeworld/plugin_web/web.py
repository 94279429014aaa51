"""What a world brings for the site, and how the hall finds it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from django.urls import URLPattern
from ninja import Router

from lifeworld.kit.caller import Caller
from lifeworld.kit.errors import RunFailed
from lifeworld.plugin import World, worlds

Tables = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True)
class WorldPanel:
    """A part of a page of the hall: a template, and the question whose answer it shows (``asked(caller)``, on a customer's page
    ``asked(caller, customer)``).
    """

    template: str
    asked: Callable[..., Any]


@dataclass(frozen=True)
class WebWorld:
    """A world's pages, routes and work, as the hall seats them. Every part may be empty.

    ``urls``: below `/<place>/-/<world>/`, each view takes ``place``; ``own_urls``: below `/own/<goal_token>/<world>/`, each view takes
    ``goal_token``, opens it with ``opened`` and has ``open_door = True``; ``router``: its routes begin with `/{place:place}/-/<world>/`.
    All of them open only in places that took the world up. ``start`` and ``own_start``: names of the first page of each, "" for none.
    ``work_once``: one step in the background, True where there was something to do. ``forget(place_id, customer)`` leaves nothing of a
    customer; ``export_of(caller, customer)`` gives all that is kept of her, by table. ``demo(owner)`` fills the demo's place, and
    ``demo_customer`` is the key of one of whom it has much to show. ``costly``: names of addresses that one asker may ask only some times
    a minute; what is sent through open doors or to the router is counted anyway.
    """

    urls: Sequence[URLPattern] = ()
    own_urls: Sequence[URLPattern] = ()
    router: Router | None = None
    start: str = ""
    own_start: str = ""
    own_title: str = ""
    place_panels: tuple[WorldPanel, ...] = ()
    customer_panels: tuple[WorldPanel, ...] = ()
    work_once: Callable[[], bool] | None = None
    forget: Callable[[int, int], None] | None = None
    export_of: Callable[[Caller, int], Tables] | None = None
    demo: Callable[[Caller], None] | None = None
    demo_customer: str = ""
    costly: frozenset[str] = frozenset()


def web_of(world: World) -> WebWorld | None:
    """The pages of a world; None where it has none. Errors: RunFailed where its manifest points at something else."""
    if not world.web:
        return None
    module, _, name = world.web.partition(":")
    found = getattr(import_module(module), name, None)
    if not isinstance(found, WebWorld):
        raise RunFailed("no_web_world", f"The world «{world.name}» names «{world.web}», which is no WebWorld.", "Point it at one.")
    return found


def web_worlds() -> tuple[tuple[World, WebWorld], ...]:
    """Every installed world that has pages, with them, by name."""
    return tuple((world, web) for world in worlds() if (web := web_of(world)) is not None)
