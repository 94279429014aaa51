"""Runs for tests of the pages: Cleo with her link in a place that took the world up, and GPX files of ways that are made up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np

from lifeworld.goals.actions.links import make_link
from lifeworld.goals.queries.links import open_door
from lifeworld.kit.caller import Caller
from lifeworld.plugin_web import take_up
from lifeworld.testing.cast import Cast, cast
from lifeworld_running.world import WORLD

BEGAN = datetime(2026, 3, 1, 7, 30, tzinfo=UTC)


@dataclass(frozen=True)
class Home:
    """A place that took the world up, and Cleo's door to it."""

    people: Cast
    token: str
    cleo: Caller

    @property
    def address(self) -> str:
        """Her own page."""
        return f"/own/{self.token}/running/"


def home() -> Home:
    """«acme» with the world, and a link of Cleo's."""
    people = cast()
    take_up(people.caller(people.ana), WORLD)
    token = make_link(people.caller(people.ben), people.cleo.pk, "Phone")[1]
    door = open_door(token)
    assert door is not None
    return Home(people, token, door.caller)


def gpx(*, day: float = 0, n: int = 900, pace_s: float = 1.0, lat: float = 52.5, lon: float = 13.4, heart_rate: int | None = 150,
        turned: bool = False, creator: str = "Watch", seed: int = 0, name: str = "") -> bytes:
    """A run along a bent way of about 3 m a point, one point every ``pace_s`` seconds."""
    noise = np.random.default_rng(seed + 1).normal(0, 1e-6, (2, n))
    along = np.arange(n) * 3.0
    east, north = along * 0.8, 400 * np.sin(along / 600)
    lats, lons = lat + north / 111_200 + noise[0], lon + east / (111_200 * np.cos(np.radians(lat))) + noise[1]
    if turned:
        lats, lons = lats[::-1], lons[::-1]
    heights = 50 + 15 * np.sin(along / 500)
    began = BEGAN + timedelta(days=day)
    beats = f"<extensions><g:TrackPointExtension><g:hr>{heart_rate}</g:hr></g:TrackPointExtension></extensions>" if heart_rate else ""
    times = [(began + timedelta(seconds=i * pace_s)).strftime("%Y-%m-%dT%H:%M:%SZ") for i in range(n)]
    points = "".join(
        f'<trkpt lat="{a:.7f}" lon="{o:.7f}"><ele>{h:.1f}</ele><time>{times[i]}</time>{beats}</trkpt>'
        for i, (a, o, h) in enumerate(zip(lats, lons, heights, strict=True)))
    return (f'<?xml version="1.0"?><gpx version="1.1" creator="{creator}" xmlns="http://www.topografix.com/GPX/1/1" '
            'xmlns:g="http://www.garmin.com/xmlschemas/TrackPointExtension/v1"><trk>'
            f"<name>{name}</name><type>running</type><trkseg>{points}</trkseg></trk></gpx>").encode()
