"""Segments as bytes: Arrow IPC with Zstandard, the columns of ``core.segment`` and ``gone``. Nothing in it can be executed."""

from __future__ import annotations

import io

import polars as pl

from lifeworld.kit.errors import RunFailed
from lifeworld.partners.core.segment import COLUMNS, GONE, ORDER, Segment

PIECE_BYTES = 8 << 20
STORED = pl.Schema([*COLUMNS.items(), ("gone", pl.Boolean())])


def segment_bytes(segment: Segment) -> bytes:
    """The whole segment."""
    gone = segment.gone.select(pl.col(name) if name in GONE else pl.lit(None, dtype).alias(name) for name, dtype in COLUMNS.items())
    frame = pl.concat([segment.frame.with_columns(gone=pl.lit(False)), gone.with_columns(gone=pl.lit(True))])
    buffer = io.BytesIO()
    frame.write_ipc(buffer, compression="zstd")
    return buffer.getvalue()


def segment_pieces(segment: Segment, bytes_max: int = PIECE_BYTES) -> list[bytes]:
    """The segment cut by rows into pieces of about ``bytes_max``; ``segment_from`` joins them."""
    whole = segment_bytes(segment)
    if len(whole) <= bytes_max:
        return [whole]
    rows = max(1, len(segment) * bytes_max * 9 // (10 * len(whole)))
    cut = [Segment(segment.frame.slice(at, rows), segment.gone.clear()) for at in range(0, len(segment), rows)]
    tombs = [Segment(segment.frame.clear(), segment.gone)] if segment.gone.height else []
    return [piece for part in [*cut, *tombs] for piece in segment_pieces(part, max(bytes_max, 1 << 10) if len(part) > 1 else 1 << 40)]


def segment_from(*pieces: bytes) -> Segment:
    """A segment that was stored, from its piece or its pieces in order. Errors: RunFailed for bytes that are none."""
    try:
        frames = [pl.read_ipc(io.BytesIO(piece)) for piece in pieces]
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError, ValueError) as error:
        raise RunFailed("unreadable_segment", f"Stored offers cannot be read: {str(error)[:200]}.", "Take in the feed again.") from error
    if not frames or any(frame.schema != STORED for frame in frames):
        raise RunFailed("unreadable_segment", "Stored offers have other columns than they should.", "Take in the feed again.")
    frame = pl.concat(frames, rechunk=True)
    deleted = frame["gone"]
    gone = frame.filter(deleted).select(GONE.names()) if deleted.any() else pl.DataFrame(schema=GONE)
    live = frame.filter(~deleted) if deleted.any() else frame
    live = live.drop("gone")
    return Segment(live, gone) if _in_order(live) else Segment.from_frame(live, gone)


def _in_order(frame: pl.DataFrame) -> bool:
    """Whether rows rise by item, seller and sku, as a segment's do."""
    if frame.height < 2:
        return True
    now, before = frame.select(ORDER)[1:], frame.select(ORDER)[:-1]
    rises = pl.select((now["item"] > before["item"]) | ((now["item"] == before["item"]) & (
        (now["seller"] > before["seller"]) | ((now["seller"] == before["seller"]) & (now["sku"] > before["sku"]))))).to_series()
    return bool(rises.all())
