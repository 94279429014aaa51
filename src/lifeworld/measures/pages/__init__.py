"""The people's door of measures: its addresses inside a place."""

from __future__ import annotations

from django.urls import URLPattern

from lifeworld.measures.pages import customers, indicators

urls: list[URLPattern] = [*indicators.urls, *customers.urls]
