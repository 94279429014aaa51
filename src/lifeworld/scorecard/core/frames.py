"""What a scorecard reads: one declared frame for each factor and a few beside them. Unknown is null, never 0.

The site fills them by queries, an analyst by files of the same names (``goals.csv`` or ``goals.parquet`` ...). Only ``customers`` and the
frame of a factor are needed to score that factor; a factor without its frame is not known.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from lifeworld.constellations.core.types import TYPES, UNDETERMINED
from lifeworld.kit.errors import InputRefused, listed

Kind = pl.DataType | type[pl.DataType]
HELD, SERVED = "held", "served"
"""Arms of the holdout, as ``audiences`` names them."""
LABELS = (*TYPES, UNDETERMINED)
"""Types of customers' ecosystems, as ``constellations`` labels them."""


@dataclass(frozen=True)
class Column:
    """A column: its type, what it holds, whether null is allowed, and the values that it may have (empty: any)."""

    name: str
    kind: Kind
    about: str
    null: bool = False
    among: tuple[str, ...] = ()


@dataclass(frozen=True)
class Frame:
    """A table: what one row is, its columns, which of them name a row, and whose factor it is ("" for a companion)."""

    name: str
    row: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    factor: str = ""

    @property
    def schema(self) -> dict[str, Kind]:
        """Columns and their types, in order."""
        return {one.name: one.kind for one in self.columns}


def _c(name: str, kind: Kind, about: str, *, null: bool = False, among: tuple[str, ...] = ()) -> Column:
    return Column(name, kind, about, null, among)


_TEXT, _NUMBER, _WHOLE, _TRUTH, _TIME = pl.String, pl.Float64, pl.Int64, pl.Boolean, pl.Datetime("us", "UTC")
_WHO = _c("customer", _TEXT, "key of the customer")

