"""Who acts for a partner opens that partner's view with the rights that a usual role has, and nothing else of the scorecard."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lifeworld.kit.caller import ROLES, Caller
from lifeworld.kit.errors import LifeworldError
from lifeworld.partners.models import Partner, PartnerAccess
from lifeworld.scorecard.queries.sights import partners_seen, sight_of
from lifeworld.site.tests.furnished_scorecard import with_scorecard
from lifeworld.testing.cast import Cast, cast

pytestmark = pytest.mark.django_db
HERE, API = "/acme/-/scorecard/", "/api/acme/-/scorecard"
VIEW = f"{HERE}partners-view/"


@pytest.fixture
def people() -> Cast:
    """Vic, who may only look, acts for «volt»; «quay» is a partner beside it."""
    made = cast()
    for key in ("quay", "volt"):
        Partner.objects.create(place=made.acme, key=key, name=f"{key.capitalize()} and Sons", state="verified")
        with_scorecard(made.caller(made.ana), key)
    PartnerAccess.objects.create(partner=Partner.objects.get(key="volt"), place=made.acme, who=f"user:{made.vic.pk}")
    return made


def test_a_viewer_who_acts_for_a_partner_sees_its_view_and_no_other(people: Cast) -> None:
    vic = people.client(people.vic)
    page = vic.get(VIEW)
    assert page.status_code == 200 and "Volt and Sons" in page.content.decode() and "Quay" not in page.content.decode()
    assert "Too little is known." in vic.get(f"{VIEW}volt/").content.decode()
    assert [one["key"] for one in vic.get(f"{API}/partners").json()] == ["volt"]
    assert vic.get(f"{API}/partners/volt").status_code == 200
    assert [vic.get(path).status_code for path in (f"{VIEW}quay/", f"{API}/partners/quay")] == [404, 404]
    team = (f"{HERE}earnings/", f"{HERE}plays/", f"{HERE}success/", f"{HERE}report.json", API, f"{API}/scores", f"{API}/earnings")
    assert {path: vic.get(path).status_code for path in team} == dict.fromkeys(team, 403)
    assert vic.get(HERE).headers["Location"] == VIEW  # the room's door leads to what is hers


def seen(caller: Caller) -> list[str] | int:
    try:
        assert sight_of(caller, "volt").own
        return [key for key, _, _ in partners_seen(caller)[0]]
    except LifeworldError as error:
        return error.status


def test_to_be_bound_alone_opens_nothing(people: Cast) -> None:
    bound = people.caller(people.vic)
    answers = {name: seen(replace(bound, scopes=frozenset(scopes))) for name, scopes in (
        ("nothing", ()), ("coder", ROLES["coder"]), ("customer", ROLES["customer"]), ("sender of events", {"events.record"}),
        ("viewer", ROLES["viewer"]), ("scorecard", {"scorecard.see"}), ("partners", {"partners.see"}), ("own", {"partners.own"}))}
    assert answers == {**dict.fromkeys(("nothing", "coder", "customer", "sender of events"), 403),
                       **{name: ["volt"] for name in ("viewer", "scorecard", "partners", "own")}}


def test_who_sees_partners_alone_sees_no_view_of_the_team(people: Cast) -> None:
    eva = replace(people.caller(people.eva), scopes=frozenset({"partners.see"}))
    assert seen(eva) == 403
