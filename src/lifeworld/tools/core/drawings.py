"""A drawing of a tool, made safe to stand inside a page: only shapes and texts pass, and only what draws them."""

from __future__ import annotations

import re
from html import escape
from xml.etree import ElementTree

from lifeworld.kit.errors import InputRefused

SHAPES = frozenset({"svg", "g", "path", "line", "polyline", "polygon", "rect", "circle", "ellipse", "text", "tspan", "title", "desc"})
ATTRIBUTES = frozenset({
    "viewBox", "width", "height", "d", "x", "y", "x1", "y1", "x2", "y2", "dx", "dy", "points", "r", "cx", "cy", "rx", "ry", "transform",
    "stroke", "stroke-width", "stroke-linecap", "stroke-linejoin", "stroke-dasharray", "fill", "fill-opacity", "fill-rule",
    "stroke-opacity", "opacity", "font-size", "font-weight", "font-style", "text-anchor", "dominant-baseline", "class", "role",
    "preserveAspectRatio", "letter-spacing", "rotate"})
PLAIN = re.compile(r"[\w\s.,:;+\-#%()°µΩ/*]*")
FUNCTIONS = re.compile(r"([A-Za-z-]+)\s*\(")
ALLOWED = frozenset({"translate", "rotate", "scale", "matrix", "skewX", "skewY", "rgb", "rgba", "hsl", "var"})
CHARS_MAX, ELEMENTS_MAX, DEPTH_MAX = 1_000_000, 20_000, 40
NEXT = "Draw with shapes and texts only."


def safe_svg(text: str) -> str:
    """The drawing with nothing in it but shapes and texts; whatever else is there (scripts, styles, links, pictures, events) is left out.

    Errors: InputRefused for what is no SVG, holds declarations, or is too large.

    >>> safe_svg('<svg viewBox="0 0 9 9"><path d="M0 0h9" onclick="x()" fill="url(#a)"/><script>x()</script><text>5 &lt; 6</text></svg>')
    '<svg viewBox="0 0 9 9"><path d="M0 0h9"/><text>5 &lt; 6</text></svg>'
    """
    if len(text) > CHARS_MAX:
        raise InputRefused("drawing_too_large", f"The drawing has {len(text):,} characters, more than {CHARS_MAX:,}.", NEXT)
    if "<!" in text.replace("<!--", ""):
        raise InputRefused("bad_drawing", "The drawing holds declarations.", NEXT)
    try:
        root = ElementTree.fromstring(text)  # noqa: S314  (declarations, and with them entities, are refused above)
    except (ElementTree.ParseError, ValueError, RecursionError) as error:
        raise InputRefused("bad_drawing", "The drawing is no well-formed SVG.", NEXT) from error
    if _name(root.tag) != "svg":
        raise InputRefused("bad_drawing", "The drawing is no SVG.", NEXT)
    left = [ELEMENTS_MAX]
    return _written(root, left, 0)


def _written(element: ElementTree.Element, left: list[int], depth: int) -> str:
    left[0] -= 1
    if left[0] < 0 or depth > DEPTH_MAX:
        raise InputRefused("drawing_too_large", f"The drawing has more than {ELEMENTS_MAX:,} shapes, or too many in one another.", NEXT)
    name = _name(element.tag)
    said = "".join(f' {key}="{escape(value, quote=True)}"' for key, value in element.attrib.items() if _passes(key, value))
    inner = _text(element.text) if name in {"text", "tspan", "title", "desc"} else ""
    for child in element:
        if _name(child.tag) in SHAPES - {"svg"}:
            inner += _written(child, left, depth + 1)
        if name in {"text", "tspan"}:
            inner += _text(child.tail)
    return f"<{name}{said}>{inner}</{name}>" if inner or name == "svg" else f"<{name}{said}/>"


def _passes(key: str, value: str) -> bool:
    return key in ATTRIBUTES and PLAIN.fullmatch(value) is not None and all(one in ALLOWED for one in FUNCTIONS.findall(value))


def _name(tag: object) -> str:
    """The name without its namespace; "" for comments and for names of other namespaces."""
    if not isinstance(tag, str):
        return ""
    space, _, name = tag.rpartition("}")
    return name if space in {"", "{http://www.w3.org/2000/svg"} else ""


def _text(text: str | None) -> str:
    return escape(text or "", quote=False)
