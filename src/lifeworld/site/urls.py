"""Addresses: `/acme/berlin/` is a place, `/acme/berlin/-/studies/...` what a room shows of it.

`/api/acme/berlin/-/...` is the same for machines.
"""

from __future__ import annotations

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path, register_converter

from lifeworld.audiences.pages import urls as audiences
from lifeworld.circles.pages import urls as circles
from lifeworld.constellations.pages import urls as constellations
from lifeworld.customers.pages import urls as customers
from lifeworld.events.pages import urls as events
from lifeworld.goals.pages import urls as goals
from lifeworld.measures.pages import urls as measures
from lifeworld.partners.pages import urls as partners
from lifeworld.places.pages import urls as places
from lifeworld.scorecard.pages import urls as scorecard
from lifeworld.site import boards, embeds, pages, watch, worlds
from lifeworld.site.api import api
from lifeworld.site.paths import PlacePath
from lifeworld.tools.pages import urls as tools
from lifeworld.voices.pages import urls as voices

register_converter(PlacePath, "place")

handler404 = "lifeworld.site.errors.nowhere"
handler500 = "lifeworld.site.errors.broken"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", pages.home, name="home"),
    path("healthz", pages.healthz, name="healthz"),
    path("metrics", watch.metrics, name="metrics"),
    path("admin/", admin.site.urls),
    path("account/", include("lifeworld.site.account")),
    path("api/", api.urls),
    path("", include("lifeworld.constellations.pages.open_doors")),
    path("", include("lifeworld.goals.pages.open_doors")),
    path("", include("lifeworld.circles.pages.open_doors")),
    path("", include("lifeworld.partners.pages.open_doors")),
    path("", include("lifeworld.tools.pages.open_doors")),
    path("", include("lifeworld.scorecard.pages.open_doors")),
    path("", include("lifeworld.scorecard.pages.own_plays")),
    path("", include(embeds.urls)),
    *worlds.addresses(),
    *(path("<place:place>/", include(room)) for room in (boards.urls, worlds.urls, places, customers, events, voices, constellations,
                                                             measures, goals, circles, audiences, partners, tools, scorecard)),
]
