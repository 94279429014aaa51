"""Who is the customer: people say it, words and names say it, questions show it; else nobody guesses."""

from __future__ import annotations

import polars as pl
import pytest

from lifeworld.kit.errors import InputRefused
from lifeworld.voices.core.columns import Columns
from lifeworld.voices.core.transcripts.mapping import mapping_from
from lifeworld.voices.core.transcripts.people import people_from
from lifeworld.voices.core.transcripts.role_words import role_by_word
from lifeworld.voices.core.transcripts.roles import Known, Said, cast, frequent_names
from lifeworld.voices.core.transcripts.values import Speaker


def speaker(name: str, turns: int = 10, words: int = 100, questions: int = 0) -> Speaker:
    return Speaker(name, turns, words, questions, "")


ASKER, TELLER = {"words": 80, "questions": 8}, {"words": 900, "questions": 0}


def roles(*speakers: Speaker, known: Known | None = None) -> dict[str, str]:
    return {one.speaker.name: one.role for one in cast(speakers, known or Known())}


@pytest.mark.parametrize(("label", "role"), [
    ("Interviewer", "interviewer"), ("INTERVIEWER 2", "interviewer"), ("I1", "interviewer"), ("Moderatorin", "interviewer"),
    ("Intervieweur", "interviewer"), ("Entrevistadora", "interviewer"), ("Q", "interviewer"), ("Interviewer Jane", "interviewer"),
    ("P03", "customer"), ("Participant 12", "customer"), ("Befragte", "customer"), ("TN 4", "customer"), ("Teilnehmer 2", "customer"),
    ("R", "customer"), ("Customer", "customer"), ("Husband", "other"), ("Ehemann", "other"), ("Interpreter", "other"),
    ("Transcriber", "ignore"), ("Anna", None), ("Speaker 1", None), ("SPEAKER_00", None), ("Ida", None), ("Peter", None), ("M", None),
    ("Customer service", None), ("Unknown Speaker", "other"), ("Anna (P03)", "customer"),
    ("Jo Hall (interviewer)", "interviewer"), ("Jo Hall (Guest)", None),
])
def test_words_of_roles(label: str, role: str | None) -> None:
    assert role_by_word(label) == role


def test_words_settle_both_sides_and_who_is_left() -> None:
    assert roles(speaker("Interviewer"), speaker("P03")) == {"Interviewer": "interviewer", "P03": "customer"}
    assert roles(speaker("Interviewer"), speaker("Anna")) == {"Interviewer": "interviewer", "Anna": "customer"}
    assert roles(speaker("Jo"), speaker("Participant")) == {"Jo": "interviewer", "Participant": "customer"}
    assert roles(speaker("I"), speaker("B")) == {"I": "interviewer", "B": "customer"}
    assert roles(speaker("Interviewer"), speaker("Anna"), speaker("Husband")) == {
        "Interviewer": "interviewer", "Anna": "customer", "Husband": "other"}


def test_one_letter_says_nothing_alone() -> None:
    assert roles(speaker("A"), speaker("B")) == {"A": "unclear", "B": "unclear"}
    assert roles(speaker("P")) == {"P": "unclear"}


def test_who_asks_is_the_interviewer_only_where_it_is_clear() -> None:
    assert roles(speaker("Speaker 1", **ASKER), speaker("Speaker 2", **TELLER)) == {
        "Speaker 1": "interviewer", "Speaker 2": "customer"}
    for one, two in ((speaker("A B", words=80, questions=5), speaker("C D", words=900, questions=4)),
                     (speaker("A B", words=1000, questions=8), speaker("C D", words=900)),
                     (speaker("A B", turns=2, words=8, questions=2), speaker("C D", turns=2, words=90))):
        assert set(roles(one, two).values()) == {"unclear"}
    assert set(roles(speaker("Jo", **ASKER), speaker("Ana", **TELLER), speaker("Ben", **TELLER)).values()) == {"unclear"}


def test_a_group_with_a_moderator_has_many_customers_and_one_with_an_interviewer_is_not_guessed() -> None:
    for leader, role in (("Moderator", "customer"), ("Interviewer", "unclear")):
        assert roles(speaker(leader), speaker("Ana"), speaker("Ben")) == {leader: "interviewer", "Ana": role, "Ben": role}
    assert set(roles(speaker("Interviewer"), speaker("P1"), speaker("P2")).values()) == {"interviewer", "customer"}


