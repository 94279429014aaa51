"""Frozen dataclasses to plain JSON values and back, by their type hints."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints


def plain(value: Any) -> Any:
    """Plain values for JSON: a dataclass becomes a table, a mapping a list of pairs, tuples and sets lists.

    >>> plain({("a", "b"): (1, None)})
    [[['a', 'b'], [1, None]]]
    """
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value) if field.init}
    if isinstance(value, Mapping):
        return [[plain(key), plain(one)] for key, one in value.items()]
    if isinstance(value, tuple | list):
        return [plain(one) for one in value]
    if isinstance(value, frozenset | set):
        return sorted(plain(one) for one in value)
    return value.isoformat() if isinstance(value, datetime) else value


def rebuilt(kind: Any, value: Any) -> Any:
    """The value of this type from what ``plain`` made of it; fields that are missing get their defaults.

    Errors: TypeError or ValueError where the value does not fit the type.

    >>> rebuilt(dict[tuple[str, str], tuple[int | None, ...]], [[["a", "b"], [1, None]]])
    {('a', 'b'): (1, None)}
    """
    origin, parts = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        unknown = value is None and NoneType in parts
        return None if unknown else rebuilt(next(part for part in parts if part is not NoneType), value)
    if origin is Literal or kind is Any or kind is object:
        return value
    return _record(kind, value) if isinstance(kind, type) and is_dataclass(kind) else _held(kind, origin, parts, value)


def _held(kind: Any, origin: Any, parts: tuple[Any, ...], value: Any) -> Any:
    """A tuple, list, set or mapping with what it holds, or a plain value."""
    if origin is tuple:
        return _tuple(parts, value)
    if origin in (list, frozenset, set):
        return origin(rebuilt(parts[0], one) for one in value)
    if origin is not None and issubclass(origin, Mapping):
        return {rebuilt(parts[0], key): rebuilt(parts[1], one) for key, one in value}
    return _leaf(kind, value)


def _record(kind: type, value: Any) -> Any:
    """A dataclass from its table; keys that it does not have are refused."""
    if not isinstance(value, dict):
        raise TypeError(f"{kind.__name__} is no table but {type(value).__name__}")
    hints = get_type_hints(kind)
    unknown = [name for name in value if name not in hints]
    if unknown:
        raise TypeError(f"{kind.__name__} has no field «{unknown[0]}»")
    return kind(**{name: rebuilt(hints[name], one) for name, one in value.items()})


def _tuple(parts: tuple[Any, ...], value: Any) -> tuple[Any, ...]:
    """A tuple of one type and any length, or of one type for each place."""
    if len(parts) == 2 and parts[1] is Ellipsis:
        return tuple(rebuilt(parts[0], one) for one in value)
    return tuple(rebuilt(part, one) for part, one in zip(parts, value, strict=True))


def _leaf(kind: Any, value: Any) -> Any:
    """A text, number, truth value or time; a whole number may stand for a float."""
    if kind is datetime:
        return datetime.fromisoformat(value)
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise TypeError(f"{value!r} is no {kind.__name__}")
    return value
