"""What the name of a device or an app says about a recording."""

from __future__ import annotations

import re

_BY_PRESSURE = re.compile(
    r"baro|fenix|fēnix|epix|tactix|enduro|\bedge|forerunner ?(245 music|255|265|570|6\d\d|745|9\d\d)|fr(255|265|6\d\d|745|9\d\d)|"
    r"suunto (9|vertical|race|ambit)|ambit|apex|vertix|pace (2|3|pro)|polar (vantage v|grit|v800)|apple watch|watch[1-9],", re.IGNORECASE)
_EDITORS = re.compile(
    r"golden ?cheetah|gpx\.?studio|gpxsee|fit ?file ?tools|fitfiletools|gotoes|garmin ?connect ?course|mapstogpx|plotaroute|ridewithgps|"
    r"basecamp|routeconverter|gpsbabel|viking|gpsies|fakemystrava", re.IGNORECASE)


def barometric(device: str) -> bool | None:
    """Whether a device takes altitude from air pressure: True where its name is known to, else None (not known).

    >>> barometric("Suunto 9 Baro"), barometric("a phone")
    (True, None)
    """
    return True if _BY_PRESSURE.search(device.replace("_", " ")) else None


def edits(app: str) -> bool:
    """Whether an app is one that recordings are changed or drawn with, not recorded.

    >>> edits("GoldenCheetah v3.6"), edits("Garmin Connect")
    (True, False)
    """
    return bool(_EDITORS.search(app))
