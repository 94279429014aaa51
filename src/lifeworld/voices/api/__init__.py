"""The machines' door of voices: the routers of its ideas as one."""

from __future__ import annotations

from ninja import Router

from lifeworld.voices.api import codebooks, coding, comparing, exchange, queues, settling, statements, studies, tables, uploads

router = Router(tags=["voices"])
for part in (studies, uploads, statements, codebooks, coding, queues, comparing, settling, tables, exchange):
    router.add_router("", part.router)
