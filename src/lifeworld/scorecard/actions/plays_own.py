"""What a customer does with what she is offered: takes it up, does not want it, or says that the guess about her is wrong."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from lifeworld.customers.queries import key_of
from lifeworld.events.actions import record
from lifeworld.goals.queries.whose import customer_asked
from lifeworld.kit.caller import Caller, conflict, not_found
from lifeworld.kit.errors import InputRefused
from lifeworld.scorecard.core.plays import play_of
from lifeworld.scorecard.models import Offered, TypeDenied
from lifeworld.scorecard.queries.plays_own import reader, still_for

TAKEN, DISMISSED, WRONG = "taken", "dismissed", "wrong"


@transaction.atomic
def take_play(caller: Caller, offer: int) -> str:
    """She takes it up; returns where it leads, below her own pages. Taken up before, nothing changes.

    Errors: LifeworldError 403; 404 for an offer that is not hers; 409 where it is offered no more.
    """
    row = _hers(caller, offer)
    if row.state != TAKEN:
        _answered(caller, row, TAKEN, "play.taken")
    return play_of(row.play.body).leads


@transaction.atomic
def dismiss_play(caller: Caller, offer: int) -> None:
    """She does not want it, and is not offered it again. Errors: as ``take_play``."""
    row = _hers(caller, offer)
    if row.state != DISMISSED:
        _answered(caller, row, DISMISSED, "play.dismissed")


@transaction.atomic
def deny_type(caller: Caller, offer: int) -> None:
    """She says that the type for which it was offered is wrong: whatever rests on it is taken back, and nothing more is offered for it.

    Errors: as ``take_play``; InputRefused where it was not offered for a type.
    """
    row = _hers(caller, offer)
    type_ = play_of(row.play.body).type
    if not type_:
        raise InputRefused("no_type", "This was not offered because of a type.", "Say that you do not want it.")
    place = caller.place_id
    TypeDenied.objects.get_or_create(place_id=place, customer_id=row.customer_id, study=row.play.study, type=type_)
    open_ones = Offered.objects.filter(customer=row.customer_id, play__place=place, play__study=row.play.study, state="open")
    alike = [each.pk for each in open_ones.select_related("play") if play_of(each.play.body).type == type_]
    Offered.objects.filter(pk__in=[row.pk, *alike]).update(state=WRONG, answered_at=timezone.now())
    record(caller, "play.type_denied", customer=key_of(caller, row.customer_id), data={"play": row.play_id})


def _hers(caller: Caller, offer: int) -> Offered:
    """The offer of the customer who asks, held until the transaction ends."""
    asked = customer_asked(caller, None)
    rows = Offered.objects.select_for_update(of=("self",)).filter(customer=asked, play__place=caller.place_id, pk=offer)
    row = rows.select_related("play").first()
    if row is None:
        raise not_found("offer", offer)
    if row.state == WRONG or (row.state != TAKEN and not (row.play.state == "running" and still_for(reader(caller), row.play, asked))):
        raise conflict("offer_closed", "This is not offered any more.", "Open the page again to see what is.")
    return row


def _answered(caller: Caller, row: Offered, state: str, line: str) -> None:
    Offered.objects.filter(pk=row.pk).update(state=state, answered_at=timezone.now())
    record(caller, line, customer=key_of(caller, row.customer_id), data={"play": row.play_id})
