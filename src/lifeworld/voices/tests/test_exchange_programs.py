"""Projects of other programs in: what REFI-QDA files of vendors do differently, Taguette, Label Studio. Fixtures follow their documented
formats; the sentences are invented."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from lifeworld.kit.errors import InputRefused
from lifeworld.voices.core.exchange.guids import guid
from lifeworld.voices.core.exchange.losses import HEADING
from lifeworld.voices.core.exchange.refi_settling import Exchanged
from lifeworld.voices.files.exchange import Reading, read_exchange

ANA, BEN, MOOD, PEERS, T1, S1 = (guid("note", name) for name in ("Ana", "Ben", "mood", "peers", "text", "selection"))
HEAD = f"""<Project xmlns="urn:QDA-XML:project:1.0" name="p">
<Users><User guid="{ANA}" name="Ana"/><User guid="{BEN.upper()}" name="Ben"/></Users>
<CodeBook><Codes><Code guid="{{{MOOD.upper()}}}" name="mood" isCodable="true"/><Code guid="{PEERS}" name="peers" isCodable="false"/></Codes>
</CodeBook>"""


def coding(code: str = MOOD, user: str = "", more: str = "") -> str:
    by = f' creatingUser="{user}"' if user else ""
    return f'<Coding guid="{S1}"{by}><CodeRef targetGUID="{code}"/>{more}</Coding>'


def selection(start: int, end: int, name: str, inside: str, user: str = "") -> str:
    by = f' creatingUser="{user}"' if user else ""
    return f'<PlainTextSelection guid="{S1}" name="{name}" startPosition="{start}" endPosition="{end}"{by}>{inside}</PlainTextSelection>'


def qdpx(path: Path, body: str, files: dict[str, bytes] | None = None, name: str = "project.qde") -> Path:
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr(name, body)
        for file, content in (files or {}).items():
            packed.writestr(file, content)
    return path


def one_text(tmp_path: Path, content: bytes, selections: str, more: str = "") -> Exchanged:
    source = f'<Sources><TextSource guid="{T1}" name="talk" plainTextPath="internal://{T1.upper()}.TXT">{selections}</TextSource></Sources>'
    return read_exchange(qdpx(tmp_path / "a.qdpx", f"{HEAD}{source}{more}</Project>", {f"Sources/{T1}.txt": content}))


def quotes(found: Exchanged) -> list[str]:
    return found.project.selections["quote"].to_list()


TEXT = "One 👩‍👧 said:\r\nTwo\r\nThree friends ran."


@pytest.mark.parametrize("way", ["code points", "CRLF as one", "BOM counted", "UTF-16"])
def test_every_way_of_counting_finds_the_words(way: str, tmp_path: Path) -> None:
    counted = {"code points": TEXT, "CRLF as one": TEXT.replace("\r\n", "\n"), "BOM counted": "\ufeff" + TEXT, "UTF-16": TEXT}[way]
    at = counted.index("friends")
    at += 2 if way == "UTF-16" else 0  # two characters before it are pairs
    content = TEXT.encode("utf-8-sig" if way == "BOM counted" else "utf-8")
    found = one_text(tmp_path, content, selection(at, at + 7, "friends", coding(user=ANA)))
    assert quotes(found) == ["friends"]
    assert found.project.texts["text"].item() == TEXT.replace("\r\n", "\n")
    assert "1 of 1 quotes" in found.notes[0]


def test_an_import_whose_quotes_stand_elsewhere_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="1 of 1 quotes stand elsewhere"):
        one_text(tmp_path, TEXT.encode(), selection(3, 10, "friends", coding()))


def test_what_no_quote_confirms_is_said(tmp_path: Path) -> None:
    found = one_text(tmp_path, TEXT.encode(), selection(20, 25, "", coding()))
    assert any(one.what == "selections whose place no quote confirms" for one in found.losses.rows)
    assert HEADING in found.project.description


def test_coders_come_from_codings_then_selections_and_nobody_is_lost(tmp_path: Path) -> None:
    inside = coding(user=ANA) + coding(PEERS, BEN.upper()) + coding(guid("code", "nowhere"))
    marks = selection(3, 6, "mum", inside) + selection(0, 2, "My", coding(), BEN) + selection(7, 10, "ran", coding())
    found = one_text(tmp_path, b"My mum ran.", marks)
    names = {one.guid: one.name for one in found.project.users}
    codes = {one.guid: one for one in found.project.codes}
    rows = found.project.selections.select("quote", "coder", "code").rows()
    assert [(quote, names[coder], codes[code].name) for quote, coder, code in rows] == [
        ("My", "Ben", "mood"), ("mum", "Ana", "mood"), ("mum", "Ben", "peers"), ("ran", "unknown coder", "mood")]
    assert codes[PEERS].is_codable  # a folder that carries codings is a code
    assert {one.what for one in found.losses.rows} >= {"codings", "folders of codes", "names of coders"}


def test_memos_are_kept_whichever_way_a_program_writes_them(tmp_path: Path) -> None:
    link = guid("edge", "link")
    note, other = guid("note", "n1"), guid("note", "n2")
    notes = (f'<Notes><Note guid="{note}" name="why"><PlainTextContent>She hesitates.</PlainTextContent></Note>'
             f'<Note guid="{other}" name="plan"><PlainTextContent>Ask again.</PlainTextContent></Note></Notes>'
             f'<Links><Link guid="{link}" originGUID="{note}" targetGUID="{S1}"/>'
             f'<Link guid="{link}" originGUID="{MOOD}" targetGUID="{other}"/></Links>')
    marked = selection(3, 6, "mum", f"<Description>close</Description>{coding()}")
    bare = selection(7, 10, "ran", "<Description>a comment alone</Description>").replace(S1, guid("selection", "bare"))
    found = one_text(tmp_path, b"My mum ran.", marked + bare, notes)
    assert found.project.selections["note"].to_list() == ["She hesitates.\n\nclose"]
    memos = {one.name: one for one in found.project.notes}
    assert memos["on «ran»"].text == "a comment alone" and memos["on «ran»"].about == (T1,)
    assert memos["plan"].about == (MOOD,)


def test_variables_of_sources_and_nameless_cases(tmp_path: Path) -> None:
    variable = guid("variable", "age")
    value = f'<VariableValue><VariableRef targetGUID="{variable}"/><IntegerValue>{{}}</IntegerValue></VariableValue>'
    body = (f'{HEAD}<Variables><Variable guid="{variable}" name="age" typeOfVariable="Integer"/></Variables>'
            f'<Cases><Case guid="{guid("case", "x")}">{value.format("forty")}<SourceRef targetGUID="{T1}"/></Case></Cases>'
            f'<Sources><TextSource guid="{T1}" name="talk"><PlainTextContent>Hm.</PlainTextContent>{value.format("31.0")}</TextSource>'
            '</Sources></Project>')
    found = read_exchange(qdpx(tmp_path / "a.qdpx", body)).project
    assert found.values.rows() == [(T1, variable, "31")]
    assert found.cases["name"].to_list() == ["talk"] and found.texts["customer"].to_list() == [guid("case", "x")]


def test_a_code_that_is_a_case_says_whose_words_they_are(tmp_path: Path) -> None:
    case = f'<Cases><Case guid="{PEERS}" name="cleo"/></Cases>'
    marked = f"<PlainTextContent>My mum ran.</PlainTextContent>{selection(0, 11, '', coding(PEERS))}"
    source = f'<Sources><TextSource guid="{T1}">{marked}</TextSource></Sources>'
    found = read_exchange(qdpx(tmp_path / "a.qdpx", f"{HEAD}{case}{source}</Project>")).project
    assert found.texts["customer"].to_list() == [PEERS]
    assert [one.name for one in found.codes] == ["mood"] and not found.selections.height


def test_transcripts_are_texts_and_pictures_are_counted(tmp_path: Path) -> None:
    one, two = guid("note", "p1"), guid("note", "p2")
    body = (f'{HEAD}<Sources><AudioSource guid="{guid("text", "audio")}" name="call"><Transcript guid="{T1}"><PlainTextContent>My mum ran.'
            f'</PlainTextContent><SyncPoint guid="{one}" position="3"/><SyncPoint guid="{two}" position="6"/>'
            f'<TranscriptSelection guid="{S1}" name="mum" fromSyncPoint="{one}" toSyncPoint="{two}">{coding()}</TranscriptSelection>'
            f'</Transcript></AudioSource><PictureSource guid="{guid("text", "picture")}">{coding()}</PictureSource>'
            '</Sources></Project>')
    found = read_exchange(qdpx(tmp_path / "a.qdpx", body))
    assert quotes(found) == ["mum"] and found.project.texts["name"].to_list() == ["call"]
    assert {(one.what, one.n) for one in found.losses.rows} >= {("pictures", 1), ("codings of pictures", 1), ("recordings", 1)}


def taguette(path: Path, documents: Iterable[tuple[str, str]], highlights: Iterable[tuple[int, int, int, str, str]]) -> Path:
    """A database with the tables that Taguette has; ``highlights`` are document, start, end, snippet, tag."""
    with closing(sqlite3.connect(path)) as database, database:
        database.executescript("""
            CREATE TABLE projects (id INTEGER PRIMARY KEY, name TEXT, description TEXT, created DATETIME);
            CREATE TABLE documents (id INTEGER PRIMARY KEY, name TEXT, description TEXT, filename TEXT, created DATETIME,
                                    project_id INTEGER, text_direction TEXT, contents TEXT);
            CREATE TABLE tags (id INTEGER PRIMARY KEY, project_id INTEGER, path TEXT, description TEXT);
            CREATE TABLE highlights (id INTEGER PRIMARY KEY, document_id INTEGER, start_offset INTEGER, end_offset INTEGER,
                                     snippet TEXT);
            CREATE TABLE highlight_tags (highlight_id INTEGER, tag_id INTEGER);
            INSERT INTO projects VALUES (1, 'Pilot', 'talks', '2026-01-31 10:00:00.123');
            INSERT INTO tags VALUES (1, 1, 'mood', 'how it feels'), (2, 1, 'peers', '');
        """)
        database.executemany("INSERT INTO documents VALUES (?, ?, '', '', '', 1, 'LEFT_TO_RIGHT', ?)",
                             [(nth, name, html) for nth, (name, html) in enumerate(documents, 1)])
        for nth, (document, start, end, snippet, tag) in enumerate(highlights, 1):
            database.execute("INSERT INTO highlights VALUES (?, ?, ?, ?, ?)", (nth, document, start, end, snippet))
            database.execute("INSERT INTO highlight_tags SELECT ?, id FROM tags WHERE path = ?", (nth, tag))
    return path


def test_a_taguette_project_counts_bytes(tmp_path: Path) -> None:
    html = "<p>Hi 👩‍👧 <b>mum</b> &amp; Zoë</p><p>Bye</p>"
    path = taguette(tmp_path / "p.sqlite3", [("talk", html)], [(1, 15, 18, "<b>mum</b>", "mood"), (1, 21, 28, "Zoë</p><p>Bye", "peers")])
    found = read_exchange(path, Reading(coder="Ana"))
    assert found.project.texts["text"].item() == "Hi 👩‍👧 mum & Zoë\nBye"
    assert quotes(found) == ["mum", "Zoë\nBye"]
    assert [one.name for one in found.project.users] == ["Ana"]
    assert [(one.name, one.description) for one in found.project.codes] == [("mood", "how it feels"), ("peers", "")]
    assert found.project.created == "2026-01-31T10:00:00"


def test_a_taguette_project_whose_snippets_stand_elsewhere_is_refused(tmp_path: Path) -> None:
    path = taguette(tmp_path / "p.sqlite3", [("talk", "<p>My mum ran.</p>")], [(1, 0, 3, "mum", "mood")])
    with pytest.raises(InputRefused, match="stand elsewhere"):
        read_exchange(path)


def test_logins_of_a_server_are_coders_and_documents_customers(tmp_path: Path) -> None:
    path = taguette(tmp_path / "p.sqlite3", [("talk", "<p>My mum ran.</p>")], [(1, 3, 6, "mum", "mood"), (1, 7, 10, "ran", "mood")])
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("CREATE TABLE commands (id INTEGER PRIMARY KEY, user_login TEXT, payload TEXT)")
        for login, payload in (("ben", {"type": "highlight_add", "highlight_id": 2}), ("ben", {"type": "project_meta"}),
                               ("admin", {"type": "highlight_add", "highlight_id": 1})):
            database.execute("INSERT INTO commands (user_login, payload) VALUES (?, ?)", (login, json.dumps(payload)))
    found = read_exchange(path, Reading(coder="Ana", customer="text")).project
    names = {one.guid: one.name for one in found.users}
    assert [names[coder] for coder in found.selections["coder"]] == ["Ana", "ben"]
    assert found.cases["name"].to_list() == ["talk"] and found.texts["customer"].null_count() == 0


def test_a_variable_says_whose_words_a_text_is(tmp_path: Path) -> None:
    (tmp_path / "h.csv").write_text("id,document,tag,content\n1,talk,mood,My mum\n2,talk,mood,ran\n3,other,mood,Hm\n", encoding="utf-8")
    found = read_exchange(tmp_path / "h.csv", Reading(customer="document")).project
    assert found.cases["name"].to_list() == ["other", "talk"]
    assert found.texts.group_by("customer").len()["len"].sort().to_list() == [1, 2]
    with pytest.raises(InputRefused, match="No text has a variable «wave»"):
        read_exchange(tmp_path / "h.csv", Reading(customer="wave"))


def test_tables_of_taguette(tmp_path: Path) -> None:
    rows = [["id", "document", "tag", "content"], ["1", "talk", "mood", "My mum"], ["1", "talk", "peers", "My mum"],
            ["2", "talk", "", "ran"]]
    (tmp_path / "h.csv").write_text("\n".join(",".join(row) for row in rows) + "\n", encoding="utf-8")
    with xlsxwriter.Workbook(tmp_path / "h.xlsx") as book:
        sheet = book.add_worksheet("highlights")
        for nth, row in enumerate(rows):
            sheet.write_row(nth, 0, row)
    for name in ("h.csv", "h.xlsx"):
        found = read_exchange(tmp_path / name)
        assert found.project.selections.height == 2 and found.project.selections["whole"].all()
        assert {one.what for one in found.losses.rows} == {"documents", "highlights"}
    (tmp_path / "c.csv").write_text("tag,description,number of highlights\nmood,how it feels,3\n", encoding="utf-8")
    assert [(one.name, one.description) for one in read_exchange(tmp_path / "c.csv").project.codes] == [("mood", "how it feels")]


STUDIO = "Hi 👩‍👧 mum, we ran."
SPAN = {"start": 9, "end": 12, "text": "mum", "labels": ["family"]}


def task(text: str = STUDIO) -> dict[str, object]:
    spans = [{"from_name": "who", "to_name": "t", "type": "labels", "value": SPAN}]
    choice = [{"from_name": "mood", "to_name": "t", "type": "choices", "value": {"choices": ["good"]}}]
    return {
        "id": 7, "data": {"text": text, "customer": "cleo", "wave": 2, "tags": ["x"]},
        "annotations": [{"completed_by": {"id": 1, "email": "ana@example.org"}, "created_at": "2026-01-31T10:00:00.5Z",
                         "result": spans + choice},
                        {"completed_by": 2, "result": choice}, {"completed_by": 3, "was_cancelled": True, "result": choice}],
        "predictions": [{"model_version": "v1", "score": 0.75, "result": [*spans, {"type": "rating", "value": {"rating": 3}}]}],
    }


def test_label_studio_counts_utf16_and_keeps_annotators_and_models_apart(tmp_path: Path) -> None:
    other = {"id": 8, "data": {"text": "Fine."}, "annotations": [{"completed_by": 2, "result": []}]}
    (tmp_path / "a.json").write_text(json.dumps([task(), other]))
    found = read_exchange(tmp_path / "a.json", Reading(customer="customer"))
    names = {one.guid: one.name for one in found.project.users}
    codes = {one.guid: one.name for one in found.project.codes}
    rows = found.project.selections.select("quote", "whole", "coder", "code", "probability").rows()
    assert {(quote, whole, names[coder], codes[code], p) for quote, whole, coder, code, p in rows} == {
        ("mum", False, "ana@example.org", "family", None), (STUDIO, True, "ana@example.org", "good", None),
        (STUDIO, True, "annotator 2", "good", None), ("mum", False, "model:v1", "family", 0.75)}
    absent = {(names[coder], codes[code]) for coder, code in found.project.judged.select("coder", "code").rows()}
    assert absent == {("annotator 2", "family"), ("annotator 2", "good"), ("model:v1", "good")}
    assert found.project.cases["name"].to_list() == ["cleo"]
    assert {one.what for one in found.losses.rows} == {"results of type «rating»", "skipped annotations", "values of «tags»"}


def test_json_min_and_csv_of_label_studio_say_the_same(tmp_path: Path) -> None:
    record = {"text": STUDIO, "id": 7, "who": [SPAN], "mood": "good", "annotator": 2, "annotation_id": 4, "created_at": "",
              "lead_time": 3.5}
    (tmp_path / "a.json").write_text(json.dumps([record]))
    row = dict(sorted({**record, "who": json.dumps([SPAN])}.items()))
    pl.DataFrame([{key: str(value) for key, value in row.items()}]).write_csv(tmp_path / "a.csv")
    minimal, table = read_exchange(tmp_path / "a.json"), read_exchange(tmp_path / "a.csv", Reading(choices=("mood",)))
    for found in (minimal, table):
        names = {one.guid: one.name for one in found.project.codes}
        rows = found.project.selections.select("code", "quote").rows()
        assert [(names[code], quote) for code, quote in rows] == [("good", STUDIO), ("family", "mum")]
        assert [one.name for one in found.project.users] == ["annotator 2"]


def test_label_studio_spans_that_stand_elsewhere_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps([task("My mum 👩‍👧 and we ran.")]))
    with pytest.raises(InputRefused, match="stand elsewhere"):
        read_exchange(tmp_path / "a.json")


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(["a", " ", "\r\n", "\r", "👩‍👧", "e\u0301", "ß"]), max_size=8).map("".join))
def test_positions_survive_in_every_format(tmp_path_factory: pytest.TempPathFactory, before: str) -> None:
    folder = tmp_path_factory.mktemp("places")
    raw = "x" + before + "Zanzibar" + before
    at = raw.index("Zanzibar")
    assert quotes(one_text(folder, raw.encode("utf-8-sig"), selection(at, at + 8, "Zanzibar", coding()))) == ["Zanzibar"]
    units = len(raw[:at].encode("utf-16-le")) // 2
    result = {"from_name": "w", "type": "labels", "value": {"start": units, "end": units + 8, "text": "Zanzibar", "labels": ["place"]}}
    (folder / "a.json").write_text(json.dumps([{"id": 1, "data": {"text": raw}, "annotations": [{"completed_by": 1, "result": [result]}]}]))
    assert quotes(read_exchange(folder / "a.json")) == ["Zanzibar"]
    html = raw.replace("\r\n", "\n").replace("\r", "\n")
    start = len(html[: html.index("Zanzibar")].encode())
    path = taguette(folder / "p.sqlite3", [("d", f"<p>{html}</p>")], [(1, start, start + 8, "Zanzibar", "mood")])
    assert quotes(read_exchange(path)) == ["Zanzibar"]
