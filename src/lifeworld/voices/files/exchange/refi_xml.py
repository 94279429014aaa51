"""The XML of REFI-QDA as a stream: no DTD, no entities, nothing from outside, and no tree larger than one element of a section."""

from __future__ import annotations

from collections.abc import Callable
from typing import IO
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from lifeworld.kit.errors import InputRefused
from lifeworld.voices.core.exchange.refi_found import (
    Found,
    key_of,
    refs_of,
    take_case,
    take_codes,
    take_note,
    take_set,
    take_variable,
    words_of,
)
from lifeworld.voices.core.exchange.refi_sources import take_graph, take_source
from lifeworld.voices.core.exchange.values import User
from lifeworld.voices.files.exchange.zipped import DAMAGE, damaged

DEPTH_MAX = 200
"""Nobody nests codes deeper; a parser that follows every nesting can be made to fall."""


def _take_user(found: Found, element: Element) -> None:
    found.users.append(User(key_of(element), element.get("name") or "", element.get("id") or ""))


def _take_link(found: Found, element: Element) -> None:
    found.links.append((key_of(element, "originGUID"), key_of(element, "targetGUID")))


SECTIONS: dict[str, Callable[[Found, Element], None]] = {
    "Users": _take_user, "Variables": take_variable, "Cases": take_case, "Sources": take_source, "Notes": take_note, "Links": _take_link,
    "Sets": take_set, "Graphs": take_graph,
}


def found_in(stream: IO[bytes], where: str) -> tuple[str, Found]:
    """What the XML says, and what it is: "Project" or "CodeBook".

    Errors: InputRefused for XML that is damaged, has a DTD or entities, is nested too deeply, or is no REFI-QDA.
    """
    found, path = Found(), []
    root: Element | None = None
    try:
        for event, element in iterparse(stream, events=("start", "end"), forbid_dtd=True):
            if event == "start":
                if root is None:
                    root = _checked_root(element, where)
                path.append(element.tag.rsplit("}", 1)[-1])
                if len(path) > DEPTH_MAX:
                    raise damaged(where, f"its elements are nested more than {DEPTH_MAX} deep")
                continue
            element.tag = element.tag.rsplit("}", 1)[-1]
            path.pop()
            if root is not None and root.get("_kind") == "Project":
                _take(found, path, element, root)
    except DefusedXmlException as error:
        raise InputRefused("exchange_unsafe", f"The file «{where}» is refused: its XML has a document type or entities, which no program "
                           "for qualitative data needs.", "Export it again from the program that wrote it.") from error
    except ParseError as error:
        raise damaged(where, f"its XML is damaged ({error})") from error
    except (LookupError, *DAMAGE) as error:
        raise damaged(where, "its XML is cut off or in an encoding that nobody knows") from error
    if root is None:
        raise damaged(where, "it is empty")
    kind = str(root.get("_kind"))
    if kind == "Project":
        found.name, found.origin, found.created = root.get("name") or "", root.get("origin") or "", root.get("creationDateTime") or ""
        found.description, found.project_notes = words_of(root, "Description"), list(refs_of(root, "NoteRef"))
    else:
        _take_codebook(found, root)
    return kind, found


def _checked_root(root: Element, where: str) -> Element:
    """The root with its kind noted. Errors: InputRefused for another kind of XML."""
    space, _, name = root.tag.rpartition("}")
    known = "qda" in space.lower() or not space
    if name not in {"Project", "CodeBook"} or not known:
        raise InputRefused("exchange_not_refi", f"The file «{where}» is XML, but no project or codebook of REFI-QDA: its root is "
                           f"«{name[:80]}».", "Name a .qdpx, .qde or .qdc file.")
    root.set("_kind", name)
    return root


def _take(found: Found, path: list[str], element: Element, root: Element) -> None:
    """An element of a section that is complete: it is taken and forgotten."""
    if len(path) == 2 and path[1] in SECTIONS:
        SECTIONS[path[1]](found, element)
        element.clear()
    elif len(path) == 1 and element.tag == "CodeBook":
        codes = element.find("Codes")
        if codes is not None:
            take_codes(found, codes)
        element.clear()
    elif len(path) == 1 and element.tag in SECTIONS:
        element.clear()


def _take_codebook(found: Found, root: Element) -> None:
    """A codebook file: codes, and sets of codes whose members are named by ``guid``."""
    codes = root.find("Codes")
    if codes is not None:
        take_codes(found, codes)
    for one in root.findall("Sets/Set"):
        take_set(found, one, "guid")
    found.origin = root.get("origin") or ""


