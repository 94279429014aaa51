"""Who did something, in words; the other words of pages are those of the room of partners (``partners.pages.said``)."""

from __future__ import annotations

from collections.abc import Iterable

from lifeworld.kit.caller import Caller
from lifeworld.places.queries import names_of

NOBODY = {"worker": "the work in the background", "terminal": "the terminal"}


def said_of(caller: Caller, whos: Iterable[str]) -> dict[str, str]:
    """Who did something, as people read it, of each of them."""
    wanted = sorted(set(whos))
    names = names_of(caller, wanted) if wanted and caller.may("places.see") else {}
    return {who: names.get(who, NOBODY.get(who, who)) for who in wanted}