FRAMES: dict[str, Frame] = {one.name: one for one in (
    Frame("customers", "a customer", (
        _WHO,
        _c("household", _TEXT, "what customers who go together share; null: alone", null=True),
        _c("segment", _TEXT, "segment by needs", null=True),
        _c("target", _TRUTH, "whether it is made for this customer", null=True),
        _c("active", _TRUTH, "whether the customer was active in the window", null=True),
        _c("arm", _TEXT, "arm of the holdout; null: in none", null=True, among=(HELD, SERVED)),
        _c("before", _NUMBER, "T (or another measure) from before the window and before chance drew the arm, for CUPED", null=True),
        _c("joined_at", _TIME, "when the customer came", null=True),
        _c("arm_at", _TIME, "when chance drew the arm", null=True),
        _c("type", _TEXT, "type of the ecosystem, as the customer's newest constellation labels it; null: no constellation", null=True,
           among=LABELS),
        _c("segment_stability", _NUMBER, "how stable the segment is: mean Jaccard likeness over bootstraps, 0 to 1; null: not known",
           null=True),
    ), ("customer",)),
    Frame("goals", "a goal that a customer declared before the window", (
        _WHO,
        _c("goal", _TEXT, "key of the goal"),
        _c("job", _TEXT, "the job that it belongs to", null=True),
        _c("kind", _TEXT, "to get done, or to keep in range", among=("achieve", "manage")),
        _c("state", _TEXT, "state at the end of the window", among=("active", "reached", "abandoned", "paused")),
        _c("reason", _TEXT, "why it was given up", null=True),
        _c("lowered", _TRUTH, "whether it was made easier after it was declared"),
        _c("t", _NUMBER, "attainment T at the end, by the levels it was declared with", null=True),
        _c("t_baseline", _NUMBER, "attainment T when it was declared", null=True),
        _c("days", _NUMBER, "to get done: days from declaration to its end, or to the end of the window", null=True),
        _c("n_days", _WHOLE, "to keep in range: days that count", null=True),
        _c("n_known", _WHOLE, "those of them that are known", null=True),
        _c("n_in", _WHOLE, "those of them in the customer's own range", null=True),
        _c("declared_at", _TIME, "when it was declared", null=True),
    ), ("customer", "goal"), "success"),
    Frame("answers", "a customer's answer on one outcome", (
        _WHO,
        _c("outcome", _TEXT, "what the customer wants, as a statement"),
        _c("importance", _NUMBER, "1 to 5", null=True),
        _c("satisfaction", _NUMBER, "1 to 5", null=True),
    ), ("customer", "outcome"), "audiences"),
    Frame("trials", "an attempt of a customer at a job, with or without the secret sauce", (
        _WHO,
        _c("trial", _TEXT, "key of the attempt"),
        _c("job", _TEXT, "the job", null=True),
        _c("offered", _TRUTH, "whether chance offered the sauce for it; null: not by chance", null=True),
        _c("used", _TRUTH, "whether it was used"),
        _c("days", _NUMBER, "days to done, or until it was last seen open", null=True),
        _c("done", _TRUTH, "whether it was done"),
        _c("quality", _NUMBER, "how good what came of it is, more is better", null=True),
        _c("attempts", _WHOLE, "attempts until it was done", null=True),
        _c("verified_first", _TRUTH, "whether the first result held when it was verified", null=True),
    ), ("customer", "trial"), "sauce"),
    Frame("designs", "a measure of something that a customer can reach", (
        _c("spec", _TEXT, "what was asked for"),
        _c("customer", _TEXT, "whose specification it is", null=True),
        _c("side", _TEXT, "reached with the sauce, or with what the market offers", among=("sauce", "market")),
        _c("design", _TEXT, "key of the design"),
        _c("measure", _TEXT, "what is measured"),
        _c("better", _TEXT, "which way is better", among=("less", "more")),
        _c("value", _NUMBER, "its value"),
        _c("reference", _NUMBER, "the worst value of the measure that still counts, declared; null: the worst there is", null=True),
        _c("policy", _TEXT, "rule and version by which the market's design was found, as «cheapest_page@1»", null=True),
    ), ("spec", "side", "design", "measure")),
    Frame("uses", "a use of a partner by a customer in the window", (
        _WHO,
        _c("partner", _TEXT, "key of the partner"),
        _c("role", _TEXT, "what the partner does for the job", null=True),
        _c("job", _TEXT, "the job", null=True),
        _c("at", _TIME, "when", null=True),
    ), (), "partners"),
    Frame("partners", "a partner or supplier", (
        _c("partner", _TEXT, "key of the partner"),
        _c("title", _TEXT, "name", null=True),
        _c("joined_at", _TIME, "since when", null=True),
        _c("left_at", _TIME, "until when; null: still there", null=True),
        _c("orders", _WHOLE, "orders taken", null=True),
        _c("filled", _WHOLE, "orders filled whole", null=True),
        _c("disputes", _WHOLE, "orders that were disputed", null=True),
    ), ("partner",)),
    Frame("earnings", "money that a partner earned", (
        _c("earning", _TEXT, "key of the earning"),
        _c("partner", _TEXT, "key of the partner"),
        _c("customer", _TEXT, "by which customer", null=True),
        _c("at", _TIME, "when"),
        _c("amount", _NUMBER, "in the currency of the scorecard; below 0 for what was paid back"),
        _c("outcome", _TEXT, "what came of it for the customer", null=True, among=("attained", "failed", "declined")),
        _c("outcome_days", _WHOLE, "days from the earning until that was known; null: the source does not say", null=True),
    ), ("earning",), "alignment"),
    Frame("choices", "a choice of a supplier", (
        _WHO,
        _c("partner", _TEXT, "key of the partner"),
        _c("job", _TEXT, "the job", null=True),
        _c("by", _TEXT, "who chose", among=("customer", "default", "place")),
    ), ()),
    Frame("starts", "a journey that began", (
        _c("journey", _TEXT, "key of the journey"),
        _c("customer", _TEXT, "whose; null: nobody is known, as without cookies", null=True),
        _c("at", _TIME, "when it began"),
        _c("surface", _TEXT, "where it began"),
        _c("embedded", _TRUTH, "whether that was on a partner's page"),
        _c("partner", _TEXT, "whose page", null=True),
        _c("at_need", _TRUTH, "whether the page was about the job", null=True),
        _c("within_two_steps", _TRUTH, "whether a start was within two steps of the job", null=True),
        _c("carried", _TRUTH, "whether what the customer had begun with was carried over", null=True),
        _c("done", _TRUTH, "whether the job was done; null: not known, or too early to tell", null=True),
        _c("steps", _WHOLE, "steps before the first value", null=True),
        _c("account_steps", _WHOLE, "those of them that needed an account", null=True),
        _c("earlier", _TRUTH, "whether the customer had begun a journey before the window; null: taken for not", null=True),
    ), ("journey",), "presence"),
    Frame("surfaces", "a place where journeys could begin", (
        _c("surface", _TEXT, "key of the place"),
        _c("title", _TEXT, "name", null=True),
        _c("eligible", _TRUTH, "whether journeys may begin there"),
    ), ("surface",)),
    Frame("weights", "how much a factor matters to somebody", (
        _c("who", _TEXT, "whose", among=("owner", "customer")),
        _c("customer", _TEXT, "which customer; null for the owner", null=True),
        _c("factor", _TEXT, "the factor", among=("success", "audiences", "sauce", "partners", "alignment", "presence")),
        _c("weight", _NUMBER, "0 to 4: not at all to very much"),
    ), ("who", "customer", "factor")),
)}


