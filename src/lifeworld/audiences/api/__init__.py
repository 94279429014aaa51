"""The machines' door of audiences."""

from ninja import Router

from lifeworld.audiences.api import audiences, holdouts, segments

router = Router(tags=["audiences"])
for part in (audiences, segments, holdouts):
    router.add_router("", part.router)
