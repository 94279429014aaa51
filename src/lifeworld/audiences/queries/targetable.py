"""Whom something may be done for: the one query that every room above asks, so that nobody who is held out is ever targeted."""

from __future__ import annotations

from django.db.models import Q

from lifeworld.audiences.core import expression as e
from lifeworld.audiences.core.formula import Formula, Rows, both, either, negated
from lifeworld.audiences.core.holdout import HELD, SERVED
from lifeworld.audiences.core.values import Member
from lifeworld.audiences.models import Assignment, Holdout
from lifeworld.audiences.queries.audiences import PAGE_MAX, audience_of
from lifeworld.audiences.queries.compiling import compiled, rows_of
from lifeworld.audiences.queries.conditions import table
from lifeworld.audiences.queries.sql import Compiled
from lifeworld.kit.caller import Caller


def targetable(caller: Caller, audience: e.Condition | str, purpose: str = "", *, after: int = 0, limit: int = PAGE_MAX) -> list[Member]:
    """Members who may be targeted, in the order of their keys, those after ``after``: none who is held out by an open holdout.

    ``audience`` is a slug or an expression. With a ``purpose`` only those who said yes to it. Whom an open holdout covers but has not
    assigned yet is left out until she is: she may be held. Errors: 403, 404, InputRefused.
    """
    ready = _ready(caller, audience, purpose)
    return [Member(pk, key, label or key) for pk, key, label in rows_of(ready.page(after, min(limit, PAGE_MAX)))]


def n_targetable(caller: Caller, audience: e.Condition | str, purpose: str = "") -> int:
    """How many customers ``targetable`` has altogether."""
    ready = _ready(caller, audience, purpose)
    return int(rows_of(ready.customers(ready.truth.true, "count(*)"))[0][0])


def may_target(caller: Caller, customer: int, audience: e.Condition | str, purpose: str = "") -> bool:
    """Whether one customer is targetable now: for what is decided customer by customer."""
    ready = _ready(caller, audience, purpose)
    return bool(rows_of(ready.customers(ready.truth.true, "1", "AND c.id = %s", (customer,))))


def _ready(caller: Caller, audience: e.Condition | str, purpose: str) -> Compiled:
    caller.require("audiences.see")
    condition = audience_of(caller, audience).expression if isinstance(audience, str) else e.checked(audience)
    wanted = e.All((condition, e.Consent(purpose))) if purpose else condition
    ready = compiled(caller, wanted)
    free = both(ready.truth.true, *(_free_of(caller, holdout) for holdout in _open(caller)))
    return Compiled(ready.place_id, type(ready.truth)(free, negated(free)), ready.vendor)


def _open(caller: Caller) -> list[Holdout]:
    return list(Holdout.objects.filter(Q(place=caller.place_id) & Q(ended_at=None)).select_related("audience").order_by("pk"))


def _free_of(caller: Caller, holdout: Holdout) -> Formula:
    """Who was assigned to be served, or is no concern of the holdout: neither assigned nor in its audience."""
    held, served = (Rows(f"{table(Assignment)} r", "r.customer_id", "r.holdout_id = %s AND r.arm = %s", (holdout.pk, arm), rank=99)
                    for arm in (HELD, SERVED))
    if holdout.audience is None:
        return served
    covered = compiled(caller, e.from_json(holdout.audience.expression), beginning=holdout.audience.slug).truth.true
    return either(served, both(negated(held), negated(covered)))
