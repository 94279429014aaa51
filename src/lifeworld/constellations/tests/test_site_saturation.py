"""Saturation on the site: the curves of the board, for whoever may see it."""

from __future__ import annotations

import pytest

from lifeworld.constellations.actions.boards import reckon
from lifeworld.constellations.core.saturation.kept import saturation_json, saturation_of
from lifeworld.constellations.models import Board
from lifeworld.testing.cast import cast
from lifeworld.voices.tests.site_codings import coded_study, read

pytestmark = pytest.mark.django_db
TEXTS = ("My wife runs with me.", "The club waits for us.", "The strap broke.", "I felt proud.")


def test_the_curves_of_the_board_are_shown() -> None:
    people = cast()
    found = coded_study(people, [(f"c{at // 2:02}", TEXTS[at % 4]) for at in range(48)], {"Eva": "person"})
    codes = (["family_friends", "belonging"], ["peers", "belonging"], ["focal_provider", "reliability"], ["self", "mood"])
    read(found, "Eva", {at: codes[at % 4] for at in range(48)})
    client = people.client(people.vic)
    address = f"{found.address}/saturation/"
    assert "has not been reckoned yet" in client.get(address).content.decode()
    reckon(found.caller, found.study.pk)
    page = client.get(address)
    words = page.content.decode()
    assert "Different codes" in words and "Guest, Namey and Chen" in words and "<svg" in words
    assert client.get(address, headers={"If-None-Match": page.headers["ETag"]}).status_code == 304
    kept = Board.objects.latest("pk").body["saturation"]
    assert kept and [saturation_json(saturation_of(one)) for one in kept] == kept
    assert people.client(people.eva).get(address).status_code == 403
    assert people.client(people.dev).get(address).status_code == 404
