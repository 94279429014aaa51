"""What a world brings is open only in places that took it up."""

from __future__ import annotations

import pytest

from lifeworld.goals.actions.links import make_link
from lifeworld.goals.queries.links import open_door
from lifeworld.plugin import worlds
from lifeworld.site.tests.routes import routes
from lifeworld.site.tests.test_own_doors import DOORS, answers, told
from lifeworld.testing.cast import cast

pytestmark = pytest.mark.django_db


def test_worlds_open_only_where_they_were_taken_up() -> None:
    team = cast()
    ana, token = team.client(team.ana), make_link(team.caller(team.ana), team.cleo.pk, "Phone")[1]
    assert open_door(token) is not None
    values = {"place": "acme", "goal_token": token, "activity": 1, "file": 1, "number": 1, "form": "json"}
    names = [one.name for one in worlds()]
    routes_of = [one for one in routes() if any(f"/-/{name}/" in one.pattern or f"{DOORS[1]}{name}/" in one.pattern for name in names)]
    wrong = []
    for route in routes_of:
        for method, answer in answers(ana, route, values | {name: 1 for name in route.names if name not in values}):
            wrong += [] if answer.status_code == 404 else [told(route, method, answer)]
    assert not wrong, "\n".join(wrong)
    assert not names or len(routes_of) > 5
