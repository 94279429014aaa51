"""Indicators as SQL over the events: one statement gives the days of the subjects that are asked for, on SQLite and on PostgreSQL.

The statement is made of layers: ``read`` is what each event says by the indicator in millionths of the unit (null: nothing), ``counted``
what of it counts (one source a minute, merged stretches), and the last one adds up by day. Every name of a field was checked by
``core.checks``; whatever else people wrote is bound. ``core.memory`` answers the same on a frame.
"""

# ruff: noqa: S608  (statements are put together here from words of ours; what people wrote is bound)

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from lifeworld.measures.core.terms import MICRO, MINUTE_US, READING_MAX, SPAN_DAYS, SPAN_MAX_S, SPAN_UNITS, TOTAL_MAX, WHOLE
from lifeworld.measures.core.values import Condition, Indicator, Scalar

EVER = (-1_000_000, 1_000_000)
"""From before the first day to after the last."""
NONE = "CAST(NULL AS bigint)"
COLUMNS = ("subject", "day", "n", "total", "low", "high", "last", "last_us")


@dataclass
class Bound:
    """A statement while it is made: what is bound, in the order in which it stands."""

    postgres: bool
    values: list[Any] = field(default_factory=list)

    def table(self, name: str, columns: Sequence[str], rows: Sequence[Sequence[int]]) -> str:
        """Rows of whole numbers as a table of the WITH clause, bound as one value or one a column."""
        if self.postgres:
            self.values.extend([row[at] for row in rows] for at in range(len(columns)))
            arrays = ", ".join(["%s::bigint[]"] * len(columns))
            return f"{name}({', '.join(columns)}) AS MATERIALIZED (SELECT * FROM unnest({arrays}))"
        self.values.append(json.dumps([list(row) for row in rows]))
        picked = ", ".join(f"json_extract(value, '$[{at}]')" for at in range(len(columns)))
        return f"{name}({', '.join(columns)}) AS MATERIALIZED (SELECT {picked} FROM json_each(%s))"


@dataclass(frozen=True)
class Asked:
    """Which days of whom: rows of (subject of events, subject under which its days are kept, first day, last day).

    ``ranks``: (source, place in the order of priority) of the sources of the place; ``days``: (day, its first microsecond, the first of
    the next) by the clock of the place. Both only where the indicator asks for them.
    """

    rows: tuple[tuple[int, int, int, int], ...]
    ranks: tuple[tuple[int, int], ...] = ()
    days: tuple[tuple[int, int, int], ...] = ()


@dataclass(frozen=True)
class Through:
    """All subjects above ``after`` up to ``until``, each by itself; for indicators that need not look at a customer's subjects together."""

    after: int
    until: int
    first_day: int = EVER[0]


def days_sql(indicator: Indicator, types: dict[str, int], asked: Asked | Through, *, postgres: bool, careful: bool = False,
             ) -> tuple[str, list[Any]]:
    """The statement for days, with the columns of ``COLUMNS``, and what is bound in it.

    ``types``: numbers of the place's types by name; those it has not seen are left out. ``careful``: sums that do not fit into 64 bits
    stop at ``TOTAL_MAX``; without it SQLite refuses them.
    """
    bound = Bound(postgres)
    if isinstance(asked, Through) and not postgres and _is_plain(indicator, types):
        return _plain(indicator, types, asked, bound, careful=careful), bound.values
    layers = _layers(indicator, types, asked, bound)
    kind = indicator.aggregation
    total, low, high = _sums(indicator, "m", postgres=postgres, careful=careful)
    last = "max(CASE WHEN at_us = newest_us THEN m END)" if kind == "last" else NONE
    if kind == "last":
        layers.append("newest AS (SELECT c.*, max(at_us) OVER (PARTITION BY subject, day) AS newest_us FROM counted c)")
    source = "newest" if kind == "last" else "counted"
    empty = "" if indicator.zero_when_active else " HAVING count(m) > 0"
    sql = (f"WITH {', '.join(layers)} SELECT subject, day, count(m) AS n, {total} AS total, {low} AS low, {high} AS high, {last} AS last, "
           f"max(at_us) AS last_us FROM {source} GROUP BY subject, day{empty}")
    return sql, bound.values


