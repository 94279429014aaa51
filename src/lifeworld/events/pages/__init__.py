"""The people's door of events: its addresses inside a place."""

from __future__ import annotations

from django.urls import URLPattern

urls: list[URLPattern] = []
