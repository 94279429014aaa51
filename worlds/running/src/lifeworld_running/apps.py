"""The Django app of the world of runners."""

from __future__ import annotations

from django.apps import AppConfig


class Running(AppConfig):
    """Tables, templates and static files of the world."""

    name = "lifeworld_running"
    label = "lifeworld_running"
    verbose_name = "running"
    default_auto_field = "django.db.models.BigAutoField"
