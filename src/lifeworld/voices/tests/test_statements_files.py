"""Statements from files: any split of the rows gives the same study; the list of bad inputs; streaming."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifeworld.kit.errors import InputRefused
from lifeworld.voices.core.columns import Columns
from lifeworld.voices.core.statements import BAD_CHARACTER, DAMAGED, DUPLICATE_ID, EMPTY_ID, TOO_LONG, Prepared
from lifeworld.voices.files.statements import Options, read_statements, statement_batches
from lifeworld.voices.files.study import Study

NAMES = ["id", "customer", "review", "stars"]
ROWS = [(f"r{i}", f"c{i % 3}", f"The watch counted run {i},\nand \"well\".", str(i % 5 + 1)) for i in range(12)]


def as_csv(rows: list[tuple[str, ...]], separator: str = ",", names: list[str] = NAMES) -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator="\r\n").writerows([names, *rows])
    return out.getvalue().encode()


def as_jsonl(rows: list[tuple[str, ...]]) -> bytes:
    return "".join(json.dumps(dict(zip(NAMES, row, strict=True))) + "\n" for row in rows).encode()


def as_parquet(rows: list[tuple[str, ...]]) -> bytes:
    out = io.BytesIO()
    pl.DataFrame(rows, schema=NAMES, orient="row").write_parquet(out)
    return out.getvalue()


WRITERS: dict[str, Callable[[list[tuple[str, ...]]], bytes]] = {
    ".csv": as_csv, ".tsv": lambda rows: as_csv(rows, "\t"), ".txt": lambda rows: "\ufeff".encode() + as_csv(rows, ";"),
    ".jsonl": as_jsonl, ".parquet": as_parquet, ".csv.gz": lambda rows: gzip.compress(as_csv(rows)),
}


def essence(prepared: Prepared) -> tuple[object, ...]:
    statements = prepared.statements.drop("row", "file")
    return statements.rows(), prepared.n_rows, prepared.columns, sorted(prepared.skipped_by_reason.items())


@settings(max_examples=40, deadline=None)
@given(st.permutations(ROWS), st.lists(st.sampled_from(sorted(WRITERS)), min_size=1, max_size=4), st.booleans())
def test_any_split_order_and_format_gives_the_same_statements(
    rows: list[tuple[str, ...]], endings: list[str], with_ids: bool,
) -> None:
    options = Options(Columns(id=None if with_ids else ""))
    with TemporaryDirectory() as folder:
        whole = Path(folder) / "whole.csv"
        whole.write_bytes(as_csv(ROWS))
        parts = []
        for number, ending in enumerate(endings):
            parts.append(Path(folder) / f"part{number}{ending}")
            parts[-1].write_bytes(WRITERS[ending](rows[number::len(endings)]))
        assert essence(read_statements(parts, options)) == essence(read_statements([whole], options))


def written(tmp_path: Path, content: str | bytes, name: str = "a.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_ids_that_stand_in_two_files_are_kept_once(tmp_path: Path) -> None:
    one = written(tmp_path, "id,text\n1,zebra text\n2,only here\n", "one.csv")
    two = written(tmp_path, "id,text\n1,apple text\n3,only there\n", "two.csv")
    for order in ([one, two], [two, one]):
        prepared = read_statements(order)
        assert prepared.statements.select("id", "text").rows() == [
            ("1", "apple text"), ("2", "only here"), ("3", "only there")]
        assert prepared.skipped.select("file", "row", "id", "reason").rows() == [(str(one), 1, "1", DUPLICATE_ID)]


def test_every_reason_to_skip_is_listed_with_file_and_row(tmp_path: Path) -> None:
    path = written(tmp_path, "\n".join([
        "id,text", "1,fine", ",no id", "3,nul \x00 here", '4,"' + "x" * 1_000_001 + '"', "5,too,many", "6",
        "1,again", "7,", "8,fine too", "9,and more", "10,last"]) + "\n")
    prepared = read_statements([path])
    # "again" comes before "fine", so row 7 keeps the id and row 1 is listed.
    assert prepared.skipped.select("row", "id", "reason").rows() == [
        (1, "1", DUPLICATE_ID), (2, None, EMPTY_ID), (3, "3", BAD_CHARACTER), (4, "4", TOO_LONG), (5, None, DAMAGED),
        (6, None, DAMAGED),
    ]
    assert prepared.skipped_by_reason == {DAMAGED: 2, EMPTY_ID: 1, BAD_CHARACTER: 1, TOO_LONG: 1, DUPLICATE_ID: 1}
    assert set(prepared.skipped["file"]) == {str(path)}
    assert prepared.n_rows == 11
    assert prepared.n_without_text == 1
    assert prepared.statements.height == 4


def test_lone_surrogates_skip_their_row(tmp_path: Path) -> None:
    path = written(tmp_path, b'{"id": "1", "text": "half \\ud83d pair"}\n{"id": "2", "text": "whole \\ud83c\\udfc3"}\n',
                   "a.jsonl")
    prepared = read_statements([path])
    assert prepared.statements["text"].to_list() == ["whole 🏃"]
    assert prepared.skipped_by_reason == {BAD_CHARACTER: 1}


def test_study_options_and_detection_in_their_order(tmp_path: Path) -> None:
    path = written(tmp_path, "text,who,brand,person\nruns well,ana,Kestrel,p1\n")
    assert read_statements([path]).statements.select("customer", "focal").rows() == [("p1", "Kestrel")]
    study = Study(columns=Columns(customer="who"), focal="Stride", language="en")
    assert read_statements([path], study=study).statements.select("customer", "focal", "language").rows() == [
        ("ana", "Stride", "en")]
    options = Options(Columns(customer="person", focal="brand"), focal="Other")
    assert read_statements([path], options, study).statements.select("customer", "focal").rows() == [("p1", "Kestrel")]
    assert read_statements([path], Options(focal="Other"), study).statements["focal"].to_list() == ["Other"]


def test_tables_with_different_headers(tmp_path: Path) -> None:
    one = written(tmp_path, "id,review,stars\n1,Counts my steps every day.,5\n", "one.csv")
    two = written(tmp_path, '{"comment": "It stopped in the rain today.", "user": 7}\n', "two.jsonl")
    prepared = read_statements([one, two])
    assert prepared.statements.select("field", "customer", "outcome").rows() == [
        ("comment", "7", None), ("review", None, 5.0)]
    assert len(prepared.columns) == 2
    with pytest.raises(InputRefused, match=r"two\.jsonl» has no column «review»"):
        read_statements([one, two], Options(Columns(("review",))))


@pytest.mark.parametrize(("name", "content", "columns", "code"), [
    ("a.csv", "id,review\n1,x\n", Columns(("revew",)), "no_such_column"),
    ("a.csv", "a,b\n1,2\n", Columns(), "no_text_column"),
    ("a.csv", "", Columns(), "empty_file"),
    ("a.csv", "id,text\n", Columns(), "no_rows"),
    ("a.csv", "id,text\n1,\n2, \n", Columns(), "no_text"),
    ("a.csv", "id,text\n,one\n,two\n", Columns(id="id"), "no_text"),
    ("a.csv", "id,text\n1,ok\n2,\u00e9t\u00e9 \u0142\n".encode("cp1250") + b"\x81", Columns(), "undecodable"),
    ("a.csv", "text,text\na,b\n", Columns(), "duplicate_columns"),
    ("a.csv", 'id,text\n1,"x, y"\n2,"open\n', Columns(), "unclosed_quote"),
    ("a.csv", "id,text\n1,a,b\n2,c,d\n3,e\n", Columns(), "damaged_table"),
    ("a.parquet", b"PAR1 is not enough PAR1", Columns(), "unreadable_parquet"),
    ("a.xlsx", b"PK\x03\x04 is not enough", Columns(), "unreadable_xlsx"),
    ("a.jsonl", '{"text": "a"}\n{"text": \n', Columns(), "unreadable_json"),
    ("a.csv.gz", gzip.compress(b"id,text\n1,x\n", mtime=0)[:-4], Columns(), "unreadable_gzip"),
])
def test_bad_input_is_refused_whole(
    tmp_path: Path, name: str, content: str | bytes, columns: Columns, code: str,
) -> None:
    path = written(tmp_path, content, name)
    good = written(tmp_path, "id,text,review,revew\n0,fine text,x,y\n", "good.csv")
    for read in (lambda: read_statements([path], Options(columns)),
                 lambda: list(statement_batches(path, Options(columns), rows=1))):
        with pytest.raises(InputRefused) as refusal:
            read()
        assert refusal.value.code == code
        assert name in refusal.value.message
        assert refusal.value.next_step
    if code != "no_text":
        with pytest.raises(InputRefused):
            read_statements([good, path], Options(columns))


def test_inputs_that_are_not_there(tmp_path: Path) -> None:
    for inputs, code in (([], "no_input"), (["-", "-"], "stdin_twice"), ([tmp_path], "no_transcripts"),
                         ([tmp_path / "no.csv"], "no_such_file")):
        with pytest.raises(InputRefused) as refusal:
            read_statements(inputs)
        assert refusal.value.code == code


@pytest.mark.parametrize("rows", [1, 2, 5, 100])
@pytest.mark.parametrize("with_ids", [True, False])
def test_batches_are_the_rows_in_their_order(tmp_path: Path, rows: int, with_ids: bool) -> None:
    body = [*ROWS[::-1], ("r3", "c0", "again", "x"), ("r99", "c0", "", "1"), *ROWS[:2], ("", "c1", "no id", "1")]
    path = written(tmp_path, as_csv(body))
    options = Options(Columns(id="id" if with_ids else ""))
    batches = list(statement_batches(path, options, rows=rows))
    statements = pl.concat([batch.statements for batch in batches])
    skipped = pl.concat([batch.skipped for batch in batches])
    numbers = statements["row"].to_list()
    assert numbers == sorted(numbers)
    assert statements["id"].is_unique().all()
    assert sum(batch.n_rows for batch in batches) == len(body)
    assert sum(batch.n_bad_outcomes for batch in batches) == 1
    if with_ids:
        assert statements["id"].to_list() == [row[0] for row in ROWS[::-1]] + ["r99"]
        assert statements["text"][-1] == ""
        assert skipped.select("row", "reason").rows() == [
            (13, DUPLICATE_ID), (15, DUPLICATE_ID), (16, DUPLICATE_ID), (17, EMPTY_ID)]
    else:
        assert statements.height == len(body) and skipped.height == 0
        whole = read_statements([path], options).statements
        assert set(whole["id"]) == set(statements.filter(pl.col("text") != "")["id"])


def test_batches_list_damaged_rows_and_split_text_columns(tmp_path: Path) -> None:
    path = written(tmp_path, "id,a,b\n1,one,two\n2,three\n3,four,five\n4,six,\n")
    batches = list(statement_batches(path, Options(Columns(("a", "b"), id="id")), rows=2))
    statements = pl.concat([batch.statements for batch in batches])
    assert statements["id"].to_list() == ["1:a", "1:b", "3:a", "3:b", "4:a", "4:b"]
    assert pl.concat([batch.skipped for batch in batches]).select("row", "reason").rows() == [(2, DAMAGED)]


def test_keys_that_only_later_objects_have(tmp_path: Path) -> None:
    lines = [json.dumps({"text": f"text number {i}", **({"id": str(i)} if i else {})}) for i in range(4)]
    path = written(tmp_path, "\n".join([*lines[1:3], '{"id": "9"}', lines[3]]), "a.jsonl")
    batches = list(statement_batches(path, rows=1))
    assert [batch.statements.select("id", "text").row(0) for batch in batches] == [
        ("1", "text number 1"), ("2", "text number 2"), ("9", ""), ("3", "text number 3")]
