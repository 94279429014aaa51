"""`lifeworld audiences`: sizes, members, holdouts and sample sizes from the terminal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lifeworld.audiences.actions.audiences import save_audience
from lifeworld.audiences.core import expression as e
from lifeworld.customers.models import Customer, Trait
from lifeworld.kit.errors import InputRefused, LifeworldError
from lifeworld.site.commands.audiences import audiences_commands
from lifeworld.testing.cast import Cast, cast

pytestmark = pytest.mark.django_db
CITY = e.Trait("city", "is", ("Ulm",))


@pytest.fixture
def people() -> Cast:
    made = cast()
    for at in range(40):
        row = Customer.objects.create(place=made.acme, key=f"c{at:02}")
        Trait.objects.create(customer=row, name="city", value="Ulm" if at < 30 else "Bonn")
    save_audience(made.caller(made.ana), "People of Ulm", CITY, slug="ulm")
    return made


def said(*words: object) -> Result:
    return CliRunner().invoke(audiences_commands, [str(word) for word in words], catch_exceptions=True)


def test_the_size_of_a_saved_audience_an_expression_and_a_file(people: Cast, tmp_path: Path) -> None:
    file = tmp_path / "expression.json"
    file.write_text(json.dumps(e.to_json(CITY)))
    for asked in ("ulm", json.dumps(e.to_json(CITY)), f"@{file}"):
        found = said("size", asked, "--place", "acme")
        assert found.exit_code == 0, found.output
        assert "30 of 41 customers; of 1 it is unknown." in found.output
        assert "whose city is «Ulm»" in found.output


def test_members_are_written_and_those_who_are_held_left_out(people: Cast) -> None:
    everybody = said("members", "ulm", "--place", "acme").output.split()
    assert everybody == [f"c{at:02}" for at in range(30)]
    opened = said("holdout", "tips", "--title", "Tips", "--share", ".2", "--audience", "ulm", "--withheld", "A tip", "--not-care",
                  "--strata", "city", "--place", "acme")
    assert opened.exit_code == 0, opened.output
    free = said("members", "ulm", "--targetable", "--place", "acme").output.split()
    assert set(free) < set(everybody) and len(free) == 24
    assert said("members", "ulm", "--targetable", "--purpose", "news", "--place", "acme").output == ""
    assert "city: Ulm" in said("holdout", "tips", "--place", "acme").output
    assert "tips" in said("holdout", "--place", "acme").output
    assert said("holdout", "tips", "--end", "--place", "acme").exit_code == 0
    assert len(said("members", "ulm", "--targetable", "--place", "acme").output.split()) == 30


def test_what_cannot_be_is_refused(people: Cast) -> None:
    assert isinstance(said("size", "{nonsense", "--place", "acme").exception, InputRefused)
    assert isinstance(said("size", '{"kind": "trat"}', "--place", "acme").exception, InputRefused)
    assert isinstance(said("members", "ulm", "--purpose", "news", "--place", "acme").exception, InputRefused)
    assert isinstance(said("holdout", "tips", "--title", "Tips", "--withheld", "Care", "--place", "acme").exception, InputRefused)
    missing = said("size", "nobody", "--place", "acme").exception
    assert isinstance(missing, LifeworldError) and missing.status == 404
    other = said("size", "ulm", "--place", "other").exception
    assert isinstance(other, LifeworldError) and other.status == 404


def test_sample_sizes_need_no_database() -> None:
    assert "6,280" in said("sample-size").output
    assert "201" in said("sample-size", "--effect", ".2", "--rho", ".7").output
    assert "3,140 customers show an effect of 0.100 standard deviations or more." in said("sample-size", "--customers", "3140").output
    assert isinstance(said("sample-size", "--share", "2").exception, InputRefused)
