"""Events on their way in as columns; what no column can hold is found here, so that it touches nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
import polars as pl

from lifeworld.events.core.contents import wrong_value
from lifeworld.events.core.judging import BATCH
from lifeworld.events.core.values import Incoming

NOTHING: Mapping[str, Any] = {}
TEXTS = ("source", "key", "type", "subject")

_encode, _decode = msgspec.json.Encoder().encode, msgspec.json.Decoder().decode


class Batch:
    """The columns of a batch as they grow, event by event, and the data of each as it was decoded."""

    def __init__(self) -> None:
        self.rows: list[tuple[Any, ...]] = []
        self.values: list[Mapping[str, Any]] = []

    def add(self, source: str, key: str, type: str, subject: str, at_us: int | None, data: Mapping[str, Any], anonymous: bool = False,
            corrected: bool = False) -> None:
        """One more event."""
        try:
            text = _encode(data).decode()
        except (UnicodeEncodeError, RecursionError) as error:
            self.rows.append((source, key, type, subject, at_us, "{}", anonymous, corrected,
                              "too_deep" if isinstance(error, RecursionError) else "not_text", ""))
            self.values.append(NOTHING)
        else:
            self.rows.append((source, key, type, subject, at_us, text, anonymous, corrected, None, None))
            self.values.append(data)

    def refuse(self, code: str, about: str = "", key: str = "") -> None:
        """One more that is no event; ``key`` where it has one."""
        self.rows.append(("-", key, "-", "", None, "{}", False, False, code, about))
        self.values.append(NOTHING)

    def frame(self) -> pl.DataFrame:
        """The columns of ``BATCH``."""
        try:
            return pl.DataFrame(self.rows, schema=BATCH, orient="row")
        except UnicodeEncodeError:
            return pl.DataFrame([_text_only(row) for row in self.rows], schema=BATCH, orient="row")


def batch_of(events: Iterable[Incoming]) -> Batch:
    """Events as a batch."""
    batch = Batch()
    for one in events:
        batch.add(one.source, one.key, one.type, one.subject, one.at_us, one.data, one.anonymous, one.corrected)
        if "null" in batch.rows[-1][5] and (code := wrong_value(one.data)):  # NaN becomes null
            batch.rows.pop()
            batch.values.pop()
            batch.refuse(code, "", one.key)
    return batch


class Framed(Batch):
    """A frame of events as a batch; columns that are not there count as not said, and so do empty cells."""

    def __init__(self, frame: pl.DataFrame) -> None:
        super().__init__()
        free = {"subject": pl.lit("", pl.String), "at_us": pl.lit(None, pl.Int64), "data": pl.lit("{}"), "anonymous": pl.lit(False),
                "corrected": pl.lit(False)}
        self.given = frame.with_columns(*(value.alias(name) for name, value in free.items() if name not in frame.columns))
        self.texts: list[str] = []
        self.codes: list[str | None] = []
        for text in self.given["data"].fill_null("{}"):
            value, code = _read(text)
            self.values.append(value)
            self.codes.append(code)
            self.texts.append(_encode(value).decode())

    def frame(self) -> pl.DataFrame:
        """The columns of ``BATCH``."""
        return self.given.select(
            "source", "key", "type", pl.col("subject").fill_null(""), pl.col("at_us").cast(pl.Int64),
            pl.Series("data", self.texts, pl.String), pl.col("anonymous").fill_null(False), pl.col("corrected").fill_null(False),
            pl.Series("code", self.codes, pl.String), pl.lit(None, pl.String).alias("about"))


def _read(text: str) -> tuple[Mapping[str, Any], str | None]:
    """Data that is JSON text, and the code of what is wrong with it."""
    try:
        value = _decode(text)
    except RecursionError:
        return NOTHING, "too_deep"
    except (msgspec.DecodeError, UnicodeError) as error:
        return NOTHING, "number_too_large" if "out of range" in str(error) else "not_json"
    return (value, None) if isinstance(value, dict) else (NOTHING, "not_an_event")


def _text_only(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """A row in which what is no text became "" and is refused."""
    source, key, type_, subject, at_us, data, anonymous, corrected, code, about = row
    good = {name: value for name, value in zip(TEXTS, (source, key, type_, subject), strict=True) if _is_text(value)}
    if len(good) < len(TEXTS):
        code, about = "not_text", ""
    about = about if about is None or _is_text(about) else ""
    return (*(good.get(name, "") for name in TEXTS), at_us, data, anonymous, corrected, code, about)


def _is_text(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True
