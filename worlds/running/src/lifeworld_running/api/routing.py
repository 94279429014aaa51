"""The one router of the world: an address may take files in and give activities out."""

from __future__ import annotations

from ninja import Router

router = Router(tags=["running"])
BIG = 2**63 - 1
