"""A place with customers of known types for tests of plays: what they want, when it was done, and who agreed to what."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import NAMESPACE_OID, uuid5

import numpy as np
import polars as pl
from django.utils import timezone

from lifeworld.constellations.models import Moment
from lifeworld.customers.models import Consent, Customer
from lifeworld.goals.core.values import FIGURES
from lifeworld.goals.models import Goal
from lifeworld.goals.queries.whose import today_of
from lifeworld.kit.caller import Caller
from lifeworld.kit.ids import hash64
from lifeworld.kit.streams import stream_keys, uniforms
from lifeworld.places.models import Place
from lifeworld.scorecard.core.plays import PlayPlan
from lifeworld.scorecard.models import Play
from lifeworld.testing.cast import Cast, cast
from lifeworld.voices.actions.studies import create_study
from lifeworld.voices.core.codebook import DRIVERS
from lifeworld.voices.models import Study

STUDY = "runners"
ALONE, MADE, MANY = "individual-driven", "brand-driven", "socially driven"
SOONER = PlayPlan("own-progress", "Own progress", "Who sees how she comes on goes on.", "A study, 2011", "See how you come on.",
                  "Look at it", "goals/", "The hint to one's own progress", "days_to_done", 3.0, type=ALONE, days=60, held=0.4,
                  days_max=400)


@dataclass(frozen=True)
class PlaysWorld:
    """The cast, the place's customers in their order, and Ana as who asks."""

    people: Cast
    ana: Caller
    customers: list[Customer]
    today: int


def plays_world(n: int = 12, type_: str = ALONE, people: Cast | None = None) -> PlaysWorld:
    """So many customers of one type, each with a goal to get done and counted in figures; Cleo is one of them, and the first."""
    made = people or cast()
    ana = made.caller(made.ana)
    create_study(ana, "Runners", slug=STUDY)
    study = Study.objects.get(place=made.acme, slug=STUDY)
    more = Customer.objects.bulk_create([Customer(place=made.acme, key=f"c{at:04}") for at in range(n - 1)])
    customers = [made.cleo, *more]
    typed(study, customers, type_)
    today = today_of(ana)
    Consent.objects.bulk_create([Consent(customer=one, purpose=FIGURES, given=True, at=timezone.now()) for one in customers])
    Goal.objects.bulk_create([Goal(place=made.acme, customer=one, client_id=uuid5(NAMESPACE_OID, one.key), kind="accomplish",
                                   title="Run far", declared_at=timezone.now(), declared_day=today - 5) for one in customers])
    return PlaysWorld(made, ana, customers, today)


def typed(study: Study, customers: list[Customer], type_: str) -> None:
    """What the study says of customers."""
    body = {"actors": [{"sources": ["said", "done"], "n_deeds": 4}], "drivers": [{"code": code, "share": 0.1} for code in DRIVERS]}
    Moment.objects.bulk_create([Moment(study=study, customer=one, position=1, type=type_, size=2, n_statements=3, body=body)
                                for one in customers])


def done_after(world: PlaysWorld, row: Play, effect_days: float, mean: float = 30.0, sd: float = 6.0) -> None:
    """Goals were reached: those served ``effect_days`` sooner or later than those held, by chance around a mean."""
    from lifeworld.scorecard.queries.frames_customers import assigned

    arm = dict(assigned(world.ana, row.chosen).select("customer", "arm").iter_rows())
    goals = list(Goal.objects.filter(place=world.people.acme, customer__in=list(arm)).select_related("customer").order_by("customer"))
    u = uniforms(stream_keys(5, hash64(pl.Series([goal.customer.key for goal in goals]))), 12).sum(axis=1) - 6
    for goal, noise in zip(goals, u, strict=True):
        days = mean + sd * float(noise) + (effect_days if arm[goal.customer_id] == "served" else 0)
        goal.state, goal.ended_day = "reached", world.today + int(np.rint(max(days, 0)))
    Goal.objects.bulk_update(goals, ["state", "ended_day"], batch_size=400)


def hers(place: Place, customer: Customer) -> Caller:
    """The customer as who opened her own link."""
    return Caller(place.path, place.pk, frozenset({"goals.own"}), "goal-link:1", customer=customer.key, timezone=place.timezone)


def other(plan: PlayPlan, key: str, **more: object) -> PlayPlan:
    """A play like another, with another key."""
    return replace(plan, key=key, title=f"{plan.title} {key}", **more)
