"""The machines' door of measures."""

from ninja import Router

from lifeworld.measures.api import indicators

router = Router(tags=["measures"])
router.add_router("", indicators.router)
