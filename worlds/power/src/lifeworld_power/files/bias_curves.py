"""Measured curves of capacitance over DC voltage: the folder of CSV files that makers' tools export."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl

from lifeworld.plugin import InputRefused
from lifeworld_power.core.catalogue import parts
from lifeworld_power.core.derating import OWN_CURVE, THICKNESS_MAX, Curve, fitted
from lifeworld_power.core.packages import outline
from lifeworld_power.core.units import quantity
from lifeworld_power.core.values import Catalogue


def read_bias_curves(folder: Path) -> tuple[Curve, ...]:
    """The curves of all CSV files under a folder; each is named «case, capacitance, voltage, dielectric, tolerance.csv» and begins with
    «#part number». Errors: InputRefused names the file that cannot be read, or says that there is none.
    """
    files = sorted(folder.rglob("*.csv"))
    if not files:
        raise InputRefused("no_curves", f"There is no CSV file under «{folder}».", "Give the folder of curves.")
    return tuple(_curve(file) for file in files)


def _curve(file: Path) -> Curve:
    lines = file.read_text("utf-8", errors="replace").splitlines()
    said = [line.strip("#, ") for line in lines if line.startswith("#")]
    named = [part.strip() for part in file.stem.split(",")]
    try:
        points = np.array([line.split(",")[:2] for line in lines if line[:1].isdigit() or line[:1] == "."], np.float64)
        c = quantity(named[1], "F", "capacitance").value
        case = outline(named[0])
    except (IndexError, ValueError, InputRefused):
        raise InputRefused("unreadable_curve", f"The curve «{file.name}» cannot be read.",
                           "Name it «0603, 10uF, 10V, X5R, PM10.csv»; each line is a voltage and a capacitance.") from None
    if len(points) < 4 or not said or (np.diff(points[:, 0]) <= 0).any():
        raise InputRefused("unreadable_curve",
                           f"The curve «{file.name}» has no part number, fewer than four points, or voltages that do not rise.",
                           "Export it again.")
    return Curve(said[0], c, case.area * min(case.short, THICKNESS_MAX), points[:, 0], points[:, 1])


def with_curves(catalogue: Catalogue, curves: tuple[Curve, ...]) -> Catalogue:
    """The catalogue whose capacitors lose as their own curves say, where a part number begins as a curve's does (8 signs or more)."""
    those = catalogue.kinds["capacitor"]
    columns = {name: values.copy() for name, values in those.columns.items()}
    numbers = pl.Series(those.texts["mpn"], dtype=pl.String)
    for curve in curves:
        if len(curve.mpn) >= 8:
            rows = numbers.str.starts_with(curve.mpn).arg_true().to_numpy()
            for name, value in zip(("bias_base", "bias_v50", "bias_n", "bias_floor", "bias_how"), (*fitted(curve), OWN_CURVE), strict=True):
                columns[name][rows] = value
    kinds = dict(catalogue.kinds) | {"capacitor": parts("capacitor", those.keys, columns, those.texts)}
    return Catalogue(catalogue.source, catalogue.date, kinds, catalogue.fictional, catalogue.read, catalogue.refused)
