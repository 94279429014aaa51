"""Keys are settled: each has its customer, and each subject of events is known as one, from all that was said in whatever order it came."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from lifeworld.customers.actions.told import GROUP, IDENTIFY, told_by
from lifeworld.customers.core import Same, groups, roots
from lifeworld.customers.models import Alias, Customer, Identity, Trait
from lifeworld.customers.queries.identities import customers_of
from lifeworld.customers.queries.knowing import holding_more, keys_known, parts, said_around
from lifeworld.events.models import EventType, Subject

ROWS = 1000


@dataclass(slots=True)
class Settled:
    """What settling changed. ``new``: customers made; ``joined``: customers who got a subject beside others; ``moved``: subject -> the
    customer whom it was before; ``waiting``: keys that stay customers by themselves although events say that they are somebody else.
    """

    new: set[int] = field(default_factory=set)
    joined: set[int] = field(default_factory=set)
    moved: dict[int, int] = field(default_factory=dict)
    gone: set[int] = field(default_factory=set)
    waiting: set[str] = field(default_factory=set)
    n_identities: int = 0

    @property
    def is_change(self) -> bool:
        """Whether anything is other than before."""
        return bool(self.new or self.moved or self.gone or self.n_identities)


def settle(place_id: int, keys: Collection[str]) -> Settled:
    """Customers, aliases and identities of these keys and of all that are tied to them; runs in the transaction of whoever calls.

    A key whose subject is only a device so far stays nobody until it is said whose it is.
    """
    said, as_alias = said_around(place_id, keys)
    around = set(keys) | {key for one in said for key in (one.key, one.known_as)}
    by_key, by_alias = keys_known(place_id, around)
    own = _own(place_id, said, by_key, by_alias)
    spoken_of = {one.key for one in said}
    found = Settled(waiting=own & spoken_of)
    ends = {key: key for key in around} | roots(said, own)
    subjects = _subjects(place_id, around)
    somebody = {ends[one.known_as] for one in said} | {ends[key] for key in [*by_key, *by_alias]}
    somebody |= {ends[key] for key, (_, anonymous) in subjects.items() if not anonymous}
    whose = _customers(place_id, {key for key in around if ends[key] in somebody}, ends, by_key,
                       {key: pk for key, pk in by_alias.items() if key in own or key not in spoken_of}, found)
    _aliases(place_id, {key: whose[key] for key in as_alias if key in whose and key != ends[key]}, by_alias, spoken_of - own)
    _identities(place_id, {pk: whose[key] for key, (pk, _) in subjects.items() if key in whose}, found)
    _take_away(place_id, {by_key[key] for key in by_key if ends[key] != key}, found)
    return found


def _own(place_id: int, said: Collection[Same], by_key: Mapping[str, int], by_alias: Mapping[str, int]) -> set[str]:
    """The keys that are customers by themselves whatever events say: more stands on them, or a person said whose alias they are."""
    keys = {one.key for one in said}
    could_go = {by_key[key] for key in keys if key in by_key}
    more = holding_more(could_go) | _set_by_hand(place_id, could_go)
    own = {key for key in keys if by_key.get(key) in more}
    tied = dict(Customer.objects.filter(pk__in={by_alias[key] for key in keys if key in by_alias}).values_list("pk", "key"))
    group = groups(said)
    return own | {key for key in keys if key in by_alias and group.get(tied[by_alias[key]]) != group[key]}


def _set_by_hand(place_id: int, customers: set[int]) -> set[int]:
    """Those of the customers with a trait that no event told."""
    types = dict(EventType.objects.filter(place=place_id, name__in=(IDENTIFY, GROUP)).values_list("pk", "name"))
    traits: dict[int, set[str]] = defaultdict(set)
    for some in parts(sorted(customers)):
        for customer, name in Trait.objects.filter(customer__in=some).values_list("customer_id", "name"):
            traits[customer].add(name)
    whose = {subject: customer for some in parts(sorted(traits))
             for subject, customer in Identity.objects.filter(customer__in=some).values_list("subject", "customer_id")}
    for subject, told in told_by(whose, types).items():
        traits[whose[subject]] -= {name for one in told for name, _ in one.traits}
    return {customer for customer, names in traits.items() if names}


def _subjects(place_id: int, keys: Collection[str]) -> dict[str, tuple[int, bool]]:
    found: dict[str, tuple[int, bool]] = {}
    for some in parts(sorted(keys)):
        rows = Subject.objects.filter(place=place_id, key__in=some).values_list("key", "pk", "anonymous")
        found.update({key: (pk, anonymous) for key, pk, anonymous in rows})
    return found


def _customers(place_id: int, keys: set[str], ends: Mapping[str, str], by_key: Mapping[str, int], pinned: Mapping[str, int],
               found: Settled) -> dict[str, int]:
    """Key -> customer, with a customer made for each end that has none."""
    of_end = {end: pinned[end] if end in pinned else by_key.get(end) for end in {ends[key] for key in keys}}
    new = sorted(end for end, pk in of_end.items() if pk is None)
    Customer.objects.bulk_create([Customer(place_id=place_id, key=key) for key in new], batch_size=ROWS, ignore_conflicts=True)
    made = keys_known(place_id, new)[0]
    found.new |= set(made.values())
    return {key: made[ends[key]] if ends[key] in made else of_end[ends[key]] or 0 for key in keys}


def _aliases(place_id: int, wanted: Mapping[str, int], by_alias: Mapping[str, int], spoken_of: set[str]) -> None:
    """The aliases that events speak of name the customers whom they are known as now; those that hold no more go."""
    stale = [key for key in by_alias if key in spoken_of and wanted.get(key) != by_alias[key]]
    for some in parts(stale):
        Alias.objects.filter(place=place_id, alias__in=some).delete()
    missing = [Alias(place_id=place_id, alias=key, customer_id=pk) for key, pk in sorted(wanted.items())
               if key in spoken_of and by_alias.get(key) != pk]
    Alias.objects.bulk_create(missing, batch_size=ROWS, ignore_conflicts=True)


def _identities(place_id: int, wanted: Mapping[int, int], found: Settled) -> None:
    before = customers_of(place_id, wanted)
    had = {pk for some in parts(sorted(set(wanted.values())))
           for pk in Identity.objects.filter(place=place_id, customer__in=some).values_list("customer_id", flat=True).distinct()}
    changed = {subject: customer for subject, customer in wanted.items() if before.get(subject) != customer}
    found.moved.update({subject: before[subject] for subject in changed if subject in before})
    found.joined |= {customer for customer in changed.values() if customer in had}
    found.n_identities += len(changed)
    for some in parts(sorted(subject for subject in changed if subject in before)):
        Identity.objects.filter(place=place_id, subject__in=some).delete()  # a new row gets a new number, by which readers above see it
    Identity.objects.bulk_create([Identity(place_id=place_id, subject=subject, customer_id=customer)
                                  for subject, customer in sorted(changed.items())], batch_size=ROWS)


def _take_away(place_id: int, customers: set[int], found: Settled) -> None:
    """Customers whose key turned out to be somebody else's go: nothing stood on them but what events said."""
    for some in parts(sorted(customers)):
        Customer.objects.filter(place=place_id, pk__in=some).delete()
    found.gone |= customers
