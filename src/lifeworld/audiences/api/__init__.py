"""The machines' door of audiences."""

from ninja import Router

router = Router(tags=["audiences"])
