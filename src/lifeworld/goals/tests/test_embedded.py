"""Goals inside a partner's page: one customer's, for the customer alone, declared from the frame; nothing else opens by its tokens."""

from __future__ import annotations

import json
import re
import uuid
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from lifeworld.goals.actions.declaring import declare_goal
from lifeworld.goals.core.values import GoalPlan
from lifeworld.goals.models import Goal
from lifeworld.kit.caller import Caller
from lifeworld.kit.errors import LifeworldError
from lifeworld.places import actions as places
from lifeworld.places.core import EmbedValue
from lifeworld.site.embeds import issue
from lifeworld.testing.cast import Cast, cast

pytestmark = pytest.mark.django_db
SHOP = "https://shop.example"


@pytest.fixture
def people() -> Cast:
    return cast()


@pytest.fixture
def ana(people: Cast) -> Caller:
    return people.caller(people.ana)


@pytest.fixture
def page(ana: Caller) -> EmbedValue:
    return places.add_embed(ana, "Shop", "below the order", [SHOP])


def opened(caller: Caller, page: EmbedValue) -> Any:
    path = issue(caller, page.key, placement=page.placement, origin=SHOP, element="goal", study="", customer="cleo").path
    return Client().get(path, headers={"Referer": f"{SHOP}/orders/1"})


def sending(answer: Any) -> str:
    found = re.search(r'action="([^"]+)"', answer.content.decode())
    assert found is not None
    return found[1]


def sent(address: str, **headers: str) -> Any:
    body = {"do": "declare", "client_id": "6fa459ea-ee8a-3ca4-894e-db77e160355e", "title": "Mend my bike", "kind": "accomplish",
            "scales": []}
    return Client(enforce_csrf_checks=True).post(address, json.dumps(body), content_type="application/json", headers=headers)


def test_a_customer_declares_inside_a_partners_page(people: Cast, ana: Caller, page: EmbedValue) -> None:
    declare_goal(ana, GoalPlan(str(uuid.uuid4()), "Ride to work", "manage"), customer=people.cleo.pk)
    frame = opened(ana, page)
    assert frame.status_code == 200 and b'<lw-goal mode="list"' in frame.content and b"Ride to work" in frame.content
    assert f"frame-ancestors {SHOP}" in frame.headers["Content-Security-Policy"] and not frame.cookies
    answers = [sent(sending(frame)) for _ in range(2)]
    assert [each.status_code for each in answers] == [200, 200] and answers[0].json()["goal"]["title"] == "Mend my bike"
    goal = Goal.objects.get(title="Mend my bike")
    assert (goal.customer_id, goal.seen_by) == (people.cleo.pk, "me")


def test_a_frame_sends_from_itself_and_not_for_ever(ana: Caller, page: EmbedValue, monkeypatch: pytest.MonkeyPatch) -> None:
    address = sending(opened(ana, page))
    assert sent(address, **{"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert Client().post(address, b"{", content_type="application/json").status_code == 422
    assert Client().get(address).status_code == 405
    assert Client().get(address.removesuffix("goals/"), headers={"Referer": f"{SHOP}/"}).status_code == 404, "it opens no frame"
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(minutes=121))
    assert sent(address).status_code == 410
    assert not Goal.objects.exists()


def test_a_frames_own_token_and_a_revoked_page_send_nothing(ana: Caller, page: EmbedValue) -> None:
    asked = {"placement": page.placement, "origin": SHOP, "element": "goal", "study": "", "customer": "cleo"}
    assert sent(issue(ana, page.key, **asked).path + "goals/").status_code == 404
    address = sending(opened(ana, page))
    places.revoke_embed(ana, page.key)
    assert sent(address).status_code == 404


def test_goals_are_embedded_by_who_may_make_links_to_them(ana: Caller, page: EmbedValue) -> None:
    asked = {"placement": page.placement, "origin": SHOP, "element": "goal", "study": "", "customer": "cleo"}
    for caller, change, status in ((replace(ana, scopes=frozenset({"constellations.embed"})), {}, 403), (ana, {"customer": ""}, 422),
                                   (ana, {"customer": "nobody"}, 404)):
        with pytest.raises(LifeworldError) as refused:
            issue(caller, page.key, **asked | change)
        assert refused.value.status == status
