"""A bill of materials bought over the sellers of a place, with what each asks for shipping."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from lifeworld.kit.caller import Caller
from lifeworld.kit.errors import InputRefused
from lifeworld.partners.core.basket import Want, basket
from lifeworld.partners.core.bought import Asked, BasketValue, bought, fees_of
from lifeworld.partners.core.keys import KEY_MAX, item_key
from lifeworld.partners.core.onboarding import VERIFIED
from lifeworld.partners.core.values import QUANTITY_MAX, Choice
from lifeworld.partners.models import Partner
from lifeworld.partners.queries.live import supply_of
from lifeworld.partners.queries.partners import PARTNERS_MAX, names_of
from lifeworld.partners.queries.whose import must_be_team
from lifeworld.places.core import around

LINES_MAX = 500


@dataclass(frozen=True)
class Line:
    """So many pieces of an item: by its key, or by part number and maker."""

    quantity: int
    item: str = ""
    mpn: str = ""
    manufacturer: str = ""


def basket_of(caller: Caller, lines: Sequence[Line], *, currency: str = "EUR", job: str = "", choice: Choice | None = None,
              region: str = "") -> BasketValue:
    """Which seller delivers which line as cheaply as can be, shipping included. ``choice``: instead of the one that is kept.

    Errors: 403 also for a partner's own people; InputRefused for no line, too many, a quantity or currency that cannot be.
    """
    caller.require("partners.see")
    must_be_team(caller)  # what others ask is not for one of them to know
    if not 1 <= len(lines) <= LINES_MAX:
        raise InputRefused("bad_lines", f"A basket has 1 to {LINES_MAX} lines, not {len(lines):,}.", "Leave out what is not bought.")
    wants = [Want(_key(line), line.quantity) for line in lines]
    for want in wants:
        if not 1 <= want.quantity <= QUANTITY_MAX:
            raise InputRefused("bad_quantity", f"Nobody can buy {want.quantity:,} of «{want.item}».", f"Give 1 to {QUANTITY_MAX:,}.")
    asked = replace(caller, scopes=caller.scopes | {"tools.use"})
    supply = supply_of(asked, quantity=1, currency=currency, job=job, choice=choice, region=region)
    fees = fees_of(shipping_of(caller), supply.rates, supply.currency)
    return bought(basket(wants, supply, fees), fees, names_of(caller), supply.choice, asked=choice is not None)


def shipping_of(caller: Caller) -> dict[str, Asked]:
    """What each seller whose offers count here asks for bringing an order, as it was written down."""
    rows = Partner.objects.filter(place__path__in=around(caller.place), state=VERIFIED).order_by("place__path")
    found = rows.values_list("key", "shipping_micros", "shipping_currency")[:2 * PARTNERS_MAX]
    return {key: (micros, code) for key, micros, code in found}


def _key(line: Line) -> str:
    if line.item.strip():
        if len(line.item) > KEY_MAX:
            raise InputRefused("long_item", f"«{line.item[:40]}…» is longer than any key of an item.", f"It has at most {KEY_MAX} signs.")
        return line.item.strip()
    return item_key(line.mpn, line.manufacturer)
