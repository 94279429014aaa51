"""The machines' door of measures."""

from ninja import Router

router = Router(tags=["measures"])
