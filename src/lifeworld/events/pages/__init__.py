"""The people's door of events: its addresses inside a place."""

from __future__ import annotations

from django.urls import URLPattern

from lifeworld.events.pages import overview, refused, types, webhooks

urls: list[URLPattern] = [*overview.urls, *types.urls, *refused.urls, *webhooks.urls]
