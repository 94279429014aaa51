"""What changes customers: they come in, are named, known by more, agree to things, and are forgotten."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from lifeworld.customers import queries
from lifeworld.customers.actions.following import settle_keys, unsay
from lifeworld.customers.core import checked_key, checked_traits
from lifeworld.customers.models import Alias, Consent, Customer, Identity, SameAs, Trait
from lifeworld.customers.queries.knowing import names_of, parts
from lifeworld.events.actions import record
from lifeworld.events.actions.forgetting import forget_subjects
from lifeworld.events.models import Event
from lifeworld.events.queries.rows import subject_keys
from lifeworld.kit.caller import Caller, conflict, not_found
from lifeworld.kit.errors import InputRefused

ROWS = 1000
KEY_TAKEN = conflict("key_taken", "A customer of this place has this key or this alias already.", "Open that customer, or use another key.")
ALIAS_TAKEN = conflict("alias_taken", "This key or alias names a customer of this place already.",
                       "Give an alias before its first file comes in; take it away from the other customer if it stands there by mistake.")


@transaction.atomic
def bring_in(caller: Caller, keys: Iterable[str], traits: Mapping[str, Mapping[str, str]] | None = None) -> dict[str, int]:
    """The customers whom keys name, made where they are new; an alias brings the customer that it belongs to.

    ``traits``: by key, what to know of each; an empty value changes nothing. Returns key -> customer. No journal line: whoever brings
    customers in writes what brought them. Keys are taken as they come, at most 200 characters; see ``core.checked_key``. Whoever may
    draw may come in too: a link lets new customers draw.
    """
    if not caller.may("constellations.draw"):
        caller.require("customers.change")
    wanted = list(dict.fromkeys(keys))
    known = queries.resolved(caller, wanted)
    new = [Customer(place_id=caller.place_id, key=key) for key in wanted if key not in known]
    if new:
        Customer.objects.bulk_create(new, batch_size=ROWS, ignore_conflicts=True)
        known.update(queries.resolved(caller, [customer.key for customer in new]))
        settle_keys(caller, [customer.key for customer in new])
    rows = {(known[key], name[:100]): value[:400] for key, some in (traits or {}).items() for name, value in some.items() if value}
    Trait.objects.bulk_create([Trait(customer_id=pk, name=name, value=value) for (pk, name), value in rows.items()], batch_size=ROWS,
                              update_conflicts=True, unique_fields=["customer", "name"], update_fields=["value"])
    return known


@transaction.atomic
def add_customer(caller: Caller, key: str, label: str = "") -> int:
    """A new customer. Errors: 409 where the key or an alias is taken."""
    caller.require("customers.change")
    key = checked_key(key)
    if queries.resolved(caller, [key]):
        raise KEY_TAKEN
    try:
        with transaction.atomic():
            made = Customer.objects.create(place_id=caller.place_id, key=key, label=_label(label))
    except IntegrityError as error:  # somebody else added the same key between the two lines
        raise KEY_TAKEN from error
    settle_keys(caller, [key])
    record(caller, "customers.changed", customer=key, data={"what": "added"})
    return made.pk


@transaction.atomic
def rename(caller: Caller, pk: int, label: str) -> None:
    """The label is what people read; empty: the key. Errors: 404."""
    change(caller, pk, label=label)


@transaction.atomic
def change(caller: Caller, pk: int, *, label: str | None = None, traits: Mapping[str, str] | None = None) -> None:
    """Label and traits; None stays as it is, an empty value takes a trait away. Errors: 404; 422."""
    customer = _mine(caller, pk)
    if label is not None:
        Customer.objects.filter(pk=customer.pk).update(label=_label(label))
        record(caller, "customers.changed", customer=customer.key, data={"what": "label"})
    if traits:
        _set_traits(customer, checked_traits(traits))
        record(caller, "customers.changed", customer=customer.key, data={"what": "traits"})


@transaction.atomic
def add_alias(caller: Caller, pk: int, alias: str) -> None:
    """Another key under which files and events name this customer. Errors: 404; 409 where the key names somebody already."""
    customer = _mine(caller, pk)
    alias = checked_key(alias, "alias")
    if queries.resolved(caller, [alias]):
        raise ALIAS_TAKEN
    try:
        with transaction.atomic():
            Alias.objects.create(place_id=caller.place_id, customer=customer, alias=alias)
    except IntegrityError as error:
        raise ALIAS_TAKEN from error
    settle_keys(caller, [alias])
    record(caller, "customers.changed", customer=customer.key, data={"what": "aliases"})


@transaction.atomic
def remove_alias(caller: Caller, pk: int, alias: str) -> None:
    """The alias names this customer no more. Errors: 404."""
    customer = _mine(caller, pk)
    if not Alias.objects.filter(customer=customer, alias=alias).delete()[0]:
        raise not_found("alias", alias)
    Identity.objects.filter(place=caller.place_id, customer=customer,
                            subject__in=list(subject_keys(caller.place_id, [alias]).values())).delete()
    settle_keys(caller, [alias])
    record(caller, "customers.changed", customer=customer.key, data={"what": "aliases"})


@transaction.atomic
def set_traits(caller: Caller, pk: int, traits: Mapping[str, str]) -> None:
    """What is known of the customer; an empty value takes a trait away, those that are not named stay. Errors: 404; 422."""
    change(caller, pk, traits=traits)


@transaction.atomic
def record_consent(caller: Caller, pk: int, purpose: str, *, given: bool, source: str = "", at: datetime | None = None) -> None:
    """What the customer agreed to or refused; nothing earlier is changed. A customer says it for herself with the right to her own goals.

    Errors: 403; 404; 422 for a time that has not come.
    """
    customer = _mine(caller, pk, herself=True)
    now = timezone.now()
    if at is not None and at.tzinfo is None:
        at = at.replace(tzinfo=UTC)
    if at is not None and at > now:
        raise InputRefused("time_to_come", "A consent cannot be given in a time that has not come.", "Leave the time out for now.")
    Consent.objects.create(customer=customer, purpose=checked_key(purpose, "purpose", 100), given=given, source=_label(source),
                           at=at or now)
    record(caller, "customers.changed", customer=customer.key, data={"what": "consent"})


def forget(place_id: int, customer_pk: int) -> None:
    """The customer with aliases, traits, consents and all events is gone; runs in the transaction of whoever erases, after the rooms above.

    What rooms above keep by subject is theirs to forget before: the subjects are known until here.
    """
    keys = names_of(place_id, customer_pk)
    subjects = {*Identity.objects.filter(place=place_id, customer=customer_pk).values_list("subject", flat=True),
                *subject_keys(place_id, keys).values()}
    forget_subjects(place_id, subjects, keys)
    _unsaid(place_id, keys)
    for some in parts(sorted(keys)):
        SameAs.objects.filter(Q(key__in=some) | Q(known_as__in=some), place=place_id).delete()
    Customer.objects.filter(place=place_id, pk=customer_pk).delete()


def _unsaid(place_id: int, keys: set[str]) -> None:
    """Events of others who were said to share a key with her name it no more."""
    others = {one for some in parts(sorted(keys)) for one in SameAs.objects.filter(
        place=place_id, key__in=some).values_list("known_as", flat=True)} - keys
    for some in parts(subject_keys(place_id, others).values()):
        unsay(place_id, Event.objects.filter(place=place_id, subject__in=some).values_list("pk", flat=True), keys)


def _set_traits(customer: Customer, traits: Mapping[str, str]) -> None:
    Trait.objects.filter(customer=customer, name__in=[name for name, value in traits.items() if not value]).delete()
    for name, value in traits.items():
        if value:
            Trait.objects.update_or_create(customer=customer, name=name, defaults={"value": value})


def _mine(caller: Caller, pk: int, *, herself: bool = False) -> Customer:
    """The customer of the caller's place, held until the transaction ends; ``herself``: also for the customer who asks, and only she."""
    own = herself and bool(caller.customer) and caller.may("goals.own") and not caller.may("customers.change")
    if not own:
        caller.require("customers.change")
    customer = Customer.objects.select_for_update().filter(place=caller.place_id, pk=pk).first()
    if customer is None or (own and customer.key != caller.customer):
        raise not_found("customer", pk)
    return customer


def _label(label: str) -> str:
    label = " ".join(label.split())
    return checked_key(label, "label") if label else ""
