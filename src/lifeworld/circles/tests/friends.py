"""Cleo and her friends for tests: who they are, who follows whom, what they share, what is measured of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from lifeworld.circles.actions.following import accept, follow_with_code
from lifeworld.circles.actions.joining import join
from lifeworld.circles.actions.posts import share
from lifeworld.circles.core.values import Fact, PostValue, ProfilePlan, SharePlan
from lifeworld.circles.queries.people import code_of, joined
from lifeworld.customers.models import Customer
from lifeworld.goals.actions.links import make_link
from lifeworld.kit.caller import OWN, Caller
from lifeworld.kit.errors import LifeworldError
from lifeworld.places.models import Place
from lifeworld.testing.cast import Cast, cast

DAY = 20_574


@dataclass(frozen=True)
class Friends:
    """Cleo, Nora and Olaf of «acme», who joined; Pia of «acme», who did not; Zoe of «other», who joined there."""

    cast: Cast
    cleo: Caller
    nora: Caller
    olaf: Caller
    pia: Caller
    zoe: Caller

    def person(self, caller: Caller) -> int:
        """The number by which others name her."""
        found = joined(caller)
        assert found is not None
        return found.person


def own(place: Place, customer: Customer) -> Caller:
    """The customer as who opened her own link."""
    return Caller(place.path, place.pk, OWN, "goal-link:1", customer=customer.key, timezone=place.timezone)


def friends() -> Friends:
    """Write them into the database of the test; nobody follows anybody yet."""
    people = cast()
    made = {key: Customer.objects.create(place=people.acme, key=key, label=key.capitalize()) for key in ("nora", "olaf", "pia")}
    zoe = own(people.other, Customer.objects.create(place=people.other, key="zoe"))
    found = Friends(people, own(people.acme, people.cleo), *(own(people.acme, made[key]) for key in ("nora", "olaf", "pia")), zoe)
    for caller, name in ((found.cleo, "Cleo C"), (found.nora, "Nora N"), (found.olaf, "Olaf O"), (zoe, "Zoe Z")):
        join(caller, ProfilePlan(name))
    return found


def follows(everybody: Friends, one: Caller, other: Caller) -> None:
    """One follows the other, who said yes."""
    follow_with_code(one, code_of(everybody.person(other)))
    accept(other, everybody.person(one))


def shared_by(caller: Caller, seen_by: str = "followers", **more: Any) -> PostValue:
    """A run that she shares."""
    plan: dict[str, Any] = {"source": "running", "key": str(uuid4()), "kind": "run", "title": "Morning run", "day": DAY,
                            "facts": (Fact("Distance", "8.2", "km"),), "seen_by": seen_by, "link": "running/activities/5/"}
    return share(caller, SharePlan(**plan | more))


def address_of(everybody: Friends, caller: Caller) -> str:
    """Where her own pages among friends begin."""
    customer = Customer.objects.get(place=caller.place_id, key=caller.customer)
    ana = everybody.cast.caller(everybody.cast.ana) if caller.place == "acme" else everybody.cast.caller(everybody.cast.dev,
                                                                                                          everybody.cast.other)
    return f"/own/{make_link(ana, customer.pk, 'Phone')[1]}/friends/"


def refused(status: int, code: str = "") -> pytest.RaisesExc[LifeworldError]:
    """The block is refused with this status and code."""
    return pytest.RaisesExc(LifeworldError, check=lambda error: error.status == status and (not code or error.code == code))


def page(address: str, **form: Any) -> Any:
    """What her browser gets: GET, or a form."""
    return Client().post(address, form) if form else Client().get(address)