def readings_sql(indicator: Indicator, types: dict[str, int], asked: Asked, *, postgres: bool, limit: int | None = None,
                 ) -> tuple[str, list[Any]]:
    """The statement for single readings, the newest first: at_us, source, key, m, whether it counts (1 or 0).

    With ``limit`` None: by source, how many count and how many are suppressed.
    """
    bound = Bound(postgres)
    layers = _layers(indicator, types, asked, bound, every=True)
    with_ = f"WITH {', '.join(layers)} "
    if limit is None:
        return f"{with_}SELECT source, sum(counts), sum(1 - counts) FROM judged WHERE m IS NOT NULL GROUP BY source", bound.values
    return (f"{with_}SELECT at_us, source, key, m, counts FROM judged ORDER BY at_us DESC, source, key LIMIT {int(limit)}", bound.values)


def _is_plain(indicator: Indicator, types: dict[str, int]) -> bool:
    """Whether SQLite can add the days up in the order in which the index has them, without sorting anything."""
    own = [name for name in indicator.types if name in types]
    return len(own) == 1 and not indicator.zero_when_active and not indicator.together and indicator.aggregation != "last"


def _plain(indicator: Indicator, types: dict[str, int], asked: Through, bound: Bound, *, careful: bool) -> str:
    m, known = str(MICRO), ""
    if indicator.field:
        node = _node(indicator.field, postgres=False)
        read = f"json_extract(e.data, {node}) BETWEEN -{READING_MAX:.1f} AND {READING_MAX:.1f}"  # abs() fails at the end of 64 bits
        known = f" AND json_type(e.data, {node}) IN ('integer', 'real') AND {read}"
        m = f"CAST(round(CAST(json_extract(e.data, {node}) AS REAL) * {MICRO}.0) AS INTEGER)"
    total, low, high = _sums(indicator, m, postgres=False, careful=careful)
    meets = "".join(f" AND {_meets(one, bound)}" for one in indicator.where)
    # The + keeps the type out of the search, so that the index gives subjects and days in their order.
    return (f"SELECT e.subject, e.day, count(*) AS n, {total} AS total, {low} AS low, {high} AS high, {NONE} AS last, "
            f"max(e.at_us) AS last_us FROM events_event e WHERE e.subject > {int(asked.after)} AND e.subject <= {int(asked.until)} "
            f"AND +e.type = {_numbers(types, indicator.types)} AND e.day >= {int(asked.first_day)}{known}{meets} "
            "GROUP BY e.subject, e.type, e.day")


def _sums(indicator: Indicator, m: str, *, postgres: bool, careful: bool) -> tuple[str, str, str]:
    """The total, the lowest and the highest of a day."""
    kind = indicator.aggregation
    if indicator.spans:
        factor = SPAN_UNITS[indicator.spans]
        total = f"coalesce(sum(m), 0) + {factor // 2}"
        total = f"CAST(div({total}, {factor}) AS bigint)" if postgres else f"({total}) / {factor}"
    elif kind in {"sum", "mean"}:
        total = _sum(m, postgres=postgres, careful=careful)
    else:
        total = f"count({m}) * {MICRO}" if kind == "count" else "0"
    return total, f"min({m})" if kind == "lowest" else NONE, f"max({m})" if kind == "highest" else NONE


def _layers(indicator: Indicator, types: dict[str, int], asked: Asked | Through, bound: Bound, *, every: bool = False) -> list[str]:
    """The WITH tables up to ``counted``, or with ``every`` up to ``judged``, which has every event and whether it counts."""
    layers: list[str] = []
    if isinstance(asked, Asked):
        layers.append(bound.table("asked", ("subject", "head", "first", "last"), asked.rows))
        if indicator.minute_priority:
            layers.append(bound.table("ranks", ("source", "place"), asked.ranks))
        if indicator.spans:
            layers.append(bound.table("days", ("day", "begins", "ends"), asked.days))
    layers.append(_read(indicator, types, asked, bound, every=every))
    if every:
        layers.append(_judged(indicator))
    elif indicator.spans:
        layers += _merged()
    elif indicator.minute_priority:
        layers += [_judged(indicator), "counted AS (SELECT * FROM judged WHERE counts = 1)"]
    else:
        layers.append("counted AS (SELECT * FROM read)")
    return layers


