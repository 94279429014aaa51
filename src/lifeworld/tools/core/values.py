"""What a tool takes and gives: specification, measures, candidates, checks, rejections, designs. A tool is pure: the same in a notebook,
on the terminal, behind the API and in a page.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from lifeworld.partners.core.supply import Supply

Floats = NDArray[np.float64]
Better = Literal["more", "less", ""]
Told = Callable[[float, str], None]
"""Told how far long work is: a share from 0 to 1 and what is being done, in words."""


def silent(share: float, doing: str) -> None:
    """Nobody is told."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A column of candidates and a figure of designs. ``better``: which way an engineer wants it, "" for neither; ``log``: drawn on a
    logarithmic axis; ``in_front``: one of the objectives over which the front is found; ``unit``: "share" is shown in per cent.
    """

    key: str
    title: str
    unit: str = ""
    better: Better = ""
    digits: int = 3
    log: bool = False
    in_front: bool = False
    about: str = ""


@dataclass(frozen=True, slots=True)
class Preset:
    """Weights by measure, by which candidates are ordered: each measure is divided by its median over the candidates first."""

    name: str
    title: str
    weights: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Check:
    """One rule, held against one part. ``margin``: how far inside the limit, as a share of it (negative: outside); ``part`` names it for
    people ("L1 SWPA3015S1R5NT"); ``change``: what would make it hold, a whole sentence, "" where it holds; ``title``: the rule in words
    ("works at the highest input"). A rule that is fulfilled or not has no unit, the value 0 or 1, and the limit 1 at least.
    """

    rule: str
    part: str
    value: float
    limit: float
    unit: str
    sense: Literal["at most", "at least"]
    margin: float
    change: str = ""
    title: str = ""

    @property
    def holds(self) -> bool:
        """Whether the value is inside its limit."""
        return self.margin >= 0

    @property
    def yes_or_no(self) -> bool:
        """Whether the rule is fulfilled or not, without a quantity."""
        return not self.unit and self.sense == "at least" and self.limit == 1.0 and self.value in (0.0, 1.0)


@dataclass(frozen=True, slots=True)
class Rejected:
    """How many combinations one rule ruled out, and the check that came nearest. ``slot``: which part of the design it is about."""

    rule: str
    title: str
    slot: str
    count: int
    nearest: Check | None = None


@dataclass(frozen=True)
class Group:
    """A quality by which candidates are filtered (a topology, a package): its labels and, per candidate, the number of its label."""

    key: str
    title: str
    labels: tuple[str, ...]
    codes: NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Candidates:
    """Complete designs that can be made, as columns of equal length n.

    ``values``: by measure; NaN is unknown, never 0. ``low``, ``high``: bounds of measures that parts leave open (absent: known).
    ``parts``: by slot, rows of the tool's catalogue (-1: none), with ``settings`` (numbers such as a frequency) what makes a candidate
    this one. ``front``: not dominated over the measures that are ``in_front``. ``binding``: number of the check with the least margin, in
    ``bindings`` (-1: none). ``considered``: combinations that were covered, each either among the candidates, ruled out by a rule, or
    proven worse by an exact argument (``dominated``). Where only a sample of feasible candidates is kept beside the front, ``kept_of``
    says of how many.
    """

    values: Mapping[str, Floats]
    parts: Mapping[str, NDArray[np.int32]]
    settings: Mapping[str, Floats] = field(default_factory=dict)
    low: Mapping[str, Floats] = field(default_factory=dict)
    high: Mapping[str, Floats] = field(default_factory=dict)
    groups: tuple[Group, ...] = ()
    front: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, np.bool_))
    binding: NDArray[np.int16] = field(default_factory=lambda: np.zeros(0, np.int16))
    bindings: tuple[str, ...] = ()
    considered: int = 0
    dominated: int = 0
    kept_of: int = 0
    rejected: tuple[Rejected, ...] = ()
    notes: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(next(iter(self.values.values()), ()))


@dataclass(frozen=True, slots=True)
class Value:
    """A number of one design, as it may be printed: ``low`` and ``high`` where parts leave it open (``value`` may then be None);
    ``how``: where it is from ("equations", "solver", "offers"); ``unknown``: why there is none, "" otherwise.
    """

    key: str
    title: str
    value: float | None
    unit: str = ""
    digits: int = 3
    low: float | None = None
    high: float | None = None
    how: str = ""
    unknown: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the bill of materials. ``slot``: reference ("L1"); ``item``: key of the item (partners.core.item_key), "" for values that
    anybody sells (a resistor of 10 kΩ); ``about``: its parameters in words; ``alternates``: items that could take its place.
    """

    slot: str
    item: str
    title: str
    quantity: int
    about: str = ""
    maker: str = ""
    package: str = ""
    alternates: tuple[str, ...] = ()


