"""Whom the demo looks at: audiences, segments by needs, and who is held out of a letter."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
from django.utils import timezone

from lifeworld.audiences.actions.audiences import refresh_audience, save_audience
from lifeworld.audiences.actions.holdouts import open_holdout
from lifeworld.audiences.actions.needs import make_segments
from lifeworld.audiences.core import expression as e
from lifeworld.audiences.models import Audience, Stay
from lifeworld.customers.models import Customer
from lifeworld.kit.caller import Caller
from lifeworld.kit.streams import stream_keys, uniforms
from lifeworld.site.demo_deeds import SEED

HISTORY_DAYS = 56
LEFT = 0.08
"""Share of the customers who are in no audience now and were in it for a while."""
AUDIENCES: tuple[tuple[str, str, e.Condition], ...] = (
    ("quiet-weeks", "Run less than twice a week", e.Measure("runs", "<", 8.0)),
    ("left-alone", "Want to belong, and wrote to nobody lately", e.All((
        e.Goal(job="belong", state="active"), e.Not(e.Did("message_sent", last_days=14))))),
    ("well-on-their-legs", "Visit partners, or have legs as hoped", e.Any((
        e.Did("partner_visit", at_least=4, last_days=84), e.Goal(job="stay-unhurt", level_at_least=0)))),
)


def fill_audiences(owner: Caller) -> None:
    """Save and work out the audiences, find the segments, hold some customers out."""
    for number, (slug, title, expression) in enumerate(AUDIENCES):
        save_audience(owner, title, expression, slug=slug)
        refresh_audience(owner, slug)
        _since_then(owner, slug, number)
    make_segments(owner, "Needs", k=3)
    open_holdout(owner, "letter", "Letter on Sundays", share=0.2, withheld="The letter on Sundays with quiet paths nearby",
                 is_not_care=True, strata=("region",))


def _since_then(owner: Caller, slug: str, number: int) -> None:
    """A past for the audience: members came over the last weeks, and some who are not in it were for a while. Times are invented."""
    audience, now = Audience.objects.get(place=owner.place_id, slug=slug), timezone.now()
    stays = list(Stay.objects.filter(audience=audience).order_by("customer"))
    chance = uniforms(stream_keys(SEED, 902, number, np.arange(len(stays), dtype=np.uint64)), 1)[:, 0]
    for stay, u in zip(stays, chance, strict=True):
        stay.since = now - timedelta(days=HISTORY_DAYS * min(1.6 * float(u), 1.0))
    Stay.objects.bulk_update(stays, ["since"], batch_size=500)
    others = Customer.objects.filter(place=owner.place_id).exclude(pk__in=[stay.customer_id for stay in stays]).order_by("pk")
    pks = list(others.values_list("pk", flat=True))
    drawn = uniforms(stream_keys(SEED, 903, number, np.arange(len(pks), dtype=np.uint64)), 3)
    Stay.objects.bulk_create(
        [Stay(audience=audience, customer_id=pk, since=now - timedelta(days=HISTORY_DAYS * float(u[1])),
              until=now - timedelta(days=HISTORY_DAYS * float(u[1] * u[2]))) for pk, u in zip(pks, drawn, strict=True) if u[0] < LEFT])
