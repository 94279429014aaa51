"""Every field of every form of the newer rooms is filled with something strange: everything is answered, nothing breaks.

Each field meets every third of the values, the same ones in every run: LIFEWORLD_STRANGE=all (`make fuzz`) gives it all.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import pytest

from lifeworld.audiences.actions.audiences import save_audience
from lifeworld.audiences.core import expression as e
from lifeworld.customers.models import Customer
from lifeworld.events.actions.taking import take
from lifeworld.events.actions.types import declare_type
from lifeworld.events.core.values import Incoming
from lifeworld.goals.actions.declaring import declare_goal
from lifeworld.goals.actions.links import make_link
from lifeworld.goals.core.values import GoalPlan, ScalePlan
from lifeworld.goals.queries.links import open_door
from lifeworld.measures.actions.indicators import define
from lifeworld.measures.core.form import definition_of
from lifeworld.site.tests.furnished_circles import own_caller, with_circles, with_running
from lifeworld.site.tests.furnished_once import furnished_once
from lifeworld.site.tests.furnished_plays import with_plays
from lifeworld.site.tests.furnished_scorecard import with_scorecard
from lifeworld.site.tests.furnished_tools import with_partners, with_tools
from lifeworld.testing.cast import Cast, cast
from lifeworld.voices.actions.studies import create_study

pytestmark = pytest.mark.django_db
STRANGE = (("a\x00b", "9" * 30) if "LIFEWORLD_TEST_POSTGRES" in os.environ else
           ("-1", "9" * 5000, "1e999", "٣", "9999-12-31", "{", ""))
"""What each database stumbles over: PostgreSQL over texts, SQLite over numbers; both are asked in every run of everything."""
SHARE = 1 if "LIFEWORLD_STRANGE" in os.environ else 3


@dataclass
class Form:
    """Where a form is sent, and its fields as they stand in the page."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)


class Forms(HTMLParser):
    """The forms of a page that are sent by POST."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Form] = []
        self.open: Form | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag == "form" and (said.get("method") or "").lower() == "post":
            self.open = Form(said.get("action") or "")
            self.found.append(self.open)
        elif self.open is not None and (name := said.get("name")):
            self.open.fields.setdefault(name, said.get("value") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.open = None


@pytest.fixture(scope="module")
def furnished(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[Cast, list[str]]]:
    """The cast and the pages, with what they need; once for every strange value."""
    with furnished_once(django_db_blocker, lambda: (people := cast(), pages(people))) as made:
        yield made


def pages(people: Cast) -> list[str]:
    """Pages with forms, and what they need to have them."""
    ana = people.caller(people.ana)
    create_study(ana, "Runners")
    declare_type(ana, "strict", schema={"required": ["km"]})
    take(ana, [Incoming("app", "1", "strict", "cleo", None, {}), Incoming("app", "2", "run", "cleo", None, {"km": 5})])
    define(ana, definition_of({"title": "Km", "types": "run", "field": "km", "aggregation": "sum"}))
    save_audience(ana, "Everyone", e.Everyone(), slug="everyone")
    made = declare_goal(ana, GoalPlan(client_id="00000000-0000-4000-8000-000000000000", title="Swim", kind="accomplish", scales=(
        ScalePlan(), ScalePlan(indicator="km", levels=(1.0, 2.0, 3.0, 4.0, 5.0)))), customer=people.cleo.pk)
    token = make_link(ana, people.cleo.pk, "A link")[1]
    assert open_door(token) is not None
    inside = ("audiences/", "audiences/new/", "audiences/everyone/", "audiences/everyone/change/", "holdouts/", "segments/", "measures/",
              "define-measure/", "measures/km/", "measures/km/change/", "events/", "events/refused/", "events/types/", "webhooks/",
              "goals/", "goals/jobs/", f"goals/customers/{people.cleo.pk}/", f"goals/{made.pk}/", "studies/runners/deeds/", "place/")
    friend = make_link(ana, Customer.objects.create(place=people.acme, key="nora").pk, "A link")[1]
    known = with_circles(ana, token, friend, "km") | with_running(ana, token)
    friends = ("", "me/", "people/", "clubs/", "challenges/", "zones/", f"posts/{known['post']}/", f"clubs/{known['club']}/",
               f"people/{known['person']}/", f"challenges/{known['challenge']}/")
    runs = ("manual/", "files/", "settings/", "segments/", "routes/1/", f"{known['activity']}/", "") if "activity" in known else ()
    market = with_partners(ana, "volt", people.cleo.pk) | with_tools(ana, "volt")
    partner, design = f"partners/{market['partner']}/", f"d/{market['address']}/"
    inside = (*inside, "partners/", partner, f"{partner}new-feed/", f"{partner}feeds/{market['feed']}/", f"{partner}runs/{market['run']}/",
              "suppliers/", "rates/", "registrations/", "tools/shelf/?go=1", f"tools/shelf/{design}", "tools/shelf/designs/",
              "tools/shelf/desks/", "tools/shelf/jobs/", "scorecard/", "scorecard/settings/", "scorecard/earnings/", "scorecard/plays/",
              "scorecard/plays/new/", "scorecard/plays/of/volt/")
    with_scorecard(ana, str(market["partner"]), own_caller(token))
    with_plays(ana, "volt", people.cleo.pk)
    return [f"/invited/{market['invitation']}/", f"/desks/{market['desk']}/?go=1", f"/desks/{market['desk']}/{design}",
            *(f"/acme/-/{one}" for one in (*inside, "circles/challenges/", f"circles/challenges/{known['by_place']}/", "circles/reports/")),
            f"/goals/{token}/", f"/goals/{token}/{made.pk}/", *(f"/own/{token}/running/{one}" for one in runs),
            *(f"/own/{token}/friends/{one}" for one in friends), f"/own/{token}/matters/", f"/own/{token}/next/"]


def filled(form: Form, strange: str) -> Iterator[dict[str, str]]:
    """The form with one field filled with something strange, for each of them, and with all of them."""
    known = {name: value for name, value in form.fields.items() if name != "csrfmiddlewaretoken"}
    yield from ({**known, name: strange} for name in known)
    yield dict.fromkeys(known, strange)


@pytest.mark.parametrize("strange", STRANGE, ids=lambda one: one[:12].encode("ascii", "replace").decode().replace("\x00", ""))
def test_forms_may_hold_anything(furnished: tuple[Cast, list[str]], strange: str, settings: Any) -> None:
    settings.EXPENSIVE_ASKS_MAX = 100_000  # else most are answered that they were too many
    people, shown = deepcopy(furnished)
    client = people.client(people.ana)
    client.raise_request_exception = False
    broken, n, turn = [], 0, STRANGE.index(strange)
    for page in shown:
        answer = client.get(page)
        assert answer.status_code == 200, page
        forms = Forms()
        forms.feed(answer.content.decode())
        for form in forms.found:
            where = form.action or page
            ends = any(word in where for word in ("sign-out", "close/", "revoke/", "retire/", "remove/"))
            if ends or form.fields.get("do") in {"leave", "delete", "close", "unshare"}:
                continue  # these end what the others need
            for body in filled(form, strange):
                turn += 1
                if turn % SHARE:
                    continue
                n += 1
                if client.post(where, body).status_code >= 500:
                    broken.append((where, {name: value for name, value in body.items() if value == strange}.keys()))
    assert n > 40 and not broken, broken
