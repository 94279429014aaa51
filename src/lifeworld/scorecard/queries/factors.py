"""How many units of the scorecard's currency one unit of another was, by the rates of the day: read once for each day of rates."""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import replace
from datetime import date, timedelta

from lifeworld.kit.caller import Caller
from lifeworld.partners.core.values import Rates
from lifeworld.partners.models import RateDay
from lifeworld.partners.queries.rates import rates_of
from lifeworld.places.core import around
from lifeworld.scorecard.queries.columns import EPOCH


class Factors:
    """Rates into one currency, of days since 1970. On days between two on which rates were written down the same ones hold, so each is
    read once, whatever currencies and days are asked. Whoever asks was let in before.
    """

    def __init__(self, caller: Caller, currency: str) -> None:
        self.caller = replace(caller, scopes=caller.scopes | {"partners.see"})
        self.currency = currency
        rows = RateDay.objects.filter(place__path__in=around(caller.place)).order_by("day")
        self.days = list(rows.values_list("day", flat=True).distinct())
        self.read: dict[date, Rates] = {}

    def of(self, code: str, day: int) -> float:
        """How many units of the currency one unit of ``code`` was; NaN where no rate is known."""
        if code == self.currency:
            return 1.0
        at = bisect_right(self.days, EPOCH + timedelta(days=day))
        if not at:
            return math.nan
        on = self.days[at - 1]
        if on not in self.read:
            self.read[on] = rates_of(self.caller, self.currency, on)
        found = self.read[on].factor(code, self.currency)
        return found if math.isfinite(found) else math.nan
