"""One true-or-false column for each option of a categorical variable, joined to one column of lists."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from lifeworld.kit.errors import InputRefused, listed


def joined_options(frame: pl.DataFrame, variables: Sequence[str] | None = None) -> tuple[pl.DataFrame, dict[str, tuple[str, ...]]]:
    """The frame with ``var_option`` columns of "true" and "false" joined to ``var`` (list of options), and variable -> its options.

    ``variables`` names the variables; None finds them: two or more such columns with the same beginning, up to an underscore. A row in
    which nothing is true is null. A variable named as a column that stays gets "_chosen" behind it.

    >>> frame = pl.DataFrame({"role_kin": ["true", "false"], "role_club_mate": ["true", "false"], "dog": ["true", None]})
    >>> found, groups = joined_options(frame)
    >>> found.rows(), groups
    ([('true', ['kin', 'club_mate']), (None, None)], {'role': ('kin', 'club_mate')})
    """
    truths = [name for name, kind in frame.schema.items() if kind == pl.String and _is_truth(frame[name])]
    groups = _found(truths) if variables is None else _named(truths, variables)
    taken = {column for columns in groups.values() for column in columns}
    kept = frame.drop(taken)
    joined = []
    for name, columns in groups.items():
        options = [pl.when(pl.col(column) == "true").then(pl.lit(column[len(name) + 1:])) for column in columns]
        chosen = pl.concat_list(options).list.drop_nulls()
        label = f"{name}_chosen" if name in kept.columns else name
        joined.append(pl.when(chosen.list.len() > 0).then(chosen).alias(label))
    return frame.with_columns(joined).drop(taken - {expr.meta.output_name() for expr in joined}), {
        name: tuple(column[len(name) + 1:] for column in columns) for name, columns in groups.items()}


def check_variables(variables: Sequence[str], groups: Sequence[str]) -> None:
    """Refuse named variables that no table has. Errors: InputRefused."""
    lost = [name for name in variables if name not in groups]
    if lost:
        raise InputRefused("no_such_variable", f"No columns of options belong to {listed(lost)}.",
                           "Name categorical variables of the study.")


def _is_truth(column: pl.Series) -> bool:
    known = column.drop_nulls()
    return len(known) > 0 and bool(known.is_in(["true", "false"]).all())


def _named(truths: Sequence[str], variables: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Groups by named variables; a column belongs to the longest name that it begins with."""
    groups: dict[str, list[str]] = {}
    for column in truths:
        fitting = [name for name in variables if column.startswith(f"{name}_") and len(column) > len(name) + 1]
        if fitting:
            groups.setdefault(max(fitting, key=len), []).append(column)
    return {name: tuple(columns) for name, columns in groups.items()}


def _found(truths: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Groups by the first word; the variable is the longest beginning, up to an underscore, that all of the group share."""
    by_word: dict[str, list[str]] = {}
    for column in truths:
        if "_" in column.strip("_"):
            by_word.setdefault(column.split("_", 1)[0], []).append(column)
    groups = {}
    for columns in by_word.values():
        if len(columns) < 2:
            continue
        parts = [column.split("_")[:-1] for column in columns]
        shared = 0
        while all(len(each) > shared and each[shared] == parts[0][shared] for each in parts):
            shared += 1
        groups["_".join(parts[0][:shared])] = tuple(columns)
    return groups
