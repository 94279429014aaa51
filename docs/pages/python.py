"""python.md: the analysis library, from its signatures and docstrings."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import fields
from functools import cached_property
from typing import Any

from pages.markdown import page

from lifeworld import analysis
from lifeworld.analysis.reading import ColumnNames, ReadOptions
from lifeworld.constellations.core.study import MappedStudy

FUNCTIONS = ("read", "code", "map", "compare", "picture", "report")


def python_page() -> str:
    """Functions first, in the order in which they are used, then what they return."""
    classes = [name for name in analysis.__all__ if inspect.isclass(getattr(analysis, name))]
    lines = ["`import lifeworld as lw`. Everything is typed; errors are `lifeworld.kit.errors.InputRefused` with a sentence that says what "
             "to do. [The tutorial](../tutorial.ipynb) shows all of it at work."]
    for name in FUNCTIONS:
        lines += ["", f"## `lw.{name}`", *_described(f"lw.{name}", getattr(analysis, name))]
    lines += ["", "### Options of reading", "", _doc(ColumnNames), "",
              ", ".join(f"`{name}`" for name in (*ReadOptions.__annotations__,)) + "."]
    for name in classes:
        lines += ["", f"## `{name}`", "", _doc(getattr(analysis, name)), *_members(getattr(analysis, name))]
    names = ", ".join(f"`{one.name}`" for one in fields(MappedStudy))
    return page("The analysis library", [*lines, "", "## Fields of a mapped study", "", f"{names}.", "", _doc(MappedStudy)])


def _members(of: type) -> Iterator[str]:
    """Public fields, properties and methods that the class itself adds."""
    own = [name for name in getattr(of, "__annotations__", {}) if not name.startswith("_")]
    if own:
        yield from ("", "Fields: " + ", ".join(f"`{name}`" for name in own) + ".")
    for name, member in vars(of).items():
        if name.startswith("_") or name in own:
            continue
        if isinstance(member, property | cached_property):
            yield from ("", f"- `.{name}`: {_doc(member)}")
        elif inspect.isfunction(member):
            yield from ("", f"- `.{_signature(name, member)}`: {_doc(member)}")


def _described(name: str, function: Callable[..., Any]) -> list[str]:
    """Signature, text and example."""
    text, _, example = _doc(function).partition(">>>")
    shown = ["", "```python", _signature(name, function), "```", "", text.strip()]
    return [*shown, "", "```pycon", f">>>{example.rstrip()}", "```"] if example else shown


def _signature(name: str, function: Callable[..., Any]) -> str:
    """The signature as written, without self and without the mark of names by place only."""
    said = re.sub(r"(: |-> )'([^']*)'", r"\1\2", str(inspect.signature(function)))  # annotations are texts
    said = said.replace("(self, ", "(").replace("(self)", "()").replace(", /", "")
    return name + re.sub(r"\*\*(\w+): Unpack\[(\w+)\]", r"**\1", said)


def _doc(of: object) -> str:
    return inspect.getdoc(of) or ""
