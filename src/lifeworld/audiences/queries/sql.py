"""An expression as one statement of SQL, the place first, every value a parameter."""

from __future__ import annotations

from dataclasses import dataclass

from lifeworld.audiences.core.formula import Both, Either, Formula, Parameter, Rows, Truth
from lifeworld.audiences.queries.conditions import table
from lifeworld.customers.models import Customer

Sql = tuple[str, tuple[Parameter, ...]]


@dataclass(frozen=True)
class Compiled:
    """An expression ready to be asked in one place; ``vendor`` is the database's ("sqlite" or "postgresql")."""

    place_id: int
    truth: Truth
    vendor: str

    def customers(self, formula: Formula, columns: str = "c.id", further: str = "", parameters: tuple[Parameter, ...] = ()) -> Sql:
        """SQL of the customers of the place for whom a formula holds; ``further`` is added to it ("AND c.id > %s")."""
        where, values = written(formula, self.vendor)
        return (f"SELECT {columns} FROM {table(Customer)} c WHERE c.place_id = %s AND {where}{further and ' ' + further}",  # noqa: S608
                (self.place_id, *values, *parameters))

    @property
    def members(self) -> Sql:
        """SQL of the keys of the members: of whom the expression is certainly true."""
        return self.customers(self.truth.true)

    def page(self, after: int, limit: int) -> Sql:
        """SQL of key, name and label of ``limit`` members whose keys come after ``after``."""
        return self.customers(self.truth.true, "c.id, c.key, c.label", "AND c.id > %s ORDER BY c.id LIMIT %s", (after, limit))

    def counts(self) -> Sql:
        """SQL of one row: members, members and unknown, customers of the place."""
        parts = [self.customers(formula, "count(*)") for formula in (self.truth.true, self.truth.possible, Both())]
        return "SELECT " + ", ".join(f"({sql})" for sql, _ in parts), tuple(one for _, values in parts for one in values)


def written(formula: Formula, vendor: str) -> Sql:
    """A formula as SQL over the customer ``c``.

    PostgreSQL turns EXISTS into joins by itself. SQLite does not: there the rows that narrow the search most are read as a list first,
    from which the customers are looked up, and the other rows are looked for one customer at a time.
    """
    if vendor == "sqlite":
        if isinstance(formula, Rows) and not formula.negated:
            return _listed(formula)
        if isinstance(formula, Both):
            ranked = sorted((part for part in formula.of if isinstance(part, Rows) and not part.negated), key=lambda rows: rows.rank)
            if ranked:
                parts = [_listed(ranked[0]), *(_sql(part) for part in formula.of if part is not ranked[0])]
                return _joined(parts, " AND ")
    return _sql(formula)


def _sql(formula: Formula) -> Sql:
    match formula:
        case Rows():
            return _looked_for(formula)
        case Both(of):
            return _joined([_sql(part) for part in of], " AND ") if of else ("1 = 1", ())
        case Either(of):
            return _joined([_sql(part) for part in of], " OR ") if of else ("1 = 0", ())


def _joined(parts: list[Sql], word: str) -> Sql:
    return "(" + word.join(sql for sql, _ in parts) + ")", tuple(one for _, values in parts for one in values)


def _looked_for(rows: Rows) -> Sql:
    """Rows looked for one customer at a time."""
    said = f"FROM {rows.source} WHERE {rows.customer} = c.id AND {rows.where}"
    if rows.at_least == 1:
        return f"{'NOT ' if rows.negated else ''}EXISTS (SELECT 1 {said})", rows.parameters
    return f"(SELECT count(*) {said}) {'<' if rows.negated else '>='} %s", (*rows.parameters, rows.at_least)


def _listed(rows: Rows) -> Sql:
    """Rows read as a list of customers."""
    said = f"SELECT {rows.customer} FROM {rows.source} WHERE {rows.where}"  # noqa: S608
    if rows.at_least == 1:
        return f"c.id IN ({said})", rows.parameters
    return f"c.id IN ({said} GROUP BY {rows.customer} HAVING count(*) >= %s)", (*rows.parameters, rows.at_least)