def _read(indicator: Indicator, types: dict[str, int], asked: Asked | Through, bound: Bound, *, every: bool) -> str:
    own = _numbers(types, indicator.types)
    followed = own if every else _numbers(types, indicator.counted_types)
    value = _value(indicator, bound.postgres)
    meets = " AND ".join(["TRUE", *([f"e.type IN ({own})"] if own != followed else []), *(_meets(one, bound) for one in indicator.where)])
    m = value if meets == "TRUE" else f"CASE WHEN {meets} THEN {value} END"
    columns = f"e.day AS day, e.at_us AS at_us, e.source AS source, e.key AS key, {m} AS m"
    reach = SPAN_DAYS if indicator.spans else 0
    if isinstance(asked, Through):
        picked = (f"SELECT e.subject AS subject, {columns} FROM events_event e WHERE e.subject > {int(asked.after)} "
                  f"AND e.subject <= {int(asked.until)} AND e.type IN ({followed}) AND e.day >= {int(asked.first_day)}")
    else:
        picked = (f"SELECT a.head AS subject, a.first AS first, a.last AS last, {columns} FROM asked a CROSS JOIN events_event e "
                  f"WHERE e.subject = a.subject AND e.type IN ({followed}) AND e.day BETWEEN a.first - {reach} AND a.last")
    # The fence keeps both databases from working a value out again wherever it is used.
    fence = "OFFSET 0" if bound.postgres else "LIMIT -1 OFFSET 0"
    if every:
        return f"read AS ({picked})"
    if indicator.zero_when_active:  # a row without a reading says that the day is known
        active = _numbers(types, indicator.zero_when_active)
        picked = picked.replace(" AS m FROM", f" AS m, e.type IN ({active}) AS active FROM", 1)
        return f"read AS (SELECT * FROM ({picked} {fence}) x WHERE m IS NOT NULL OR active)"
    return f"read AS (SELECT * FROM ({picked} {fence}) x WHERE m IS NOT NULL)"


def _judged(indicator: Indicator) -> str:
    """Every reading and whether it counts: of one minute only those of the source that comes first."""
    if not indicator.minute_priority:
        return "judged AS (SELECT r.*, 1 AS counts FROM read r)"
    return (f"judged AS (SELECT r.*, CASE WHEN m IS NULL OR rank() OVER (PARTITION BY r.subject, r.at_us / {MINUTE_US}, m IS NULL "
            "ORDER BY s.place) = 1 THEN 1 ELSE 0 END AS counts FROM read r JOIN ranks s ON s.source = r.source)")


def _merged() -> list[str]:
    """Stretches cut at midnight; of each only what no earlier one of its day covers, in microseconds.

    Only inside the asked days; rows without a reading say that their day is known.
    """
    cut = ("cut AS (SELECT r.subject AS subject, d.day AS day, r.at_us AS at_us, r.m AS m, "
           "CASE WHEN r.at_us > d.begins THEN r.at_us ELSE d.begins END AS a, "
           "CASE WHEN r.at_us + r.m < d.ends THEN r.at_us + r.m ELSE d.ends END AS b "
           "FROM read r CROSS JOIN days d WHERE d.day BETWEEN r.first AND r.last AND d.day BETWEEN r.day AND r.day + "
           f"{SPAN_DAYS} AND (d.day = r.day OR r.at_us + r.m > d.begins))")
    seen = ("seen AS (SELECT c.*, max(CASE WHEN m IS NOT NULL THEN b END) OVER (PARTITION BY subject, day ORDER BY a, b, m "
            "ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS until FROM cut c)")
    counted = ("counted AS (SELECT subject, day, at_us, CASE WHEN m IS NULL THEN NULL WHEN until IS NULL OR until <= a THEN b - a "
               "WHEN until >= b THEN 0 ELSE b - until END AS m FROM seen)")
    return [cut, seen, counted]


