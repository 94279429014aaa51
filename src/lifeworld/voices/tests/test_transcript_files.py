"""Folders of transcripts as statements: ids, customers, sheets beside them, what is skipped, what is refused."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner

from lifeworld.kit.errors import InputRefused
from lifeworld.testing.interview_maker import write_docx, write_interviews
from lifeworld.voices.commands import voices
from lifeworld.voices.core.columns import Columns
from lifeworld.voices.core.statements import Prepared
from lifeworld.voices.files.statements import Options, read_statements, statement_batches
from lifeworld.voices.files.study import Study
from lifeworld.voices.files.transcripts import is_transcript, read_interviews

TALK = ("Interviewer: How far do you ride?\n\n{0}: Ten km. [laughs]\n\nInterviewer: Why?\nInterviewer: Since when?\n\n"
        "{0}: =SUM(A1) is what I typed.\n")
VTT = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Jo>Where?</v>\n\n00:02.500 --> 00:04.000\n<v Participant>By the river.</v>\n"


@pytest.fixture()
def talks(tmp_path: Path) -> Path:
    folder = tmp_path / "talks"
    folder.mkdir()
    (folder / "Anna.txt").write_text(TALK.format("Anna"), encoding="utf-8")
    (folder / "ben.vtt").write_text(VTT, encoding="utf-8")
    write_docx(TALK.format("Cem").split("\n"), folder / "cem.docx")
    (folder / "People.csv").write_text(
        "Customer,Group,When,NPS,Consent,Age\nanna,racer,2026-02-01,9,yes,31\nBEN.vtt,tourer,2026-05-02,3,nein,42\ndora,racer,,1,,9\n",
        encoding="utf-8")
    return folder


def essence(prepared: Prepared) -> list[tuple[object, ...]]:
    return prepared.statements.select("id", "customer", "text", "context", "start_s", "end_s", "line", "source").rows()


def test_only_the_customers_turns_are_statements(talks: Path) -> None:
    prepared = read_statements([talks], Options(focal="Marlo"), Study(language="en"))
    assert essence(prepared) == [
        ("ben-0002", "BEN", "By the river.", "Where?", 2.5, 4.0, 7, "transcript"),
        ("Anna-0002", "anna", "Ten km. [laughs]", "How far do you ride?", None, None, 3, "transcript"),
        ("Anna-0004", "anna", "=SUM(A1) is what I typed.", "Why?\nSince when?", None, None, 8, "transcript"),
        ("cem-0002", "cem", "Ten km. [laughs]", "How far do you ride?", None, None, 3, "transcript"),
        ("cem-0004", "cem", "=SUM(A1) is what I typed.", "Why?\nSince when?", None, None, 8, "transcript"),
    ]
    one = prepared.statements.filter(pl.col("customer") == "anna").row(0, named=True)
    assert (one["group"], one["outcome"], one["consent"], one["focal"], one["language"], one["row"]) == (
        "racer", 9.0, True, "Marlo", "en", 2)
    assert Path(one["file"]).name == "Anna.txt"
    consents = dict(prepared.statements.select("customer", "consent").rows())
    assert consents == {"BEN": False, "anna": True, "cem": None}
    notes = " ".join(prepared.notes)
    for words in ("3 transcripts of 3 customers", "No row in «People.csv» for «cem»", "without a transcript: «dora»",
                  "that were not used: «When», «Age»", "outcome from «NPS»"):
        assert words in notes
    assert prepared.skipped.height == 0


def test_any_order_of_files_and_a_batch_give_the_same(talks: Path) -> None:
    whole = read_statements([talks]).statements
    files = sorted(talks.glob("*.[tvd]*"), reverse=True)
    assert read_statements(files).statements.drop("file").equals(whole.drop("file"))
    batch, = statement_batches(talks)
    assert batch.statements.equals(whole)


def test_tables_and_transcripts_together(talks: Path, tmp_path: Path) -> None:
    table = tmp_path / "reviews.csv"
    table.write_text("customer,review,question asked,wave\nanna,The app is fine.,Any wishes?,2026 Q9\nzoe,It works.,,\n", encoding="utf-8")
    prepared = read_statements([table, talks])
    assert prepared.statements.height == 7
    from_table = prepared.statements.filter(pl.col("line").is_null()).sort("text")
    assert from_table.select("customer", "context", "wave").rows() == [("zoe", None, None), ("anna", "Any wishes?", "2026 Q9")]
    assert sorted(prepared.statements.filter(pl.col("customer") == "anna")["text"].to_list())[-1] == "The app is fine."
    assert prepared.columns[0].text == ("review",)


def test_waves_are_made_of_the_time(talks: Path) -> None:
    options = Options(Columns(wave="quarter", time="When"))
    prepared = read_statements([talks], options)
    assert dict(prepared.statements.select("customer", "wave").rows()) == {"BEN": "2026 Q2", "anna": "2026 Q1", "cem": None}
    assert "Each wave is a quarter, told from the time." in prepared.notes
    with pytest.raises(InputRefused, match="no quarter can be told"):
        read_statements([talks], Options(Columns(wave="quarter", time="")))
    with pytest.raises(InputRefused, match=r"«Grup» \(as group\).*Did you mean «Group»"):
        read_statements([talks], Options(Columns(group="Grup")))


def test_a_folder_is_a_customer_and_several_interviews_are_one(tmp_path: Path) -> None:
    for folder, name in (("anna", "first"), ("anna", "second"), ("ben", "first")):
        (tmp_path / folder).mkdir(exist_ok=True)
        (tmp_path / folder / f"{name}.txt").write_text(TALK.format(folder.title()), encoding="utf-8")
    prepared = read_statements([tmp_path])
    assert prepared.statements.select("customer", "id").rows() == [
        ("anna", "anna-first-0002"), ("anna", "anna-first-0004"), ("anna", "anna-second-0002"), ("anna", "anna-second-0004"),
        ("ben", "ben-first-0002"), ("ben", "ben-first-0004")]
    assert "read as one customer: «anna»" in " ".join(prepared.notes)
    # Named one by one, the same names of files still give ids of their own.
    ids = read_statements(sorted(tmp_path.glob("*/first.txt"))).statements["id"].to_list()
    assert ids == ["anna-first-0002", "anna-first-0004", "ben-first-0002", "ben-first-0004"]


def test_a_group_has_many_customers(tmp_path: Path) -> None:
    (tmp_path / "group-1.txt").write_text(
        "Moderator: Who rides?\nAna: I do.\nBen: Me too.\nAna: Every day.\nBen: I know.\n", encoding="utf-8")
    (tmp_path / "people.csv").write_text("name,group\nAna,racer\n", encoding="utf-8")
    prepared = read_statements([tmp_path])
    assert prepared.statements.select("customer", "text", "context", "group").rows() == [
        ("Ana", "I do.", "Who rides?", "racer"), ("Ana", "Every day.", None, "racer"), ("group-1-Ben", "Me too.", None, None),
        ("group-1-Ben", "I know.", None, None)]


def test_one_bad_file_among_many_is_listed(talks: Path) -> None:
    (talks / "dora.docx").write_bytes(b"\xd0\xcf\x11\xe0" + b"\0" * 64)
    (talks / "emil.txt").write_bytes(b"")
    (talks / "notes.txt").write_text("Nobody speaks here, these are my remarks.", encoding="utf-8")
    (talks / "Anna.srt").write_text("1\n00:00:01,000 --> 00:00:02,000\nAnna: Hi\n", encoding="utf-8")
    (talks / "budget.xlsx").write_bytes(b"x")
    (talks / "~$cem.docx").write_bytes(b"x")
    prepared = read_statements([talks])
    assert prepared.statements["customer"].n_unique() == 3
    reasons = {Path(file).name: (reason, detail) for file, reason, detail in prepared.skipped.select("file", "reason", "detail").rows()}
    assert {name: reason for name, (reason, _) in reasons.items()} == {
        "dora.docx": "unreadable transcript", "emil.txt": "unreadable transcript", "notes.txt": "no speakers",
        "Anna.txt": "same interview in another format"}
    assert "protected by a password" in reasons["dora.docx"][1]
    assert "no transcripts: «budget.xlsx»" in " ".join(prepared.notes)
    (talks / "speakers.csv").write_text("file,speaker,role,customer\nnotes,(no label),customer,emil\n", encoding="utf-8")
    assert "emil" in read_statements([talks]).statements["customer"].to_list()


def test_who_is_unclear_is_refused_with_the_way_out(talks: Path) -> None:
    (talks / "fay.txt").write_text("Jo Hall: We rode.\nFae Li: We did.\nJo Hall: And then?\nFae Li: Home.\n", encoding="utf-8")
    with pytest.raises(InputRefused, match=r"In 1 of 4 .*«fay\.txt» with «Jo Hall», «Fae Li».*speakers\.csv") as refusal:
        read_statements([talks])
    assert refusal.value.code == "unclear_speakers"
    runner = CliRunner()
    shown = runner.invoke(voices, ["transcripts", str(talks), "--write"], env={"COLUMNS": "200"})
    assert shown.exit_code == 0, shown.output
    assert "not clear: please say" in " ".join(shown.output.split())
    mapping = pl.read_csv(talks / "speakers.csv", infer_schema=False)
    assert mapping.columns[:4] == ["file", "speaker", "role", "customer"]
    assert mapping.filter(file="fay.txt")["role"].to_list() == ["unclear", "unclear"]
    with pytest.raises(InputRefused, match="not clear"):
        read_statements([talks])
    filled = mapping.with_columns(role=pl.when(speaker="Fae Li").then(pl.lit("customer")).when(speaker="Jo Hall").then(
        pl.lit("interviewer")).otherwise("role"))
    filled.write_csv(talks / "speakers.csv")
    assert "fay" in read_statements([talks]).statements["customer"].to_list()
    again = runner.invoke(voices, ["transcripts", str(talks), "--write"])
    assert isinstance(again.exception, InputRefused)
    assert "may hold your work" in str(again.exception)


@pytest.mark.parametrize(("name", "content", "code"), [
    ("a.txt", b"", "no_transcript_read"), ("a.docx", b"PK\x03\x04", "no_transcript_read"), ("a.vtt", b"WEBVTT\n", "no_transcript_read"),
    ("a.md", b"%PDF-1.7", "no_transcript_read"), ("a.txt", b"No speaker at all.", "no_transcript_read"),
    ("a.srt", b"\xff\xfe\xfd\x80" * 9, "no_transcript_read"), ("a.txt", b"Interviewer: Hm?\nInterviewer: No?", "unclear_speakers"),
    ("a.pdf", b"%PDF-1.7", "no_transcripts"),
])
def test_a_folder_of_which_nothing_can_be_read(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputRefused) as refusal:
        read_statements([tmp_path])
    assert refusal.value.code == code
    assert name in str(refusal.value)
    assert refusal.value.next_step.endswith((".", "?"))


@pytest.mark.parametrize(("name", "content", "is_one"), [
    ("a.txt", "id;review\n1;x", False), ("a.txt", "text\nGood.\n", False), ("a.txt", '{"text": "x"}', False),
    ("a.txt", "Anna: Hi.\n", True),
    ("a.txt", "Date, time and place\n", True), ("a.txt", "Text:\nHi", True), ("a.md", "id;review\n1;x", True), ("a.csv", "Anna: Hi", False),
    ("a.VTT", "WEBVTT", True), ("a.txt", "who\twhen\tAnna: I did.\n", True),
])
def test_what_is_a_table_and_what_a_transcript(tmp_path: Path, name: str, content: str, is_one: bool) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    assert is_transcript(path) is is_one
    assert not is_transcript("-")
    assert not is_transcript(tmp_path / "missing.txt")


def test_encodings_and_line_ends(tmp_path: Path) -> None:
    text = "Interviewer: Wie weit?\r\nZoë: Zehn Kilometer, höchstens.\r\n"
    for number, encoding in enumerate(("utf-8-sig", "utf-16", "cp1252")):
        (tmp_path / f"z{number}.txt").write_bytes(text.encode(encoding))
    assert set(read_statements([tmp_path]).statements["text"]) == {"Zehn Kilometer, höchstens."}


def test_a_large_study_is_read(tmp_path: Path) -> None:
    n_words = write_interviews(tmp_path, n=12, pages=3)
    prepared = read_statements([tmp_path])
    assert prepared.statements["customer"].n_unique() == 12
    assert set(prepared.statements["wave"]) == {"2026 Q1", "2026 Q2"}
    coded = prepared.statements.select(pl.col("text").str.split(" ").list.len().sum(), pl.col("context").str.split(" ").list.len().sum())
    assert sum(coded.row(0)) == n_words


def test_the_six_cyclists_of_the_tutorial() -> None:
    folder = Path(__file__).resolve().parents[2] / "testing" / "interviews"
    found = read_interviews([folder])
    assert len(found.interviews) == 6
    assert not found.skipped
    assert all(list(one.customers.values()) == [one.file.path.stem] and one.about for one in found.interviews)
    statements = read_statements([folder]).statements
    assert statements.group_by("customer").len()["len"].min() >= 12
    assert statements.filter(pl.col("consent").not_())["customer"].unique().to_list() == ["jun"]
    assert statements["context"].null_count() == 0
