"""A place's scorecard is set up and changed. Setting it up declares the types of events that it reads."""

from __future__ import annotations

import re
from dataclasses import replace

from django.db import IntegrityError, transaction
from django.utils import timezone

from lifeworld.audiences.queries.audiences import audience_of
from lifeworld.audiences.queries.holdouts import holdout_of
from lifeworld.audiences.queries.needs import segmentation_of
from lifeworld.events.actions import record
from lifeworld.events.actions.types import declare_type
from lifeworld.events.models import EventType
from lifeworld.kit.caller import Caller, conflict, not_found
from lifeworld.kit.errors import InputRefused
from lifeworld.scorecard.core.deeds import DEEDS
from lifeworld.scorecard.core.plans import PlanValue, checked_plan
from lifeworld.scorecard.models import ScorecardPlan
from lifeworld.scorecard.queries.plans import may_manage, plan_kept

TYPES_MAX, TYPE_CHARS_MAX = 50, 200
NO_TEXT = re.compile("[\x00\ud800-\udfff]")
SLUG = re.compile(r"[-a-zA-Z0-9_]{1,80}")


@transaction.atomic
def set_plan(caller: Caller, plan: PlanValue) -> PlanValue:
    """How the place is scored from now on. ``plan.version``: the one that was looked at, 0 where nothing was set up.

    The types of events that it reads are declared where they are not yet; one that the place declared otherwise stays as it is.
    Errors: 403; 404 for an audience, holdout or segmentation that is not there; 409 where somebody changed it meanwhile; 422.
    """
    may_manage(caller)
    plan = checked_plan(plan)
    types = _types(plan.active_types)
    row = ScorecardPlan.objects.select_for_update().filter(place=caller.place_id).first()
    if plan.version != (row.version if row else 0):
        now = row.version if row else 0
        raise conflict("plan_changed", f"Somebody changed this meanwhile: it is version {now}, not {plan.version}.",
                       "Look at it again, then change it.")
    said = {
        "target_id": audience_of(caller, _slug("audience", plan.target)).id if plan.target else None,
        "holdout_id": holdout_of(caller, _slug("holdout", plan.holdout)).id if plan.holdout else None,
        "segmentation_id": segmentation_of(caller, _slug("segmentation", plan.segmentation)).pk if plan.segmentation else None,
        "window_days": plan.window_days, "harm_days": plan.harm_days, "currency": plan.currency, "active_types": types,
        "weights": dict(plan.weights),
        "weekly": plan.weekly, "version": plan.version + 1, "who": caller.who, "changed_at": timezone.now()}
    if row is None:
        try:
            with transaction.atomic():
                ScorecardPlan.objects.create(place_id=caller.place_id, **said)
        except IntegrityError as error:
            raise conflict("plan_changed", "Somebody set this up at the same moment.", "Look at it again, then change it.") from error
    else:
        ScorecardPlan.objects.filter(pk=row.pk).update(**said)
    _declare(caller)
    record(caller, "scorecard.planned", data={"version": plan.version + 1, "window_days": plan.window_days, "weekly": plan.weekly})
    kept = plan_kept(caller)
    assert kept is not None  # noqa: S101  (it was written above)
    return kept


def _declare(caller: Caller) -> None:
    """The right to set the scorecard up holds for the types that it reads, and for no others."""
    known = set(EventType.objects.filter(place=caller.place_id, declared=True).values_list("name", flat=True))
    with_types = replace(caller, scopes=caller.scopes | {"events.manage", "events.see"})
    for deed in DEEDS:
        if deed.name not in known:
            declare_type(with_types, deed.name, deed.title, deed.schema)


def _slug(what: str, slug: str) -> str:
    """A name that may be one. Errors: 404 for a text that is none."""
    if not SLUG.fullmatch(slug):
        raise not_found(what, slug[:80].encode("ascii", "replace").decode())
    return slug


def _types(names: tuple[str, ...]) -> list[str]:
    wanted = sorted({name.strip() for name in names if name.strip()})
    if len(wanted) > TYPES_MAX or any(len(name) > TYPE_CHARS_MAX or NO_TEXT.search(name) for name in wanted):
        raise InputRefused("bad_types", "These are too many types of events, or one of them is no name.", f"Name up to {TYPES_MAX}.")
    return wanted
