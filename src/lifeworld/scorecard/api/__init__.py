"""The machines' door of the scorecard: the routers of its ideas as one."""

from __future__ import annotations

from ninja import Router

from lifeworld.scorecard.api import cards, earnings, partners, plays

router = Router(tags=["scorecard"])
for part in (cards, earnings, partners, plays):
    router.add_router("", part.router)
