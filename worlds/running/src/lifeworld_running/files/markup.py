"""XML of strangers, visited element by element: no entities, bounded depth, any prefix, read up to where it breaks.

Source of the rules: defusedxml (no document type, no entities, nothing external); prefixes are not resolved, so undeclared ones do no harm.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Protocol
from xml.parsers import expat

from lifeworld_running.files.limits import LIMITS, Limits

_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["'][^>]*?\?>""")
_ENCODINGS = re.compile(r"utf-?8|utf-?16(-?[lb]e)?|us-ascii|ascii|iso-?8859-\d+|latin-?1|(windows-|cp)12\d\d|koi8-[ru]|gb2312|gbk|"
                        r"gb18030|big5|shift_jis|euc-(jp|kr)", re.IGNORECASE)
"""What texts may say they are in; Python knows others, some of which are slow to decode."""
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
QUIET = 16 << 20
"""So many bytes without any element or text are no document: an open quote, which some versions of expat read again with every chunk."""


class Visitor(Protocol):
    """What is told of the elements of a document, by their local names."""

    def start(self, path: list[str], attributes: dict[str, str]) -> None:
        """An element begins; ``path`` ends with it."""

    def leaf(self, path: list[str], text: str) -> None:
        """An element without elements in it ends."""

    def end(self, path: list[str]) -> None:
        """Any element ends."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Where and why a document could not be read on. ``broken_off``: it ends too early."""

    code: str
    message: str
    line: int = 0

    @property
    def broken_off(self) -> bool:
        """Whether it ends too early, which is how files of emptied batteries look."""
        return self.code == "broken_off"


class _Stopped(Exception):
    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.message)
        self.fault = fault


def as_utf8(data: bytes) -> tuple[bytes, bool]:
    """The document in UTF-8, and whether its bytes were other than it says (then they are read as Windows-1252).

    >>> as_utf8("<a>é</a>".encode("utf-16"))[0].decode(), as_utf8("<a>é</a>".encode("latin-1"))
    ('<a>é</a>', (b'<a>\\xc3\\xa9</a>', True))
    """
    if data.isascii() and not data.startswith((b"<\x00", b"\x00<")):
        return data, False
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "")
    if not encoding and data[:4] in (b"<\x00?\x00", b"\x00<\x00?"):
        encoding = "utf-16-le" if data[0] == 60 else "utf-16-be"
    declared = _DECLARED.match(data[:400])
    if not encoding:
        encoding = declared[1].decode() if declared and _ENCODINGS.fullmatch(declared[1].decode()) else "utf-8"
    try:
        text = data.decode(encoding)
    except (LookupError, UnicodeDecodeError):
        try:
            return data.decode("utf-8").encode(), False
        except UnicodeDecodeError as error:
            if error.end >= len(data) and error.reason == "unexpected end of data":
                return data[:error.start], False
        return data.decode("cp1252", errors="replace").encode(), True
    return text.encode("utf-8", errors="replace"), False


def visited(data: bytes, visitor: Visitor, *, limits: Limits = LIMITS, types: bool = False) -> Fault | None:
    """Tell ``visitor`` of a document in UTF-8; what went before a fault was told. ``types``: a document type is allowed, entities never."""
    return Reader(visitor, limits=limits, types=types).feed(data, last=True)


class Reader:
    """A hardened expat that is fed in chunks; the first fault ends it."""

    def __init__(self, visitor: Visitor, *, limits: Limits = LIMITS, types: bool = False) -> None:
        """Nothing was fed yet."""
        self.fault: Fault | None = None
        self._visitor, self._limits = visitor, limits
        self._path: list[str] = []
        self._texts: list[str] = []
        self._size = 0
        self._quiet = 0
        self._leaf = False
        parser = self._parser = expat.ParserCreate("utf-8")
        parser.buffer_text = True
        parser.ordered_attributes = False
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._said
        if not types:
            parser.StartDoctypeDeclHandler = self._typed
        parser.EntityDeclHandler = self._entity
        parser.UnparsedEntityDeclHandler = self._entity
        parser.ExternalEntityRefHandler = self._entity
        parser.SkippedEntityHandler = self._entity

    def feed(self, chunk: bytes, *, last: bool = False) -> Fault | None:
        """Read on. Returns the fault where there is one."""
        if self.fault is not None:
            return self.fault
        self._quiet += len(chunk)
        try:
            self._parser.Parse(chunk, last)
        except _Stopped as stopped:
            self.fault = stopped.fault
        except expat.ExpatError as error:
            self.fault = self._broken(error)
        except (ValueError, UnicodeError) as error:  # a text that no Python text can hold
            self.fault = Fault("not_well_formed", f"the text cannot be read ({error})", self._parser.CurrentLineNumber)
        if self._quiet > QUIET and self.fault is None and not last:
            self.fault = Fault("not_well_formed", "an element or a quote is not closed", self._parser.CurrentLineNumber)
        return self.fault

    def close(self) -> Fault | None:
        """There is no more."""
        return self.feed(b"", last=True)

    def _broken(self, error: expat.ExpatError) -> Fault:
        said = expat.ErrorString(error.code)
        early = said in ("no element found", "unclosed token", "unclosed CDATA section", "partial character")
        return Fault("broken_off" if early else "not_well_formed", str(said), error.lineno)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._quiet = 0
        self._path.append(name.rpartition(":")[2])
        if len(self._path) > self._limits.depth:
            raise _Stopped(Fault("too_deep", f"elements lie more than {self._limits.depth} deep within each other",
                                 self._parser.CurrentLineNumber))
        self._leaf = True
        self._texts.clear()
        self._size = 0
        self._visitor.start(self._path, attributes)

    def _end(self, name: str) -> None:
        if self._leaf:
            self._visitor.leaf(self._path, "".join(self._texts))
        self._visitor.end(self._path)
        self._path.pop()
        self._leaf = False

    def _said(self, text: str) -> None:
        self._quiet = 0
        if self._leaf and self._size < 10_000:
            self._texts.append(text)
            self._size += len(text)

    def _typed(self, *_: object) -> None:
        raise _Stopped(Fault("dtd_refused", "it brings a document type of its own, which no recording needs and attacks are made of",
                             self._parser.CurrentLineNumber))

    def _entity(self, *_: object) -> int:
        raise _Stopped(Fault("dtd_refused", "it declares or uses entities, which no recording needs and attacks are made of",
                             self._parser.CurrentLineNumber))
