"""The worlds that are installed, seated in the hall: where each one's pages open, which place took which world up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.views.decorators.http import require_POST, require_safe

from lifeworld.goals.queries.links import open_door
from lifeworld.kit.caller import Caller, not_found
from lifeworld.kit.web import Asked
from lifeworld.places.queries import worlds_of
from lifeworld.plugin import World, world_called, worlds
from lifeworld.plugin_web import WebWorld, take_up, web_worlds
from lifeworld.site.errors import rendered


@dataclass(frozen=True)
class WorldHere:
    """An installed world as a place sees it. ``taken``: the version that the place took up, "" for none; ``start``: its first page."""

    world: World
    taken: str
    study: str
    start: str


@dataclass(frozen=True)
class Way:
    """A way on a customer's own pages."""

    title: str
    url: str
    here: bool


class OnlyWhereTakenUp:
    """A world's addresses open in places that took it up; elsewhere they look like addresses of nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer of the next."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: dict[str, object]) -> HttpResponse | None:
        """None lets the request in."""
        route = request.resolver_match.route if request.resolver_match else ""
        world = next((world for world, _ in web_worlds() if f"/-/{world.name}/" in route or route.startswith(own_route(world))), None)
        if world is None:
            return None
        caller: Caller | None = getattr(request, "caller", None)
        if caller is None and (door := open_door(str(kwargs.get("goal_token", ""))[:80])):
            caller = door.caller
        if caller is not None and world.name in worlds_of(caller.place_id):
            return None
        return rendered(request, not_found("page", request.path))


def own_route(world: World) -> str:
    """Where a world's pages for one customer begin."""
    return f"own/<str:goal_token>/{world.name}/"


def addresses() -> list[URLPattern | URLResolver]:
    """The addresses of all worlds."""
    found: list[URLPattern | URLResolver] = []
    for world, web in web_worlds():
        found.append(path(own_route(world), include(list(web.own_urls))))
        found.append(path(f"<place:place>/-/{world.name}/", include(list(web.urls))))
    return found


def here(caller: Caller) -> list[WorldHere]:
    """Every installed world, by title, with what the place has of it."""
    taken = worlds_of(caller.place_id)
    webs = {world.name: web for world, web in web_worlds()}
    return [WorldHere(one, *taken.get(one.name, ("", "")), start=_start(caller, webs.get(one.name), one.name in taken))
            for one in sorted(worlds(), key=lambda one: one.title)]


def _start(caller: Caller, web: WebWorld | None, taken: bool) -> str:
    return reverse(web.start, args=[caller.place]) if web is not None and web.start and taken and caller.may("worlds.see") else ""


def own_ways(token: str, route: str) -> list[Way]:
    """The ways on a customer's own pages: her goals, her friends, each world that her place took up, what is offered to her, what matters
    to her. Empty without a good link.
    """
    door = open_door(token[:80])
    if door is None:
        return []
    taken = worlds_of(door.caller.place_id)
    ways = [Way(web.own_title or world.title, reverse(web.own_start, args=[token]), route.startswith(own_route(world)))
            for world, web in web_worlds() if world.name in taken and web.own_start]
    return [Way("Goals", reverse("goals_mine", args=[token]), route.startswith("goals/")),
            Way("Friends", reverse("circle_feed", args=[token]), route.startswith("own/<str:goal_token>/friends/")), *ways,
            Way("What next", reverse("plays_mine", args=[token]), route.startswith("own/<str:goal_token>/next/")),
            Way("What matters", reverse("scorecard_mine", args=[token]), route.startswith("own/<str:goal_token>/matters/"))]


@require_safe
def index(request: Asked, place: str) -> HttpResponse:
    """Installed worlds, what each brings, and whether the place took it up."""
    request.caller.require("worlds.see")
    return render(request, "worlds/index.html", {"place": place, "worlds": here(request.caller)})


@require_POST
def take(request: Asked, place: str, world: str) -> HttpResponse:
    """The place takes a world up, or comes up to its version."""
    found = world_called(world)
    request.caller.require("worlds.manage")
    if found is None:
        raise not_found("world", world)
    take_up(request.caller, found)
    messages.success(request, f"«{found.title}» is taken up: its types of events, measures and jobs are declared here.")
    return redirect("worlds", place=place)


urls: list[URLPattern] = [
    path("-/worlds/", index, name="worlds"),
    path("-/worlds/<slug:world>/take/", take, name="world_take"),
]
