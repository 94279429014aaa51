"""The lines of a netlist: how they are written, and the grammar that every one is held against."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Literal

from lifeworld.plugin import InputRefused

NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,30}\Z")
_TEXT = r"[A-Za-z0-9_.+\-]+"
_WORD = rf"{_TEXT}(?:=(?:{_TEXT}|{_TEXT}\([A-Za-z0-9_.+\-=, ]*\)))?"
_CALL = r"[A-Za-z][A-Za-z0-9_]*\([A-Za-z0-9_.+\-=, ]*\)"
_CARD = re.compile(rf"(?:[RLCVIEFGHSD][A-Za-z0-9_]*|\.(?:model|tran|ac|meas|options|save))(?: +(?:{_CALL}|{_WORD}))+\Z")
_REMARK = re.compile(r"\* [A-Za-z0-9 .,:=()/+\-]*\Z")
LONGEST, MOST = 400, 2000


@dataclass(frozen=True, slots=True)
class Measure:
    """One number that the simulator is asked for, of one vector between two instants (s)."""

    name: str
    what: Literal["AVG", "RMS", "PP", "MIN", "MAX"]
    vector: str
    begin: float
    end: float


@dataclass(frozen=True)
class Netlist:
    """A circuit with its analysis. ``cards``: lines between the title and .end; ``saved``: the vectors kept ("v(out)", "i(L1)")."""

    title: str
    cards: tuple[str, ...]
    saved: tuple[str, ...]
    measures: tuple[Measure, ...] = ()

    @property
    def text(self) -> str:
        """The file, each line of it checked. Errors: InputRefused names the line that is not of the grammar."""
        measured = [f".meas tran {one.name} {one.what} {one.vector} from={number(one.begin)} to={number(one.end)}" for one in self.measures]
        lines = [f"* {self.title}", *self.cards, f".save {' '.join(self.saved)}", *measured]
        for at, line in enumerate(lines):
            checked(line, at + 1)
        if len(lines) > MOST:
            raise InputRefused("netlist_too_long", f"The netlist has {len(lines):,} lines; at most {MOST:,} are simulated.",
                               "Simulate a smaller circuit.")
        return "\n".join([*lines, ".end", ""])


def checked(line: str, at: int = 0) -> str:
    """The line, where it is an element, an analysis, a measure or a remark. Errors: InputRefused otherwise; commands are never lines.

    >>> checked("R1 out 0 1.65")
    'R1 out 0 1.65'
    """
    if len(line) <= LONGEST and (_CARD.match(line) or _REMARK.match(line)):
        return line
    raise InputRefused("netlist_line", f"Line {at} of the netlist is not one that may be simulated: «{line[:60]}».",
                       "Leave it out; elements R, L, C, V, I, E, F, G, H, S, D and .model, .tran, .ac, .meas, .options, .save may be.")


def number(value: float) -> str:
    """A finite number as SPICE reads it. Errors: InputRefused for what is unknown or infinite.

    >>> number(6.8e-6)
    '6.8e-06'
    """
    if not math.isfinite(value):
        raise InputRefused("netlist_unknown", "A value of this circuit is not known, so it cannot be simulated.",
                           "Choose parts whose resistances and capacitances are stated.")
    return f"{float(value):.12g}"


def card(name: str, *words: str | float) -> str:
    """A line: a name, then nodes, names and numbers. Errors: InputRefused for a name or word of other characters."""
    if not NAME.match(name):
        raise InputRefused("netlist_name", f"«{name[:30]}» is not a name in a netlist.", "Use letters, digits and underscores.")
    return checked(" ".join([name, *(word if isinstance(word, str) else number(word) for word in words)]))
