"""An empty deck in 16:9 with one plain layout: a title that can be a whole sentence, and nothing else."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from lxml import etree
from pptx import Presentation
from pptx.enum.text import MSO_ANCHOR
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml.ns import qn
from pptx.util import Emu, Inches, Pt

from lifeworld.constellations.files.board.ink import ink

WIDTH, HEIGHT = 13.333, 7.5
MARGIN = 0.6
TITLE = (MARGIN, 0.42, WIDTH - 2 * MARGIN, 1.18)
"""Left, top, width and height of the title, in inches; what follows stands between BODY_TOP and BODY_BOTTOM."""
BODY_TOP, BODY_BOTTOM = 1.78, 6.86
FONT = "Calibri"
_ACCENTS = ("t-individual", "t-brand", "t-social", "c-focal", "c-peers", "c-other")
_EPOCH = datetime(2000, 1, 1)
"""A fixed moment: the same study gives the same bytes."""


def empty_deck(title: str, label: str) -> Any:
    """A presentation with one layout; no date of its own, so that the same study gives the same bytes."""
    deck: Any = Presentation()
    deck.slide_width, deck.slide_height = Inches(WIDTH), Inches(HEIGHT)
    kept = deck.slide_layouts.get_by_name("Title Only")
    for layout in list(deck.slide_layouts):
        if layout is not kept:
            deck.slide_layouts.remove(layout)
    kept.name = "Message"
    for holder in (deck.slide_master, kept):
        _bare(holder)
    _themed(deck.slide_master)
    properties = deck.core_properties
    properties.title, properties.subject, properties.author = title[:255], label[:255], "lifeworld"
    properties.last_modified_by, properties.keywords, properties.comments = "lifeworld", "", ""
    properties.created = properties.modified = _EPOCH
    properties.revision = 1
    return deck


def _bare(holder: Any) -> None:
    """Leave only the title, where and as it shall stand; master and layout alike."""
    for shape in list(holder.placeholders):
        if shape.placeholder_format.type is not None and shape.placeholder_format.idx == 0:
            shape.left, shape.top, shape.width, shape.height = (Inches(value) for value in TITLE)
            frame = shape.text_frame
            frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.TOP
            frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = Emu(0)
        else:
            shape._element.getparent().remove(shape._element)
    style = holder._element.find(f".//{qn('p:titleStyle')}/{qn('a:lvl1pPr')}")
    if style is not None:
        style.set("algn", "l")
        letters = style.find(qn("a:defRPr"))
        letters.set("sz", str(Pt(24).centipoints))
        letters.set("b", "1")


def _themed(master: Any) -> None:
    """The palette of the report as the theme's colours, and fonts that every office has."""
    part = master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    root = etree.fromstring(part.blob)  # python-pptx's own template, nobody's file
    root.set("name", "lifeworld")
    colours = {f"accent{i}": ink().tint(css) for i, css in enumerate(_ACCENTS, start=1)} | {"dk2": ink().ink, "lt2": ink().sunken}
    for name, colour in colours.items():
        for element in root.iter(qn(f"a:{name}")):
            for child in list(element):
                element.remove(child)
            etree.SubElement(element, qn("a:srgbClr")).set("val", colour.lstrip("#").upper())
    for fonts in (*root.iter(qn("a:majorFont")), *root.iter(qn("a:minorFont"))):
        fonts.find(qn("a:latin")).set("typeface", FONT)
    part._blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
