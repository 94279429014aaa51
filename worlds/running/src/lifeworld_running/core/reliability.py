"""How far a recording can be relied on: what its device lost, what cannot be, and a trust that says why."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from lifeworld_running.core.altitude import noise_m, possible
from lifeworld_running.core.devices import barometric, edits
from lifeworld_running.core.distance import local_m, without_noise
from lifeworld_running.core.efforts import fastest
from lifeworld_running.core.said import Effort, Reliability, Track
from lifeworld_running.core.values import Recording

Floats = npt.NDArray[np.float64]
NAN = math.nan
TOLD_TRUST, LOST_MOST = 0.1, 0.7
LOST_PER_SHARE = 3.0
"""Trust lost per share of the time that is missing, and per share of positions that cannot be: a jump is a missing point."""
HEART_LOST = 0.06
"""The most that heart rate takes: all of it where none was recorded, so that leaving it away never helps."""
ALTITUDE_LOST, NOISE_LOST = 0.04, 0.04
DEVICE_LOST, TRUNCATED_LOST, EDITED_LOST, INDOOR_LOST = 0.03, 0.1, 0.4, 0.25
"""Where the distance is the device's own, positions that cannot be take no more than having none."""
FASTEST_S = {400.0: 42.5, 1000.0: 130.0, 1609.344: 220.0, 5000.0: 750.0, 10_000.0: 1560.0, 21_097.5: 3390.0, 42_195.0: 7200.0}
"""Faster than this over a length no human has run (a little under the world records of 2025)."""
_WINDOW_S = 3.0
_TOLERATED_M = 2.0


@dataclass
class _Trust:
    """Trust while it is added up: what it loses, in sentences."""

    value: float = 1.0
    why: list[str] = field(default_factory=list)

    def loses(self, amount: float, sentence: str) -> None:
        """An amount less, and the sentence where it shows."""
        if amount > 0:
            self.value -= amount
            if amount >= 0.005:
                self.why.append(f"{sentence} (-{amount:.2f})")


def position_noise_m(track: Track) -> float:
    """Standard deviation of positions across the way about their smoothed line; NaN where points are further than 3 s apart or few."""
    known = np.flatnonzero(np.isfinite(track.lat))
    if len(known) < 30 or float(np.median(np.diff(track.time_s[known]))) > _WINDOW_S:
        return NAN
    times = track.time_s[known]
    east, north = local_m(track.lat[known], track.lon[known])
    smooth_e, smooth_n = without_noise(times, east, _WINDOW_S), without_noise(times, north, _WINDOW_S)
    ahead_e, ahead_n = np.gradient(smooth_e), np.gradient(smooth_n)
    length = np.hypot(ahead_e, ahead_n)
    across = ((east - smooth_e) * -ahead_n + (north - smooth_n) * ahead_e)[length > 1e-6] / length[length > 1e-6]
    return float(np.median(np.abs(across)) / 0.6745) if len(across) >= 30 else NAN


def _heart(recording: Recording, track: Track) -> tuple[float, float]:
    """Shares of points without a heart rate, and of heart rates given that cannot be; NaN where none was recorded."""
    given = np.isfinite(recording.heart_rate)
    if not given.any():
        return NAN, NAN
    left = float(np.isfinite(track.heart_rate).mean())
    kept = float(given.mean())
    return 1 - left, max(0.0, (kept - left) / kept) if len(track) == len(recording) else _implausible(recording)


def _implausible(recording: Recording) -> float:
    given = recording.heart_rate[np.isfinite(recording.heart_rate)]
    return float(((given < 30) | (given > 230)).mean())


def _broke_off(recording: Recording) -> bool:
    """Whether a reader said that the file ends before its time."""
    return any(word in notice.code for notice in recording.notices for word in ("truncat", "broken_off", "damaged", "not_well_formed"))


def _edited(recording: Recording, track: Track) -> str:
    """The sign that a recording was changed or drawn, as a sentence; "" for none."""
    if edits(recording.provenance.app):
        return f"It was written by {recording.provenance.app}, with which recordings are changed or drawn."
    steps = np.diff(track.distance_m)[track.moving[1:]]
    seconds = np.diff(track.time_s)[track.moving[1:]]
    if track.distance_by == "positions" and len(steps) >= 100 and steps.min() > 0:
        speeds = steps / seconds
        if float(speeds.std() / speeds.mean()) < 0.005:
            return "Every step has the same speed, as no runner has."
    return ""


def _too_fast(track: Track, efforts: tuple[Effort, ...] | None) -> str:
    """A sentence where a runner is faster than any has been."""
    if track.sport not in ("running", ""):
        return ""
    known = efforts if efforts is not None else tuple(fastest(track, length) for length in FASTEST_S)
    for length, least in FASTEST_S.items():
        effort = next((each for each in known if each and each.length_m == length), None)
        if effort and effort.seconds < least:
            return f"{length / 1000:.3g} km in {effort.seconds:.0f} s is faster than anybody has run it."
    return ""


