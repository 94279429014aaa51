"""The people's door of the scorecard: its addresses inside a place. A customer says what matters to her in ``open_doors``."""

from __future__ import annotations

from django.urls import URLPattern

from lifeworld.scorecard.pages import cards, earnings, partners, plays, settings

urls: list[URLPattern] = [*cards.urls, *settings.urls, *earnings.urls, *partners.urls, *plays.urls, *cards.factor_urls]
