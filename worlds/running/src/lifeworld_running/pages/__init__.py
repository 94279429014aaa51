"""The people's door of the world: a runner's own pages, and the page of the people of a place."""

from __future__ import annotations

from django.urls import URLPattern

from lifeworld_running.pages import activity, progress, routes, settings, shared, start, team

own_urls: list[URLPattern] = [
    *start.own_urls, *routes.own_urls, *progress.own_urls, *settings.own_urls, *shared.own_urls, *activity.own_urls]
urls: list[URLPattern] = [*team.urls]
