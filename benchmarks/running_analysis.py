"""What an activity says, against Strava's streams and devices' own totals, and how long it takes. `python -m benchmarks.running_analysis`.

Files: shared/data/running/robustness (SOURCE.md there), or a folder named as the first argument.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np

from benchmarks.measure import table, timed
from lifeworld_running.core.altitude import climbs
from lifeworld_running.core.analysis import analysed
from lifeworld_running.core.cleaning import cleaned
from lifeworld_running.core.grade import minetti
from lifeworld_running.core.moving import moving
from lifeworld_running.core.own_grade import own_grade_fit
from lifeworld_running.core.said import Runner, Track
from lifeworld_running.core.trend import trend
from lifeworld_running.core.values import Provenance, Recording
from lifeworld_running.files.reading import read_file

FIXTURES = "sports-lib/integrationTests/fixtures"
PAIRS = (("COROS_export/OutdoorRun20200314145229.fit", "COROS_export/strava_3183465494.json"),
         ("suunto_export/5e5fde38c2de24635a30d383.fit", "suunto_export/strava_3156040843.json"),
         ("suunto_export/5e5fde38c2de24635a30d383-2.fit", "suunto_export/strava_3182900697.json"))
RUNNER = Runner(heart_rate_max=190, heart_rate_rest=50, threshold_pace_s_km=260)
STUDIES = 200
STRAVA_NOTE = (
    "\n\nStrava takes the device's distance, and so do we, which is why they agree; positions alone are the harder comparison."
    " Its altitude stream is the file's own, not smoothed, and it publishes no ascent there: ascent is compared by our least rise on both,"
    " and depends on that rule more than on the data, as the sum of every rise and the device's total show. Three files, two runs.")


def recordings(path: Path) -> list[Recording]:
    """What the world's own reader reads of a file."""
    return [recording for read in read_file(path.name, path.read_bytes()) for recording in read.recordings]


def by_positions(recording: Recording) -> Track | None:
    """The track as if the device had said no distance."""
    return cleaned(replace(recording, distance_m=np.full(len(recording), np.nan)))


def off(value: float, truth: float) -> str:
    """A difference in per cent."""
    return f"{value / truth * 100 - 100:+.2f} %" if truth and np.isfinite(value) and np.isfinite(truth) else "not known"


def against_strava(folder: Path) -> str:
    """Distance and ascent of our track and of the streams that Strava computed; its altitude by the same least rise, and by none."""
    rows = []
    for file, streams in PAIRS:
        base = folder / FIXTURES / "strava-streams-compliance"
        theirs = json.loads((base / streams).read_text())
        (recording,) = recordings(base / file)
        track, other = cleaned(recording), by_positions(recording)
        if track is None or other is None:
            continue
        ours = analysed(recording, track)
        altitude = np.array(theirs["altitude"], np.float64)
        ascent = float(climbs(altitude, track.hysteresis_m)[0][-1])
        along = np.interp(theirs["time"], track.time_s, track.distance_m) - np.array(theirs["distance"])
        rows.append([Path(file).stem[-16:], f"{theirs['distance'][-1]:.0f}", off(ours.distance_m, theirs["distance"][-1]),
                     off(float(other.distance_m[-1]), theirs["distance"][-1]), f"{np.abs(along).max():.1f} m",
                     f"{ascent:.1f}", off(ours.ascent_m, ascent), f"{np.diff(altitude).clip(0).sum():.0f}",
                     f"{recording.totals.get('ascent_m', np.nan):.0f}", f"{ours.ascent_m:.1f}"])
    return table(["file", "Strava m", "ours", "positions alone", "furthest apart on the way", "ascent of Strava's altitude, m", "ours",
                  "every rise of it, m", "the device's total, m", "ours, m"], rows) + STRAVA_NOTE


