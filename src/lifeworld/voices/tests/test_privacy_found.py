"""What is found in texts: contact data, redacted phrases, ids, persons and their numbers; and hostile texts."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifeworld.voices.core.privacy.contacts import contacts
from lifeworld.voices.core.privacy.finder import Finder, finder
from lifeworld.voices.core.privacy.long_numbers import long_numbers
from lifeworld.voices.core.privacy.replacing import replaced
from lifeworld.voices.files.privacy import default_rules


def shown(texts: list[str], owners: list[str | None] | None = None, redact: tuple[str, ...] = (),
          customers: dict[str, str] | None = None) -> list[str]:
    """The texts as they would leave; each is a speaker's of its own unless ``owners`` says otherwise."""
    column = pl.Series(texts)
    whose = pl.Series(owners or [f"speaker {row}" for row in range(len(texts))], dtype=pl.String)
    made = finder(column, whose, default_rules(), redact=redact, customers=customers)
    assert replaced(column, made.spans(column, whose)).texts.to_list() == replaced(column, made.own_spans()).texts.to_list()
    return replaced(column, made.own_spans()).texts.to_list()


@pytest.mark.parametrize("text", [
    "2026-03-04 and 04.03.2026 and 4/3/26", "10 000 steps, 1.250.000 in all", "5:30 to 6:15 per km", "120 140 160 175 beats",
    "from 2019-2021", "0.5 and 3.14159265", "zone 118-136", "12 x 400", "100 % of 3",
])
def test_dates_steps_and_times_stay(text: str) -> None:
    assert long_numbers(text) == []


@pytest.mark.parametrize("text", ["+49 (0)30 901820", "tel. 030/901820", "555-867-5309", "0044 20 7946 0958", "06 12 34 56 78"])
def test_telephone_numbers_go(text: str) -> None:
    assert shown([f"It is {text}, thanks."])[0].replace("tel. ", "") == "It is [phone], thanks."


def test_contact_data_goes_and_sites_and_firms_stay() -> None:
    assert shown(["Mail ana.b+x@mail.example.org."]) == ["Mail [e-mail]."]
    assert shown(["See https://example.org and www.example.org/about?me=1."]) == ["See https://example.org and [link]."]
    assert contacts("thanks @garmin", {"garmin"}) == []


def test_redacted_phrases_go_whatever_their_case_and_marks() -> None:
    redact = ("Project Heron", "a.b, c", "Müller")
    new = shown(["The PROJECT HERON and project-heron's end; heron stays.", "It was A.B,  C then", "Müllers, Müller's"], redact=redact)
    assert new == ["The [redacted] and [redacted]'s end; heron stays.", "It was [redacted] then", "Müllers, [redacted]'s"]


def test_a_person_has_one_number_in_the_words_of_one_customer() -> None:
    texts = ["My sister Okwudili ran.", "okwudili won, and Okwudili's dog too.", "My boss Okwudili was late.", "Anna Berg came. Anna left."]
    assert shown(texts, ["a", "a", "b", "b"]) == [
        "My sister [person 1] ran.", "[person 1] won, and [person 1]'s dog too.", "My boss [person 2] was late.",
        "[person 3] came. [person 3] left."]


def test_a_word_that_the_study_also_writes_small_is_no_name_elsewhere() -> None:
    texts = ["My friend Storm ran.", "The storm was loud. Storm clouds came.", "Storm warning."]
    assert shown(texts, ["a", "b", "b"]) == ["My friend [person 1] ran.", *texts[1:]]


def test_ids_of_customers_go_and_short_numbers_stay() -> None:
    customers = {"runner-01": "Customer AAAAA", "12": "Customer BBBBB", "Per": "Customer CCCCC"}
    new = shown(["I am Runner-01, per week 12 km.", "runner-010 is another; Per is me."], customers=customers)
    assert new == ["I am Customer AAAAA, per week 12 km.", "runner-010 is another; Customer CCCCC is me."]


def test_the_result_does_not_depend_on_what_else_is_searched() -> None:
    texts = ["My coach Nomvula said so.", "Write to b@x.org"]
    assert shown(texts)[1] == shown(texts[1:])[0]


HOSTILE = {
    "letters": "a" * 300_000, "digits": "1" * 300_000, "signs": "@" * 300_000, "ats": "a@" * 150_000, "names": "Anna " * 60_000,
    "kin": "my sister " * 30_000, "joined": "Anna and " * 30_000, "hyphens": "Anna-" * 60_000, "underscores": "a_" * 150_000,
    "link": "http://" + "a/" * 150_000, "accounts": "GB12 " * 60_000, "dots": "a." * 150_000, "spoken": "a(at)" * 60_000,
    "streets": "12 Aaa " * 40_000, "rtl": "\u202e\u05d0\u05d1 " * 70_000, "spaces": " " * 300_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_long_hostile_texts_are_read_through(name: str) -> None:
    text = HOSTILE[name]
    column = pl.Series([text + " My mail is z@y.org"])
    new = replaced(column, finder(column, pl.Series(["x"]), default_rules()).own_spans()).texts[0]
    assert new.endswith("[e-mail]")


@settings(max_examples=60)
@given(st.lists(st.text(max_size=40), min_size=1, max_size=4))
def test_any_text_can_be_searched_and_nothing_else_changes(texts: list[str]) -> None:
    texts = [text.replace("\x00", "") for text in texts]
    texts = [text.encode("utf-8", "ignore").decode() for text in texts]
    made: Finder = finder(pl.Series(texts), pl.Series(["x"] * len(texts)), default_rules())
    spans = made.own_spans()
    new = replaced(pl.Series(texts), spans).texts.to_list()
    touched = set(spans.row.tolist())
    assert all(new[row] == text for row, text in enumerate(texts) if row not in touched)
