"""The machines' door of constellations: the routers of its ideas as one."""

from __future__ import annotations

from ninja import Router

from lifeworld.constellations.api import deeds, drawings, ecosystems, exports, links

router = Router(tags=["constellations"])
for part in (ecosystems, drawings, links, exports, deeds):
    router.add_router("", part.router)
