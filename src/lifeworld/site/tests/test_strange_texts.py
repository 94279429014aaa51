"""Texts that are none, too long, or look like something else: everything is answered, nothing breaks."""

from __future__ import annotations

import json
from typing import Any

import pytest

from lifeworld.testing.cast import Cast, cast

pytestmark = pytest.mark.django_db
STRANGE = ("\x00", "a\x00b", "x" * 5000, "'; DROP TABLE places_place; --", "%", "_", "\u202e", "👩‍👩‍👧", " ")
HALF = "\ud800"


def bodies(people: Cast, said: str) -> list[tuple[str, str, dict[str, Any]]]:
    """What machines may send, with a strange text wherever there is room for one."""
    cleo = f"customers/{people.cleo.pk}"
    return [
        ("post", "customers", {"key": said}), ("post", "customers", {"key": f"key {len(said)}", "label": said}),
        ("patch", cleo, {"traits": {said: said}}), ("patch", cleo, {"label": said}), ("post", f"{cleo}/aliases", {"alias": said}),
        ("post", f"{cleo}/consents", {"purpose": said, "given": True, "source": said}), ("post", "places", {"part": said, "name": said}),
        ("post", "places", {"part": "inner", "name": said}), ("patch", "place", {"name": said}),
        ("post", "members", {"email": said, "role": "viewer"}),
        ("post", "members", {"email": "gus@example.org", "role": said, "name": said}),
        ("post", "members", {"email": "gus@example.org", "role": "viewer", "name": said}),
        ("post", "keys", {"name": said, "scopes": [said]}), ("post", "keys", {"name": said, "scopes": ["places.see"]}),
        ("post", "embeds", {"partner": said, "placement": said, "origins": [said]}),
        ("post", "embeds/x/tokens", {"placement": said, "origin": said, "element": said, "study": said, "customer": said}),
        ("post", "studies", {"title": said}),
    ]


@pytest.mark.parametrize("said", [*STRANGE, HALF])
def test_machines_may_send_anything(said: str) -> None:
    people = cast()
    client = people.client(people.ana)
    for method, what, body in bodies(people, said):
        answer = getattr(client, method)(f"/api/acme/-/{what}", json.dumps(body), content_type="application/json")
        assert answer.status_code < 500, (method, what, body)


@pytest.mark.parametrize("said", STRANGE)
def test_anything_may_be_asked_for_and_written_into_a_form(said: str) -> None:
    people = cast()
    client = people.client(people.ana)
    cleo = f"customers/{people.cleo.pk}"
    for where, names in (("/api/acme/-/customers", ("search", "key", "after")), ("/api/acme/-/journal", ("type", "customer")),
                         ("/api/acme/-/events", ("type", "subject")),
                         ("/acme/-/customers/", ("search", "trait", "value", "after")), ("/acme/-/journal/", ("before",))):
        assert client.get(where, dict.fromkeys(names, said)).status_code < 500, where
    assert client.delete(f"/api/acme/-/{cleo}/aliases", query_params={"alias": said}).status_code < 500
    for where, names in (("customers/new/", ("key", "label")), (f"{cleo}/aliases/", ("remove",)), (f"{cleo}/traits/", ("name", "value")),
                         ("members/invite/", ("email", "name")), ("embeds/new/", ("partner", "placement", "origins")),
                         ("place/name/", ("name",)), ("place/inside/", ("part", "name")), ("keys/new/", ("name", "days"))):
        assert client.post(f"/acme/-/{where}", dict.fromkeys(names, said)).status_code < 500, where