def test_names_of_customers_and_of_whoever_speaks_everywhere() -> None:
    known = Known(customers={"anna meyer"})
    assert roles(speaker("Anna Meyer"), speaker("Jo"), known=known) == {"Anna Meyer": "customer", "Jo": "interviewer"}
    files = [[speaker("Jo Hall", **ASKER), speaker(name, **TELLER), speaker("Tom")] for name in ("Ana", "Ben", "Cem")]
    often = frequent_names([*files, [speaker("Speaker 1")], [speaker("Speaker 1")]])
    assert often == {"jo hall", "tom"}
    assert roles(*files[0], known=Known(interviewers=often)) == {"Jo Hall": "interviewer", "Ana": "unclear", "Tom": "unclear"}
    assert roles(*files[0][:2], known=Known(interviewers=often)) == {"Jo Hall": "interviewer", "Ana": "customer"}


def test_people_have_the_last_word() -> None:
    known = Known({"interviewer": Said("customer", "c7"), "p03": Said("ignore"), "": Said("other")}, customers={"p03"})
    found = cast([speaker("Interviewer"), speaker("P03"), speaker("")], known)
    assert [(one.role, one.customer) for one in found] == [("customer", "c7"), ("ignore", None), ("other", None)]
    assert {one.why for one in found} == {"speakers.csv says so"}


def test_words_under_no_label_are_nobodys() -> None:
    assert roles(speaker("Interviewer"), speaker("Anna"), speaker("")) == {
        "Interviewer": "interviewer", "Anna": "customer", "": "other"}
    assert roles(speaker("")) == {"": "unclear"}


def sheet(**columns: list[str]) -> pl.DataFrame:
    return pl.DataFrame(columns)


def test_a_mapping_with_rows_for_one_file_and_for_all() -> None:
    mapping = mapping_from(sheet(file=["", "Anna.docx", "*"], Speaker=["Jo Hall", "jo  hall", "(no label)"],
                                 role=["Interviewer", "other", "ignore"], customer=["", "", ""]), "speakers.csv")
    assert {key: said.role for key, said in mapping.of(["anna"]).items()} == {"jo hall": "other", "": "ignore"}
    assert mapping.of(["wave1/ben", "ben"])["jo hall"].role == "interviewer"
    assert mapping.files == {"anna": "Anna.docx"}


@pytest.mark.parametrize(("columns", "words"), [
    ({"file": ["a"], "role": ["customer"]}, "no column «speaker»"),
    ({"file": ["a"], "speaker": ["x"], "role": ["custmer"]}, "Row 1.*«custmer».*Did you mean «customer»"),
    ({"file": ["a", "A.txt"], "speaker": ["x", "X"], "role": ["customer", "other"]}, "Row 2.*something else"),
])
def test_a_mapping_that_cannot_be_meant(columns: dict[str, list[str]], words: str) -> None:
    with pytest.raises(InputRefused, match=words):
        mapping_from(sheet(**columns), "speakers.csv")


def test_people_by_customer_and_by_file() -> None:
    columns = {"Name": ["Ana", "Ben"], "Segment": ["racers", " "], "Brand": ["Marlo", "Marlo"], "Age": ["3", "4"]}
    people = people_from(sheet(**columns), "people.csv", Columns())
    assert people.rows[people.row((), "ANA") or 0] == {"group": "racers", "focal": "Marlo"}
    assert people.row(("ben.txt",), None) is None
    assert people.unused == ("Age",)
    waves = people_from(sheet(file=["w1/ana.txt", "w2/ana.txt"], customer=["ana", "ana"], wave=["1", "2"]), "people.csv", Columns())
    assert [waves.rows[waves.row((key,), "ana") or 0]["wave"] for key in ("w1/ana", "w2/ana")] == ["1", "2"]
    assert waves.row(("w3/ana",), "ana") is None
    wished = people_from(sheet(participant=["a"], club=["x"], group=["y"]), "p.csv", Columns(group="club", time="when"))
    assert wished.rows[0] == {"group": "x"}


@pytest.mark.parametrize(("columns", "words"), [
    ({"age": ["3"]}, "names customers or files; it has «age»"),
    ({"customer": ["ana", "Ana "]}, "two rows for the customer «Ana» .rows 1 and 2."),
])
def test_a_sheet_about_people_that_cannot_be_meant(columns: dict[str, list[str]], words: str) -> None:
    with pytest.raises(InputRefused, match=words):
        people_from(sheet(**columns), "people.csv", Columns())
