"""Encodings: what is text is read as it was meant, what is not is refused with its place."""

from __future__ import annotations

import codecs
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifeworld.kit.errors import InputRefused
from lifeworld.kit.frames import read_frame
from lifeworld.kit.frames.encoding import Encoding, detect_encoding, utf8_blocks

PROSE = "id,text\n1,Café à la plage – “très bien” déjà vu\n2,Größe; Übung\n"


def table(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(("encoding", "mark"), [
    ("utf-8", b""), ("utf-8", codecs.BOM_UTF8), ("utf-16-le", codecs.BOM_UTF16_LE), ("utf-16-be", codecs.BOM_UTF16_BE),
    ("utf-32-le", codecs.BOM_UTF32_LE), ("utf-32-be", codecs.BOM_UTF32_BE), ("cp1252", b""),
    ("utf-16-le", b""), ("utf-16-be", b""),
])
def test_known_encodings_read_alike(tmp_path: Path, encoding: str, mark: bytes) -> None:
    frame = read_frame(table(tmp_path, mark + PROSE.encode(encoding)))
    assert frame.rows() == [("1", "Café à la plage – “très bien” déjà vu"), ("2", "Größe; Übung")]


def test_latin_1_letters_read_as_windows_1252(tmp_path: Path) -> None:
    assert read_frame(table(tmp_path, "id,text\n1,schöne Grüße\n".encode("latin-1")))["text"][0] == "schöne Grüße"


@pytest.mark.parametrize(("content", "where"), [
    (b"id,text\n1,ok\n2,ab\x81cd and more letters\n", "0x81 at byte offset 17 (line 3) is not UTF-8"),
    ("id,text\n1,Größe Übung\n".encode() + b"2,a\xff\n", "0xFF at byte offset 28 (line 3)"),
    ("id,text\n1,Привет, как дела\n".encode("cp1251"), "offset 10 (line 2)"),
    ("id,text\n1,これはテスト\n".encode("shift-jis"), "offset 10 (line 2)"),
    ("id,text\n1,café très bien\n".encode("mac-roman"), "offset 13 (line 2)"),
    ("id,text\n1,schön für Männer\n".encode("cp437"), "(line 2)"),
    (b"id,text\n1,abc\x01\xe9\n", "offset 14 (line 2)"),
    (codecs.BOM_UTF8 + b"id,text\n1,caf\xe9\n", "0xE9 at byte offset 16 (line 2) is not UTF-8"),
    (codecs.BOM_UTF16_LE + "id,text\n1,x\n".encode("utf-16-le") + b"a", "0x61 at byte offset 26 (line 3) is"),
])
def test_undecodable_bytes_name_byte_offset_and_line(tmp_path: Path, content: bytes, where: str) -> None:
    with pytest.raises(InputRefused) as refusal:
        read_frame(table(tmp_path, content))
    assert refusal.value.code == "undecodable"
    assert where in refusal.value.message
    assert "a.csv" in refusal.value.message
    assert "UTF-8" in refusal.value.next_step


def test_half_pairs_become_nul_so_that_their_row_can_be_skipped(tmp_path: Path) -> None:
    content = "id,text\n1,a\ud800b\n2,fine 한\n".encode("utf-8", "surrogatepass")
    assert read_frame(table(tmp_path, content)).rows() == [("1", "a\x00b"), ("2", "fine 한")]
    wide = codecs.BOM_UTF16_LE + "id,text\n1,a\udc00b\n2,🏃\n".encode("utf-16-le", "surrogatepass")
    assert read_frame(table(tmp_path, wide)).rows() == [("1", "a\x00b"), ("2", "🏃")]


ANY = st.text(alphabet=st.characters(codec=None), max_size=30)


@settings(deadline=None)
@given(ANY, st.sampled_from(["utf-8", "utf-16-le", "utf-16-be"]), st.integers(1, 9))
def test_blocks_of_any_size_hold_the_same_text(text: str, name: str, size: int) -> None:
    # Joining pairs first: two halves in a row are one character once they are encoded as UTF-16.
    # A mark of UTF-16 before NUL is the mark of UTF-32.
    text = "x" + text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
    mark = {"utf-8": codecs.BOM_UTF8, "utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}[name]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a"
        path.write_bytes(mark + text.encode(name, "surrogatepass"))
        found = detect_encoding(path, "a")
        assert (found.name, found.bom) == (name, len(mark))
        read = b"".join(utf8_blocks(path, found, size)).decode()
    assert read == "".join("\x00" if "\ud800" <= letter <= "\udfff" else letter for letter in text)


def test_encoding_is_decided_over_the_whole_file(tmp_path: Path) -> None:
    body = b"id,text\n" + b"1,plain text\n" * 700_000
    assert detect_encoding(table(tmp_path, body + "2,Grüße\n".encode("cp1252")), "a") == Encoding("cp1252")
    with pytest.raises(InputRefused, match=f"offset {len(body) + 2} "):
        detect_encoding(table(tmp_path, body + b"2,\x8d\n"), "a")
