"""Registered designs protect the partner who brought them; choices and registrations of a customer go with her."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from lifeworld.events.models import JournalLine
from lifeworld.kit.caller import Caller
from lifeworld.kit.errors import InputRefused, LifeworldError
from lifeworld.partners.actions.attributing import attribute
from lifeworld.partners.actions.choices import choose
from lifeworld.partners.actions.forget import forget
from lifeworld.partners.actions.partners import change_partner
from lifeworld.partners.actions.registrations import accept, decline, expire, expire_old, register
from lifeworld.partners.core.registering import folded
from lifeworld.partners.models import Attribution, DesignRegistration, SupplierChoice
from lifeworld.partners.queries.exported import export_of
from lifeworld.partners.queries.registrations import registration_of
from lifeworld.partners.queries.reports import attributed, figures_of, report_of
from lifeworld.partners.tests.market import verified
from lifeworld.testing.cast import Cast, cast

pytestmark = pytest.mark.django_db
DESIGN = "0123456789abcdef"
LAST_DAY = date.today() + timedelta(days=30)


@pytest.fixture
def people() -> Cast:
    return cast()


@pytest.fixture
def ana(people: Cast) -> Caller:
    caller = people.caller(people.ana)
    verified(caller)
    verified(caller, "ampere", "Ampere")
    return caller


def asked(caller: Caller, partner: str, company: str = "Hell AG", **more: object) -> int:
    said = {"product": "Lamp", "volume_a_year": 1000, "valid_until": LAST_DAY, "company": company, **more}
    return register(caller, partner, DESIGN, **said).id


def test_who_is_accepted_first_is_protected(ana: Caller) -> None:
    first, second, elsewhere = asked(ana, "volt"), asked(ana, "ampere", "HELL  ag"), asked(ana, "ampere", "Dunkel AG")
    accept(ana, first)
    with pytest.raises(LifeworldError, match="«volt» is protected"):
        accept(ana, second)
    assert accept(ana, elsewhere).state == "accepted"
    expire(ana, first, why="The product was given up.")
    assert accept(ana, second).state == "accepted"


def test_a_registration_is_of_one_customer_or_one_company(ana: Caller, people: Cast) -> None:
    for company, customer in (("", None), ("Hell AG", people.cleo.pk)):
        with pytest.raises(InputRefused, match="one customer or one company"):
            register(ana, "volt", DESIGN, product="Lamp", volume_a_year=1, valid_until=LAST_DAY, company=company, customer=customer)
    number = asked(ana, "volt", "", customer=people.cleo.pk)
    assert registration_of(ana, number).customer == "cleo"
    line = JournalLine.objects.get(type="partners.design_registered")
    assert line.customer == "cleo"


def test_what_cannot_be_registered(ana: Caller, people: Cast) -> None:
    asked(ana, "volt")
    with pytest.raises(LifeworldError, match="already"):
        asked(ana, "volt")
    for wrong in ({"design": "no design"}, {"volume_a_year": 0}, {"valid_until": date.today() - timedelta(days=2)},
                  {"valid_until": date.today() + timedelta(days=5000)}, {"product": " "}):
        said = {"design": "fedcba9876543210", "product": "Lamp", "volume_a_year": 1, "valid_until": LAST_DAY, "company": "X", **wrong}
        with pytest.raises(InputRefused):
            register(ana, "volt", said.pop("design"), **said)
    with pytest.raises(LifeworldError):
        register(people.caller(people.dev, people.other), "volt", DESIGN, product="x", volume_a_year=1, valid_until=LAST_DAY, company="x")
    with pytest.raises(LifeworldError, match="declined with a reason"):
        decline(ana, asked(ana, "ampere"), why=" ")
    with pytest.raises(LifeworldError):
        registration_of(people.caller(people.dev, people.other), 1)


def test_registrations_end_on_their_last_day(ana: Caller) -> None:
    number = asked(ana, "volt")
    accept(ana, number)
    assert expire_old(ana) == 0
    DesignRegistration.objects.update(valid_until=date.today() - timedelta(days=2))
    assert expire_old(ana) == 1
    assert registration_of(ana, number).state == "expired"
    assert expire_old(ana) == 0


def test_a_name_is_one_however_it_is_written() -> None:
    assert folded("Müller & Söhne, GmbH") == folded("MÜLLER  söhne gmbh") != folded("Muller")


def test_a_design_is_attributed_to_pages_and_offers(ana: Caller) -> None:
    version = change_partner(ana, "volt", version=3, name="Volt", roles=["referrer"], origins=["https://volt.example"]).version
    assert version == 4
    for _ in range(2):
        attribute(ana, DESIGN, tool="power", offers=[("ampere", "L1@x"), ("ampere", "C1@x"), ("unknown", "C2@x")],
                  origin="https://volt.example", section="start", embed="e1")
    attribute(ana, "fedcba9876543210", tool="power", offers=[("ampere", "L1@x")])
    assert (report_of(ana, "volt").n_started, report_of(ana, "volt").n_served) == (1, 0)
    ampere = report_of(ana, "ampere")
    assert (ampere.n_started, ampere.n_served, ampere.n_items) == (0, 2, 2)
    assert [figure.text() for figure in figures_of(ana, "ampere")] == ["0 designs", "2 designs", "2 items"]
    assert sorted(row.n for _, row in attributed(ana, "ampere")) == [1, 2, 2]
    assert Attribution.objects.filter(partner=None, seller="unknown").count() == 1
    with pytest.raises(InputRefused):
        attribute(ana, "no design", tool="power")


def test_nothing_of_a_customer_is_left(ana: Caller, people: Cast) -> None:
    choose(ana, "volt", "preferred", customer=people.cleo.pk)
    choose(ana, "volt", "allowed")
    asked(ana, "volt", "", customer=people.cleo.pk)
    asked(ana, "volt", "Hell AG")
    kept = export_of(ana, people.cleo.pk)
    assert [row["seller"] for row in kept["supplier_choices"]] == ["volt"]
    assert [row["design"] for row in kept["design_registrations"]] == [DESIGN]
    dev = people.caller(people.dev, people.other)
    assert export_of(dev, people.cleo.pk) == {"supplier_choices": [], "design_registrations": []}
    forget(people.other.pk, people.cleo.pk)
    assert SupplierChoice.objects.count() == 2
    forget(people.acme.pk, people.cleo.pk)
    assert (SupplierChoice.objects.count(), DesignRegistration.objects.count()) == (1, 1)
