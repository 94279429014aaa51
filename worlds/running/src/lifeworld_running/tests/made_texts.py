"""GPX, TCX, ZIP and Apple Health files made up for tests."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping

import numpy as np

from lifeworld_running.core.values import FileRead

START = "2026-05-01T08:00:00"


def clock(second: int, ending: str = "Z") -> str:
    return f"2026-05-01T{8 + second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}{ending}"


def gpx(
    points: Iterable[str], *, head: str = "", within: str = "<type>running</type>", root: str = 'creator="Test watch" version="1.1"'
) -> bytes:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<gpx {root} xmlns="http://www.topografix.com/GPX/1/1">{head}'
        f"<trk><name>A run</name>{within}"
        f"<trkseg>{''.join(points)}</trkseg></trk></gpx>\n"
    ).encode()


def trkpt(second: int, inside: str = "", lat: str | None = None, lon: str | None = None, time: str | None = None) -> str:
    when = clock(second) if time is None else time
    timed = f"<time>{when}</time>" if when else ""
    return f'<trkpt lat="{lat or 52.5 + second / 1e4}" lon="{lon or "13.4"}"><ele>{40 + second / 10}</ele>{timed}{inside}</trkpt>\n'


def heart(rate: int, prefix: str = "gpxtpx:", more: str = "") -> str:
    return f"<extensions><{prefix}TrackPointExtension><{prefix}hr>{rate}</{prefix}hr>{more}</{prefix}TrackPointExtension></extensions>"


def run_gpx(n: int = 100) -> bytes:
    return gpx(trkpt(second, heart(120 + second % 40, more="<gpxtpx:cad>85</gpxtpx:cad>")) for second in range(n))


def tcx(laps: Iterable[tuple[str, Iterable[str]]], sport: str = "Running") -> bytes:
    told = "".join(
        f'<Lap StartTime="{clock(100 * k)}">{totals}<Track>{"".join(points)}</Track></Lap>' for k, (totals, points) in enumerate(laps)
    )
    return (
        f'<?xml version="1.0"?><TrainingCenterDatabase><Activities><Activity Sport="{sport}"><Id>{clock(0)}</Id>{told}'
        "<Creator><Name>Forerunner 15</Name><UnitId>391</UnitId></Creator></Activity></Activities></TrainingCenterDatabase>"
    ).encode()


def trackpoint(second: int, inside: str = "") -> str:
    return (
        f"<Trackpoint><Time>{clock(second)}</Time><Position><LatitudeDegrees>{52.5 + second / 1e4}</LatitudeDegrees>"
        f"<LongitudeDegrees>13.4</LongitudeDegrees></Position><AltitudeMeters>{40 + second / 10}</AltitudeMeters>"
        f'<DistanceMeters>{second * 3}.0</DistanceMeters><HeartRateBpm xsi:type="HeartRateInBeatsPerMinute_t">'
        f"<Value>{120 + second % 9}</Value>"
        f"</HeartRateBpm>{inside}</Trackpoint>\n"
    )


def zipped(files: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def health(records: Iterable[str] = (), workouts: Iterable[str] = ()) -> bytes:
    kinds = (
        "<!DOCTYPE HealthData [\n<!ELEMENT HealthData (ExportDate,Me,(Record|Workout)*)>\n<!ATTLIST HealthData locale CDATA #REQUIRED>\n]>"
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n{kinds}\n<HealthData locale="de_DE">\n <ExportDate value="2026-06-01 10:00:00 +0200"/>\n'
        + "\n".join([*records, *workouts])
        + "\n</HealthData>\n"
    ).encode()


def rate(second: int, value: float, kind: str = "HKQuantityTypeIdentifierHeartRate") -> str:
    at = clock(second, " +0000").replace("T", " ")
    return f' <Record type="{kind}" sourceName="Watch" unit="count/min" startDate="{at}" endDate="{at}" value="{value}"/>'


def workout(begin: int, end: int, inside: str = "", more: str = "") -> str:
    first, last = clock(begin, " +0000").replace("T", " "), clock(end, " +0000").replace("T", " ")
    return (
        f' <Workout workoutActivityType="HKWorkoutActivityTypeRunning" duration="{(end - begin) / 60}" durationUnit="min" {more} '
        f'sourceName="Ana&apos;s watch" device="&lt;&lt;HKDevice: 0x1&gt;, name:Apple Watch, '
        'manufacturer:Apple Inc., hardware:Watch6,1&gt;" '
        f'startDate="{first}" endDate="{last}">\n  {inside}\n </Workout>'
    )


def assert_same(one: FileRead, other: FileRead) -> None:
    assert (one.verdict, one.code, one.reason, one.notices) == (other.verdict, other.code, other.reason, other.notices)
    assert len(one.recordings) == len(other.recordings)
    for a, b in zip(one.recordings, other.recordings, strict=True):
        for name in a.__dataclass_fields__:
            left, right = getattr(a, name), getattr(b, name)
            if isinstance(left, np.ndarray):
                np.testing.assert_array_equal(left, right, err_msg=name)
            else:
                assert left == right, name
