"""The machines' door of the world: files of runners come in, and what runners show to the place goes out."""

from __future__ import annotations

from ninja import Router

from lifeworld_running.api import activities, files

router = Router(tags=["running"])
for part in (files, activities):
    router.add_router("", part.router)
