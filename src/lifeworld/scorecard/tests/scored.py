"""A place with enough in it to be scored: customers with goals, answers, partners, earnings, attempts and journeys. All is invented."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from uuid import UUID

import polars as pl
from django.utils import timezone

from lifeworld.audiences.actions.audiences import save_audience
from lifeworld.audiences.actions.holdouts import open_holdout
from lifeworld.audiences.core import expression as e
from lifeworld.customers.models import Consent, Customer, Trait
from lifeworld.events.actions.taking import take_frame
from lifeworld.goals.core.days import day_number
from lifeworld.goals.core.values import FIGURES
from lifeworld.goals.models import Goal, Job, Rating, Scale
from lifeworld.kit.caller import Caller
from lifeworld.partners.models import Partner, SupplierChoice
from lifeworld.scorecard.actions.plans import set_plan
from lifeworld.scorecard.core.plans import PlanValue
from lifeworld.site.worker import work_off

N = 60
PARTNERS = ("volt", "quayside", "harbour")
DAY_US = 86_400_000_000
PLAN = PlanValue(target="target", holdout="letter", window_days=90, weights={"success": 4, "sauce": 2}, currency="EUR")


def today() -> int:
    """Today in UTC, in days since 1970."""
    return day_number(datetime.now(UTC).date().isoformat())


def furnished(owner: Caller, n: int = N) -> list[Customer]:
    """Customers of the place with all that a scorecard reads, but for events; the plan is set."""
    place = owner.place_id
    Customer.objects.bulk_create([Customer(place_id=place, key=f"c-{number:03d}") for number in range(n)])
    people = list(Customer.objects.filter(place=place, key__startswith="c-").order_by("key"))
    Trait.objects.bulk_create([Trait(customer=one, name="kind", value="target" if at % 2 else "other") for at, one in enumerate(people)])
    Trait.objects.bulk_create([Trait(customer=one, name="household", value=f"h{at // 2}") for at, one in enumerate(people[:10])])
    now = timezone.now()
    Consent.objects.bulk_create([Consent(customer=one, purpose=FIGURES, given=True, source="test", at=now) for one in people])
    goals(owner, people)
    save_audience(owner, "Target", e.Trait("kind", "is", ("target",)), slug="target")
    open_holdout(owner, "letter", "Letter", share=0.4, withheld="A letter on Sundays", is_not_care=True)
    for key in PARTNERS:
        Partner.objects.create(place_id=place, key=key, name=key.capitalize(), state="verified", origins=[f"https://{key}.example"])
    SupplierChoice.objects.create(place_id=place, customer=people[0], seller="volt", standing="preferred", who="goal-link:1")
    SupplierChoice.objects.create(place_id=place, customer=None, seller="quayside", standing="preferred", who=owner.who)
    set_plan(owner, PLAN)
    return people


def goals(owner: Caller, people: list[Customer]) -> None:
    """A goal of each, declared before the window and judged by herself; every third is done, every seventh given up."""
    job = Job.objects.create(place_id=owner.place_id, slug="get-out", title="Get out of the door", kind="accomplish")
    declared, now = today() - 100, timezone.now()
    for at, one in enumerate(people):
        state = "reached" if at % 3 == 0 else "abandoned" if at % 7 == 0 else "active"
        ended = {"reached": today() - 30 - at % 20, "abandoned": today() - 40}.get(state)
        goal = Goal.objects.create(place_id=owner.place_id, customer=one, job=job, client_id=UUID(int=at + 1), kind="accomplish",
                                   title="go out", state=state, reason="too hard" if state == "abandoned" else "", declared_day=declared,
                                   declared_at=now - timedelta(days=100), ended_day=ended)
        scale = Scale.objects.create(goal=goal, title="how easy", levels=[1, 2, 3, 4, 5], judged_levels=[1, 2, 3, 4, 5], frozen_at=now)
        for number, back in enumerate((95, 60), 1):
            scale.checks.create(client_id=UUID(int=number), at=now - timedelta(days=back), day=today() - back,
                                value=1.0 + (at + number) % 5)
        Rating.objects.create(goal=goal, at=now - timedelta(days=20), importance=3 + at % 3, satisfaction=1 + at % 4)


def happened(owner: Caller, people: list[Customer], *, source: str = "simulated/app") -> None:
    """Events of every type that a scorecard reads, and the background's work on them."""
    rows: list[tuple[str, str, str, int, dict[str, object]]] = []
    for at, one in enumerate(people):
        day = today() - 5 - at % 40
        for use in range(1 + at % 2):
            partner = PARTNERS[(at + use) % 3]
            rows.append((f"use-{at}-{use}", "partner.used", one.key, day, {"partner": partner, "role": "seller", "job": "get-out"}))
            rows.append((f"earn-{at}-{use}", "partner.earned", one.key, day, {
                "partner": partner, "amount": f"{10 + at % 7}.50", "currency": "EUR", **({"outcome": "attained"} if at % 3 else {})}))
        rows.append((f"order-{at}", "partner.ordered", one.key, day, {"partner": PARTNERS[at % 3], "filled": at % 5 != 0}))
        rows.append((f"try-{at}", "sauce.tried", one.key, day, {
            "trial": f"t{at}", "offered": at % 2 == 0, "used": at % 2 == 0, "done": at % 3 != 0, "days": 3.0 + at % 9,
            "attempts": 1 + at % 3, "quality": 0.5, "verified_first": at % 4 != 0}))
        rows.append((f"start-{at}", "journey.started", one.key if at % 4 else "", day, {
            "journey": f"j{at}", "surface": "own" if at % 3 else "embed:abc", "at_need": at % 2 == 0, "steps": 2, "account_steps": 0}))
        if at % 2:
            rows.append((f"end-{at}", "journey.done", one.key, day + 1, {"journey": f"j{at}", "carried": True}))
    for side, value in (("sauce", 2.0), ("market", 3.0)):
        rows.append((f"design-{side}", "design.reached", "", today() - 3, {
            "spec": "s1", "side": side, "design": "d1", "measure": "cost", "better": "less", "value": value}))
    frame = pl.DataFrame([(source, key, kind, who, day * DAY_US + 1, json.dumps(data)) for key, kind, who, day, data in rows], orient="row",
                         schema={"source": pl.String, "key": pl.String, "type": pl.String, "subject": pl.String, "at_us": pl.Int64,
                                 "data": pl.String})
    found = take_frame(owner, frame)
    assert (found.n_refused, found.n_conflict) == (0, 0), found.refused
    work_off()
