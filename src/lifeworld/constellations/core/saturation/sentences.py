"""What is said of saturation: one whole sentence, whatever was found."""

from __future__ import annotations

import math

from lifeworld.constellations.core.saturation.rule import Rule


def sentence(what: str, rule: Rule, n: int, found: int, share: float, ends: tuple[float, float, float]) -> str:
    """``n`` customers, ``found`` things; ``share`` of the orders reach it; ``ends`` are 5 %, median and 95 % over orders.

    >>> sentence("codes", Rule(), 30, 12, 1.0, (6.0, 8.0, 14.0))[53:]
    'at most 5 % new), codes were saturated after 8 customers in half of the random orders (6 to 14 in nine of ten).'
    """
    unknown = f"Whether {what} were saturated is not known"
    if n < rule.customers_min:
        return f"{unknown}: base and two runs ({rule.words}) need {rule.customers_min} customers, and the study has {n}."
    if not found:
        return f"{unknown}: none was found."
    head = f"By the rule of Guest, Namey and Chen ({rule.words}), {what} were"
    low, middle, high = ends
    if not share:
        return f"{head} not saturated within these {n:,} customers."
    if math.isinf(middle):
        percent = f"{100 * share:.0f} %" if share >= 0.005 else "less than 1 %"
        return f"{head} saturated within these {n:,} customers in {percent} of the random orders only."
    after = f"{head} saturated after {middle:.0f} customers"
    if low == high:
        return f"{after} in nine of ten random orders."
    upper = f"more than {n:,}" if math.isinf(high) else f"{high:.0f}"
    return f"{after} in half of the random orders ({low:.0f} to {upper} in nine of ten)."
