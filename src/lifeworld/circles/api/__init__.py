"""The machines' door of circles: the routers of its ideas as one.

Routes below ``customers/{customer}/circles`` act as that customer: they need the right «circles.own», which a key of an app has.
"""

from __future__ import annotations

from ninja import Router

from lifeworld.circles.api import challenges, clubs, people, posts, team, zones

router = Router(tags=["circles"])
for part in (people, posts, clubs, challenges, zones, team):
    router.add_router("", part.router)
