"""All that the circle keeps about one customer, for whoever asks what is kept about her, and for herself."""

from __future__ import annotations

from typing import Any

from lifeworld.circles import models as m
from lifeworld.circles.queries.whose import customer_asking
from lifeworld.kit.caller import Caller, not_found

PRIVATE = {"circle_zones": ("label", "lat", "lon", "radius_m", "before"), "circle_profile": ("birth_year", "sex"),
           "circle_posts": ("title", "facts", "body")}
"""What people of the place are not given: private places; age and sex, given for age grades alone; words of posts that not all read."""


def export_of(caller: Caller, customer_pk: int | None = None) -> dict[str, list[dict[str, Any]]]:
    """Tables of plain rows; she herself gets everything but the secret of her zones.

    Errors: LifeworldError 403; 404 where a customer asks for another.
    """
    own = bool(caller.customer)
    if own:
        mine = customer_asking(caller)
        if customer_pk not in (None, mine):
            raise not_found("customer", customer_pk)
        customer_pk = mine
    else:
        caller.require("customers.change")
    of = {"customer": customer_pk}
    here = {**of, "place": caller.place_id}
    tables: dict[str, Any] = {
        "circle_profile": m.Profile.objects.filter(**here).values(
            "id", "name", "about", "seen_by", "follows_need_yes", "birth_year", "sex", "joined_at"),
        "circle_follows": m.Follow.objects.filter(**here).values("id", "other__circle_profile__name", "state", "at"),
        "circle_followers": m.Follow.objects.filter(place=caller.place_id, other=customer_pk).values(
            "id", "customer__circle_profile__name", "state", "at"),
        "circle_blocks": m.Block.objects.filter(**here).values("id", "other__circle_profile__name", "at"),
        "circle_clubs": m.Member.objects.filter(**of, club__place=caller.place_id).values("id", "club__name", "role", "state", "at"),
        "circle_posts": m.Post.objects.filter(**here).values(
            "id", "source", "key", "kind", "title", "day", "at", "facts", "body", "seen_by", "trust", "hidden_at"),
        "circle_kudos": m.Kudos.objects.filter(**of, post__place=caller.place_id).values("id", "post", "at"),
        "circle_comments": m.Comment.objects.filter(**of, post__place=caller.place_id).values("id", "post", "text", "at", "hidden_at"),
        "circle_reports": m.Report.objects.filter(**here).values("id", "post", "comment", "at", "outcome"),
        "circle_challenges": m.Challenge.objects.filter(**here).values(
            "id", "title", "about", "indicator__slug", "from_day", "to_day", "verified_only", "handicap", "reach", "made_at", "closed_at"),
        "circle_invitations": m.Invited.objects.filter(**of, challenge__place=caller.place_id).values("id", "challenge__title", "at"),
        "circle_entries": m.Entrant.objects.filter(**of, challenge__place=caller.place_id).values(
            "id", "challenge__title", "joined_at", "agreed_at"),
        "circle_zones": m.Zone.objects.filter(**here).values("id", "label", "lat", "lon", "radius_m", "before", "made_at"),
    }
    return {name: [_row(name, row, own=own) for row in rows.order_by("id")] for name, rows in tables.items()}


def _row(table: str, row: dict[str, Any], *, own: bool) -> dict[str, Any]:
    kept = {key.replace("__circle_profile__name", "").replace("__", "_"): value for key, value in row.items()}
    if not own and table in PRIVATE and not (table == "circle_posts" and kept["seen_by"] == "place"):
        kept.update(dict.fromkeys(PRIVATE[table]))
    return kept
