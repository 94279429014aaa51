"""The door that needs no login: desks that a place opened to everybody, and desks inside partners' pages."""

from __future__ import annotations

from django.urls import URLPattern

from lifeworld.tools.pages.addresses import below
from lifeworld.tools.pages.bases import door

urlpatterns: list[URLPattern] = below("desks/<str:desk>/", "desk", door)
