"""The door that needs no login: a customer among her friends, by her own link."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from lifeworld.circles.pages import challenges, clubs, feed, people, zones
from lifeworld.circles.queries.exported import export_of
from lifeworld.goals.pages.everything import as_json
from lifeworld.goals.pages.open_doors import opened, quietly


@require_safe
def everything(request: HttpRequest, goal_token: str) -> HttpResponse:
    """All that is kept of her among friends, with every word, as JSON."""
    body = as_json(export_of(opened(goal_token).caller))
    return quietly(HttpResponse(body, content_type="application/json",
                                headers={"Content-Disposition": 'attachment; filename="my-friends.json"'}))


_OPEN: tuple[Any, ...] = (feed.mine, feed.post, feed.me, people.people, people.person, clubs.listing, clubs.one, challenges.listing,
                          challenges.one, zones.zones, everything)
for _view in _OPEN:
    _view.open_door = True

urlpatterns: list[URLPattern] = [
    path("own/<str:goal_token>/friends/", feed.mine, name="circle_feed"),
    path("own/<str:goal_token>/friends/posts/<int:post>/", feed.post, name="circle_post"),
    path("own/<str:goal_token>/friends/me/", feed.me, name="circle_me"),
    path("own/<str:goal_token>/friends/people/", people.people, name="circle_people"),
    path("own/<str:goal_token>/friends/people/<int:person>/", people.person, name="circle_person"),
    path("own/<str:goal_token>/friends/clubs/", clubs.listing, name="circle_clubs"),
    path("own/<str:goal_token>/friends/clubs/<int:club>/", clubs.one, name="circle_club"),
    path("own/<str:goal_token>/friends/challenges/", challenges.listing, name="circle_challenges"),
    path("own/<str:goal_token>/friends/challenges/<int:challenge>/", challenges.one, name="circle_challenge"),
    path("own/<str:goal_token>/friends/zones/", zones.zones, name="circle_zones"),
    path("own/<str:goal_token>/friends/everything.json", everything, name="circle_everything"),
]
