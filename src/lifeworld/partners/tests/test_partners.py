"""Partners come, act for themselves alone, and go; each step with who, when and why."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lifeworld.events.models import JournalLine
from lifeworld.kit.caller import ROLES, Caller
from lifeworld.kit.errors import InputRefused, LifeworldError
from lifeworld.partners.actions import partners as actions
from lifeworld.partners.actions.choices import choose
from lifeworld.partners.actions.feeds import Ways, open_feed
from lifeworld.partners.actions.registrations import register, withdraw
from lifeworld.partners.actions.runs import send_file
from lifeworld.partners.core.onboarding import STATES, STEPS, checked_origins, checked_website, next_steps, stepped
from lifeworld.partners.models import Partner
from lifeworld.partners.queries import partners as queries
from lifeworld.partners.queries.choices import choice_of, choices
from lifeworld.partners.queries.feeds import feeds_of, runs_of
from lifeworld.partners.queries.live import supply_of
from lifeworld.partners.queries.offers import items_like, offers_of
from lifeworld.partners.queries.registrations import registrations
from lifeworld.partners.queries.reports import report_of
from lifeworld.partners.tests.market import offers, pushed, verified
from lifeworld.partners.tests.test_registrations import DESIGN, LAST_DAY
from lifeworld.places.models import Place
from lifeworld.places.queries import caller_with_key
from lifeworld.testing.cast import Cast, cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> Cast:
    return cast()


@pytest.fixture
def ana(people: Cast) -> Caller:
    return people.caller(people.ana)


def test_every_state_is_reached_and_every_step_leads_somewhere() -> None:
    assert {after for _, after in STEPS.values()} == set(STATES)
    assert all(next_steps(state) for state in STATES)


def test_steps_that_do_not_lead_on_are_conflicts() -> None:
    for verb, (before, _) in STEPS.items():
        for state in set(STATES) - set(before):
            with pytest.raises(LifeworldError) as error:
                stepped(state, verb, "a reason")
            assert error.value.status == 409
    with pytest.raises(InputRefused, match="needs a reason"):
        stepped("applied", "verify")


@pytest.mark.parametrize("wrong", ["ftp://x", "https://user:p@x.example", "javascript:alert(1)", "https://a b", "https:///x"])
def test_no_website(wrong: str) -> None:
    with pytest.raises(InputRefused):
        checked_website(wrong)


@pytest.mark.parametrize("wrong", ["shop.example", "https://shop.example/path", "https://*.example", "javascript://x"])
def test_no_origin(wrong: str) -> None:
    with pytest.raises(InputRefused):
        checked_origins([wrong])


def test_each_step_is_kept_with_who_and_why(ana: Caller) -> None:
    verified(ana)
    actions.step_partner(ana, "volt", "suspend", why="Its quotes were wrong.")
    steps = queries.steps_of(ana, "volt")
    assert [(step.verb, step.before, step.after) for step in steps] == [
        ("suspend", "verified", "suspended"), ("verify", "applied", "verified"), ("apply", "invited", "applied"), ("invite", "", "invited")]
    assert steps[0].why == "Its quotes were wrong." and steps[0].who == ana.who
    lines = JournalLine.objects.filter(place="acme", type__startswith="partners.").order_by("id")
    assert [line.type for line in lines] == ["partners.invited", "partners.applied", "partners.verified", "partners.suspended"]
    assert "wrong" not in str([line.data for line in lines]), "the journal holds keys and numbers, never what people wrote"


def test_an_invitation_opens_once_and_a_newer_one_closes_it(ana: Caller) -> None:
    first = actions.invite_partner(ana, "volt", "Volt", ["supplier"])
    second = actions.invite_again(ana, "volt")
    for token in (first.token, "", "x"):
        with pytest.raises(LifeworldError, match="does not open anything"):
            actions.invitation(token)
    assert actions.apply(second.token, name="Volt", contact="Vera").state == "applied"
    with pytest.raises(LifeworldError, match="does not open anything"):
        actions.apply(second.token, name="Volt", contact="Vera")
    assert Partner.objects.get().invitation == ""
    with pytest.raises(LifeworldError, match="is «applied»"):
        actions.invite_again(ana, "volt")


def test_an_invitation_ends(ana: Caller) -> None:
    made = actions.invite_partner(ana, "volt", "Volt", ["supplier"])
    Partner.objects.update(invited_until="2026-01-01T00:00:00Z")
    with pytest.raises(LifeworldError, match="does not open anything"):
        actions.invitation(made.token)
    with pytest.raises(InputRefused, match="400 days"):
        actions.invite_partner(ana, "ampere", "Ampere", ["supplier"], days=400)


def test_a_key_names_one_seller_along_the_places(ana: Caller) -> None:
    berlin = Place.objects.create(path="acme/berlin", name="Berlin")
    inside = replace(ana, place="acme/berlin", place_id=berlin.pk)
    verified(ana)
    with pytest.raises(LifeworldError, match="already"):
        actions.invite_partner(inside, "volt", "Volt", ["supplier"])
    actions.invite_partner(inside, "local", "Local", ["supplier"])
    with pytest.raises(LifeworldError, match="already"):
        actions.invite_partner(ana, "local", "Local", ["supplier"])


def test_places_do_not_see_each_others_partners(ana: Caller, people: Cast) -> None:
    verified(ana)
    dev = people.caller(people.dev, people.other)
    assert queries.partners(dev) == []
    for act in (lambda: queries.partner_of(dev, "volt"), lambda: actions.step_partner(dev, "volt", "leave"),
                lambda: feeds_of(dev, "volt"), lambda: report_of(dev, "volt")):
        with pytest.raises(LifeworldError) as error:
            act()
        assert error.value.status == 404


def test_who_may_not(ana: Caller, people: Cast) -> None:
    verified(ana)
    for user in (people.vic, people.eva):
        with pytest.raises(LifeworldError) as error:
            actions.invite_partner(people.caller(user), "x", "X", ["supplier"])
        assert error.value.status == 403


@pytest.fixture
def own(ana: Caller) -> Caller:
    """The caller that a key of the partner «volt» is; beside it there is «ampere»."""
    pushed(ana)
    pushed(ana, "ampere")
    found = caller_with_key("acme", actions.make_partner_key(ana, "volt").secret)
    assert found is not None
    return found


def test_a_partners_own_key_sends_its_own_offers_alone(own: Caller, ana: Caller) -> None:
    run = send_file(own, "volt", "parts", offers([0.1]))
    assert (run.state, run.who) == ("live", own.who)
    send_file(ana, "ampere", "parts", offers([0.2]))
    assert [one.key for one in queries.partners(own)] == ["volt"]
    assert len(runs_of(own, "volt")) == 1 and report_of(own, "volt").n_served == 0
    assert [one.seller for one in offers_of(own, "R0@acmeparts", partner="volt")] == ["volt"]
    for act in (lambda: send_file(own, "ampere", "parts", offers([0.1])), lambda: runs_of(own, "ampere"),
                lambda: queries.partner_of(own, "ampere"), lambda: items_like(own, "R", partner="ampere")):
        with pytest.raises(LifeworldError) as error:
            act()
        assert error.value.status == 404
    for refused in (lambda: actions.step_partner(own, "volt", "leave"), lambda: actions.change_partner(own, "volt", version=1, name="X",
                                                                                                     roles=["maker"]),
                    lambda: open_feed(own, "volt", "more", Ways(title="More")), lambda: items_like(own, "R"),
                    lambda: actions.make_partner_key(own, "volt")):
        with pytest.raises(LifeworldError) as error:
            refused()
        assert error.value.status == 403


def test_a_partner_learns_nothing_of_others_or_of_customers(own: Caller, ana: Caller, people: Cast) -> None:
    choose(ana, "volt", "blocked")
    send_file(own, "volt", "parts", offers([0.1]))
    assert [one.standing for one in offers_of(own, "R0@acmeparts", partner="volt")] == ["allowed"], "how it stands is not shown to it"
    number = register(ana, "volt", DESIGN, product="Lamp", volume_a_year=10, valid_until=LAST_DAY, customer=people.cleo.pk).id
    assert [(one.id, one.customer) for one in registrations(own)] == [(number, "")]
    for act in (lambda: choices(own), lambda: choice_of(own), lambda: queries.sellers_of(own), lambda: offers_of(own, "R0@acmeparts"),
                lambda: supply_of(own, quantity=1, currency="EUR"),
                lambda: register(own, "volt", DESIGN, product="Lamp", volume_a_year=1, valid_until=LAST_DAY, customer=people.cleo.pk)):
        with pytest.raises(LifeworldError) as error:
            act()
        assert error.value.status == 403
    visitor = replace(ana, scopes=frozenset({"tools.use"}), who="visitor")
    with pytest.raises(LifeworldError) as error:
        choices(visitor, customer=people.cleo.pk)
    assert error.value.status == 403


def test_a_row_that_names_another_seller_is_still_the_partners(own: Caller) -> None:
    body = b"mpn,manufacturer,sku,seller,price,currency,stock\nR0,Acme Parts,r0,ampere,0.1,EUR,5\n"
    send_file(own, "volt", "parts", body)
    assert [one.seller for one in offers_of(own, "R0@acmeparts", partner="volt")] == ["volt"]


def test_a_bound_key_stays_bound_in_places_inside(own: Caller, ana: Caller) -> None:
    berlin = Place.objects.create(path="acme/berlin", name="Berlin")
    pushed(replace(ana, place="acme/berlin", place_id=berlin.pk), "local")
    inside = replace(own, place="acme/berlin", place_id=berlin.pk)
    with pytest.raises(LifeworldError) as error:
        send_file(inside, "local", "parts", offers([0.1]))
    assert error.value.status == 404


def test_a_partner_registers_its_own_designs_and_takes_them_back(own: Caller, ana: Caller) -> None:
    mine = register(own, "volt", DESIGN, product="Lamp", volume_a_year=10, valid_until=LAST_DAY, company="Hell AG")
    theirs = register(ana, "ampere", DESIGN, product="Lamp", volume_a_year=10, valid_until=LAST_DAY, company="Hell AG")
    assert [one.id for one in registrations(own)] == [mine.id]
    with pytest.raises(LifeworldError) as error:
        withdraw(own, theirs.id)
    assert error.value.status == 404
    assert withdraw(own, mine.id).state == "withdrawn"
    with pytest.raises(LifeworldError) as error:
        register(own, "ampere", DESIGN, product="Lamp", volume_a_year=10, valid_until=LAST_DAY, company="Dunkel AG")
    assert error.value.status == 404


def test_a_login_that_is_bound_acts_for_its_partner(own: Caller, ana: Caller, people: Cast) -> None:
    actions.bind(ana, "ampere", f"user:{people.vic.pk}")
    vic = replace(people.caller(people.vic), scopes=ROLES["viewer"] | {"partners.own"})
    assert [one.key for one in queries.partners(vic)] == ["ampere"]
    with pytest.raises(LifeworldError, match="already"):
        actions.bind(ana, "volt", f"user:{people.vic.pk}")
    with pytest.raises(LifeworldError, match="yourself"):
        actions.bind(ana, "volt", ana.who)
    with pytest.raises(InputRefused, match="neither a key nor a login"):
        actions.bind(ana, "volt", "somebody")


def test_offers_come_in_once_a_partner_applied(ana: Caller) -> None:
    actions.invite_partner(ana, "volt", "Volt", ["supplier"])
    open_feed(ana, "volt", "parts", Ways(title="All"))
    with pytest.raises(LifeworldError, match="once it applied"):
        send_file(ana, "volt", "parts", offers([0.1]))
    actions.step_partner(ana, "volt", "apply")
    assert send_file(ana, "volt", "parts", offers([0.1])).state == "live"
    assert items_like(ana, "R0") == [], "and count once it is verified"
    actions.step_partner(ana, "volt", "verify", why="Looked at.")
    assert items_like(ana, "R0") == [("R0@acmeparts", 1)]
