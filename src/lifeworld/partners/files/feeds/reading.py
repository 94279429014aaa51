"""The door of feeds: bytes or a file -> a segment, and what was refused."""

from __future__ import annotations

import gzip
import re
import tempfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from lifeworld.kit.errors import InputRefused, listed
from lifeworld.kit.frames import Piece, read_pieces
from lifeworld.partners.core.segment import COLUMNS, GONE, Segment
from lifeworld.partners.files.feeds.google import google_pieces
from lifeworld.partners.files.feeds.json_lines import json_pieces
from lifeworld.partners.files.feeds.judging import Terms, judged
from lifeworld.partners.files.feeds.linked import linked_pieces
from lifeworld.partners.files.feeds.names import checked_names, renamed
from lifeworld.partners.files.feeds.rows_of_breaks import one_offer_each
from lifeworld.partners.files.feeds.values import EXAMPLES_MAX, FORMATS, REFUSED, RULES, SHOWN_MAX, YEAR_S, FeedRead
from lifeworld.partners.files.kept import packed

HEAD_BYTES, HEADER_BYTES = 4096, 1 << 20
PARQUET_BYTES, PARQUET_TIMES, PARQUET_BYTES_MAX = 256 * 1024**2, 100, 4 * 1024**3
"""Cells of a Parquet file, where one text may stand for millions, may be so large, or so many times the file, or so large at most."""
TAKEN = pl.Schema([("row", pl.Int64()), *COLUMNS.items()])
GONE_ROWS = pl.Schema([("row", pl.Int64()), *GONE.items()])


