"""Files that were damaged on the way or made to do harm: refused in whole sentences, never a traceback, never read beyond the file."""

from __future__ import annotations

import json
import stat
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifeworld.kit.errors import InputRefused, LifeworldError
from lifeworld.testing.terminal import refused, shared_data
from lifeworld.voices.files.exchange import read_exchange, write_qdc, write_qdpx, zipped
from lifeworld.voices.files.exchange.refi_xml import DEPTH_MAX
from lifeworld.voices.tests.exchange_material import project
from lifeworld.voices.tests.test_exchange_programs import HEAD, T1, coding, qdpx, selection, taguette, task

EMPTY = f"{HEAD}</Project>"


def packed(path: Path, *entries: tuple[str, bytes] | tuple[zipfile.ZipInfo, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("project.qde", EMPTY)
        for name, content in entries:
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "C:/x.txt", "sources\\..\\..\\x", "sources/../../x"])
def test_parts_that_point_outside_are_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="points outside"):
        read_exchange(packed(tmp_path / "a.qdpx", (name, b"x")))


def test_links_doubles_and_other_packings_are_refused(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("sources/x.txt")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with pytest.raises(InputRefused, match="is a link"):
        read_exchange(packed(tmp_path / "a.qdpx", (link, b"/etc/passwd")))
    with pytest.raises(InputRefused, match="stands there twice"):
        read_exchange(packed(tmp_path / "b.qdpx", ("sources/x.txt", b"a"), ("Sources/X.TXT", b"b")))
    odd = zipfile.ZipInfo("sources/x.txt")
    odd.compress_type = zipfile.ZIP_LZMA
    with pytest.raises(InputRefused, match="standard does not know"):
        read_exchange(packed(tmp_path / "c.qdpx", (odd, b"a" * 100)))


def test_bombs_are_refused_before_they_are_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputRefused, match="times its size"):
        read_exchange(packed(tmp_path / "a.qdpx", ("sources/x.txt", bytes(zipped.RATIO_FREE_BYTES + 1))))
    monkeypatch.setattr(zipped, "UNPACKED_BYTES_MAX", 1000)
    with pytest.raises(InputRefused, match="unpacks to"):
        read_exchange(packed(tmp_path / "b.qdpx", ("sources/x.txt", bytes(1001))))
    monkeypatch.setattr(zipped, "ENTRIES_MAX", 2)
    with pytest.raises(InputRefused, match="is the limit"):
        read_exchange(packed(tmp_path / "c.qdpx", ("sources/x.txt", b"a"), ("sources/y.txt", b"a")))


ENTITIES = '<?xml version="1.0"?><!DOCTYPE Project [<!ENTITY a "aaaa">MORE]>' + HEAD.replace('name="p"', 'name="&a;"') + "</Project>"


@pytest.mark.parametrize("body", [
    ENTITIES.replace("MORE", ""), ENTITIES.replace("MORE", '<!ENTITY b SYSTEM "file:///etc/passwd">'),
    '<!DOCTYPE Project SYSTEM "http://localhost/x.dtd">' + EMPTY,
])
def test_document_types_and_entities_are_refused(body: str, tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="document type or entities"):
        read_exchange(qdpx(tmp_path / "a.qdpx", body))


def test_other_xml_other_archives_and_deep_nesting_are_refused(tmp_path: Path) -> None:
    deep = "<x>" * (DEPTH_MAX + 1) + "</x>" * (DEPTH_MAX + 1)
    for body, words in ((HEAD + deep + "</Project>", "nested more than"), ("<html/>", "no project or codebook"), ("", "damaged"),
                        ('<Project xmlns="http://schemas.microsoft.com/project"/>', "no project or codebook"),
                        ('<CodeBook xmlns="urn:QDA-XML:codebook:1.0"/>', "holds a codebook")):
        with pytest.raises(InputRefused, match=words):
            read_exchange(qdpx(tmp_path / "a.qdpx", body))
    with pytest.raises(InputRefused, match="holds no project"):
        read_exchange(qdpx(tmp_path / "b.qdpx", "x", name="readme.txt"))
    for name, content, words in (("c.qdpx", b"x", "no ZIP"), ("d.json", b"[1]", "no list of tasks"), ("e.json", b"{", "no JSON"),
                                 ("f.json", b'[{"a": 1}]', "no export of Label Studio"), ("g.pdf", b"%PDF", "not read here"),
                                 ("h.sqlite3", b"SQLite format 3\x00", "no database of Taguette"), ("i.json", b"[" * 100_000, "no JSON")):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(InputRefused, match=words):
            read_exchange(tmp_path / name)
    with pytest.raises(InputRefused, match="cannot be read"):
        read_exchange(tmp_path / "missing.qdpx")


def test_guids_that_stand_twice_are_refused(tmp_path: Path) -> None:
    source = f'<TextSource guid="{T1}"><PlainTextContent>Hm.</PlainTextContent></TextSource>'
    with pytest.raises(InputRefused, match="stands 2 times"):
        read_exchange(qdpx(tmp_path / "a.qdpx", f"{HEAD}<Sources>{source}{source}</Sources></Project>"))


