"""A market for tests: partners of «acme» with feeds, and files of offers."""

from __future__ import annotations

from collections.abc import Iterable

from lifeworld.kit.caller import Caller
from lifeworld.partners.actions.feeds import Ways, open_feed
from lifeworld.partners.actions.partners import invite_partner, step_partner
from lifeworld.partners.core.shown import PartnerValue
from lifeworld.partners.queries.live import snapshot_of

HEAD = "mpn,manufacturer,sku,price,currency,stock,moq,multiple\n"


def verified(caller: Caller, key: str = "volt", name: str = "Volt Parts") -> PartnerValue:
    """A partner that sells."""
    invite_partner(caller, key, name, ["supplier"])
    step_partner(caller, key, "apply")
    return step_partner(caller, key, "verify", why="Papers were looked at.")


def pushed(caller: Caller, key: str = "volt", feed: str = "parts", **ways: object) -> None:
    """A partner that sells, with a feed that is pushed."""
    verified(caller, key, key.capitalize())
    open_feed(caller, key, feed, Ways(title="All parts", **ways))


def offers(prices: Iterable[float], prefix: str = "R", stock: int = 1000, currency: str = "EUR") -> bytes:
    """A feed with one offer a price: R0@acme-parts, R1@acme-parts..."""
    lines = (f"{prefix}{n},Acme Parts,{prefix.lower()}{n},{price},{currency},{stock},1,1\n" for n, price in enumerate(prices))
    return (HEAD + "".join(lines)).encode()


def prices_of(place: str, item: str) -> list[float]:
    """Prices of one piece of what is offered."""
    return [offer.breaks[0].price_micros / 1e6 for offer in snapshot_of(place, wait=True).offers_of(item)]
