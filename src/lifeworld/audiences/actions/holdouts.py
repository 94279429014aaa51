"""What changes holdouts: one is opened, newcomers are assigned, it ends. An assignment never changes."""

from __future__ import annotations

import secrets

import polars as pl
from django.db import IntegrityError, transaction
from django.utils import timezone

from lifeworld.audiences.actions.audiences import checked_slug, checked_title
from lifeworld.audiences.core import expression as e
from lifeworld.audiences.core.holdout import HELD, assigned, assigned_later, checked_share
from lifeworld.audiences.core.values import HoldoutValue
from lifeworld.audiences.models import Assignment, Audience, Holdout
from lifeworld.audiences.queries.holdouts import holdout_of
from lifeworld.audiences.queries.marks import mark_of
from lifeworld.audiences.queries.strata import checked_strata, unassigned
from lifeworld.events.actions import record
from lifeworld.kit.caller import Caller, conflict, not_found
from lifeworld.kit.errors import InputRefused

ROWS = 5000
OPEN_MAX = 20
"""So many holdouts may be open in a place at a time: each is a part of every question for whom something may be done."""
WITHHELD_CHARS_MAX = 400


@transaction.atomic
def open_holdout(caller: Caller, slug: str, title: str, *, share: float, withheld: str, is_not_care: bool, audience: str | None = None,
                 strata: tuple[str, ...] = ()) -> HoldoutValue:
    """Hold out a share of the members of an audience (None: of the whole place), by chance within strata, and for good.

    ``withheld`` says what they do not get, and ``is_not_care`` that it is a feature and not care: who would withhold care is refused.
    ``strata``: names of traits, "type:<study>", "segment:<segmentation>". Errors: 403; 404; 409; 422.
    """
    caller.require("audiences.manage")
    checked_slug(slug)
    if not is_not_care:
        raise InputRefused("care_withheld", "What a holdout withholds has to be a feature, never care that somebody needs.",
                           "Say what is withheld and confirm that it is no care, or open no holdout.")
    of = None
    if audience is not None and (of := Audience.objects.filter(place=caller.place_id, slug=audience, retired_at=None).first()) is None:
        raise not_found("audience", audience)
    if Holdout.objects.filter(place=caller.place_id, ended_at=None).count() >= OPEN_MAX:
        raise conflict("too_many_holdouts", f"There are {OPEN_MAX} open holdouts here already.", "End one first.")
    try:
        with transaction.atomic():
            row = Holdout.objects.create(
                place_id=caller.place_id, slug=slug, title=checked_title(title), audience=of, share=checked_share(share),
                withheld=checked_title(withheld, "withheld", WITHHELD_CHARS_MAX), strata=list(checked_strata(caller, strata)),
                salt=secrets.token_hex(16))
    except IntegrityError as error:
        raise conflict("slug_taken", f"A holdout of this place is called «{slug}» already.", "Choose another name.") from error
    _assign(caller, row, first=True)
    return holdout_of(caller, slug)


@transaction.atomic
def assign_newcomers(caller: Caller, slug: str) -> int:
    """Assign the members who came since; returns how many there were. Errors: 403; 404; 409 where it has ended."""
    return _assign(caller, _mine(caller, slug), first=False)


@transaction.atomic
def end_holdout(caller: Caller, slug: str) -> HoldoutValue:
    """From now on those who were held out may be targeted; who was in which arm stays known. Errors: 403; 404; 409."""
    row = _mine(caller, slug)
    Holdout.objects.filter(pk=row.pk).update(ended_at=timezone.now())
    record(caller, "audiences.holdout_ended", data={"holdout": row.pk})
    return holdout_of(caller, slug)


def _assign(caller: Caller, row: Holdout, *, first: bool) -> int:
    """Assign everybody whom the holdout covers and who has no arm yet, in the transaction that runs."""
    mark = mark_of(caller)
    condition = e.from_json(row.audience.expression) if row.audience else e.Everyone()
    people = unassigned(caller, row.pk, condition, tuple(row.strata))
    made = (assigned if first else assigned_later)(row.salt, people, row.share)
    now = timezone.now()
    for start in range(0, made.height, ROWS):
        part = made.slice(start, ROWS).select("customer", "arm", "stratum")
        Assignment.objects.bulk_create([Assignment(holdout=row, customer_id=pk, arm=arm, stratum=stratum, at=now)
                                        for pk, arm, stratum in part.iter_rows()], batch_size=ROWS)
    Holdout.objects.filter(pk=row.pk).update(mark=mark, assigned_at=now)
    if first or made.height:
        n_held = made.filter(pl.col("arm") == HELD).height
        record(caller, "audiences.held_out", data={"holdout": row.pk, "n": n_held, "of": made.height})
    return made.height


def _mine(caller: Caller, slug: str) -> Holdout:
    """The open holdout of the caller's place, held until the transaction ends."""
    caller.require("audiences.manage")
    row = Holdout.objects.select_for_update(of=("self",)).filter(place=caller.place_id, slug=slug).select_related("audience").first()
    if row is None:
        raise not_found("holdout", slug)
    if row.ended_at is not None:
        raise conflict("holdout_ended", "This holdout has ended.", "Open a new one.")
    return row
