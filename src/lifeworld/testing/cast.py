"""The cast of the site's tests: Ana owns the place «acme», Ben and Eva code there, Vic only looks, Cleo is a customer, Dev an outsider."""

from __future__ import annotations

from dataclasses import dataclass

from django.test import Client

from lifeworld.customers.models import Customer
from lifeworld.kit.caller import ROLES, Caller
from lifeworld.places.models import Membership, Place, User

PASSWORD = "a password for tests"  # noqa: S105


@dataclass(frozen=True)
class Cast:
    """Two places with their people: in ``acme`` Ana (owner), Ben (analyst), Eva and Finn (coders), Vic (viewer), Cleo (customer).

    In ``other`` Dev (owner).
    """

    acme: Place
    other: Place
    ana: User
    ben: User
    eva: User
    finn: User
    vic: User
    dev: User
    cleo: Customer

    def caller(self, user: User, place: Place | None = None) -> Caller:
        """The caller that the hall would make of this login in «acme»."""
        place = place or self.acme
        role = Membership.objects.get(user=user, place=place).role
        return Caller(place.path, place.pk, ROLES[role], f"user:{user.pk}", user.pk, user.name)

    def client(self, user: User | None) -> Client:
        """A browser without pictures in which this person is signed in; None: nobody."""
        client = Client(enforce_csrf_checks=False)
        if user is not None:
            client.force_login(user)
        return client


def cast() -> Cast:
    """Write the cast into the database of the test."""
    acme = Place.objects.create(path="acme", name="Acme Running")
    other = Place.objects.create(path="other", name="Another firm")
    people = {name: User.objects.create_user(f"{name}@example.org", PASSWORD, name=name.capitalize())
              for name in ("ana", "ben", "eva", "finn", "vic", "dev")}
    for name, role in (("ana", "owner"), ("ben", "analyst"), ("eva", "coder"), ("finn", "coder"), ("vic", "viewer")):
        Membership.objects.create(user=people[name], place=acme, role=role)
    Membership.objects.create(user=people["dev"], place=other, role="owner")
    return Cast(acme, other, **people, cleo=Customer.objects.create(place=acme, key="cleo", label="Cleo"))
