"""What partners are called in figures and sentences: by title where it is theirs alone, else with their key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl


def titles(partners: pl.DataFrame, keys: Sequence[str]) -> Mapping[str, str]:
    """The name of each partner of ``keys``, no two the same; ``partners`` is the frame of that name.

    >>> titles(pl.DataFrame({"partner": ["a", "b"], "title": ["Sun", "Sun"]}), ["a", "b", "c"])
    {'a': 'Sun (a)', 'b': 'Sun (b)', 'c': 'c'}
    """
    told = dict(partners.select("partner", "title").drop_nulls().unique("partner", keep="any").iter_rows())
    named = [told.get(key, "") or key for key in keys]
    doubled = {name for name in named if named.count(name) > 1} if len(set(named)) < len(named) else set()
    return {key: f"{name} ({key})" if name in doubled else name for key, name in zip(keys, named, strict=True)}
