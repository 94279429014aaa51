"""The people's door of events: its addresses inside a place."""

from __future__ import annotations

from django.urls import URLPattern, path

from lifeworld.events.pages.journal import journal

urls: list[URLPattern] = [path("-/journal/", journal, name="journal")]
