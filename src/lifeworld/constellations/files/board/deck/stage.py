"""One slide: its title, texts, tables and pictures in inches, its label, and what stands in its notes."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Emu, Inches, Pt

from lifeworld.constellations.files.board.clean import one_line, visible
from lifeworld.constellations.files.board.deck.master import FONT, HEIGHT, MARGIN, TITLE, WIDTH
from lifeworld.constellations.files.board.ink import ink
from lifeworld.constellations.files.board.measure import fitted, wrapped
from lifeworld.constellations.files.board.raster import png

Box = tuple[float, float, float, float]
"""Left, top, width and height in inches."""
LEADING = 1.24
SLIM = 1.1
"""Slides are set in Calibri, which is slimmer than the typeface that ``measure`` knows: by more than this."""
_TITLE_SIZES = (26, 24, 22, 20, 18)
_COLOUR: Any = RGBColor  # has no types of its own
_ALIGN = {"left": PP_ALIGN.LEFT, "right": PP_ALIGN.RIGHT, "centre": PP_ALIGN.CENTER}


def rgb(colour: str) -> RGBColor:
    """A colour of the palette for a shape."""
    digits = colour.lstrip("#")
    made: RGBColor = _COLOUR(*(int(digits[i : i + 2], 16) for i in (0, 2, 4)))
    return made


def lines_of(text: str, room: float, size: float, *, bold: bool = False) -> int:
    """Lines that a paragraph takes in ``room`` inches, on the safe side."""
    return max(1, len(wrapped(text, room * 72 * SLIM, size, most=60, bold=bold)))


@dataclass(frozen=True)
class Stage:
    """A slide that things are put on."""

    slide: Any

    def title(self, text: str, largest: int = 26) -> None:
        """The message in one sentence: as large as its box allows; a text that does not fit at the smallest size is cut."""
        shown = one_line(text)
        width, height = TITLE[2], 72 * TITLE[3]
        sizes = (largest, *_TITLE_SIZES)
        size = next((s for s in sizes if lines_of(shown, width, s, bold=True) * s * LEADING <= height), sizes[-1])
        shown = " ".join(wrapped(shown, 72 * SLIM * width, size, most=int(height / (size * LEADING)), bold=True))
        frame = self.slide.shapes.title.text_frame
        frame.text = shown
        _letters(frame.paragraphs[0].runs[0] if frame.paragraphs[0].runs else frame.paragraphs[0], size, ink().ink, bold=True)

    def text(self, box: Box, paragraphs: Sequence[str], *, size: float = 14, least: float = 10, bold: bool = False, colour: str = "",
             bullets: bool = False, middle: bool = False, align: str = "left") -> None:
        """Paragraphs in a box, as large as fits between ``least`` and ``size``; what does not fit is cut and marked by "…"."""
        shown = [visible(text) for text in paragraphs if text]
        room = box[2] - (0.22 if bullets else 0.02)
        while size > least and not _fits(shown, room, box[3], size, bold=bold):
            size -= 1
        shape = self.slide.shapes.add_textbox(*(Inches(value) for value in box))
        frame = shape.text_frame
        frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.MIDDLE if middle else MSO_ANCHOR.TOP
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = Emu(0)
        for i, text in enumerate(_that_fit(shown, room, box[3], size, bold=bold)):
            paragraph = frame.paragraphs[0] if i == 0 else frame.add_paragraph()
            paragraph.space_after = Pt(0.45 * size)
            paragraph.alignment = _ALIGN[align]
            if bullets:
                _bullet(paragraph)
            run = paragraph.add_run()
            run.text = text
            _letters(run, size, colour or ink().ink, bold=bold)

    def picture(self, svg: str, box: Box, alt: str) -> None:
        """A picture inside a box, as large as it allows, with its words for those who do not see it."""
        shape = self.slide.shapes.add_picture(io.BytesIO(png(svg)), Inches(box[0]), Inches(box[1]))
        scale = min(Inches(box[2]) / shape.width, Inches(box[3]) / shape.height)
        shape.width, shape.height = int(shape.width * scale), int(shape.height * scale)
        shape.left = Inches(box[0]) + (Inches(box[2]) - shape.width) // 2
        describe(shape, alt)

    def table(self, box: Box, head: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[float], alt: str,
              size: float = 13) -> None:
        """An editable table; rows that do not fit even at nine points are counted in a last row."""
        total = sum(widths)
        rooms = [box[2] * part / total for part in widths]
        cells = [[visible(cell) for cell in row] for row in rows]
        while size > 9 and _table_height([list(head), *cells], rooms, size) > box[3]:
            size -= 1
        kept = list(cells)
        if _table_height([list(head), *cells], rooms, size) > box[3]:
            while len(kept) > 1 and _table_height([list(head), *kept, ["…"]], rooms, size) > box[3]:
                kept.pop()
        if len(kept) < len(cells):
            kept.append([f"{len(cells) - len(kept):,} more in the workbook", *[""] * (len(head) - 1)])
        shape = self.slide.shapes.add_table(len(kept) + 1, len(head), *(Inches(value) for value in box[:3]), Inches(0.3))
        describe(shape, alt)
        table = shape.table
        table._tbl.tblPr.find(qn("a:tableStyleId")).text = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
        table.horz_banding = False
        for c, room in enumerate(rooms):
            table.columns[c].width = Inches(room)
        for r, row in enumerate([list(head), *kept]):
            table.rows[r].height = Inches(_row_height(row, rooms, size))
            for c, text in enumerate(row):
                _cell(table.cell(r, c), fitted(text, 72 * SLIM * (rooms[c] - 0.16) * 7.5, size), size, head=r == 0)
        shape.height = sum(row.height for row in table.rows)

    def band(self, colours: Sequence[str]) -> None:
        """A thin band at the top edge of the slide, one part for each colour."""
        group = self.slide.shapes.add_group_shape()
        part = WIDTH / len(colours)
        for i, colour in enumerate(colours):
            shape = group.shapes.add_shape(MSO_SHAPE.RECTANGLE, Inches(i * part), 0, Inches(part), Inches(0.12))
            shape.fill.solid()
            shape.fill.fore_color.rgb = rgb(colour)
            shape.line.fill.background()
            shape.shadow.inherit = False
        describe(group, "A band in the colours of the three types.")

    def label(self, tag: str, source: str, number: int) -> None:
        """What the study is, on every slide, because slides travel alone; and the number of the slide."""
        top = HEIGHT - 0.48
        self.text((MARGIN, top, WIDTH - 2 * MARGIN - 2.6, 0.24), [fitted(source, 72 * 9.0, 10)], size=10, colour=ink().soft)
        if tag:
            self.text((WIDTH - MARGIN - 2.4, top, 1.7, 0.24), [tag], size=11, bold=True, colour=ink().caution, align="right")
        self.text((WIDTH - MARGIN - 0.5, top, 0.5, 0.24), [str(number)], size=10, colour=ink().soft, align="right")

    def notes(self, text: str) -> None:
        """What the speaker needs when somebody asks."""
        self.slide.notes_slide.notes_text_frame.text = visible(text)


def describe(shape: Any, alt: str) -> None:
    """Give a shape its alternative text."""
    shape._element.xpath(".//p:cNvPr")[0].set("descr", one_line(alt))


def _letters(run: Any, size: float, colour: str, *, bold: bool = False) -> None:
    run.font.size, run.font.bold, run.font.name = Pt(size), bold, FONT
    run.font.color.rgb = rgb(colour)


def _bullet(paragraph: Any) -> None:
    """A bullet that hangs before its lines."""
    properties = paragraph._p.get_or_add_pPr()
    properties.set("marL", str(Inches(0.2)))
    properties.set("indent", str(-Inches(0.2)))
    properties.insert(len(properties), properties.makeelement(qn("a:buChar"), {"char": "•"}))


def _fits(paragraphs: Sequence[str], room: float, height: float, size: float, *, bold: bool) -> bool:
    lines = sum(lines_of(text, room, size, bold=bold) for text in paragraphs)
    return (lines * LEADING + 0.45 * max(len(paragraphs) - 1, 0)) * size <= 72 * height + 0.5


def _that_fit(paragraphs: Sequence[str], room: float, height: float, size: float, *, bold: bool) -> list[str]:
    """The paragraphs up to where the box is full; the last one that is shown is cut there."""
    kept: list[str] = []
    left = 72 * height + 0.5
    for text in paragraphs:
        most = int(left / (size * LEADING))
        if most < 1:
            break
        lines = lines_of(text, room, size, bold=bold)
        kept.append(text if lines <= most else " ".join(wrapped(text, 72 * SLIM * room, size, most=most, bold=bold)))
        left -= (min(lines, most) * LEADING + 0.45) * size
    return kept


def _row_height(row: Sequence[str], rooms: Sequence[float], size: float) -> float:
    lines = max((lines_of(text, room - 0.16, size) for text, room in zip(row, rooms, strict=False)), default=1)
    return (min(lines, 8) * LEADING * size + 8) / 72


def _table_height(rows: Sequence[Sequence[str]], rooms: Sequence[float], size: float) -> float:
    return sum(_row_height(row, rooms, size) for row in rows)


def _cell(cell: Any, text: str, size: float, *, head: bool) -> None:
    cell.margin_left = cell.margin_right = Inches(0.07)
    cell.margin_top = cell.margin_bottom = Pt(3)
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    frame = cell.text_frame
    frame.text = text
    for paragraph in frame.paragraphs:
        for run in paragraph.runs:
            _letters(run, size, ink().ink, bold=head)
    cell.fill.solid()
    cell.fill.fore_color.rgb = rgb(ink().sunken if head else ink().ground)

