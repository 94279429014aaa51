"""A folder of shards becomes a catalogue."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from lifeworld.plugin import item_keys
from lifeworld_power.core.catalogue import COLUMNS, believed, joined, parts, single
from lifeworld_power.core.defaults import with_defaults
from lifeworld_power.core.values import Catalogue, Floats, Parts
from lifeworld_power.files.jlcparts.kinds import READERS, kind_of
from lifeworld_power.files.jlcparts.shards import read_shards
from lifeworld_power.files.jlcparts.telling import Told, number_of


def read_jlcparts(path: Path) -> Catalogue:
    """All parts of a power stage in such a folder. ``read``: rows by kind, before refusals; ``refused``: counts by reason.

    Single values are refused, and unknown from then on, where they are outside what their kind can be (`core.catalogue.COLUMNS`) and where
    they contradict others of the same part, as a resistance does whose «milli» was lost on its way (`core.contradictions`): a transistor's
    on-resistance whose drop at the rated current lies under 0.02 % or over 100 % of its rated voltage; a winding that takes over 2 V and
    10 W at its rated current, or under 1 mV; a diode's drop told under a tenth or over ten times its rated current; a capacitor's series
    resistance of over 3 ms divided by its capacitance.

    Errors: InputRefused where the manifest or the table of attributes cannot be read.
    """
    folder = read_shards(path, kind_of)
    refused: Counter[str] = Counter(folder.refused)
    read: Counter[str] = Counter({"rows in all": folder.rows})
    refused["on a shelf that no power stage is made of"] = sum(folder.unasked.values())
    kinds = []
    for name, shelf in folder.kinds.items():
        told = Told(shelf, folder.table)
        read[name] = len(shelf)
        columns, unfit = READERS[name](told)
        texts = _texts(told)
        keys = item_keys(pl.Series(texts["mpn"], dtype=pl.String), pl.Series(texts["maker"], dtype=pl.String))
        held = ~keys.is_null().to_numpy()
        refused[f"{name}: no part number"] += int((~held).sum())
        for reason, rows in unfit.items():
            refused[reason] += int((rows & held).sum())
            held &= ~rows
        stock = np.nan_to_num(np.array([number_of(number) for number in shelf.cells["stock"]], np.float64))
        kinds += _kinds(name, keys, columns, texts, held, stock, refused)
    return joined("jlcparts", folder.created[:10], kinds, read, {reason: number for reason, number in refused.items() if number})


def _texts(told: Told) -> dict[str, list[str]]:
    cells = told.shelf.cells
    about = [" ".join(str(text or "").split()) for text in cells["description"]]
    return {"mpn": [str(text or "").strip() for text in cells["mfr"]], "maker": told.words("Manufacturer"),
            "package": told.words("Package"), "about": about,
            "shelf": told.shelf.shelves, "lcsc": [str(text) for text in cells["lcsc"]],
            "datasheet": [str(text or "") for text in cells["datasheet"]]}


def _kinds(name: str, keys: pl.Series, columns: Mapping[str, Floats], texts: Mapping[str, Sequence[str]],
           held: np.ndarray[Any, np.dtype[np.bool_]],
           stock: Floats, refused: Counter[str]) -> list[Parts]:
    """The rows that are held, as one kind or (converters) as two, each key once, with what is implausible unknown and defaults put in."""
    where = {"converter": (("regulator", held & (columns.get("external") == 0)), ("controller", held & (columns.get("external") == 1)))}
    kinds = []
    for kind, rows in where.get(name, ((name, held),)):
        plausible, outside = believed(kind, {column: values[rows] for column, values in columns.items() if column in COLUMNS[kind]})
        refused.update(outside)
        at = np.flatnonzero(rows)
        chosen = parts(kind, keys.gather(at).to_list(), plausible, {text: [cells[row] for row in at.tolist()] for text,
                                                                    cells in texts.items()})
        chosen, again = single(with_defaults(chosen), stock[at])
        refused[f"{kind}: listed more than once"] += again
        kinds.append(chosen)
    return kinds