def _value(indicator: Indicator, postgres: bool) -> str:
    """What an event says, in millionths of the unit; of stretches, in microseconds."""
    if not indicator.field:
        return str(MICRO)
    number = _number(indicator.field, postgres)
    if indicator.aggregation == "active_days":
        return f"CASE WHEN abs({number}) <= {READING_MAX:.1f} THEN {MICRO} END"
    most, least = READING_MAX, -READING_MAX
    factor = 1
    if indicator.spans:
        factor = SPAN_UNITS[indicator.spans]
        most, least = SPAN_MAX_S / factor, 0.0
    y = f"({number}) * {MICRO * factor}.0"
    if postgres:
        whole = f"CASE WHEN abs({y}) < {WHOLE} THEN trunc({y} + sign({y}) * 0.5) ELSE {y} END"
        return f"CASE WHEN ({number}) BETWEEN {least!r} AND {most!r} THEN CAST({whole} AS bigint) END"
    return f"CASE WHEN ({number}) BETWEEN {least!r} AND {most!r} THEN CAST(round({y}) AS INTEGER) END"


def _sum(m: str, *, postgres: bool, careful: bool) -> str:
    if postgres:
        return f"CAST(least(greatest(coalesce(sum({m}), 0), -{TOTAL_MAX}), {TOTAL_MAX}) AS bigint)"
    if not careful:
        return f"coalesce(sum({m}), 0)"
    high, low = f"coalesce(sum({m} >> 20), 0)", f"coalesce(sum({m} & 1048575), 0)"
    most = TOTAL_MAX >> 20
    return (f"CASE WHEN {high} + ({low} >> 20) >= {most} THEN {TOTAL_MAX} WHEN {high} + ({low} >> 20) < -{most} THEN -{TOTAL_MAX} "
            f"ELSE {high} * 1048576 + {low} END")


def _node(path: str, postgres: bool) -> str:
    """A field of the data, whose name was checked to be of letters, digits, _ and -."""
    if postgres:
        return f"(e.data #> '{{{','.join(path.split('.'))}}}')"
    quoted = ".".join(f'"{part}"' for part in path.split("."))
    return f"'$.{quoted}'"


def _number(path: str, postgres: bool) -> str:
    """The number of a field as a double; null where it is none."""
    node = _node(path, postgres)
    if not postgres:
        return f"CASE WHEN json_type(e.data, {node}) IN ('integer', 'real') THEN CAST(json_extract(e.data, {node}) AS REAL) END"
    number = f"CAST({node} AS numeric)"  # guarded, because what does not fit into a double is an error there
    return (f"CASE WHEN jsonb_typeof({node}) = 'number' THEN CASE WHEN abs({number}) < 1e-300 THEN 0 "
            f"ELSE CAST(least(greatest({number}, -1e300), 1e300) AS double precision) END END")


def _meets(condition: Condition, bound: Bound) -> str:
    node = _node(condition.field, bound.postgres)
    kind = f"jsonb_typeof({node})" if bound.postgres else f"json_type(e.data, {node})"
    if condition.op == "is known":
        return f"{kind} <> 'null'"
    if condition.op == "in":
        assert isinstance(condition.value, tuple)  # noqa: S101  (core.checks saw to it)
        return f"({' OR '.join(_compares(condition.field, node, kind, '=', one, bound) for one in condition.value)})"
    assert condition.value is not None and not isinstance(condition.value, tuple)  # noqa: S101  (core.checks saw to it)
    return _compares(condition.field, node, kind, {"==": "=", "!=": "<>"}.get(condition.op, condition.op), condition.value, bound)


def _compares(path: str, node: str, kind: str, op: str, value: Scalar, bound: Bound) -> str:
    if isinstance(value, bool):
        if bound.postgres:
            return f"({kind} = 'boolean' AND {node} {op} '{str(value).lower()}'::jsonb)"
        return f"({kind} IN ('true', 'false') AND {kind} {op} '{str(value).lower()}')"
    bound.values.append(value)
    if isinstance(value, str):
        if bound.postgres:
            return f"({kind} = 'string' AND {node} #>> '{{}}' {op} %s)"
        return f"({kind} = 'text' AND json_extract(e.data, {node}) {op} %s)"
    return f"({_number(path, bound.postgres)}) {op} %s{'::double precision' if bound.postgres else ''}"


def _numbers(types: dict[str, int], names: Sequence[str]) -> str:
    found = sorted(types[name] for name in names if name in types)
    return ", ".join(str(int(number)) for number in found) or "-1"
