"""The people's door of circles: its addresses inside a place. The customer's own pages are in ``open_doors``."""

from __future__ import annotations

from django.urls import URLPattern

from lifeworld.circles.pages import team

urls: list[URLPattern] = [*team.urls]
