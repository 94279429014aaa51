"""What a device records of a planted run: the runner on the ground, her heart, the noise of the device, and its faults."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.signal import lfilter

from lifeworld.plugin import normal, stream_keys, uniforms
from lifeworld_running.core.club.people import OLD_WATCH, PHONE, WATCH
from lifeworld_running.core.club.values import DROPOUT, GAP, JUMP, TRUNCATED, ClubPlan, ClubRoute, ClubRun, Floats, Member
from lifeworld_running.core.distance import degrees_m
from lifeworld_running.core.grade import minetti
from lifeworld_running.core.values import UNTIMED, Notice, Provenance, Recording, Truths

EVERY_S = {WATCH: 2, OLD_WATCH: 4, PHONE: 3}
NOISE_M = {WATCH: 2.0, OLD_WATCH: 3.5, PHONE: 4.5}
_WAY, _DEVICE, _FAULTY = 531, 532, 533
_DRIFT_S, _HEART_S = 30.0, 35.0
_GRADE = 0.75
"""How much of the energy of a slope runners pay for by being slower; the rest they pay with their hearts."""
COLUMNS = ("lat", "lon", "altitude_m", "distance_m", "heart_rate", "cadence")


def _remembering(white: Floats, seconds: float) -> Floats:
    """A Gauss-Markov series of unit variance from white noise, one value a second."""
    keep = float(np.exp(-1 / seconds))
    driven = white * np.sqrt(1 - keep**2)
    driven[:1] = white[:1]
    return np.asarray(lfilter([1.0], [1.0, -keep], driven), np.float64)


def ability(plan: ClubPlan, who: Member, run: ClubRun) -> float:
    """How fast she can run on the day, over the beginning: the planted trend and nothing else."""
    return 1 + who.change * (run.day - plan.first_day) / max(plan.last_day - plan.first_day, 1)


def truth(plan: ClubPlan, who: Member, route: ClubRoute, run: ClubRun) -> dict[str, Floats]:
    """Second by second what truly happened: x, y, along, height (metres) and heart rate (beats a minute), float64[seconds]."""
    x, y, height = ((line[::-1] if run.turned else line) for line in (route.x, route.y, route.height))
    slope = np.gradient(np.convolve(np.pad(height, 6, "edge"), np.ones(13) / 13, "valid"), route.along)
    cost = minetti(slope)
    streams = stream_keys(plan.seed, _WAY, who.number, int(run.day), np.arange(4, dtype=np.uint64))
    wander = _remembering(normal(uniforms(streams[:1], len(x))[0]), 20.0)
    able = who.flat_m_s * ability(plan, who, run)
    speed = able * run.effort / cost**_GRADE * np.clip(1 + 0.03 * wander, 0.85, 1.15)
    passed = np.concatenate([[0.0], np.cumsum(np.diff(route.along) / speed[1:])])
    few = uniforms(streams[1:2], 6)[0]
    for where, seconds in zip(few[:2], few[2:4], strict=True):
        passed[int(where * len(passed)):] += 40 * seconds * (few[4] < 0.6)
    time = np.arange(0, int(passed[-1]) + 1.0)
    along = np.interp(time, passed, route.along)
    power = np.interp(along, route.along, speed * cost) / (1.12 * able)
    power[np.gradient(along) < 0.3] = 0.2
    share = 0.05 + 0.66 * power + 0.04 * time / 3600 + 0.012 * float(normal(few[5]))
    low, high = float(who.runner.heart_rate_rest or 60), float(who.runner.heart_rate_max or 190)
    keep = float(np.exp(-1 / _HEART_S))
    heart = low + (high - low) * (lfilter([1 - keep], [1, -keep], share - 0.3) + 0.3)
    return {"x": np.interp(along, route.along, x), "y": np.interp(along, route.along, y), "along": along,
            "height": np.interp(along, route.along, height), "heart_rate": np.minimum(heart, high)}


def recorded(plan: ClubPlan, who: Member, run: ClubRun, route: ClubRoute, device: str, part: int) -> Recording:
    """What a device without faults makes of it. ``part``: 0 the runner's usual device, 1 the other."""
    true = truth(plan, who, route, run)
    n = len(true["x"])
    noise = normal(uniforms(stream_keys(plan.seed, _DEVICE, who.number, int(run.day), part, np.arange(6, dtype=np.uint64)), n))
    x, y = (true[axis] + NOISE_M[device] * _remembering(noise[at], _DRIFT_S) for at, axis in enumerate("xy"))
    north, east = degrees_m(plan.lat)
    barometer = device == WATCH
    height = true["height"] + (0.25 * noise[2] + 1.0 * _remembering(noise[3], 600) if barometer else 3.5 * _remembering(noise[3], 60))
    heart = np.round(true["heart_rate"] + 1.5 * _remembering(noise[4], 5)) if device != PHONE else np.full(n, np.nan)
    cadence = np.round(166 + 3 * _remembering(noise[5], 10)) if device != PHONE else np.full(n, np.nan)
    distance = true["along"] * (1 + 0.003 * noise[5, 0]) if device != PHONE else np.full(n, np.nan)
    at = np.arange(0, n, EVERY_S[device])
    key = stream_keys(plan.seed, _DEVICE, who.number, int(run.day), part, np.arange(10, 14, dtype=np.uint64))
    kind = "gpx" if device == PHONE else "fit"
    provenance = Provenance(f"{run.key}{'-2' * part}.{kind}", kind, "".join(f"{int(word):016x}" for word in key), 60 * len(at),
                            device=device, app="Paceline" if device == PHONE else "", read_by="simulated")
    columns: dict[str, Floats] = {
        "lat": plan.lat + y / north, "lon": plan.lon + x / east, "altitude_m": np.asarray(np.round(height, 1), np.float64),
        "distance_m": np.asarray(np.round(distance, 2), np.float64), "heart_rate": heart, "cadence": cadence}
    started = run.started_us + 4_000_000 * part
    return Recording.of(provenance, started + at * 1_000_000, sport="running", **{name: line[at] for name, line in columns.items()})


