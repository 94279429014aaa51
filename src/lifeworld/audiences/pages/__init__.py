"""The people's door of audiences: its addresses inside a place."""

from __future__ import annotations

from django.urls import URLPattern

from lifeworld.audiences.pages import audiences, building, holdouts, segments

urls: list[URLPattern] = [url for part in (building, audiences, segments, holdouts) for url in part.urls]
