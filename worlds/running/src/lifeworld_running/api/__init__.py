"""The machines' door of the world: files of runners come in, and what runners show to the place goes out."""

from __future__ import annotations

from lifeworld_running.api import activities, files
from lifeworld_running.api.routing import router

__all__ = ["activities", "files", "router"]
