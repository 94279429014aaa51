"""The machines' door of events."""

from ninja import Router

from lifeworld.events.api import intake, journal, types, webhooks

router = Router(tags=["events"])
for part in (journal, types, intake, webhooks):
    router.add_router("", part.router)
