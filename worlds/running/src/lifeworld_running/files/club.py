"""A simulated club as files: what its members' devices wrote, what they said, and the truth beside it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from lifeworld.plugin import progress, whole_folder, write_csv
from lifeworld_running.core.club import Club, ClubRun, recordings, route_of
from lifeworld_running.core.club.values import TRUNCATED
from lifeworld_running.core.values import Recording
from lifeworld_running.files.fit import write_fit

OWN = ("runs", "statements.csv", "friends.csv", "members.csv", "truth.csv", "challenges.csv")
"""What stands in the folder of a club."""
_CUT_BYTES = 41
_GPX = ('<?xml version="1.0" encoding="UTF-8"?>\n<gpx version="1.1" creator="{app}" xmlns="http://www.topografix.com/GPX/1/1">\n'
        "<trk><name>{name}</name><type>running</type><trkseg>\n")


def written_gpx(recording: Recording) -> bytes:
    """A recording as GPX 1.1, positions, altitude and time (whole seconds)."""
    times = np.datetime_as_string((recording.time_us // 1_000_000).astype("datetime64[s]"))
    points = (f'<trkpt lat="{lat:.7f}" lon="{lon:.7f}"><ele>{height:.1f}</ele><time>{time}Z</time></trkpt>'
              for lat, lon, height, time in zip(recording.lat, recording.lon, recording.altitude_m, times, strict=True))
    head = _GPX.format(app=recording.provenance.app or "simulated", name=recording.provenance.name)
    return (head + "\n".join(points) + "\n</trkseg></trk>\n</gpx>\n").encode()


def file_of(recording: Recording, cut: bool) -> bytes:
    """A recording in the form that its name promises; ``cut``: the file breaks off, as devices leave it whose battery dies."""
    data = written_gpx(recording) if recording.provenance.format == "gpx" else write_fit(recording)
    return data[:-_CUT_BYTES] if cut else data


def _day(days: list[int]) -> pl.Series:
    return pl.Series(days, dtype=pl.Int32).cast(pl.Date)


def tables(club: Club) -> dict[str, pl.DataFrame]:
    """Everything but the recordings, as tables by name: statements, friends, members, truth (one row a run) and challenges."""
    told = {run.key: club.members[run.member] for run in club.runs}
    said = pl.DataFrame({"id": [one.key for one in club.said], "customer": [one.customer for one in club.said],
                         "time": _day([one.at_us // 86_400_000_000 for one in club.said]), "source": ["after a run"] * len(club.said),
                         "run": [one.run for one in club.said], "text": [one.text for one in club.said],
                         "driver": [one.driver for one in club.said], "valence": [one.valence for one in club.said]})
    rows = [(run.key, told[run.key].key, run.day, run.route, run.turned, route_of(club, run).length_m, run.effort, " ".join(run.together),
             " ".join(run.faults)) for run in club.runs]
    truth = pl.DataFrame(rows, orient="row", schema={"run": pl.String, "customer": pl.String, "day": pl.Int32, "route": pl.String,
                         "turned": pl.Boolean, "length_m": pl.Float64, "effort": pl.Float64, "together": pl.String, "faults": pl.String})
    members: dict[str, list[Any]] = {
        "customer": [who.key for who in club.members], "name": [who.name for who in club.members],
        "type": [who.type for who in club.members],
        "faster_by": [who.change for who in club.members], "device": [who.device for who in club.members],
        "routes": [len(who.routes) for who in club.members], "heart_rate_max": [who.runner.heart_rate_max for who in club.members],
        "heart_rate_rest": [who.runner.heart_rate_rest for who in club.members], "born": [who.runner.born_year for who in club.members]}
    entered = [(one.key, one.title, one.first_day, one.last_day, key) for one in club.challenges for key in one.entrants]
    challenges = pl.DataFrame(entered, orient="row", schema=["challenge", "title", "first_day", "last_day", "customer"])
    friends = pl.DataFrame(list(club.friends), orient="row", schema={"customer": pl.String, "friend": pl.String})
    return {"statements": said, "friends": friends, "members": pl.DataFrame(members),
            "truth": truth.with_columns(pl.col("day").cast(pl.Date)), "challenges": challenges}


def _write_runs(club: Club, run: ClubRun, folder: Path) -> None:
    place = folder / "runs" / club.members[run.member].key
    place.mkdir(parents=True, exist_ok=True)
    for part, recording in enumerate(recordings(club, run)):
        (place / recording.provenance.name).write_bytes(file_of(recording, TRUNCATED in run.faults and part == 0))


def write_club(club: Club, folder: Path) -> None:
    """Write ``runs`` with a folder for each member that holds her FIT and GPX files, and tables as CSV; whole or not at all.

    Errors: InputRefused where the folder holds something else.
    """
    with whole_folder(folder, OWN) as made, progress("files", len(club.runs)) as step:
        for run in club.runs:
            _write_runs(club, run, made)
            step(1)
        for name, frame in tables(club).items():
            write_csv(frame, made / f"{name}.csv")
