"""The shape that a zone hides: cells of a turned grid around a centre that is not the place, always the same for one zone.

A circle gives its centre away: four points where tracks end fix it (Hassan, Hussain & Bates 2018, USENIX Security). So (1) the place lies
near the edge of the shape, at a random bearing; (2) the shape is irregular; (3) it is made of cells, so that all tracks by the same way
end at the same border, whatever their noise; (4) of several shapes drawn from the zone's secret the one is kept whose traces
mislead the known estimates most (``misled``). Everything within the zone's radius of the place is in the shape.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from lifeworld.circles.core.zones.values import Floats, Truths, Zone
from lifeworld.kit.streams import stream_keys, uniforms

METRES_A_DEGREE = 111_195.0
TRIES = 48
MISLED = 1.5
"""A shape is taken where the nearest of the known estimates is this far from the place, in radii; of ``TRIES`` the best otherwise."""
AWAY = (3.0, 4.2)
"""How far the place lies from the centre, in radii."""
SPARE = 2.4
"""How far the edge is behind the place at least, in radii, before cells make it ragged."""
WAVES = (1, 2, 3, 4, 5)
WAVE = 0.11
CELLS_A_RADIUS = 4
RAGGED = 0.08
RAYS = 72


@dataclass(frozen=True)
class Region:
    """Cells on a plane in metres about the place: ``cells[row, column]`` is hidden; ``turn`` in radians, ``corner`` of cell (0, 0)."""

    lat: float
    lon: float
    turn: float
    corner: tuple[float, float]
    cell_m: float
    cells: Truths

    def plane(self, lat: Floats, lon: Floats) -> tuple[Floats, Floats]:
        """Metres east and north of the place, float64[n]; good to some metres over the few kilometres a zone has."""
        east = (np.asarray(lon, np.float64) - self.lon + 180.0) % 360.0 - 180.0
        return east * METRES_A_DEGREE * np.cos(np.radians(self.lat)), (np.asarray(lat, np.float64) - self.lat) * METRES_A_DEGREE

    def holds(self, x: Floats, y: Floats) -> Truths:
        """Whether points of the plane are hidden, bool[...]; NaN is not."""
        cos, sin = np.cos(self.turn), np.sin(self.turn)
        with np.errstate(invalid="ignore"):
            column = np.floor((x * cos + y * sin - self.corner[0]) / self.cell_m)
            row = np.floor((y * cos - x * sin - self.corner[1]) / self.cell_m)
            n = len(self.cells)
            inside = (row >= 0) & (row < n) & (column >= 0) & (column < n)
        found = np.zeros(np.shape(inside), np.bool_)
        found[inside] = self.cells[row[inside].astype(np.int64), column[inside].astype(np.int64)]
        return found


def _filled(cells: Truths) -> Truths:
    """Without holes and notches: a cell that has three hidden neighbours of four is hidden."""
    for _ in range(3):
        wide = np.pad(cells, 1).astype(np.int8)
        cells = cells | (wide[2:, 1:-1] + wide[:-2, 1:-1] + wide[1:-1, 2:] + wide[1:-1, :-2] >= 3)
    return cells


def _drawn(zone: Zone, attempt: int) -> Region:
    """One shape: a disc whose edge waves, about a centre ``AWAY`` from the place, laid out in cells."""
    where = [round((zone.lat + 90) * 1000), round((zone.lon + 180) * 1000), round(zone.radius_m)]
    key = stream_keys(zone.secret, *where, attempt)
    u, r = uniforms(key, 6 + 2 * len(WAVES))[0], zone.radius_m
    away, bearing, turn = r * (AWAY[0] + (AWAY[1] - AWAY[0]) * u[0]), 2 * np.pi * u[1], np.pi / 2 * u[2]
    cell, reach = r / CELLS_A_RADIUS, away + SPARE * r
    n = int(np.ceil((away + reach * (1 + len(WAVES) * WAVE) * (1 + RAGGED)) / cell)) + 3
    corner = (float(-(n + u[3]) * cell), float(-(n + u[4]) * cell))
    middle = np.arange(2 * n + 1) * cell + cell / 2
    a, b = np.meshgrid(corner[0] + middle, corner[1] + middle)
    x, y = a * np.cos(turn) - b * np.sin(turn), b * np.cos(turn) + a * np.sin(turn)
    dx, dy = x - away * np.cos(bearing), y - away * np.sin(bearing)
    angle = np.arctan2(dy, dx)
    edge = 1 + sum(WAVE * u[6 + 2 * at] * np.cos(wave * angle + 2 * np.pi * u[7 + 2 * at]) for at, wave in enumerate(WAVES))
    ragged = uniforms(stream_keys(zone.secret, *where, attempt, 1), a.size).reshape(a.shape) - 0.5
    cells = np.hypot(dx, dy) <= reach * edge * (1 + 2 * RAGGED * ragged)
    cells |= np.hypot(x, y) - cell * np.sqrt(0.5) <= r
    return Region(zone.lat, zone.lon, float(turn), corner, float(cell), _filled(cells))


def edge_of(region: Region) -> Floats:
    """Where straight ways from the place leave the shape for good, complex128[RAYS], metres."""
    angles = np.arange(RAYS) * 2 * np.pi / RAYS
    steps = np.arange(1, 2 * len(region.cells)) * region.cell_m / 2
    way = np.exp(1j * angles)[:, None] * steps[None, :]
    inside = region.holds(way.real, way.imag)
    return np.asarray(np.exp(1j * angles) * steps[inside.shape[1] - 1 - np.argmax(inside[:, ::-1], axis=1)])


def circle(x: Floats, y: Floats) -> tuple[float, float, float]:
    """The circle of least squares (Kåsa 1976) through points: centre x, y and radius."""
    lhs = np.column_stack([x, y, np.ones_like(x)])
    a, b, c = np.linalg.lstsq(lhs, x * x + y * y, rcond=None)[0]
    return float(a / 2), float(b / 2), float(np.sqrt(max(c + a * a / 4 + b * b / 4, 0.0)))


def misled(region: Region) -> float:
    """How far the nearest of the known estimates is from the place, in metres: circle, mean of ends, middle of the shape."""
    ends = edge_of(region)
    x, y, _ = circle(ends.real, ends.imag)
    rows, columns = np.nonzero(region.cells)
    a = region.corner[0] + (columns.mean() + 0.5) * region.cell_m
    b = region.corner[1] + (rows.mean() + 0.5) * region.cell_m
    return float(min(np.hypot(x, y), abs(ends.mean()), np.hypot(a, b)))


@lru_cache(maxsize=4096)
def region_of(zone: Zone) -> Region:
    """The shape that this zone hides; the same zone has the same shape for ever.

    >>> region = region_of(Zone(52.52, 13.405, 300, secret=7))
    >>> x = np.linspace(-300, 300, 50)
    >>> bool(region.holds(x, np.zeros(50)).all()), bool(region.holds(x * 40, np.zeros(50)).all()), misled(region) > 300
    (True, False, True)
    """
    best = _drawn(zone, 0)
    most = misled(best)
    for attempt in range(1, TRIES):
        if most >= MISLED * zone.radius_m:
            break
        region = _drawn(zone, attempt)
        if (away := misled(region)) > most:
            best, most = region, away
    return best
