"""DOCX as Word and others write it, and as nobody should: bombs, document types, strange names."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from lifeworld.kit.errors import InputRefused
from lifeworld.testing.interview_maker import write_docx
from lifeworld.voices.core.transcripts.turns import heard
from lifeworld.voices.files.transcripts import docx as reader
from lifeworld.voices.files.transcripts.docx import docx_lines

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
HEAD = f'<?xml version="1.0" encoding="UTF-8"?><w:document {W}><w:body>'


def packed(path: Path, parts: dict[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def of_body(tmp_path: Path, body: str) -> list[str]:
    path = packed(tmp_path / "a.docx", {"word/document.xml": f"{HEAD}{body}</w:body></w:document>"})
    return [line.text for line in docx_lines(path, "a.docx")[0]]


def test_paragraphs_tabs_breaks_tables_and_what_is_left_out(tmp_path: Path) -> None:
    import docx

    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Confidential header"
    document.add_heading("Ride talk", 1)
    document.add_paragraph("")
    paragraph = document.add_paragraph("Interviewer:\tHow far?")
    paragraph.add_run().add_break()
    paragraph.add_run("And why?")
    document.add_paragraph().add_run("Anna: ").bold = True
    document.paragraphs[-1].add_run("Ten km. =1+1")
    table = document.add_table(rows=2, cols=3)
    for row, cells in zip(table.rows, (("1", "Interviewer", "Where?"), ("2", "Anna", "By the river.")), strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    table.rows[1].cells[2].add_paragraph("And back.")
    path = tmp_path / "anna.docx"
    document.save(str(path))
    lines, left_out = docx_lines(path, "anna.docx")
    assert [(line.number, line.text) for line in lines] == [
        (1, "Ride talk"), (3, "Interviewer:\tHow far?"), (3, "And why?"), (4, "Anna: Ten km. =1+1"), (5, "Interviewer\tWhere?"),
        (8, "Anna\tBy the river."), (8, "And back.")]
    assert "headers" in left_out
    assert [(turn.speaker, turn.text, turn.line) for turn in heard(lines).turns] == [
        ("Interviewer", "How far?\nAnd why?", 3), ("Anna", "Ten km. =1+1", 4), ("Interviewer", "Where?", 5),
        ("Anna", "By the river.\nAnd back.", 8)]


def test_tracked_changes_text_boxes_and_fields(tmp_path: Path) -> None:
    assert of_body(tmp_path, (
        '<w:p><w:pPr><w:tabs><w:tab w:val="left"/></w:tabs></w:pPr><w:r><w:t>I </w:t></w:r><w:del><w:r><w:delText>ran</w:delText>'
        '<w:t>ran</w:t></w:r></w:del><w:ins><w:r><w:t>rode</w:t></w:r></w:ins><w:moveFrom><w:r><w:t> far</w:t></w:r></w:moveFrom>'
        '<w:r><w:instrText>PAGE</w:instrText><w:noBreakHyphen/><w:t>on.</w:t></w:r></w:p>'
        '<w:p><w:r><w:txbxContent><w:p><w:r><w:t>a box</w:t></w:r></w:p></w:txbxContent></w:r><w:r><w:t>After &amp; out.</w:t></w:r></w:p>'
        '<w:sdt><w:sdtContent><w:p><w:r><w:t>In a field.</w:t></w:r></w:p></w:sdtContent></w:sdt>'
    )) == ["I rode-on.", "After & out.", "In a field."]


def test_other_prefixes_strict_documents_and_other_names_of_the_main_part(tmp_path: Path) -> None:
    rels = ('<Relationships><Relationship Id="r" Type="http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument" '
            'Target="/word/document2.xml"/></Relationships>')
    body = ('<x:document xmlns:x="http://purl.oclc.org/ooxml/wordprocessingml/main"><x:body><x:p><x:r><x:t>Hi.</x:t></x:r></x:p></x:body>'
            "</x:document>")
    path = packed(tmp_path / "a.docx", {"_rels/.rels": rels, "word/document2.xml": body})
    assert [line.text for line in docx_lines(path, "a.docx")[0]] == ["Hi."]


BOMB = HEAD.encode() + b"<w:p><w:r><w:t>" + b"a" * (3 << 20) + b"</w:t></w:r></w:p></w:body></w:document>"
LAUGHS = (f'<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><w:document {W}><w:body><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:body>'
          "</w:document>")
OUTSIDE = LAUGHS.replace('<!ENTITY b "&a;&a;">', '<!ENTITY b SYSTEM "file:///etc/hostname">')


@pytest.mark.parametrize(("parts", "code"), [
    ({"word/document.xml": BOMB}, "docx_too_large"),
    ({"word/document.xml": LAUGHS}, "unsafe_docx"),
    ({"word/document.xml": OUTSIDE}, "unsafe_docx"),
    ({"word/document.xml": HEAD + "<w:p>"}, "unreadable_docx"),
    ({"word/document.xml": ""}, "unreadable_docx"),
    ({"xl/workbook.xml": "<x/>"}, "unreadable_docx"),
    ({"../../word/document.xml": HEAD}, "unreadable_docx"),
])
def test_hostile_and_damaged_documents_are_refused(tmp_path: Path, parts: dict[str, str | bytes], code: str) -> None:
    with pytest.raises(InputRefused) as refusal:
        docx_lines(packed(tmp_path / "bad.docx", parts), "bad.docx")
    assert refusal.value.code == code
    assert "bad.docx" in refusal.value.message
    assert refusal.value.next_step.endswith(".")
    assert [path.name for path in tmp_path.iterdir()] == ["bad.docx"]


def test_limits_hold_whatever_sizes_are_declared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.docx"
    write_docx([f"Paragraph {n} is unlike the others." for n in range(500)], path)
    monkeypatch.setattr(reader, "TEXT_BYTES_MAX", 10_000)
    with pytest.raises(InputRefused, match="unpacks to more"):
        docx_lines(path, "a.docx")
    monkeypatch.setattr(reader, "ENTRIES_MAX", 2)
    with pytest.raises(InputRefused, match="holds 3 parts"):
        docx_lines(path, "a.docx")


@pytest.mark.parametrize(("content", "code"), [
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "encrypted_docx"),
    (b"plain words", "unreadable_docx"),
    (b"PK\x03\x04 cut short", "unreadable_docx"),
])
def test_what_is_no_docx(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "b.docx"
    path.write_bytes(content)
    with pytest.raises(InputRefused) as refusal:
        docx_lines(path, "b.docx")
    assert refusal.value.code == code


def test_a_document_with_a_broken_byte_is_read_or_refused(tmp_path: Path) -> None:
    whole = tmp_path / "whole.docx"
    write_docx(["Interviewer: One?", "Anna: Two."], whole)
    content = whole.read_bytes()
    for at in range(0, len(content), 7):
        broken = tmp_path / "broken.docx"
        broken.write_bytes(content[:at] + bytes([content[at] ^ 0x55]) + content[at + 1:])
        try:
            lines, _ = docx_lines(broken, "broken.docx")
        except InputRefused as refusal:
            assert refusal.code in {"unreadable_docx", "docx_too_large", "unsafe_docx"}
        else:
            assert len(lines) <= 2
    assert io.BytesIO(content).read(2) == b"PK"
