"""Errors are answered once, and nothing of a request outlives its answer."""

from __future__ import annotations

import pytest
from django.test import Client

from lifeworld.goals.pages.open_doors import CLOSED
from lifeworld.partners.actions.hearing import NO_DOOR

pytestmark = pytest.mark.django_db


def test_an_error_that_is_a_constant_keeps_no_frames_of_what_machines_asked(client: Client) -> None:
    answer = client.post("/api/partner-notices/none", "{}", content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (404, NO_DOOR.code)
    assert NO_DOOR.__traceback__ is None


def test_nor_of_what_people_asked(client: Client) -> None:
    answer = client.get("/goals/nobody/")
    assert answer.status_code == CLOSED.status
    assert CLOSED.message in answer.content.decode()
    assert CLOSED.__traceback__ is None