def test_what_the_schema_lets_through_is_counted(tmp_path: Path) -> None:
    marks = selection(8, 3, "mum", coding()) + selection(0, 900, "", coding()) + selection(2, 2, "", coding())
    source = f'<TextSource guid="{T1}"><PlainTextContent>My mum ran.</PlainTextContent>{marks}</TextSource>'
    body = f"{HEAD}<Sources>{source}</Sources></Project>"
    found = read_exchange(qdpx(tmp_path / "a.qdpx", body))
    assert not found.project.selections.height
    assert {(one.where, one.n) for one in found.losses.rows} == {("sources", 1), ("positions", 2)}


def test_a_text_outside_the_archive_is_never_read(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("My mum ran.")
    for path in ("relative:///secret.txt", f"absolute://{tmp_path}/secret.txt", "internal://../secret.txt", f"{tmp_path}/secret.txt"):
        body = f'{HEAD}<Sources><TextSource guid="{T1}" plainTextPath="{path}"/></Sources></Project>'
        assert not read_exchange(qdpx(tmp_path / "a.qdpx", body)).project.texts.height
        (tmp_path / "sources").mkdir(exist_ok=True)
        (tmp_path / "b.qde").write_text(body)
        assert not read_exchange(tmp_path / "b.qde").project.texts.height


@pytest.fixture(scope="module")
def valid(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """A sound file of every format."""
    folder = tmp_path_factory.mktemp("valid")
    write_qdpx(project(), folder / "a.qdpx")
    write_qdc(project(), folder / "a.qdc")
    with zipfile.ZipFile(folder / "a.qdpx") as archive:
        (folder / "a.qde").write_bytes(archive.read("project.qde"))
    taguette(folder / "a.sqlite3", [("talk", "<p>My mum ran.</p>")], [(1, 3, 6, "mum", "mood")])
    (folder / "a.json").write_text(json.dumps([task()]))
    return {path.suffix: path.read_bytes() for path in folder.iterdir()}


@settings(max_examples=120, deadline=None)
@given(st.sampled_from([".qdpx", ".qde", ".qdc", ".sqlite3", ".json"]), st.data())
def test_bent_bytes_are_read_or_refused_in_words(valid: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory, ending: str,
                                                 data: st.DataObject) -> None:
    content = bytearray(valid[ending])
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(content) - 1))
        how = data.draw(st.sampled_from(["change", "cut", "insert", "repeat"]))
        if how == "change":
            content[at] = data.draw(st.integers(0, 255))
        elif how == "cut":
            del content[at : at + data.draw(st.integers(1, 200))]
        elif how == "insert":
            content[at:at] = data.draw(st.binary(max_size=8))
        else:
            content[at:at] = content[at : at + 60]
        content = content or bytearray(b"x")
    path = tmp_path_factory.mktemp("bent") / f"a{ending}"
    path.write_bytes(content)
    try:
        found = read_exchange(path)
    except LifeworldError as error:
        assert error.status == 422 and error.message.endswith(".") and error.next_step.endswith(".")
    else:
        write_qdpx(found.project, path.with_name("again.qdpx"))


def test_the_terminal_says_it_in_words(tmp_path: Path) -> None:
    (tmp_path / "a.qdpx").write_bytes(b"PK\x03\x04")
    assert "cannot be read" in refused("voices", "import", tmp_path / "a.qdpx", "--out", tmp_path / "f")
    assert not (tmp_path / "f").exists()


CORPUS = {
    "refi-qda/ATLASti_standard_project.qde": (14, 0, {"texts": 11, "pictures": 1, "recordings": 3, "codings of pictures": 2}),
    "refi-qda/MAXQDA24_export_project.qde": (307, 0, {"texts": 10}),
    "refi-qda/blank-atlas-project.qdpx": (0, 0, {}),
    "refi-qda/skyloom_TestProject.qdpx": (14, 0, {"texts": 11, "pictures": 1, "recordings": 3}),
    "refi-qda/spec_A1_example_codebook.qdc": (6, 0, {}),
    "refi-qda/taguette_codebook.qdc": (3, 0, {}),
    "refi-qda/target-atlas-project.qdpx": (3, 0, {}),
    "refi-qda-maxqda-sources/project.qde": (307, 0, {"texts": 10}),
}
"""Codes and texts that each file gives, and the losses that must be told: these project files came without their sources."""


@pytest.mark.parametrize("name", CORPUS)
def test_files_of_vendors_are_read_and_say_what_is_lost(name: str, tmp_path: Path) -> None:
    data = shared_data()
    if data is None or not (data / "exchange" / name).exists():
        pytest.skip("the files of ../shared/data/exchange are not beside this checkout")
    n_codes, n_texts, lost = CORPUS[name]
    found = read_exchange(data / "exchange" / name)
    assert (len(found.project.codes), found.project.texts.height) == (n_codes, n_texts)
    assert {one.what: one.n for one in found.losses.rows}.items() >= lost.items()
    write_qdpx(found.project, tmp_path / "a.qdpx")
    again = read_exchange(tmp_path / "a.qdpx")
    assert again.project.codes == found.project.codes
    write_qdpx(again.project, tmp_path / "b.qdpx")
    assert (tmp_path / "a.qdpx").read_bytes() == (tmp_path / "b.qdpx").read_bytes()
