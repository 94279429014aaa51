"""The machines' door of goals."""

from ninja import Router

router = Router(tags=["goals"])