def read_feed(source: bytes | Path, format: str | None = None, *, seller: str, observed_at_us: int, ttl_s: int, currency: str = "",
              region: str = "", name: str = "") -> FeedRead:
    """The offers of one seller's feed. ``format``: one of ``FORMATS``, None: told by its content; gzip is unpacked.

    ``observed_at_us``: when it came; ``ttl_s``: how long its offers hold; ``currency``, ``region``: of rows that name none; ``name``: of
    the feed, in messages and as the source of its offers. Fields by name: ``names.NAMES``.
    Errors: InputRefused where the whole is no such feed, has no rows, or has no column that names an item or a price.
    """
    if format is not None and format not in FORMATS:
        raise InputRefused("unknown_format", f"There is no format «{format[:40]}».", f"Choose one of {listed(FORMATS)}.")
    if not 1 <= ttl_s <= YEAR_S:
        raise InputRefused("bad_ttl", f"Offers cannot hold for {ttl_s} seconds.", "Give from a second to a year.")
    terms = Terms(seller, observed_at_us, ttl_s, currency, region, name)
    with tempfile.TemporaryDirectory(prefix="lifeworld-feed-") as folder:
        path = source if isinstance(source, Path) else Path(folder) / "feed"
        if isinstance(source, bytes):
            path.write_bytes(source)
        label, read = name or path.name, _Read(terms)
        try:
            known = format or _told(path)
            swells, left = _told(path) == "parquet", float(min(max(PARQUET_BYTES, PARQUET_TIMES * path.stat().st_size), PARQUET_BYTES_MAX))
            for piece in _pieces(path, known, label):
                left -= piece.frame.estimated_size() if swells else 0
                if left < 0:
                    raise InputRefused("unpacks_too_far", f"«{label}» holds far more than a table of offers of its size does.",
                                       "Send it in several files, or as CSV.")
                read.take(piece)
        except InputRefused as refused:  # readers name the file where the bytes lie now
            raise InputRefused(refused.code, refused.message.replace(str(path), label), refused.next_step) from refused
        except (OSError, pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
            reason = str(error).strip().partition("\n")[0][:200]
            raise InputRefused("unreadable_feed", f"«{label}» cannot be read: {reason}.", "Export it again, as CSV.") from error
    return read.done(known)


def _pieces(path: Path, known: str, label: str) -> Iterator[Piece]:
    if known in {"jsonld", "html"}:
        return linked_pieces(path, known, label)
    if known == "google_xml":
        return google_pieces(path, label)
    if known == "jsonl":
        return json_pieces(path)
    _checked_header(path)
    return read_pieces(path)


def _checked_header(path: Path) -> None:
    """Nothing where the first line has about as many cells as a table of offers. Errors: InputRefused for far more."""
    try:
        with gzip.open(path) if packed(path) else path.open("rb") as stream:
            line = next((line for line in iter(lambda: stream.readline(HEADER_BYTES), b"") if line.strip()), b"")
    except (OSError, EOFError, zlib.error):
        return  # whoever reads it says so
    line = re.sub(rb'"[^"]*"', b"", line)
    checked_names(range(max(line.count(sign) for sign in (b",", b";", b"\t", b"|"))))


def _told(path: Path) -> str:
    """The format, by the beginning of the content."""
    with path.open("rb") as stream:
        head = stream.read(HEAD_BYTES)
    if head.startswith(b"PAR1"):
        return "parquet"
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith(b"<"):
        return "google_xml" if b"<rss" in start or b"<feed" in start or b"base.google.com" in start else "html"
    if start.startswith((b"{", b"[")):
        return "jsonld" if b"@context" in start or b"@graph" in start or b"@type" in start else "jsonl"
    return "tsv" if b"\t" in start.partition(b"\n")[0] else "csv"


@dataclass
class _Read:
    """What pieces gave so far."""

    terms: Terms
    taken: list[pl.DataFrame] = field(default_factory=list)
    gone: list[pl.DataFrame] = field(default_factory=list)
    refused: list[pl.DataFrame] = field(default_factory=list)
    reasons: Counter[str] = field(default_factory=Counter)
    rows: int = 0

    def take(self, piece: Piece) -> None:
        """Judge one piece."""
        self.rows += piece.frame.height + piece.damaged.height
        if piece.damaged.height:
            self.refuse(piece.damaged.select("row", reason=pl.lit("damaged"), cell="reason"))
        if not piece.frame.height:
            return
        checked_names(piece.frame.columns)
        frame = renamed(piece.frame)
        found = judged(frame, piece.row, self.terms) if {"mpn", "gtin", "gone", "availability"} & set(frame.columns) else None
        if found is None or not ({"mpn", "gtin", "gone"} & set(frame.columns) or found.gone.height):
            raise InputRefused("no_fields", f"No column names an item; the columns are {listed(piece.frame.columns)}.",
                               "Call the part number mpn, or give gtin; see the page about feeds.")
        self.taken.append(found.taken)
        self.gone.append(found.gone)
        self.refuse(found.refused)

    def refuse(self, rows: pl.DataFrame) -> None:
        """Count reasons; keep the first examples of each."""
        for (reason,), group in rows.group_by(["reason"], maintain_order=True):
            room = EXAMPLES_MAX - min(self.reasons[str(reason)], EXAMPLES_MAX)
            self.refused.append(group.head(room).select("row", "reason", "cell"))
            self.reasons[str(reason)] += group.height

    def done(self, known: str) -> FeedRead:
        """The whole feed: rows with one sku that differ in quantity and price only are one offer; of others the last counts."""
        if not self.rows:
            raise InputRefused("no_rows", "The feed has no rows.", "Give a feed with at least one offer.")
        taken = pl.concat([pl.DataFrame(schema=TAKEN), *self.taken])
        gone = pl.concat([pl.DataFrame(schema=GONE_ROWS), *self.gone])
        self.taken.clear()
        offers, gone, earlier = one_offer_each(taken, gone)
        if earlier.height:
            self.refuse(earlier)
        accepted = taken.height - earlier.filter(~pl.col("gone")).height
        counts = {"rows": self.rows, "accepted": accepted, "refused": self.reasons.total(), "deleted": gone.height,
                  "offers": offers.height}
        return FeedRead(Segment.from_frame(offers, gone), _examples(self.refused), counts, dict(sorted(self.reasons.items())), known,
                        _without_maker(offers))


def _without_maker(offers: pl.DataFrame) -> str:
    """A sentence where offers name no maker: their part numbers meet no part of a maker."""
    n = offers.filter((pl.col("mpn") != "") & (pl.col("manufacturer") == "")).height
    verb = "names" if n == 1 else "name"
    return f"{n:,} of the {offers.height:,} offers {verb} a part number but no maker, so that designs do not find them." if n else ""


def _examples(parts: list[pl.DataFrame]) -> pl.DataFrame:
    """Refused rows as people read them."""
    rows = []
    for row, reason, cell in (line for part in parts for line in part.iter_rows()):
        rule = RULES[reason]
        shown = (cell or "") if len(cell or "") <= SHOWN_MAX or reason == "damaged" else cell[:SHOWN_MAX] + "…"
        rows.append((row, rule.field, reason, rule.message.replace("{}", shown), rule.next_step))
    return pl.DataFrame(rows, schema=REFUSED, orient="row").sort("row", "reason")
