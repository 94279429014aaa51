"""Who is who, looked at again: every identity is of a subject and a customer of the place, and nobody whom events name is left out."""

from __future__ import annotations

from django.db.models import Exists, F, OuterRef

from lifeworld.customers.models import Identity
from lifeworld.events.core.audit import Drift
from lifeworld.events.models import Event, Subject
from lifeworld.events.queries import read_to
from lifeworld.kit.caller import Caller

READER = "events/customers"


def drift(caller: Caller) -> list[Drift]:
    """What is wrong with who is who in the caller's place. Needs «customers.see»."""
    caller.require("customers.see")
    mine = Identity.objects.filter(place=caller.place_id)
    lost = mine.filter(~Exists(Subject.objects.filter(pk=OuterRef("subject"), place=caller.place_id))).count()
    elsewhere = mine.exclude(customer__place=F("place")).count()
    known = Exists(Identity.objects.filter(subject=OuterRef("pk")))
    followed = Exists(Event.objects.filter(subject=OuterRef("pk"), pk__lte=read_to(READER, caller.place)))
    missing = Subject.objects.filter(place=caller.place_id, anonymous=False).filter(~known).filter(followed).count()
    checks = (("identities of subjects that are not there", lost), ("identities of customers of another place", elsewhere),
              ("subjects of whom it is not known who they are", missing))
    return [Drift(check, caller.place, 0, n) for check, n in checks if n]
