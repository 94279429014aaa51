"""The people's door of places: its addresses inside a place. The first page of a place is the hall's, which seats every room's panels."""

from __future__ import annotations

from django.urls import URLPattern, path

from lifeworld.places.pages import embeds, keys, members, place

urls: list[URLPattern] = [
    path("-/place/", place.settings, name="place_settings"),
    path("-/place/name/", place.rename, name="rename_place"),
    path("-/place/clock/", place.set_clock, name="set_clock"),
    path("-/place/inside/", place.add, name="add_place"),
    path("-/members/", members.members, name="members"),
    path("-/members/invite/", members.invite, name="invite"),
    path("-/members/<int:member>/role/", members.change_role, name="change_role"),
    path("-/members/<int:member>/remove/", members.remove, name="remove_member"),
    path("-/keys/", keys.keys, name="api_keys"),
    path("-/keys/new/", keys.make, name="make_key"),
    path("-/keys/<int:api_key>/revoke/", keys.revoke, name="revoke_key"),
    path("-/embeds/", embeds.embeds, name="embeds"),
    path("-/embeds/new/", embeds.add, name="add_embed"),
    path("-/embeds/<slug:embed>/revoke/", embeds.revoke, name="revoke_embed"),
]
