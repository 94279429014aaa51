"""The machines' door of events."""

from ninja import Router

from lifeworld.events.api import journal

router = Router(tags=["events"])
for part in (journal,):
    router.add_router("", part.router)
