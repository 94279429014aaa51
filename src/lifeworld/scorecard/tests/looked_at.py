"""A place whose scorecard has something of everything, for pictures of its pages and for what stands in their way; all invented."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from django.utils import timezone

from lifeworld.audiences.queries.arms import arms
from lifeworld.goals.actions.links import make_link
from lifeworld.kit.caller import Caller
from lifeworld.kit.figure import Figure
from lifeworld.partners.models import Partner
from lifeworld.scorecard.actions.earnings import import_upload
from lifeworld.scorecard.actions.plans import set_plan
from lifeworld.scorecard.actions.plays import begin_play, declare_play
from lifeworld.scorecard.core.partner_view import CHOSEN, HARMED, PartnerView, view_json
from lifeworld.scorecard.core.plans import PlanValue
from lifeworld.scorecard.core.play_effects import PlayFound, Verdict
from lifeworld.scorecard.core.plays import PlayPlan
from lifeworld.scorecard.core.values import FACTORS, T_POINTS, Scorecard
from lifeworld.scorecard.core.wire import card_json, figure_json
from lifeworld.scorecard.models import Offered, PartnerSight, Play, PlayDay, Score
from lifeworld.scorecard.tests.cards import figure, made_card
from lifeworld.scorecard.tests.plays_world import SOONER, STUDY, PlaysWorld, plays_world

FIRST = date(2026, 8, 1)
FILE = (b"partner,at,amount,currency\nvolt,2026-07-02,120.50,EUR\nvolt,2026-07-09,-20.50,EUR\n"
        b"ampere,2026-07-03,90,EUR\nnobody,2026-07-04,1,EUR\n")


def looked_at() -> tuple[PlaysWorld, dict[str, str]]:
    """The place, and the addresses of its pages by name."""
    world = plays_world(12)
    ana = world.ana
    for key in ("volt", "ampere"):
        Partner.objects.create(place_id=ana.place_id, key=key, name=key.capitalize(), state="verified")
    set_plan(ana, PlanValue(window_days=365, weights={"success": 4, "audiences": 4, "sauce": 3, "partners": 2}))
    card = made_card(simulated=True)
    card = replace(card, findings=tuple(sorted(card.findings, key=lambda one: ("act", "watch", "good").index(one.kind))))
    newest = scored(ana, [_earlier(made_card(), back) for back in (4, 3, 2, 1)] + [card])
    view = PartnerView("volt", (
        figure("your contribution", 1.2, 0.4, 2.0, unit=T_POINTS, n=61), figure("your earnings", 4210.5, 3900.0, 4500.0, unit="EUR", n=61),
        figure(HARMED, 0.2, 0.1, 0.3, n=40), figure(CHOSEN, None, n=7)), ("What rests on fewer than 10 customers is not shown.",))
    PartnerSight.objects.create(score=newest, partner=Partner.objects.get(key="volt"), body=view_json(view), enough=True)
    import_upload(ana, "payments of july.csv", [FILE], len(FILE))
    play, customer = played(world)
    _, token = make_link(ana, customer, "Phone")
    base = "/acme/-/scorecard/"
    pages = {"profile": base, "earlier": f"{base}?score={newest.pk - 1}", **{one.key: f"{base}{one.key}/" for one in FACTORS},
             "settings": f"{base}settings/", "earnings": f"{base}earnings/", "partners": f"{base}partners-view/",
             "partner": f"{base}partners-view/volt/", "partner-few": f"{base}partners-view/ampere/",
             "plays": f"{base}plays/", "play": f"{base}plays/of/{play}/",
             "play-new": f"{base}plays/new/", "matters": f"/own/{token}/matters/", "next": f"/own/{token}/next/"}
    return world, pages


def scored(ana: Caller, cards: Sequence[Scorecard]) -> Score:
    """Scores that are done, of these cards, the last the newest; the newest itself."""
    row = None
    for number, card in enumerate(cards):
        day = FIRST - timedelta(days=30 * (len(cards) - 1 - number))
        row = Score.objects.create(
            place_id=ana.place_id, state="done", as_of=day, definitions=card.definitions, simulated=card.simulated, who=ana.who,
            asked={"since": str(day - timedelta(days=90)), "until": str(day), "query": "acme, 90 days"}, made_at=timezone.now(),
            done_at=timezone.now(), card=card_json(card), axes={one.factor: figure_json(one.axis) for one in card.scores})
    assert row is not None
    return row


def _earlier(card: Scorecard, back: int) -> Scorecard:
    """The card as it may have been so many months before; the first by other definitions."""
    def within(end: float | None, by: float) -> float | None:
        return None if end is None else min(max(end + by, 0.0), 1.0)

    def moved(axis: Figure, by: float) -> Figure:
        return replace(axis, value=within(axis.value, by), low=within(axis.low, by - 0.01 * back), high=within(axis.high, by + 0.01 * back))

    scores = tuple(replace(one, axis=moved(one.axis, back * (0.03 if at % 2 else -0.02))) for at, one in enumerate(card.scores))
    return replace(card, scores=scores, definitions="0" if back == 4 else card.definitions)


def played(world: PlaysWorld) -> tuple[str, int]:
    """A play that helps, one that does nothing, one that was not begun; the key of the first, and a customer who is offered it."""
    ana = world.ana
    nothing = replace(SOONER, key="with-others", title="Run with others", measure="attainment", worth=2.0)
    for plan, to in ((SOONER, -5.0), (nothing, 0.1)):
        declare_play(ana, plan, study=STUDY)
        row = Play.objects.get(pk=begin_play(ana, plan.key, is_not_care=True).pk)
        PlayDay.objects.bulk_create([PlayDay(play=row, day=world.today - 30 + day, body=found_on(plan, day, to).json())
                                     for day in range(30)])
    declare_play(ana, replace(SOONER, key="new-shoes", title="New shoes"), study=STUDY)
    first = Play.objects.get(key=SOONER.key)
    served = [set(drawn.filter(drawn["arm"] == "served")["customer"]) for drawn in (
        arms(ana, chosen) for chosen in Play.objects.filter(state="running").values_list("chosen", flat=True))]
    customer = int(min(set.intersection(*served)))
    Offered.objects.get_or_create(play=first, customer_id=customer)
    return SOONER.key, customer


def found_on(plan: PlayPlan, day: int, to: float) -> PlayFound:
    """What is known of a play on a day: nothing at first, then an interval that narrows around the effect."""
    wide = 9.0 / (1 + day / 6)
    ends = (None, None, None) if day < 3 else (to, to - wide, to + wide)
    effect = figure(f"effect of «{plan.title}»", *ends, unit=plan.in_unit, n=20 * day)
    seems = to + 4 * plan.better_sign
    naive = figure(f"naive difference of «{plan.title}»", seems, seems - 1, seems + 1, unit=plan.in_unit, n=300)
    helps = abs(to) > 1
    verdict: Verdict = "unknown" if day < 20 else "works" if helps else "nil"
    why = "It makes a difference that is worth it." if helps else "Too little is known yet."
    return PlayFound(f"2026-07-{day + 1:02}", verdict, why, effect, replace(effect, name="difference"), naive, 8 * day, 12 * day)