def against_devices(folder: Path) -> str:
    """Runs and walks with positions and a device's distance: positions alone against it, and ascent against the device's total."""
    rows = []
    for path in sorted(each for each in folder.rglob("*") if each.suffix.lower() == ".fit"):
        for recording in recordings(path):
            told = recording.totals.get("distance_m", 0.0)
            if recording.sport not in ("running", "walking") or told < 500 or len(recording) < 300:
                continue
            track, other = cleaned(recording), by_positions(recording)
            if track is None or other is None or other.distance_by != "positions":
                continue
            ours = analysed(recording, track)
            if abs(ours.distance_m / told - 1) > 0.5:
                continue  # the file holds several sessions, or breaks off
            rows.append([path.stem[-24:], f"{ours.reliability.interval_s:.0f}", f"{told:.0f}", off(ours.distance_m, told),
                         off(float(other.distance_m[-1]), told), f"{recording.totals.get('ascent_m', np.nan):.0f}", f"{ours.ascent_m:.0f}",
                         f"{ours.reliability.trust:.2f}"])
    return table(["file", "usual interval, s", "device's total, m", "ours", "positions alone", "device's ascent, m", "ours, m", "trust"],
                 rows)


def resting(folder: Path) -> str:
    """Resting against Strava's own flags, of points a second apart as the stream has no times."""
    rows = []
    for sport in ("running", "cycling"):
        theirs = json.loads((folder / FIXTURES / "movingTimeAnalysis" / f"move_{sport}_strava_stream.json").read_text())
        speed, flags = np.array(theirs["velocity_smooth"]), np.array(theirs["resting"])
        ours = ~moving(speed, np.ones(len(speed)))
        rows.append([sport, str(len(flags)), f"{flags.mean():.1%}", f"{ours.mean():.1%}", f"{(ours == flags).mean():.1%}"])
    return table(["stream", "points", "resting by Strava", "by us", "agree"], rows)


def made(hours: float) -> Recording:
    """A noisy run of a point each second with every column."""
    rng, n = np.random.default_rng(1), int(hours * 3600)
    along = np.concatenate([[0.0], np.cumsum(np.clip(3 + np.cumsum(rng.normal(0, 0.01, n - 1)), 0, 5))])
    lat = 52.5 + 0.02 * np.sin(along / 3000) + rng.normal(0, 0.3, n) / 111_000
    lon = 13.4 + 0.03 * np.cos(along / 3000) + rng.normal(0, 0.3, n) / 68_000
    heights = 100 + 40 * np.sin(along / 700) + rng.normal(0, 0.4, n)
    return Recording.of(Provenance("made.fit", "fit", "00", 1, device="made"), np.arange(n) * 1_000_000, lat=lat, lon=lon,
                        altitude_m=heights, heart_rate=np.round(140 + 15 * np.sin(np.arange(n) / 300) + rng.normal(0, 1, n)),
                        cadence=np.full(n, 172.0), distance_m=along, sport="running")


def gpxpy_work(recording: Recording) -> Callable[[], object]:
    """What gpxpy does for the same points: length, moving time, ascent; without reading a file."""
    from datetime import UTC, datetime, timedelta

    from gpxpy.gpx import GPXTrackPoint, GPXTrackSegment
    begun = datetime(2024, 5, 1, tzinfo=UTC)
    points = [GPXTrackPoint(lat, lon, elevation=height, time=begun + timedelta(seconds=at)) for at, (lat, lon, height) in
              enumerate(zip(recording.lat.tolist(), recording.lon.tolist(), recording.altitude_m.tolist(), strict=True))]
    segment = GPXTrackSegment(points)

    def work() -> object:
        return segment.length_3d(), segment.get_moving_data(), segment.get_uphill_downhill()
    return work


