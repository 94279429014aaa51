"""The machines' door of feeds: how a partner's offers come in."""

from __future__ import annotations

from typing import Any, Literal

from ninja import Router, Schema, Status

from lifeworld.kit.web import Asked
from lifeworld.partners.actions import feeds as actions
from lifeworld.partners.actions.feeds import Ways
from lifeworld.partners.queries import feeds as queries

router = Router(tags=["partners"])


class NewOfferFeedIn(Schema):
    """A feed to open, by a key of its own. ``credential``: name of a variable LIFEWORLD_FEED_<ROOT PLACE>_... of the site's environment
    that holds the one host it may be sent to, a space, and what is sent as «Authorization». ``ttl_s``: how long a quote is good that
    does not say it itself.
    """

    key: str
    kind: Literal["push", "pull", "webhook"] = "push"
    title: str
    format: str = ""
    currency: str = ""
    region: str = ""
    ttl_s: int = 86_400
    url: str = ""
    every_s: int = 3600
    credential: str = ""


class ChangedFeedIn(Schema):
    """All of how a feed comes in and is read from now on, so that nothing goes back to its default because it was left out. ``credential``
    and ``ttl_s``: as where it is opened.
    """

    kind: Literal["push", "pull", "webhook"]
    title: str
    format: str
    currency: str
    region: str
    ttl_s: int
    url: str
    every_s: int
    credential: str


class OfferFeedOut(Schema):
    """A feed; ``n_live`` about how many offers of it count, ``waiting`` a run that waits for a person's yes."""

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
    n_live: int
    live_since: str
    waiting: int | None


class FeedSecretOut(Schema):
    """The secret with which notices are signed, told now and never again; ``path``: where they are sent."""

    secret: str
    path: str


@router.get("/{place:place}/-/partners/{slug:partner}/feeds", response=list[OfferFeedOut], summary="Feeds of a partner",
            operation_id="offer_feeds")
def feeds(request: Asked, place: str, partner: str) -> Any:
    """Needs the right «partners.see», or to act for it."""
    return queries.feeds_of(request.caller, partner)


@router.post("/{place:place}/-/partners/{slug:partner}/feeds", response={201: OfferFeedOut}, summary="Open a feed",
             operation_id="open_feed")
def open_feed(request: Asked, place: str, partner: str, body: NewOfferFeedIn) -> Status[Any]:
    """409 where the key is taken. Needs the right «partners.manage»."""
    return Status(201, actions.open_feed(request.caller, partner, body.key, Ways(**body.dict(exclude={"key"}))))


@router.get("/{place:place}/-/partners/{slug:partner}/feeds/{slug:feed}", response=OfferFeedOut, summary="A feed",
            operation_id="offer_feed")
def feed(request: Asked, place: str, partner: str, feed: str) -> Any:
    """Needs the right «partners.see», or to act for it."""
    return queries.feed_of(request.caller, partner, feed)


@router.put("/{place:place}/-/partners/{slug:partner}/feeds/{slug:feed}", response=OfferFeedOut, summary="Change a feed",
            operation_id="change_feed")
def change(request: Asked, place: str, partner: str, feed: str, body: ChangedFeedIn) -> Any:
    """All of it, as it was read and then changed: 422 where something is left out. 409 for another kind. Needs «partners.manage»."""
    return actions.change_feed(request.caller, partner, feed, Ways(**body.dict()))


@router.delete("/{place:place}/-/partners/{slug:partner}/feeds/{slug:feed}", response={204: None}, summary="Close a feed",
               operation_id="close_feed")
def close(request: Asked, place: str, partner: str, feed: str) -> Status[None]:
    """It goes with everything that it offered. Needs the right «partners.manage»."""
    actions.close_feed(request.caller, partner, feed)
    return Status(204, None)


@router.post("/{place:place}/-/partners/{slug:partner}/feeds/{slug:feed}/stop", response={204: None}, summary="Stop a feed",
             operation_id="stop_feed")
def stop(request: Asked, place: str, partner: str, feed: str) -> Status[None]:
    """Nothing comes in until it is started again; what it offered counts until it is stale. Needs the right «partners.manage»."""
    actions.stop_feed(request.caller, partner, feed)
    return Status(204, None)


@router.post("/{place:place}/-/partners/{slug:partner}/feeds/{slug:feed}/start", response={204: None}, summary="Start a feed again",
             operation_id="start_feed")
def start(request: Asked, place: str, partner: str, feed: str) -> Status[None]:
    """A pulled one is due now. Needs the right «partners.manage»."""
    actions.start_feed(request.caller, partner, feed)
    return Status(204, None)


@router.post("/{place:place}/-/partners/{slug:partner}/feeds/{slug:feed}/pull", response={204: None}, summary="Fetch a feed now",
             operation_id="pull_feed")
def pull(request: Asked, place: str, partner: str, feed: str) -> Status[None]:
    """At the next step of the work in the background. 409 for a feed without an address. Needs the right «partners.manage»."""
    actions.pull_now(request.caller, partner, feed)
    return Status(204, None)


@router.post("/{place:place}/-/partners/{slug:partner}/feeds/{slug:feed}/secret", response=FeedSecretOut, summary="A new secret",
             operation_id="new_feed_secret")
def secret(request: Asked, place: str, partner: str, feed: str) -> Any:
    """An older one is good no more. 409 for a feed that hears no notices. Needs the right «partners.manage»."""
    made = actions.new_secret(request.caller, partner, feed)
    return {"secret": made, "path": f"/api/partner-notices/{queries.feed_of(request.caller, partner, feed).door}"}
