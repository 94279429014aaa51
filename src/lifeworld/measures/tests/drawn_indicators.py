"""Any indicator, and events that hold anything, for the tests of this room."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from lifeworld.measures.core.values import Indicator
from lifeworld.measures.tests.world import Happening

MINUTES = (0, 0.25, 0.99, 1, 600, 600.5, 601, 1300, 1439.5, 1440, 1440.5, 2000, 2600, 2879, 5 * 1440)
NUMBERS = st.one_of(st.integers(-5, 5), st.integers(-(10**25), 10**25),
                    st.floats(allow_nan=False, allow_infinity=False, allow_subnormal=False),
                    st.integers(-8000, 8000).map(lambda n: n / 8), st.sampled_from([0.1, 0.0000005, 1e12, 1e12 + 1, 1e300, -0.0]))
SCALARS = st.one_of(NUMBERS, st.booleans(), st.none(), st.sampled_from(["", "run", "5", "true", "Größe", "a\\b\"c"]))
ANY = st.recursive(SCALARS,
                   lambda inner: st.one_of(st.lists(inner, max_size=2), st.dictionaries(st.sampled_from("abx"), inner, max_size=3)),
                   max_leaves=4)
DATA = st.one_of(st.dictionaries(st.sampled_from(["a", "b", "x"]), ANY, max_size=3),
                 st.fixed_dictionaries({"a": NUMBERS, "b": st.fixed_dictionaries({"a": SCALARS})}),
                 ANY.filter(lambda data: data is not None))
HAPPENED = st.lists(st.builds(
    Happening, subject=st.sampled_from(["ana", "ben"]), minute=st.sampled_from(MINUTES),
    data=DATA, type=st.sampled_from(["steps", "on", "run"]), source=st.sampled_from(["watch", "phone", "app"])), max_size=12)
FIELDS = st.sampled_from(["a", "b", "b.a", "x.a.b"])
COMPARED = st.one_of(st.integers(-5, 5), st.integers(-80, 80).map(lambda n: n / 8),
                     st.sampled_from(["run", "5", "", "Größe"]), st.booleans())
CONDITIONS = st.one_of(
    st.builds(lambda field, op, value: {"field": field, "op": op, "value": value}, FIELDS, st.sampled_from(["==", "!="]), COMPARED),
    st.builds(lambda field, op, value: {"field": field, "op": op, "value": value}, FIELDS, st.sampled_from(["<", "<=", ">", ">="]),
              st.integers(-5, 5)),
    st.builds(lambda field, values: {"field": field, "op": "in", "value": values}, FIELDS, st.lists(COMPARED, min_size=1, max_size=3)),
    st.builds(lambda field: {"field": field, "op": "is known"}, FIELDS))


@st.composite
def indicators(draw: st.DrawFn) -> Indicator:
    aggregation = draw(st.sampled_from(["count", "sum", "mean", "lowest", "highest", "last", "active_days"]))
    body: dict[str, Any] = {"slug": "one", "title": "One", "types": draw(st.lists(st.sampled_from(["steps", "run", "never"]), min_size=1)),
                            "aggregation": aggregation, "where": draw(st.lists(CONDITIONS, max_size=2))}
    if aggregation != "count" and (aggregation != "active_days" or draw(st.booleans())):
        body["field"] = draw(FIELDS)
    if draw(st.booleans()):
        body["minute_priority"] = True
        body["sources"] = [{"pattern": name} for name in draw(st.permutations(["watch", "ph*"]))]
    elif aggregation == "sum" and draw(st.booleans()):
        body["spans"] = draw(st.sampled_from(["s", "min", "h"]))
    if aggregation in {"count", "sum", "active_days"} and draw(st.booleans()):
        body["zero_when_active"] = draw(st.lists(st.sampled_from(["on", "run"]), min_size=1))
    return Indicator.from_json(body)
