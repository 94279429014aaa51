"""The people's door of partners: its addresses inside a place. A partner that was invited applies in ``open_doors``."""

from __future__ import annotations

from django.urls import URLPattern

from lifeworld.partners.pages import feeds, offers, partners, rates, registrations, suppliers

urls: list[URLPattern] = [url for part in (partners, feeds, offers, suppliers, rates, registrations) for url in part.urls]
