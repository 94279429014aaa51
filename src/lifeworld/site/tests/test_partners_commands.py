"""`lifeworld partners`: partners, files of offers, rates and prices from the terminal."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lifeworld.kit.errors import LifeworldError
from lifeworld.partners.tests.market import offers
from lifeworld.site.commands.partners import partners_commands
from lifeworld.testing.cast import Cast, cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> Cast:
    return cast()


def said(*words: object) -> Result:
    return CliRunner(env={"COLUMNS": "200"}).invoke(partners_commands, [str(word) for word in words])


def test_from_a_partner_to_the_price_of_an_item(people: Cast, tmp_path: Path) -> None:
    assert "is a verified partner" in said("add", "volt", "Volt Parts", "--verified", "Papers.", "--of", "acme").output
    file = tmp_path / "parts.csv"
    file.write_bytes(offers([0.1, 0.2], prefix="LM"))
    first = said("feed", file, "--partner", "volt", "--of", "acme")
    assert first.exit_code == 0 and "2 offers taken, 0 refused, 0 gone. They count now." in first.output
    found = said("offers", "LM1", "--quantity", 10, "--of", "acme").output
    assert "LM1@acmeparts" in found and "2.00" in found
    assert "LM0@acmeparts: 1 offers" in said("offers", "lm", "--of", "acme").output
    nothing = said("offers", "XY", "--of", "acme")
    assert (nothing.exit_code, "Nobody offers" in nothing.output) == (1, True)
    listed = said("list", "--of", "acme").output
    assert "terminal (push)" in listed and "verified" in listed


def test_a_file_that_does_not_count_says_why(people: Cast, tmp_path: Path) -> None:
    said("add", "volt", "Volt Parts", "--verified", "Papers.", "--of", "acme")
    file = tmp_path / "parts.csv"
    file.write_bytes(offers([0.1] * 4))
    said("feed", file, "--partner", "volt", "--of", "acme")
    file.write_bytes(offers([0.1]) + b"R9,Acme Parts,r9,much,EUR,1,1,1\n")
    waits = said("feed", file, "--partner", "volt", "--of", "acme")
    assert waits.exit_code == 1 and "waits until somebody says yes" in waits.output and "row 2" in waits.output
    assert said("feed", file, "--partner", "volt", "--changes", "--of", "acme").exit_code == 0


def test_an_invitation_is_told_once(people: Cast) -> None:
    assert "/invited/" in said("add", "volt", "Volt Parts", "--role", "maker", "--of", "acme").output
    again = said("add", "volt", "Volt Parts", "--of", "acme")
    assert isinstance(again.exception, LifeworldError) and "already" in str(again.exception)


def test_rates_are_read_and_shown(people: Cast, tmp_path: Path) -> None:
    assert "No rates" in said("rates", "--of", "acme").output
    file = tmp_path / "rates.csv"
    file.write_text("Date,USD,JPY\n2026-05-01,1.25,160\n")
    assert "1.25 USD" in said("rates", file, "--base", "EUR", "--of", "acme").output
    wrong = said("rates", file, "--of", "acme")
    assert isinstance(wrong.exception, LifeworldError)
