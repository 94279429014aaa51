"""The FIT reader against an outside parser (fitdecode) and against itself, on every real file; needs the data beside the repository."""

from __future__ import annotations

import warnings
from datetime import datetime

import fitdecode
import numpy as np

from lifeworld_running.core.values import PARTIAL, READ, REFUSED, UNTIMED, Floats
from lifeworld_running.files.fit import read_fit
from lifeworld_running.files.fit.parts import chain_of
from lifeworld_running.files.fit.profile import EPOCH_S, SEMICIRCLES
from lifeworld_running.files.fit.reading import fast_or_plain
from lifeworld_running.files.fit.recordings import columns_of
from lifeworld_running.tests.fit_files import read_plainly, real_files, same

FIELDS = {"lat": ("position_lat",), "lon": ("position_long",), "altitude_m": ("enhanced_altitude", "altitude"), "distance_m": ("distance",),
          "speed_m_s": ("enhanced_speed", "speed"), "heart_rate": ("heart_rate",), "cadence": ("cadence", "cadence256"),
          "power_w": ("power",), "temperature_c": ("temperature",)}


def _value(frame: fitdecode.FitDataMessage, names: tuple[str, ...]) -> float:
    """The first known of several native fields of one record."""
    for name in names:
        for said in frame.get_fields(name):
            native = said.field is not None and not isinstance(said.field, fitdecode.types.DevField)
            value = said.value[0] if isinstance(said.value, tuple) else said.value
            if native and value is not None:
                return float(value)
    return np.nan


def outside(data: bytes) -> tuple[list[float], dict[str, list[float]]]:
    """Times (seconds since 1970, NaN unknown) and columns of all records as fitdecode reads them, up to where it fails."""
    times: list[float] = []
    columns: dict[str, list[float]] = {name: [] for name in FIELDS}
    quiet = {"check_crc": fitdecode.CrcCheck.DISABLED, "error_handling": fitdecode.ErrorHandling.IGNORE}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            for frame in fitdecode.FitReader(data, **quiet):
                if frame.frame_type == fitdecode.FIT_FRAME_DATA and frame.name == "record":
                    at = frame.get_value("timestamp", fallback=None)
                    times.append(at.timestamp() if isinstance(at, datetime) else np.nan if at is None else at + EPOCH_S)
                    for name, names in FIELDS.items():
                        columns[name].append(_value(frame, names))
                    fraction = frame.get_value("fractional_cadence", fallback=None)
                    columns["cadence"][-1] += fraction or 0.0
        except fitdecode.FitError:
            pass
    columns["lat"] = [value / SEMICIRCLES for value in columns["lat"]]
    columns["lon"] = [value / SEMICIRCLES for value in columns["lon"]]
    return times, columns


def ours(data: bytes) -> tuple[Floats, dict[str, Floats]]:
    """The same by our reader, before recordings are made of it."""
    times: list[Floats] = []
    columns: dict[str, list[Floats]] = {name: [] for name in FIELDS}
    for part in chain_of(data).parts:
        records = fast_or_plain(part.body, 10**6).records
        times.append(np.where(records.time < 0, np.nan, records.time + EPOCH_S))
        found = columns_of(type(records)(records.time, records.columns, {}))
        for name in FIELDS:
            columns[name].append(found.get(name, np.full(len(records), np.nan)))
    return np.concatenate(times), {name: np.concatenate(parts) for name, parts in columns.items()}


def test_every_record_of_every_real_file_is_what_an_outside_parser_reads() -> None:
    compared = 0
    for row, data in real_files():
        if not row["result"].startswith(("ok", "FitCRCError: mismatching CRC in FIT footer (footer offset: 7", "FitEOF", "FitParse")):
            continue
        times, columns = outside(data)
        mine_times, mine = ours(data)
        n = min(len(times), len(mine_times))
        assert len(mine_times) >= len(times), row["file"]
        np.testing.assert_array_equal(mine_times[:n], np.array(times[:n]), err_msg=row["file"])
        for name, values in columns.items():
            np.testing.assert_allclose(mine[name][:n], np.array(values[:n]), rtol=1e-12, atol=1e-12, err_msg=f"{row['file']} {name}")
        compared += n
    assert compared > 50_000


def test_every_real_file_has_the_points_that_the_manifest_counts() -> None:
    for row, data in real_files():
        if row["result"] != "ok":
            continue
        found = read_fit(row["file"], data)
        if found.verdict == REFUSED:
            assert row["points"] == "0", row["file"]
            continue
        counts = [sum(int(np.isfinite(getattr(r, name)).sum()) for r in found.recordings) for name in ("lat", "altitude_m", "heart_rate")]
        assert found.verdict == READ, row["file"]
        assert [sum(map(len, found.recordings)), *counts] == [int(row[name]) for name in ("points", "time", "ele", "hr")], row["file"]


def test_the_fast_path_and_the_plain_one_read_every_real_file_alike() -> None:
    for _, data in real_files():
        same(read_fit("a.fit", data), read_plainly(data))


def test_files_on_which_strict_parsers_fail_are_read_up_to_their_fault() -> None:
    failing = {row["file"].rsplit("/", 1)[-1]: read_fit("a.fit", data) for row, data in real_files() if row["result"] != "ok"}
    assert {name: (found.verdict, found.code, sum(map(len, found.recordings))) for name, found in failing.items()} == {
        "activity-activity-filecrc.fit": (READ, "", 28), "activity-filecrc.fit": (READ, "", 14),
        "activity-settings-corruptheader.fit": (PARTIAL, "damaged", 14), "activity-settings-nodata.fit": (PARTIAL, "truncated", 14),
        "activity-unexpected-eof.fit": (PARTIAL, "truncated", 14),
        "strava-android-app-201.10-b1218918.fit": (PARTIAL, "damaged", 473), "broken.fit": (PARTIAL, "truncated", 2319)}


def test_triathlons_become_one_recording_a_session() -> None:
    by_name = {row["file"].rsplit("/", 1)[-1]: data for row, data in real_files()}
    assert [(r.sport, len(r), r.provenance.part) for r in read_fit("a.fit", by_name["activity_multisport.fit"]).recordings] == [
        ("cycling", 55, 0), ("running", 23, 1)]
    chained = read_fit("a.fit", by_name["sample_mulitple_header.fit"]).recordings
    assert [r.sport for r in chained] == ["swimming", "transition", "cycling", "transition", "running"]


def test_a_watch_whose_clock_was_never_set_keeps_its_seconds_and_no_day() -> None:
    by_name = {row["file"].rsplit("/", 1)[-1]: data for row, data in real_files()}
    found = read_fit("a.fit", by_name["compressed-speed-distance.fit"])
    (run,) = found.recordings
    assert run.started_us is None
    assert (run.time_us != UNTIMED).all()
    assert abs((run.time_us[-1] - run.time_us[0]) / 1e6 - run.totals["elapsed_s"]) < 10
    assert abs(run.distance_m[np.isfinite(run.distance_m)][-1] - run.totals["distance_m"]) < 5
    assert {"relative-time", "read-slowly"} <= {notice.code for notice in found.notices}