@dataclass(frozen=True)
class Panel:
    """A picture of a design, as data. ``kind`` and its ``data``:

    "lines": {"x": {"title", "unit", "log"}, "y": [{"title", "unit", "log"}...], "series": [{"title", "x": [...], "y": [...], "axis": 0,
    "dashed": false}]}; "shares": {"unit", "parts": [{"title", "value" | null, "note"}], "total"}; "drawing": {"svg": text of paths, lines
    and texts only, "said": the same in words}; "table": {"head": [...], "rows": [[...]]}. ``about``: a whole sentence under it.
    """

    key: str
    title: str
    kind: Literal["lines", "shares", "drawing", "table"]
    data: Mapping[str, Any]
    about: str = ""


@dataclass(frozen=True)
class Design:
    """One design, reckoned in full. ``parts``: by slot, keys of items; ``turned``: settings that make it this one (a frequency);
    ``checks``: every rule with its margin, those that fail too; ``flags``: whole sentences about what is not known of its parts.
    """

    spec: Mapping[str, Any]
    parts: Mapping[str, str]
    turned: Mapping[str, float]
    title: str
    values: tuple[Value, ...]
    checks: tuple[Check, ...]
    lines: tuple[Line, ...]
    panels: tuple[Panel, ...] = ()
    flags: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether every check holds."""
        return all(check.holds for check in self.checks)


@dataclass(frozen=True, slots=True)
class Export:
    """A file that a design can leave as. ``make`` is pure: text or bytes."""

    key: str
    title: str
    suffix: str
    mime: str
    make: Callable[[Design], str | bytes]


@dataclass(frozen=True, slots=True)
class Study:
    """Long work on one design (a simulation, a yield), run as a job with progress; it gives panels and values."""

    key: str
    title: str
    about: str
    run: Callable[[Design, Told], Studied]


@dataclass(frozen=True)
class Studied:
    """What a study found."""

    panels: tuple[Panel, ...]
    values: tuple[Value, ...] = ()
    notes: tuple[str, ...] = ()


class Tool(Protocol):
    """A secret sauce. ``schema``: JSON Schema (2020-12) of a specification; forms are made of it (title, description, default, minimum,
    maximum, enum, and of our own "x-unit", "x-group", "x-advanced"; "x-limits" names the measure whose worst value of use a field says, in
    the unit of the measure). ``items``: keys of the catalogue's items by slot kind are the tool's
    own affair; ``catalogue``: its name and date in words.
    """

    name: str
    title: str
    about: str
    version: str
    catalogue: str
    schema: Mapping[str, Any]
    measures: tuple[Measure, ...]
    presets: tuple[Preset, ...]
    exports: tuple[Export, ...]
    studies: tuple[Study, ...]

    def checked(self, spec: Mapping[str, Any]) -> dict[str, Any]:
        """A specification that fits the schema already, with what no schema says checked too. Errors: InputRefused names the field."""

    def configure(self, spec: Mapping[str, Any], supply: Supply, told: Told = silent) -> Candidates:
        """Every complete design that can be made of the catalogue. None at all is an answer too: ``rejected`` says why."""

    def named(self, candidates: Candidates, row: int) -> tuple[dict[str, str], dict[str, float]]:
        """The parts (slot -> item) and settings of one candidate, with which ``design`` makes it again."""

    def titles(self, candidates: Candidates, rows: Sequence[int]) -> list[str]:
        """A short name for each of these candidates."""

    def design(self, spec: Mapping[str, Any], parts: Mapping[str, str], turned: Mapping[str, float], supply: Supply) -> Design:
        """One design in full. Errors: InputRefused for a part that the catalogue has not, or that does not fit its slot."""


@runtime_checkable
class Repriced(Protocol):
    """A tool that can say at once what its last designs cost by other offers, while it searches anew."""

    def repriced(self, candidates: Candidates, supply: Supply) -> Candidates:
        """The designs that can be bought still, at the prices of now; a note says that they were not searched anew."""


@dataclass(frozen=True, slots=True)
class ToolPlan:
    """A tool as a world brings it; ``load`` reads its catalogues once and gives the tool."""

    name: str
    title: str
    load: Callable[[], Tool]
