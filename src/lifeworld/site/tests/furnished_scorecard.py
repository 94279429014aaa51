"""A place that was scored, with earnings that came in and what matters to a customer: for tests that walk all routes."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.utils import timezone

from lifeworld.kit.caller import Caller
from lifeworld.partners.models import Partner
from lifeworld.scorecard.actions.earnings import import_earnings
from lifeworld.scorecard.actions.plans import set_plan
from lifeworld.scorecard.actions.weights import weigh
from lifeworld.scorecard.core.card import scorecard
from lifeworld.scorecard.core.frames import Frames
from lifeworld.scorecard.core.partner_view import PartnerView, view_json
from lifeworld.scorecard.core.plans import PlanValue
from lifeworld.scorecard.core.values import Asked, Scorecard
from lifeworld.scorecard.core.wire import card_json, figure_json
from lifeworld.scorecard.models import PartnerSight, Score
from lifeworld.scorecard.queries.plans import plan_of


@lru_cache
def empty_card() -> Scorecard:
    """The card of a place of which nothing is known."""
    return scorecard(Frames(), Asked(since="2026-02-01", until="2026-05-01", as_of="2026-05-01", query="made up"))


def with_scorecard(caller: Caller, partner: str, customer: Caller | None = None) -> dict[str, Any]:
    """A plan, a score with what a partner sees of it, a file of earnings with a refused row; and what matters to a customer by her link."""
    if plan_of(caller) is None:
        set_plan(caller, PlanValue(weights={"success": 4}))
    card = empty_card()
    row = Score.objects.filter(place=caller.place_id, state="done").order_by("-pk").first() or Score.objects.create(
        place_id=caller.place_id, state="done", asked=vars(card.asked), as_of=date(2026, 5, 1), definitions=card.definitions,
        inputs="0" * 64,
        axes={one.factor: figure_json(one.axis) for one in card.scores}, card=card_json(card), share=1.0, who=caller.who,
        made_at=timezone.now(), done_at=timezone.now())
    here = Partner.objects.get(place=caller.place_id, key=partner)
    PartnerSight.objects.get_or_create(score=row, partner=here, defaults={
        "body": view_json(PartnerView(partner, (), ("Too little is known.",)))})
    with TemporaryDirectory() as folder:
        file = Path(folder) / "earnings.csv"
        file.write_text(f"partner,at,amount\n{partner},2026-05-01,12.50\n{partner},soon,1\n")
        made = import_earnings(caller, file, "earnings.csv")
    if customer is not None:
        weigh(customer, {"success": 3})
    return {"score": row.pk, "earning": made.id, "factor": "success"}
