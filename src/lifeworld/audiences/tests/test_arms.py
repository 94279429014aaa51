"""Who is in which arm, for whoever compares the two."""

from __future__ import annotations

import pytest

from lifeworld.audiences.actions.holdouts import open_holdout
from lifeworld.audiences.queries.arms import arms
from lifeworld.audiences.queries.holdouts import holdout_of
from lifeworld.customers.models import Customer
from lifeworld.kit.errors import LifeworldError
from lifeworld.testing.cast import cast

pytestmark = pytest.mark.django_db


def test_everybody_of_a_holdout_has_an_arm_and_nobody_else() -> None:
    people = cast()
    ana = people.caller(people.ana)
    Customer.objects.bulk_create([Customer(place=people.acme, key=f"c{at}") for at in range(19)])
    Customer.objects.create(place=people.other, key="elsewhere")
    open_holdout(ana, "tips", "Tips", share=0.2, withheld="Tips", is_not_care=True)
    found = arms(ana, "tips")
    assert found["customer"].to_list() == list(Customer.objects.filter(place=people.acme).order_by("pk").values_list("pk", flat=True))
    assert (found["arm"] == "held").sum() == holdout_of(ana, "tips").n_held == 4
    assert found["at"].null_count() == 0
    for caller, name, status in ((people.caller(people.dev, people.other), "tips", 404), (ana, "none", 404)):
        with pytest.raises(LifeworldError) as refused:
            arms(caller, name)
        assert refused.value.status == status