def _told(recording: Recording) -> Reliability:
    """Of an activity without points."""
    why = "It was typed in, not recorded." if recording.manual else "There are no points in it that could be checked, totals alone."
    return Reliability(NAN, NAN, NAN, 0, NAN, NAN, NAN, NAN, None, False, _broke_off(recording), recording.provenance.device, TOLD_TRUST,
                       (f"{why} (-{1 - TOLD_TRUST:.2f})",))


def reliability(recording: Recording, track: Track | None, efforts: tuple[Effort, ...] | None = None) -> Reliability:
    """The reliability record of a recording and its cleaned track (None: it has none); ``efforts``: its best ones, where they are at hand.

    Trust begins at 1 and loses for each thing that is missing or cannot be; ``why`` has a sentence for each loss. What is not known loses
    as much as the worst that it could be, or the most that its kind can take: leaving something away never raises trust.
    """
    if track is None or recording.manual:
        return _told(recording)
    seconds = np.diff(track.time_s)
    recorded = np.where(track.paused[1:], 0, seconds) if len(track.paused) == len(track) else seconds
    total = float(recorded.sum())
    missing_s = float(recorded[track.gap[1:]].sum())
    missing = missing_s / total if total > 0 else 0.0
    longest = float(recorded[track.gap[1:]].max(initial=0.0))
    jumps = track.n_dropped.get("jump", 0)
    altitude = possible(recording.altitude_m)
    altitude_noise = NAN
    if len(recording) and np.isfinite(track.altitude_m).any():
        altitude_noise = noise_m(altitude, np.interp((recording.time_us - track.started_us) / 1e6, track.time_s, track.altitude_m))
    noise, (heart_missing, heart_wrong) = position_noise_m(track), _heart(recording, track)
    edited, fast, cut = _edited(recording, track), _too_fast(track, efforts), _broke_off(recording)
    trust = _Trust()
    located = int(np.isfinite(track.lat).sum())
    disorder = sum(track.n_dropped.get(why, 0) for why in ("backwards", "clock", "untimed")) / max(len(recording), 1)
    said = [f"{missing:.1%} of the time is missing, {longest:.0f} s at a stretch"] if missing_s else []
    said += [f"{jumps} impossible {'position was' if jumps == 1 else 'positions were'} left out"] if jumps else []
    said += [f"{disorder:.1%} of the points had no time that fits and were left out"] if disorder else []
    torn = LOST_PER_SHARE * jumps / max(located + jumps, 1)
    lost = LOST_PER_SHARE * (missing + disorder) + (min(torn, INDOOR_LOST - NOISE_LOST) if track.distance_by == "device" else torn)
    trust.loses(min(LOST_MOST, lost), "; ".join(said) + ".")
    if located < 2:
        none = track.distance_by != "device"
        trust.loses(LOST_MOST if none else INDOOR_LOST, "Neither positions nor a distance were recorded." if none
                    else "There are no positions: the distance is the device's own.")
    _lost_to_sensors(trust, recording, heart_missing, heart_wrong, altitude_noise, noise if located >= 2 else _TOLERATED_M)
    trust.loses(TRUNCATED_LOST * cut, "The file broke off; what came before was kept.")
    trust.loses(EDITED_LOST * bool(edited), edited)
    trust.loses(LOST_MOST * bool(fast), fast)
    return Reliability(
        float(np.median(recorded[recorded > 0])) if (recorded > 0).any() else NAN, missing, longest, jumps, heart_missing, heart_wrong,
        altitude_noise, noise, barometric(recording.provenance.device), bool(edited), cut, recording.provenance.device,
        round(min(1.0, max(0.0, trust.value)), 3), tuple(trust.why) or ("Nothing is missing, and nothing in it cannot be.",))


def _lost_to_sensors(trust: _Trust, recording: Recording, missing: float, wrong: float, altitude: float, noise: float) -> None:
    """What heart rate, altitude, the noise of positions and an unknown device take."""
    if math.isnan(missing):
        trust.loses(HEART_LOST, "No heart rate was recorded that would bear the distance out.")
    else:
        trust.loses(min(HEART_LOST, 0.3 * (missing + wrong)), f"Heart rate is missing for {missing:.0%}, {wrong:.1%} of it cannot be.")
    if math.isnan(altitude):
        trust.loses(ALTITUDE_LOST, "Altitude is not known, or at too few points to tell its noise.")
    else:
        trust.loses(min(ALTITUDE_LOST, max(0.0, altitude - 1) * 0.02), f"Altitude is noisy by {altitude:.1f} m.")
    if math.isnan(noise):
        trust.loses(NOISE_LOST, "Points are too sparse to tell their noise.")
    else:
        trust.loses(min(NOISE_LOST, max(0.0, noise - _TOLERATED_M) * 0.02), f"Positions are noisy by {noise:.1f} m across the way.")
    if not recording.provenance.device:
        trust.loses(DEVICE_LOST, "The file does not say which device recorded it.")
