"""What real folders of interviews are like: heads, dashes, slips in names, sheets kept by hand, files that are no transcripts."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner

from lifeworld.kit.errors import InputRefused
from lifeworld.testing.interview_maker import write_docx
from lifeworld.voices.commands import voices
from lifeworld.voices.core.columns import Columns
from lifeworld.voices.core.transcripts.cells import plain_heads
from lifeworld.voices.core.transcripts.dates import iso_dates
from lifeworld.voices.core.transcripts.people import people_from
from lifeworld.voices.core.transcripts.plain import text_lines
from lifeworld.voices.core.transcripts.turns import heard
from lifeworld.voices.files.statements import Options, read_statements
from lifeworld.voices.files.study import Study
from lifeworld.voices.files.transcripts import is_transcript, read_interviews

ASKED = "Interviewer: How far?\n\n{0}: Ten km.\n\nInterviewer: Why?\n\n{0}: For fun.\n"


def spoken(text: str) -> list[tuple[str, str]]:
    return [(turn.speaker, turn.text) for turn in heard(text_lines(text)).turns]


def roles(path: Path) -> dict[str, str]:
    return {cast.speaker.name: cast.role for one in read_interviews([path]).interviews for cast in one.casts}


@pytest.mark.parametrize("name", ["Ms. Ina Koster", "Ina Koster", "Ina Koster, Jon Abel"])
def test_a_head_that_names_the_interviewer_is_no_turn(name: str) -> None:
    text = f"Talk with Bea, 14 April\nInterviewer: {name}\n\nIna: How far?\nBea: Ten km.\nIna: Why?\nBea: For fun.\n"
    assert spoken(text)[0] == ("Ina", "How far?") and {who for who, _ in spoken(text)} == {"Ina", "Bea"}


@pytest.mark.parametrize("answer", ["Running", "Yes.", "Berlin Marathon.", "Ten"])
def test_a_short_answer_is_no_head(answer: str) -> None:
    text = f"Participant: {answer}\n\nInterviewer: Why?\n\nParticipant: For fun.\n"
    assert spoken(text)[0] == ("Participant", answer)


def test_a_dash_parts_label_and_words_only_where_the_whole_file_does_so() -> None:
    assert spoken("Jo - How far?\nIna - Ten km.\nJo - Why?\nIna - For fun – really.\n")[3] == ("Ina", "For fun – really.")
    prose = "Tom - he is my brother - runs.\nTom - again.\nWe went there and it rained.\nNobody came.\nThen we left.\nIt was late.\n"
    assert {who for who, _ in spoken(prose)} == {""}


def test_times_on_the_line_of_the_words_are_kept_without_their_dash() -> None:
    turns = heard(text_lines("SPEAKER_00\n[00:00:01] - How far?\n\nSPEAKER_01\n[00:00:04] - Ten km.\n\nSPEAKER_00\n[00:00:06] - Why?\n\n"
                             "SPEAKER_01\n[00:00:09] - For fun.\n")).turns
    assert [(turn.text, turn.start_s) for turn in turns] == [("How far?", 1.0), ("Ten km.", 4.0), ("Why?", 6.0), ("For fun.", 9.0)]


SLIP = ASKED.format("Katharina") + "Interviewer: And then?\nKatarina: Home.\nInterviewer: And after?\nKatarina: Sleep.\n"


def test_a_name_in_two_spellings_is_pointed_out_and_one_customer_when_said(tmp_path: Path) -> None:
    (tmp_path / "katharina.txt").write_text(SLIP, encoding="utf-8")
    shown = CliRunner().invoke(voices, ["transcripts", str(tmp_path)], env={"COLUMNS": "300"}, catch_exceptions=False).output
    assert "spelled almost like «Katharina»" in shown
    assert "Not clear who speaks in 1 of 1 transcripts (katharina.txt: Katarina)" in shown
    with pytest.raises(InputRefused, match="not clear who is who"):
        read_statements([tmp_path], Options(), Study())
    (tmp_path / "speakers.csv").write_text("file,speaker,role,customer\nkatharina.txt,Katarina,customer,\n", encoding="utf-8")
    statements = read_statements([tmp_path], Options(), Study()).statements
    assert statements.height == 4 and statements["customer"].n_unique() == 1


def test_two_people_in_a_group_with_like_names_stay_two(tmp_path: Path) -> None:
    talk = "Moderator: Why?\nChristian: I like it.\nChristina: So do I.\n"
    (tmp_path / "group.txt").write_text(talk * 3, encoding="utf-8")
    assert read_statements([tmp_path], Options(), Study()).statements["customer"].n_unique() == 2


def test_a_clear_folder_says_what_to_do_next(tmp_path: Path) -> None:
    (tmp_path / "ana.txt").write_text(ASKED.format("Ana"), encoding="utf-8")
    shown = CliRunner().invoke(voices, ["transcripts", str(tmp_path)], catch_exceptions=False).output
    assert f"Next: lifeworld map {tmp_path} --focal NAME --out study" in shown.replace("\n", "")


def test_a_sheet_that_people_keep_by_hand() -> None:
    sheet = pl.DataFrame({
        "Participant ": ["Ana", "Ben", "Cem"], "Segment": ["Racer", "racer", "racer "],
        "Interview date": ["03.02.2026", "3 May 2026", None],
        "NPS (0-10)": ["9", "4", "n/a"], "Consent to quote?": ["yes", "J", "?"], "Remarks": ["", "", "late"]})
    people = people_from(sheet, "people.csv", Columns())
    assert dict(people.columns) == {"time": "Interview date", "outcome": "NPS (0-10)", "group": "Segment", "consent": "Consent to quote?"}
    assert [row["group"] for row in people.rows] == ["racer"] * 3 and people.respelled == (("Racer", "racer"),)
    assert [row["time"] for row in people.rows] == ["2026-02-03", "2026-05-03", None]
    assert people.rows[2]["outcome"] is None and people.rows[2]["consent"] is None and people.unused == ("Remarks",)


def test_what_a_wish_names_wins_over_a_head_without_its_aside() -> None:
    sheet = pl.DataFrame({"customer": ["a", "b"], "NPS (0-10)": ["9", "1"], "Sales": ["1", "2"]})
    assert dict(people_from(sheet, "p.csv", Columns(outcome="Sales")).columns)["outcome"] == "Sales"
    assert plain_heads(["NPS (before)", "NPS (after)"]) == {}


def test_dates_that_could_be_two_stay_as_they_are() -> None:
    assert iso_dates(["03/02/2026", "04/05/2026"]) == ["03/02/2026", "04/05/2026"]
    assert iso_dates(["03/02/2026", "13/02/2026", "02/13/2026"]) == ["03/02/2026", "13/02/2026", "02/13/2026"]
    assert iso_dates(["02/13/2026", "03/02/2026"]) == ["2026-02-13", "2026-03-02"]
    assert iso_dates(["31.02.2026", "4. März 2026", "May 3rd, 2026", "03.02.2026, 10:15"]) == [
        "31.02.2026", "2026-03-04", "2026-05-03", "2026-02-03 10:15"]


CLOSED = {"a.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 99,
          "b.rtf": b"{\\rtf1\\ansi Hello}", "c.odt": b"PK\x03\x04mimetype", "d.pdf": b"%PDF-1.7 x"}


@pytest.mark.parametrize("name", CLOSED)
def test_a_document_in_another_form_is_refused_with_what_to_do(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(CLOSED[name])
    assert is_transcript(path)
    with pytest.raises(InputRefused) as refused:
        read_interviews([path])
    assert "DOCX or as plain text" in str(refused.value) and ".xls file" not in str(refused.value)


def test_documents_in_other_forms_are_listed_beside_those_that_are_read(tmp_path: Path) -> None:
    (tmp_path / "ana.txt").write_text(ASKED.format("Ana"), encoding="utf-8")
    (tmp_path / "photo.jpg").write_bytes(b"x")
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "scan.docx").write_bytes(b"%PDF-1.4 x")
    for name, content in CLOSED.items():
        (tmp_path / name).write_bytes(content)
    prepared = read_statements([tmp_path], Options(), Study())
    notes = " ".join(prepared.notes)
    assert "their form is not known: «a.doc», «b.rtf», «c.odt», «d.pdf». Save them as DOCX" in notes
    assert "no transcripts: «photo.jpg»" in notes
    assert "Transcripts that were not read: «empty.txt», «scan.docx»; skipped.csv says why." in notes
    detail = dict(prepared.skipped.select(pl.col("file").str.split("/").list.last(), "detail").rows())["scan.docx"]
    assert "not one but a PDF document" in detail and "another name is not enough" in detail


def test_heads_of_docx_that_name_people_leave_the_roles_clear(tmp_path: Path) -> None:
    write_docx(["Interview with Bea", "Interviewer: Ms. Ina Koster", "", "Ina: How far?", "Bea: Ten km.", "Ina: Why?", "Bea: For fun."],
               tmp_path / "bea.docx")
    assert roles(tmp_path) == {"Ina": "interviewer", "Bea": "customer"}
