"""The people's door of voices: its addresses inside a place."""

from __future__ import annotations

from django.urls import URLPattern

from lifeworld.voices.pages import codebooks, coding, comparing, exchange, queues, settling, statements, studies, tables, uploads

urls: list[URLPattern] = [url for part in (studies, uploads, statements, codebooks, coding, queues, comparing, settling, tables, exchange)
                          for url in part.urls]
