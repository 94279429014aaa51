"""What pages and machines see of partners: frozen values. Times are ISO 8601 in UTC, "" for never."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class StepValue:
    """A change of a partner's state: who, when, why."""

    verb: str
    before: str
    after: str
    who: str
    at: str
    why: str


@dataclass(frozen=True)
class AccessValue:
    """Somebody who acts for a partner alone, "key:8" or "user:3", since when."""

    who: str
    at: str


@dataclass(frozen=True)
class PartnerValue:
    """A partner: ``key`` is the seller's name in its offers. ``shipping_micros``: what it asks for bringing an order, None not known."""

    id: int
    key: str
    name: str
    roles: tuple[str, ...]
    state: str
    version: int
    about: str = ""
    website: str = ""
    contact: str = ""
    origins: tuple[str, ...] = ()
    since: str = ""
    shipping_micros: int | None = None
    shipping_currency: str = ""


@dataclass(frozen=True)
class FeedValue:
    """A way in which offers come. ``n_live``: offers of it that count now; ``waiting``: a run that waits for a person's yes."""

    id: int
    partner: str
    key: str
    title: str
    kind: str
    format: str
    currency: str
    region: str
    ttl_s: int
    url: str
    every_s: int
    credential: str
    door: str
    asked_at: str
    due_at: str
    failures: int
    said: str
    stopped_at: str
    n_live: int = 0
    live_since: str = ""
    waiting: int | None = None


@dataclass(frozen=True)
class RunValue:
    """One coming-in of offers; ``refusals``: how many rows each reason refused."""

    id: int
    partner: str
    feed: str
    kind: str
    state: str
    how: str
    filename: str
    size: int
    received: int
    n_read: int
    n_accepted: int
    n_refused: int
    n_gone: int
    n_before: int
    refusals: Mapping[str, int]
    code: str
    said: str
    who: str
    begun_at: str
    ended_at: str
    decided_by: str


@dataclass(frozen=True)
class RefusedValue:
    """A row that was not taken in, why, and what to do."""

    id: int
    row: int
    field: str
    code: str
    reason: str
    next_step: str


@dataclass(frozen=True)
class QuoteValue:
    """An offer of an item as people see it. ``breaks``: least pieces and the price of one, in ``currency``; ``bought``, ``unit``, ``total``
    for the quantity that was asked, ``total_converted`` in ``converted_to`` (None: no rate). ``stock``: -1 in stock without a number, -2
    not stated. ``why``: why a tool would not take it, "" where it would.
    """

    seller: str
    seller_title: str
    item: str
    sku: str
    title: str
    currency: str
    breaks: tuple[tuple[int, float], ...]
    bought: int | None
    unit: float | None
    total: float | None
    total_converted: float | None
    converted_to: str
    stock: int
    minimum: int
    multiple: int
    lead_days: int | None
    observed_at: str
    age_s: float
    age: str
    stale: bool
    estimated: bool
    standing: str
    why: str = ""
    url: str = ""


@dataclass(frozen=True)
class ChoiceValue:
    """How a seller stands, and who said so where. ``level``: "customer's job", "customer", "job", "place", the path of a place around, or
    "default" where nobody said anything.
    """

    seller: str
    title: str
    standing: str
    level: str
    is_default: bool
    who: str = ""
    at: str = ""


@dataclass(frozen=True)
class RatesValue:
    """Rates: how much of each currency one unit of ``base`` is worth. ``day``: the newest of them; ``place``: where they were written down;
    ``note``: a sentence where some or all are old, "" where they are of that day and new.
    """

    base: str
    day: str
    rates: Mapping[str, float]
    source: str
    place: str
    at: str
    note: str = ""


@dataclass(frozen=True)
class RegistrationValue:
    """A design that a partner registered for a customer (a key) or a company."""

    id: int
    partner: str
    partner_name: str
    customer: str
    company: str
    design: str
    tool: str
    product: str
    volume_a_year: int
    valid_until: str
    state: str
    asked_by: str
    asked_at: str
    decided_by: str
    decided_at: str
    why: str


@dataclass(frozen=True)
class AttributionValue:
    """What a partner did for a design of ``place``: its page ``started`` it, or its ``offer`` served it; ``n`` times between the times."""

    what: str
    design: str
    tool: str
    seller: str
    item: str
    origin: str
    section: str
    n: int
    first_at: str
    last_at: str
    place: str


@dataclass(frozen=True)
class Report:
    """What a partner brought, as counts of designs, items, and registrations by state."""

    n_started: int
    n_served: int
    n_items: int
    registrations: Mapping[str, int] = field(default_factory=dict)
    as_of: str = ""
