"""The people's door of constellations: its addresses inside a place."""

from __future__ import annotations

from django.urls import URLPattern

from lifeworld.constellations.pages import boards, deeds, drawing, ecosystem, exports, saturation

urls: list[URLPattern] = [*boards.urls, *exports.urls, *ecosystem.urls, *drawing.urls, *saturation.urls, *deeds.urls]
