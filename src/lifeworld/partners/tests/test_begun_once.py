"""A design begins once, on one page; of two who are accepted at the same moment one is protected."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from lifeworld.kit.caller import Caller
from lifeworld.kit.errors import LifeworldError
from lifeworld.partners.actions.attributing import attribute
from lifeworld.partners.actions.registrations import accept
from lifeworld.partners.models import Attribution, DesignRegistration
from lifeworld.partners.tests.market import verified
from lifeworld.partners.tests.test_registrations import DESIGN, asked
from lifeworld.testing.cast import cast

PAGE = "https://volt.example"


def ana() -> Caller:
    people = cast()
    return people.caller(people.ana)


def started() -> list[str]:
    return list(Attribution.objects.filter(what="started").values_list("origin", flat=True))


@pytest.mark.django_db
def test_a_design_that_began_elsewhere_did_not_begin_on_the_page_where_it_is_saved_again() -> None:
    caller = ana()
    attribute(caller, DESIGN, tool="power", offers=[("volt", "L1@x")])
    attribute(caller, DESIGN, tool="power", offers=[("volt", "L1@x")], origin=PAGE)
    assert started() == []
    assert Attribution.objects.get().n == 2
    for page in (PAGE, "https://other.example"):
        attribute(caller, "fedcba9876543210", tool="power", offers=[("volt", "L1@x")], origin=page)
    assert started() == [PAGE]


@pytest.mark.django_db(transaction=True)
def test_of_several_who_are_accepted_at_once_one_is_protected() -> None:
    caller = ana()
    partners = ("volt", "ampere", "ohm", "watt")
    for key in partners:
        verified(caller, key, key.capitalize())
    numbers = [asked(caller, key) for key in partners]
    begin = Barrier(len(numbers))

    def decide(number: int) -> str:
        try:
            begin.wait(30)
            return accept(caller, number).state
        except LifeworldError as error:
            return error.code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(numbers)) as threads:
        said = sorted(threads.map(decide, numbers))
    assert said == ["accepted", *["protected_already"] * 3]
    assert DesignRegistration.objects.filter(state="accepted").count() == 1
