"""The machines' door of tools: the routers of its ideas as one."""

from __future__ import annotations

from ninja import Router

from lifeworld.tools.api import designs, desks, running

router = Router(tags=["tools"])
for part in (running, designs, desks):
    router.add_router("", part.router)