def speed() -> str:
    """Milliseconds for cleaning and for the analysis of one activity, best of seven; gpxpy's length, moving time and ascent beside it."""
    rows = []
    for hours in (0.5, 1, 4):
        recording = made(hours)
        track = cleaned(recording)
        first, second = timed(partial(cleaned, recording), 7), timed(partial(analysed, recording, track, RUNNER), 7)
        try:
            peer = f"{timed(gpxpy_work(recording), 3).best * 1e3:.0f}"
        except ImportError:
            peer = "not installed"
        rows.append([f"{hours}", str(len(recording)), f"{first.best * 1e3:.1f}", f"{second.best * 1e3:.1f}",
                     f"{(first.best + second.best) * 1e3:.1f}", peer])
    return table(["hours", "points", "cleaned, ms", "analysed, ms", "both, ms", "gpxpy: length, moving time, ascent, ms"], rows)


def trends(studies: int) -> str:
    """How often the 95 % interval of a trend holds the truth, and how often it calls none a trend."""
    rng, rows = np.random.default_rng(1), []
    for n in (6, 10, 20, 60, 200):
        held, false = 0, 0
        for study in range(studies):
            days, noise = np.sort(rng.uniform(0, 180, n)), rng.standard_t(4, n) * 8
            found, none = (trend(days, 360 + slope * days + noise, seed_key=study) for slope in (-0.1, 0.0))
            held, false = held + (found.low <= -0.1 <= found.high), false + none.distinguishable
        rows.append([str(n), f"{held / studies:.3f}", f"{false / studies:.3f}"])
    return table(["runs", "interval holds the truth", "a trend where there is none"], rows)


def own_factors() -> str:
    """The runner's own factors found again where they are planted: heart rate follows late, with noise and drift."""
    rng, tracks = np.random.default_rng(3), []
    for day in range(20):
        slope = np.clip(np.repeat(rng.normal(0, 0.05, 30), 120), -0.12, 0.12)
        pace = 3 * np.exp(np.repeat(rng.normal(0, 0.08, 12), 300) - 0.6 * (3.2 * slope + 10 * slope**2))
        target = 140 + rng.normal(0, 5) + 100 * (np.log(pace / 3) + 3.2 * slope + 10 * slope**2) + 6 * np.arange(3600) / 3600
        beats = np.concatenate([[110.0], target])
        for at in range(3600):
            beats[at + 1] = beats[at] + (target[at] - beats[at]) / 20
        along = np.concatenate([[0.0], np.cumsum(pace)])
        run = Recording.of(Provenance("made.fit", "fit", "00", 1), (np.arange(3601) + day * 86_400) * 1_000_000, lat=52.5 + along / 111_277,
                           lon=np.full(3601, 13.4), altitude_m=300 + np.concatenate([[0.0], np.cumsum(slope * pace)]),
                           heart_rate=beats + rng.normal(0, 1.5, 3601), distance_m=along, sport="running")
        tracks.append(cleaned(run))
    fit = own_grade_fit([track for track in tracks if track is not None])
    rows = [[f"{each[0]:+.0%}", f"{np.exp(3.2 * each[0] + 10 * each[0] ** 2):.3f}", f"{each[1]:.3f}", f"{each[2]:.3f} to {each[3]:.3f}",
             f"{float(minetti(each[0])):.3f}"] for each in fit.at]
    return table(["slope", "planted", "found", "90 % interval", "Minetti"], rows) + (
        f"\n\n{fit.n_windows} minutes in {fit.n_runs} runs, made by the form that is fitted: real hearts are less kind.")


def main() -> None:
    """Print every table."""
    beside = Path(__file__).resolve().parents[1].parent / "shared" / "data" / "running" / "robustness"
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else beside
    if folder.is_dir():
        for title, found in (("Against Strava's streams", against_strava(folder)), ("Against devices", against_devices(folder)),
                             ("Resting", resting(folder))):
            print(f"## {title}\n\n{found}\n")
    else:
        print(f"{folder} is not there: nothing is compared with Strava or devices.\n")
    for title, found in (("Time", speed()), ("Trends", trends(STUDIES)), ("The runner's own factors", own_factors())):
        print(f"## {title}\n\n{found}\n")


if __name__ == "__main__":
    main()
