"""Customers whose ids are names are found under parts of them, too; phrases are found however they are written."""

from __future__ import annotations

import pytest

from lifeworld.voices.core.privacy.contacts import contacts
from lifeworld.voices.core.privacy.id_parts import id_parts
from lifeworld.voices.core.privacy.long_numbers import long_numbers
from lifeworld.voices.files.privacy import default_rules
from lifeworld.voices.tests.test_privacy_found import shown

IDS = {"Zebedee Quux": "C1", "QUILLON, Perpetua": "C2", "zurbaran.olvik@example.org": "C3", "thelonia-brixx": "C4",
       "\u5c71\u7530\u82b1\u5b50": "C5"}


@pytest.mark.parametrize(("text", "new"), [
    ("Then Zebedee said so, Quux did.", "Then C1 said so, C1 did."), ("Thanks, Zebedee's great.", "Thanks, C1's great."),
    ("I am Perpetua Quillon.", "I am C2."), ("Zurbaran Olvik, zurbaran.olvik too.", "C3, C3 too."), ("And Thelonia?", "And C4?"),
    ("zebedeequux posts.", "C1 posts."), ("\u79c1\u306f\u5c71\u7530\u82b1\u5b50\u3067\u3059", "\u79c1\u306fC5\u3067\u3059"),
])
def test_parts_of_ids_go(text: str, new: str) -> None:
    assert shown([text], customers=IDS) == [new]


def test_parts_that_are_words_stay() -> None:
    customers = {f"Interview {name}": name for name in ("Tallinn", "Porto", "Lviv", "Brno")}
    assert "interview" not in id_parts(customers, default_rules())
    texts = ["A rambling talk about rambling.", "Rambling is fun, and I love rambling."]
    assert shown(texts, customers={"Rambling Rosenthal": "C1"}) == texts


def test_a_part_of_several_ids_is_nobodys() -> None:
    assert shown(["Ask Okwudile."], customers={"Okwudile Berg": "C1", "Okwudile Lind": "C2"}) == ["Ask [person]."]


def test_redacted_phrases_go_however_they_are_written() -> None:
    redact = ("Caf\u00e9 Heron", "Stra\u00dfe acht")
    texts = ["In Cafe\u0301 Heron, #caf\u00e9heron", "STRASSE ACHT"]
    assert shown(texts, redact=redact) == ["In [redacted], #[redacted]", "[redacted]"]


def test_spoken_addresses_and_card_numbers_go() -> None:
    assert [text[2] for text in contacts("write to bo li at example dot org", ())] == [2]
    assert not contacts("we met at the dot", ())
    assert long_numbers("card 4111-1111-1111-1111") == [(5, 24, 6)]
