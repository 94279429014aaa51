"""The machines' door of partners."""

from ninja import Router

from lifeworld.partners.api import baskets, choices, feeds, incoming, notices, offers, partners, registrations

router = Router(tags=["partners"])
for part in (partners, feeds, incoming, notices, offers, baskets, choices, registrations):
    router.add_router("", part.router)
