"""Equations are written once, as functions of numbers, and compiled: loops over millions of designs call what a single design calls."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from types import FunctionType, ModuleType
from typing import Any, TypeVar, cast

from numba import njit, vectorize

F = TypeVar("F", bound=Callable[..., object])


def compiled(function: F) -> F:
    """The function as machine code, kept beside its source between runs. Division by zero gives infinity or NaN, as in NumPy."""
    return cast("F", _kept(njit(cache=True, error_model="numpy", nogil=True)(function), function))


def inlined(function: F) -> F:
    """As ``compiled``, and written into each compiled caller: what a caller does not use of the answer costs nothing there."""
    return cast("F", _kept(njit(cache=True, error_model="numpy", nogil=True, forceinline=True)(function), function))


def by_column(function: Callable[..., float]) -> Callable[..., Any]:
    """A compiled function of numbers as one of columns, which are broadcast against each other."""
    plain = function.py_func  # type: ignore[attr-defined]
    columns = vectorize(nopython=True, cache=True)(plain)  # type: ignore[no-untyped-call]
    _kept(columns._dispatcher, plain)
    return cast("Callable[..., Any]", columns)


def _kept(machine: Any, function: Callable[..., object]) -> Any:
    """The compiled function, whose kept machine code is also dropped when what it calls has changed.

    The compiler asks only whether the file of the function itself is another one. What it calls in other files, their constants and the
    fields of their tuples are part of the machine code too; their stamps are made part of its own, and so of those of its callers.
    """
    if file := _file(machine):
        file._source_stamp = sha256(repr((file._source_stamp, called(function))).encode()).digest()
    return machine


def _file(machine: Any) -> Any:
    cache = getattr(machine, "_cache", None) or getattr(machine, "cache", None)
    return getattr(cache, "_cache_file", None)


def called(function: Callable[..., object]) -> tuple[tuple[str, object], ...]:
    """By name, the stamps of what a function uses from outside: functions that are compiled, numbers, texts, fields of tuples.

    >>> TEN = 10
    >>> called(lambda: TEN)
    (('TEN', '10'),)
    """
    assert isinstance(function, FunctionType)  # noqa: S101 - what is decorated is written with def
    names, outside = function.__code__.co_names, function.__globals__
    used = {name: outside[name] for name in names if name in outside}
    for name, module in list(used.items()):
        if isinstance(module, ModuleType):
            used |= {f"{name}.{inner}": getattr(module, inner) for inner in names if hasattr(module, inner)}
    return tuple((name, stamp) for name, value in sorted(used.items()) if (stamp := _stamp(value)) is not None)


def _stamp(value: object) -> object:
    if isinstance(value, bool | int | float | str | tuple):
        return repr(value)
    if file := _file(value):
        return cast("object", file._source_stamp)
    return getattr(value, "_fields", None)
