"""What REFI-QDA has no place for, in words that other programs keep: notes on codings, and sets of what was judged.

The schema has no extension point: probability, reading and rationale ride in a Note that the Coding refers to; who judged what (so that
"absent" differs from "not coded") rides in Sets of codes and sources. Both can be read by people and are read back exactly.
"""

from __future__ import annotations

import json
import re

import polars as pl

from lifeworld.voices.core.exchange.guids import guids
from lifeworld.voices.core.exchange.values import JUDGED, NamedSet

CODING_NOTE = "lifeworld coding"
_NOTE = re.compile(r"(?:probability: ([0-9.eE+-]+)\n?)?(?:reading: (explicit|interpretive)\n?)?(?:\n(.*))?", re.DOTALL)


def note_text() -> pl.Expr:
    """The words of the note on each selection, null where there is nothing to say; columns probability, reading, note.

    >>> row = {"probability": [0.83, None], "reading": ["explicit", None], "note": ["She names him.", None]}
    >>> pl.DataFrame(row).select(note_text()).to_series().to_list()
    ['probability: 0.83\\nreading: explicit\\n\\nShe names him.', None]
    """
    said = pl.concat_str(
        pl.when(pl.col("probability").is_not_null()).then(pl.concat_str(pl.lit("probability: "), "probability", pl.lit("\n")))
        .otherwise(pl.lit("")),
        pl.when(pl.col("reading").is_not_null()).then(pl.concat_str(pl.lit("reading: "), "reading", pl.lit("\n"))).otherwise(pl.lit("")),
        pl.when(pl.col("note").is_not_null()).then(pl.concat_str(pl.lit("\n"), "note")).otherwise(pl.lit("")),
    )
    silent = pl.all_horizontal(pl.col("probability", "reading", "note").is_null())
    return pl.when(~silent).then(said).alias("words")


def note_parts(words: str) -> tuple[float | None, str | None, str | None] | None:
    """Probability, reading and rationale of a note that ``note_text`` wrote; None where it is another's note.

    >>> note_parts("probability: 0.83\\nreading: explicit\\n\\nShe names him.")
    (0.83, 'explicit', 'She names him.')
    """
    found = _NOTE.fullmatch(words)
    if found is None:
        return None
    try:
        probability = None if found[1] is None else float(found[1])
    except ValueError:
        return None
    if probability is not None and not 0 <= probability <= 1:
        return None
    return probability, found[2], found[3] or None


def judged_sets(judged: pl.DataFrame, names: dict[str, str]) -> tuple[NamedSet, ...]:
    """The judgements as sets, one for each coder, draw and group of codes judged together; ``names`` are those of users by guid.

    >>> one = pl.DataFrame({"text": ["t"], "coder": ["u"], "code": ["c"], "queue": ["random"], "inclusion": [0.5]}, JUDGED)
    >>> [(found.name, found.codes, found.texts) for found in judged_sets(one, {"u": "Ana"})]
    [('judged by Ana', ('c',), ('t',))]
    """
    if not judged.height:
        return ()
    group = ["coder", "queue", "inclusion"]
    units = judged.group_by("text", *group).agg(pl.col("code").unique().sort())
    units = units.with_columns(codes=pl.col("code").list.join(" "))
    sets = units.group_by(*group, "codes").agg(pl.col("text").sort(), pl.col("code").first()).sort(*group, "codes", nulls_last=False)
    marks = [json.dumps({"lifeworld": "judged", "coder": coder, "queue": queue, "inclusion": inclusion}, sort_keys=True)
             for coder, queue, inclusion in sets.select(group).iter_rows()]
    keys = guids("set", (f"{mark} {codes}" for mark, codes in zip(marks, sets["codes"], strict=True)))
    return tuple(
        NamedSet(key, f"judged by {names[coder]}", mark, tuple(codes), tuple(texts))
        for key, coder, mark, codes, texts in zip(keys, sets["coder"], marks, sets["code"], sets["text"], strict=True)
    )


def judged_rows(sets: tuple[NamedSet, ...]) -> tuple[pl.DataFrame, tuple[NamedSet, ...]]:
    """The judgements that sets of ``judged_sets`` hold, columns of JUDGED, and the sets that are others'."""
    parts, others = [], []
    for one in sets:
        mark = _mark(one.description)
        if mark is None:
            others.append(one)
        elif one.texts and one.codes:
            frame = pl.DataFrame({"text": one.texts}).join(pl.DataFrame({"code": one.codes}), how="cross")
            drawn = {"coder": pl.lit(mark[0]), "queue": pl.lit(mark[1], pl.String), "inclusion": pl.lit(mark[2], pl.Float64)}
            parts.append(frame.with_columns(**drawn).select(list(JUDGED)))
    return (pl.concat(parts) if parts else pl.DataFrame(schema=JUDGED)), tuple(others)


def _mark(description: str) -> tuple[str, str | None, float | None] | None:
    """Coder, queue and inclusion of a set of judgements; None for another set."""
    try:
        found = json.loads(description) if description.startswith("{") else None
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or found.get("lifeworld") != "judged" or not isinstance(found.get("coder"), str):
        return None
    queue, inclusion = found.get("queue"), found.get("inclusion")
    return (found["coder"], queue if isinstance(queue, str) else None,
            float(inclusion) if isinstance(inclusion, int | float) and 0 < inclusion <= 1 else None)
