"""Every partner's view at once: each is made from the rows that concern it, so that many partners cost no more than their rows."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from lifeworld.scorecard.core.frames import Frames
from lifeworld.scorecard.core.partner_view import PartnerView, partner_view
from lifeworld.scorecard.core.partners.found import Contributions
from lifeworld.scorecard.core.partners.game import attained_t
from lifeworld.scorecard.core.values import Asked


def partner_views(frames: Frames, found: Contributions, asked: Asked) -> Iterator[PartnerView]:
    """The view of each partner whom somebody used, in the order of their keys; the same as ``partner_view`` makes one by one."""
    known = attained_t(frames["goals"])
    users = frames["uses"].select("partner", "customer").unique().join(known, on="customer").sort("partner", "customer")
    rows = {"goals": _by_partner(users), "earnings": _by_partner(frames["earnings"]), "choices": _by_partner(frames["choices"])}
    for key in found.keys:
        own = {name: parts[key] for name, parts in rows.items() if key in parts}
        yield partner_view(Frames(own, frames.simulated), found, key, asked)


def _by_partner(table: pl.DataFrame) -> dict[str, pl.DataFrame]:
    return {str(key): part for (key,), part in table.partition_by("partner", as_dict=True, maintain_order=True).items()}
