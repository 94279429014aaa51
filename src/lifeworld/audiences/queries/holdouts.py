"""What is asked of holdouts: which there are, and whether their arms are alike."""

from __future__ import annotations

from django.db.models import Avg, Count, QuerySet, StdDev

from lifeworld.audiences.core.balance import of_means, of_shares
from lifeworld.audiences.core.holdout import HELD, SERVED
from lifeworld.audiences.core.values import ArmBalance, HoldoutValue
from lifeworld.audiences.models import Assignment, Holdout
from lifeworld.audiences.queries.audiences import as_text
from lifeworld.customers.models import Trait
from lifeworld.kit.caller import Caller, not_found
from lifeworld.measures.models import Indicator, Standing

VALUES_MAX = 12
"""Of a trait with more values than these no balance is shown."""
COMPARED_MAX = 60


def holdouts(caller: Caller, *, ended: bool = True) -> list[HoldoutValue]:
    """The holdouts of the place, the newest first."""
    caller.require("audiences.see")
    rows = Holdout.objects.filter(place=caller.place_id).select_related("audience").order_by("-pk")
    return [_value(row) for row in (rows if ended else rows.filter(ended_at=None))]


def holdout_of(caller: Caller, slug: str) -> HoldoutValue:
    """A holdout of the place. Errors: 404."""
    return _value(_row(caller, slug))


def balance(caller: Caller, slug: str) -> list[ArmBalance]:
    """The arms of a holdout beside each other: shares of traits' values and means of indicators, by name. Errors: 404."""
    row = _row(caller, slug)
    n = dict(Assignment.objects.filter(holdout=row).order_by("arm").values_list("arm").annotate(n=Count("id")))
    n_held, n_served = n.get(HELD, 0), n.get(SERVED, 0)
    return [*_of_traits(row, n_held, n_served), *_of_indicators(row)][:COMPARED_MAX]


def _of_traits(row: Holdout, n_held: int, n_served: int) -> list[ArmBalance]:
    counts: dict[tuple[str, str], dict[str, int]] = {}
    for arm in (HELD, SERVED):
        own = Trait.objects.filter(customer__in=_customers(row, arm))
        for name, value, n in own.values_list("name", "value").order_by("name", "value").annotate(n=Count("id")):
            counts.setdefault((name, value), {})[arm] = n
    many = {name for name, _ in counts if sum(other == name for other, _ in counts) > VALUES_MAX}
    return [of_shares(f"{name}: {value}", found.get(HELD, 0), n_held, found.get(SERVED, 0), n_served)
            for (name, value), found in sorted(counts.items()) if name not in many]


def _of_indicators(row: Holdout) -> list[ArmBalance]:
    found = []
    for pk, slug in Indicator.objects.filter(place=row.place_id, retired_at=None).order_by("slug").values_list("pk", "slug"):
        arms = []
        for arm in (HELD, SERVED):
            own = Standing.objects.filter(indicator=pk, customer__in=_customers(row, arm))
            of_arm = own.aggregate(n=Count("id"), mean=Avg("value"), sd=StdDev("value"))
            arms.append((of_arm["n"], of_arm["mean"], of_arm["sd"]))
        if any(n for n, _, _ in arms):
            found.append(of_means(slug, arms[0], arms[1]))
    return found


def _customers(row: Holdout, arm: str) -> QuerySet[Assignment, int]:
    return Assignment.objects.filter(holdout=row, arm=arm).values_list("customer_id", flat=True)


def _row(caller: Caller, slug: str) -> Holdout:
    caller.require("audiences.see")
    row = Holdout.objects.filter(place=caller.place_id, slug=slug).select_related("audience").first()
    if row is None:
        raise not_found("holdout", slug)
    return row


def _value(row: Holdout) -> HoldoutValue:
    n = dict(Assignment.objects.filter(holdout=row).order_by("arm").values_list("arm").annotate(n=Count("id")))
    return HoldoutValue(row.pk, row.slug, row.title, row.audience.slug if row.audience else "", row.share, tuple(row.strata), row.withheld,
                        n.get(HELD, 0), n.get(SERVED, 0), as_text(row.begins_at), as_text(row.ended_at))
