"""The machines' door of goals: the routers of its ideas as one."""

from __future__ import annotations

from ninja import Router

from lifeworld.goals.api import acts, figures, goals, jobs, links

router = Router(tags=["goals"])
for part in (goals, acts, jobs, links, figures):
    router.add_router("", part.router)
