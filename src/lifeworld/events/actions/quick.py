"""The quick way in: a batch in which every event has the plain form. What has not, takes the way on which each is looked at alone."""

from __future__ import annotations

from typing import Any, Literal

import msgspec
import polars as pl

from lifeworld.events.core.judging import BATCH
from lifeworld.events.core.times import rfc3339


class Plain(msgspec.Struct, forbid_unknown_fields=True, gc=False):
    """A CloudEvent whose attributes are texts, whose data is an object, and that has no extensions."""

    specversion: Literal["1.0"]
    id: str
    source: str
    type: str
    subject: str = ""
    time: str | None = None
    datacontenttype: Literal["application/json"] = "application/json"
    data: dict[str, Any] = {}


_decode, _encode = msgspec.json.Decoder(list[Plain]).decode, msgspec.json.Encoder().encode


class PlainBatch:
    """A batch of plain events; like ``actions.batches.Batch`` it has ``frame`` and ``values``."""

    def __init__(self, events: list[Plain]) -> None:
        self.events = events
        self.values = [one.data for one in events]

    def frame(self) -> pl.DataFrame:
        """The columns of ``core.judging.BATCH``."""
        events, n = self.events, len(self.events)
        times = [None if one.time is None else rfc3339(one.time) for one in events]
        wrong = [i for i, one in enumerate(events) if times[i] is None and one.time is not None]
        codes, abouts = [None] * n, [None] * n
        for i in wrong:
            codes[i], abouts[i] = "time_wrong", "time"  # type: ignore[call-overload]
        false = pl.repeat(False, n, dtype=pl.Boolean, eager=True)
        return pl.DataFrame({
            "source": [one.source for one in events], "key": [one.id for one in events], "type": [one.type for one in events],
            "subject": [one.subject for one in events], "at_us": times, "data": [_encode(one.data).decode() for one in events],
            "anonymous": false, "corrected": false, "code": codes, "about": abouts}, schema=BATCH)


def plain(body: bytes) -> PlainBatch | None:
    """The batch, where all of it is plain; else None."""
    try:
        return PlainBatch(_decode(body))
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
