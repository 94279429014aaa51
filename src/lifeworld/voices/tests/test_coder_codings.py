"""Reading codings: shapes, blanks, what is refused and where; neither order nor division into files matters."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifeworld.kit.errors import InputRefused
from lifeworld.kit.frames import write_csv, write_parquet
from lifeworld.voices.core.coded_sheets import Sheet, entries_of, settled
from lifeworld.voices.core.coder_codings import CODER_CODINGS
from lifeworld.voices.files.codebook import default_codebook
from lifeworld.voices.files.coder_codings import read_codings, statements_in

STATEMENTS = pl.DataFrame({"id": ["a", "b", "c", "7"], "text": ["My wife 👩‍👧 runs, wife!", "Rain.", "=1+1 no", "x y"]})
BOOK = default_codebook()


def sheet(folder: Path, text: str, name: str = "Ana.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def said(codings: pl.DataFrame) -> dict[tuple[str, str, str], bool]:
    assert dict(codings.schema) == CODER_CODINGS
    return {(row[0], row[1], row[2]): row[3] for row in codings.select("statement", "coder", "code", "present").rows()}


def test_rows_that_name_what_was_found_judge_all_codes_of_their_coder(tmp_path: Path) -> None:
    found = read_codings([sheet(tmp_path, "statement,coder,code\na,Ana,mood\na,Ana,peers\nb,Ana,\nc,Ben,mood\n")])
    assert said(found) == {("a", "Ana", "mood"): True, ("a", "Ana", "peers"): True, ("b", "Ana", "mood"): False,
                           ("b", "Ana", "peers"): False, ("c", "Ben", "mood"): True}


def test_a_coder_who_found_nothing_anywhere_judged_what_others_use(tmp_path: Path) -> None:
    found = read_codings([sheet(tmp_path, "statement,coder,code\na,Ana,mood\na,Ben,\n")])
    assert said(found) == {("a", "Ana", "mood"): True, ("a", "Ben", "mood"): False}


def test_rows_with_present_judge_nothing_else(tmp_path: Path) -> None:
    text = "statement,coder,code,present,start,end,quote\na,Ana,mood,1,3,7,wife\na,Ana,mood,1,,,runs\nb,Ana,Peers,0,,,\nc,Ana,peers,?,,,\n"
    found = read_codings([sheet(tmp_path, text)], STATEMENTS, BOOK)
    assert said(found) == {("a", "Ana", "mood"): True, ("b", "Ana", "peers"): False}
    assert found.filter("present").select("start", "end", "quote").rows() == [(3, 7, "wife"), (12, 16, "runs")]


def test_blanks_around_a_quote_do_not_matter_and_the_text_decides(tmp_path: Path) -> None:
    text = 'statement,coder,code,start,end,quote\na,Ana,mood,2,8,wife\na,Ana,peers,,," runs "\n'
    found = read_codings([sheet(tmp_path, text)], STATEMENTS, BOOK)
    assert found.select("code", "start", "end", "quote").rows() == [("mood", 2, 8, " wife "), ("peers", 12, 16, "runs")]


def test_a_blank_is_absent_only_in_a_row_that_was_judged(tmp_path: Path) -> None:
    text = "id,queue,inclusion,coder,mood,peers\na,random,0.5,,x,\nb,active,,,,\nc,random,\"0,25\",,,1\n"
    found = read_codings([sheet(tmp_path, text)], STATEMENTS, BOOK)
    assert said(found) == {("a", "Ana", "mood"): True, ("a", "Ana", "peers"): False, ("c", "Ana", "mood"): False,
                           ("c", "Ana", "peers"): True}
    assert set(found.select("statement", "queue", "inclusion").rows()) == {("a", "random", 0.5), ("c", "random", 0.25)}


def test_done_says_that_blanks_were_judged_or_not(tmp_path: Path) -> None:
    found = read_codings([sheet(tmp_path, "id,done,mood,peers\na,yes,,\nb,,1,\nc,no,1,\n")], None, BOOK)
    assert said(found) == {("a", "Ana", "mood"): False, ("a", "Ana", "peers"): False, ("b", "Ana", "mood"): True,
                           ("b", "Ana", "peers"): False, ("c", "Ana", "mood"): True}


def test_a_sheet_of_the_twelve_codes_keeps_them_all_without_a_codebook(tmp_path: Path) -> None:
    head = ",".join(("id", "customer", "text", "queue", "inclusion", "coder", *BOOK.names, "done"))
    marks = ("1" if code == "focal_provider" else "" for code in BOOK.names)
    found = read_codings([sheet(tmp_path, f"{head}\na,c,Rain.,random,0.5,Ana,{','.join(marks)},x\n")])
    assert set(found["code"]) == set(BOOK.names)  # the name of one code is a column of statements, too
    assert found.filter("present")["code"].to_list() == ["focal_provider"]
    with_names = read_codings([sheet(tmp_path, "id,focal_provider,mood\na,Kestrel,1\nb,Kestrel,\n", "Ben.csv")])
    assert set(with_names["code"]) == {"mood"}


def test_where_a_coder_writes_noes_a_blank_was_not_judged(tmp_path: Path) -> None:
    found = read_codings([sheet(tmp_path, "id,mood,peers\na,0,0\nb,1,0\nc,1,\n")])
    assert ("c", "Ana", "peers") not in said(found)
    stray = read_codings([sheet(tmp_path, "id,mood,peers\na,0,\nb,1,\nc,1,\n", "Ben.csv")])
    assert said(stray)["c", "Ben", "peers"] is False


def test_lists_of_codes_by_name_or_title(tmp_path: Path) -> None:
    found = read_codings([sheet(tmp_path, "id;codes\na;\"mood, Family and friends\"\nb;none\nc;\n")], STATEMENTS, BOOK)
    assert said(found) == {("a", "Ana", "family_friends"): True, ("a", "Ana", "mood"): True, ("b", "Ana", "family_friends"): False,
                           ("b", "Ana", "mood"): False}


def test_lists_in_json_lines(tmp_path: Path) -> None:
    rows = '{"id": "a", "coder": "Ana", "codes": ["mood", "peers"]}\n{"id": "b", "coder": "Ana", "codes": []}\n'
    assert sum(said(read_codings([sheet(tmp_path, rows, "a.jsonl")], STATEMENTS, BOOK)).values()) == 2


def test_a_written_sheet_comes_back_from_a_spreadsheet(tmp_path: Path) -> None:
    empty = STATEMENTS.with_columns(customer=pl.lit("=who"), queue=pl.lit("random"), inclusion=pl.lit(0.25), coder=pl.lit(""),
                                    mood=pl.Series(["1", "", "", "1"]), peers=pl.Series(["", "", "x", ""]))
    write_csv(empty, tmp_path / "Ben.csv")
    found = read_codings([tmp_path / "Ben.csv"], STATEMENTS, BOOK)
    assert said(found)["c", "Ben", "peers"] is True
    assert found["inclusion"].unique().to_list() == [0.25]
    assert statements_in([tmp_path / "Ben.csv"]).rows() == [(key, "=who", text) for key, text in sorted(STATEMENTS.rows())]


def test_ids_that_a_spreadsheet_made_numbers_of(tmp_path: Path) -> None:
    assert ("7", "Ana", "mood") in said(read_codings([sheet(tmp_path, "id,mood\n7.0,1\n")], STATEMENTS, BOOK))


def test_codes_of_the_model_come_back(tmp_path: Path) -> None:
    rows = pl.DataFrame({"id": ["a", "b"], "customer": ["u", "v"], "mood": [0.9, 0.1], "mood_present": [True, False], "valence": [0.1, 0.2],
                         "valence_label": [0, 1], "coder": ["fast 1 ab"] * 2, "codebook": ["default 1 cd"] * 2})
    write_parquet(rows, tmp_path / "codes.parquet")
    assert said(read_codings([tmp_path / "codes.parquet"], STATEMENTS, BOOK)) == {
        ("a", "fast 1 ab", "mood"): True, ("b", "fast 1 ab", "mood"): False}


def test_what_a_map_wrote_comes_back_with_the_codes_below_its_threshold(tmp_path: Path) -> None:
    rows = pl.DataFrame({
        "customer": ["u", "u", "v"], "statement": ["a", "a", "b"], "start": [0, 0, 0], "end": [23, 23, 5],
        "code": ["mood", "peers", "mood"],
        "probability": [0.9, 0.2, 0.7], "present": [True, False, True], "segment_probability": [0.9, 0.2, 0.7], "coder": ["fast 1 ab"] * 3,
        "codebook": ["default"] * 3, "unit": ["statement"] * 3,
    })
    write_parquet(rows, tmp_path / "codings.parquet")
    found = read_codings([tmp_path / "codings.parquet"], STATEMENTS, BOOK)
    assert said(found) == {("a", "fast 1 ab", "mood"): True, ("a", "fast 1 ab", "peers"): False, ("b", "fast 1 ab", "mood"): True,
                           ("b", "fast 1 ab", "peers"): False}
    assert found.filter("present").select("start", "end").rows() == [(0, 23), (0, 5)]
    assert found.filter(~pl.col("present"))["start"].null_count() == 2


def test_a_text_that_a_spreadsheet_cut_is_the_same_text(tmp_path: Path) -> None:
    long = pl.DataFrame({"id": ["a"], "text": ["word " * 10_000]})
    path = sheet(tmp_path, f"id,text,mood\na,{long['text'][0][:32_767]},1\n")
    assert said(read_codings([path], long)) == {("a", "Ana", "mood"): True}


REFUSED = {
    "code": ("id,codes\na,mood; peeers\n", "unknown_code", "Row 1 of", "«peers»"),
    "column": ("id,moood,peers\na,1,\n", "unknown_code", "«moood»", "«mood»"),
    "cell": ("id,mood\na,1\nb,maybe\n", "codings_cell", "Row 2 of", "«maybe»"),
    "statement": ("id,mood\nzz,1\n", "unknown_statement", "Row 1 of", "«zz»"),
    "quote": ("id,coder,code,start,end,quote\na,A,mood,3,7,wif\n", "codings_quote", "«wif»", "3 to 7"),
    "outside": ("id,coder,code,start,end\na,A,mood,3,99\n", "codings_offsets", "3 to 99", "outside"),
    "half": ("id,coder,code,start,end\na,A,mood,3,\n", "codings_offsets", "no span", "Row 1"),
    "invented": ("id,coder,code,quote\na,A,mood,sun\n", "codings_quote", "«sun»", "does not stand"),
    "both": ("id,coder,code,present\na,A,mood,1\na,A,mood,0\n", "codings_contradict", "row 1", "row 2"),
    "text": ("id,text,mood\na,My wife,1\n", "codings_text", "«a»", "not the one"),
    "empty": ("id,mood,peers\na,,\n", "sheet_without_codings", "no judgement", "Ana.csv"),
    "inclusion": ("id,inclusion,mood\na,1.5,1\n", "codings_inclusion", "«1.5»", "Row 1"),
    "coder": ("id,coder,mood\na,Ana,1\nb,Ben,1\nc,,1\n", "codings_without_coder", "Row 3", "several coders"),
    "no id": ("mood,peers\n1,0\n", "codings_without_statements", "«mood»", "«id»"),
    "no codes": ("id,stars\na,5\n", "codings_without_codes", "«stars»", "column"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refusals_say_where_and_what(tmp_path: Path, case: str) -> None:
    text, code, *words = REFUSED[case]
    with pytest.raises(InputRefused) as refused:
        read_codings([sheet(tmp_path, text)], STATEMENTS, BOOK)
    assert refused.value.code == code
    for word in words:
        assert word in str(refused.value)


def test_two_files_of_one_name_are_not_one_coder(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
    paths = [sheet(tmp_path / folder, "id,mood\na,1\n", "sheet.csv") for folder in ("one", "two")]
    with pytest.raises(InputRefused, match="would both be codings"):
        read_codings(paths)


cells = st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from(["Ana", "Ben"]), st.sampled_from(["x", "0", "?", ""]),
                           st.sampled_from(["1", "no", ""])), min_size=1, max_size=8, unique_by=lambda row: row[:2])


@settings(max_examples=60, deadline=None)
@given(cells, st.randoms(), st.integers(0, 8))
def test_order_and_division_into_files_do_not_matter(rows: list[tuple[str, str, str, str]], random, cut: int) -> None:
    def entries(part: list[tuple[str, str, str, str]], label: str) -> pl.DataFrame:
        frame = pl.DataFrame(part, schema=dict.fromkeys(("id", "coder", "mood", "peers"), pl.String), orient="row")
        return entries_of(Sheet(frame, pl.Series(range(1, len(part) + 1)), label, label), BOOK)

    whole = settled(entries(rows, "whole"))
    mixed = list(rows)
    random.shuffle(mixed)
    parts = [part for part in (mixed[:cut], mixed[cut:]) if part]
    assert whole.equals(settled(pl.concat([entries(part, str(number)) for number, part in enumerate(parts)])))
    assert not whole.filter(pl.col("present").is_null()).height
