"""The people's door of goals: its addresses inside a place. The customer's own pages are in ``open_doors``."""

from __future__ import annotations

from django.urls import URLPattern

from lifeworld.goals.pages import figures, jobs, team

urls: list[URLPattern] = [*figures.urls, *jobs.urls, *team.urls]