@dataclass(frozen=True)
class Frames:
    """Frames by name, each with the columns of its declaration; those that are not given are empty."""

    by_name: Mapping[str, pl.DataFrame] = field(default_factory=dict)
    simulated: bool = False

    def __getitem__(self, name: str) -> pl.DataFrame:
        """The frame of that name, empty where it was not given."""
        found = self.by_name.get(name)
        return pl.DataFrame(schema=FRAMES[name].schema) if found is None else found


def checked(name: str, table: pl.DataFrame) -> pl.DataFrame:
    """A table as its frame declares it: columns in order, types cast; columns that may be null are added where they are missing.

    Errors: InputRefused naming the column, the row (from 1) and what is wrong: an unknown frame, a missing or doubled key, another type,
    null where it is not allowed, a value that is not among the declared ones.

    >>> checked("surfaces", pl.DataFrame({"surface": ["home"], "eligible": [True]})).columns
    ['surface', 'title', 'eligible']
    """
    if name not in FRAMES:
        raise InputRefused("unknown_frame", f"There is no frame «{name}».", f"Frames are {listed(list(FRAMES))}.")
    frame = FRAMES[name]
    lost = [one.name for one in frame.columns if not one.null and one.name not in table.columns]
    if lost:
        raise _refused(frame, f"has no column «{lost[0]}»", f"Give {listed(lost)}; «{lost[0]}» is {_about(frame, lost[0])}.")
    return table.select(_cast(frame, table, one) for one in frame.columns)


def _cast(frame: Frame, table: pl.DataFrame, column: Column) -> pl.Series:
    """One column in its type, checked."""
    if column.name not in table.columns:
        return pl.Series(column.name, [None] * table.height, column.kind)
    given = table[column.name]
    made = given if given.dtype == column.kind else given.cast(column.kind, strict=False)
    if made.null_count() > given.null_count():
        row = _first(made.is_null() & given.is_not_null())
        raise _refused(frame, f"row {row}: «{column.name}» is no {column.kind}", f"It is {column.about}.")
    if not column.null and made.null_count():
        raise _refused(frame, f"row {_first(made.is_null())}: «{column.name}» is empty", f"It is {column.about}.")
    if column.among and (strange := made.is_not_null() & ~made.is_in(column.among)).any():
        found = f"row {_first(strange)}: «{made.filter(strange)[0]}» in «{column.name}»"
        raise _refused(frame, found, f"Write {listed(list(column.among))}.")
    return made


def _first(wrong: pl.Series) -> int:
    return int(wrong.arg_true()[0]) + 1


def _about(frame: Frame, name: str) -> str:
    return next(one.about for one in frame.columns if one.name == name)


def _refused(frame: Frame, what: str, next_step: str) -> InputRefused:
    return InputRefused("frame_refused", f"The table «{frame.name}»: {what}.", next_step)