def _kept(recording: Recording, keep: Truths) -> Recording:
    """The recording with some of its points."""
    lines = {name: getattr(recording, name)[keep] for name in (*COLUMNS, "time_us", "speed_m_s", "power_w", "temperature_c", "piece")}
    return replace(recording, **lines)


def broken(plan: ClubPlan, run: ClubRun, recording: Recording) -> Recording:
    """The recording with the run's planted faults; positions that jump lie 400 to 1500 m away."""
    u = uniforms(stream_keys(plan.seed, _FAULTY, run.member, int(run.day)), 12)[0]
    n, seconds = len(recording), (recording.time_us - recording.time_us[0]) / 1e6
    if JUMP in run.faults:
        at = np.unique((n * (0.1 + 0.8 * u[:3])).astype(np.int64))
        lat = recording.lat.copy()
        lat[at] += (400 + 1100 * u[3]) / 111_195 * (1 if u[4] < 0.5 else -1)
        recording = replace(recording, lat=lat)
    if DROPOUT in run.faults:
        heart = recording.heart_rate.copy()
        heart[int(n * 0.5 * u[5]):int(n * (0.5 * u[5] + 0.15 + 0.3 * u[6]))] = np.nan
        recording = replace(recording, heart_rate=heart)
    keep = recording.time_us != UNTIMED
    if GAP in run.faults:
        begins, lasts = (0.2 + 0.3 * u[7]) * seconds[-1], min(90 + 150 * u[8], 0.2 * seconds[-1])
        keep &= (seconds < begins) | (seconds > begins + lasts)
    if TRUNCATED in run.faults:
        keep &= seconds <= (0.5 + 0.35 * u[9]) * seconds[-1]
        recording = replace(recording, notices=(*recording.notices, Notice("truncated", "The file broke off; what came before was kept.")))
    return recording if keep.all() else _kept(recording, keep)
