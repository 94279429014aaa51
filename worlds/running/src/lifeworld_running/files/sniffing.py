"""What a file is: its first bytes say so, its name only where they do not. And what to say of a file that is not read here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePosixPath
from types import MappingProxyType

FIT, GPX, TCX, GZIP, ZIP, HEALTH, OTHER, EMPTY = "fit", "gpx", "tcx", "gzip", "zip", "health", "other", "empty"
HEAD = 4096
"""How many of the first bytes are looked at."""
_ROOT = re.compile(r"<(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)")
_BEFORE = re.compile(r"<\?.*?\?>|<!--.*?-->|<!DOCTYPE\s+(?P<type>[\w:.-]+)[^\[>]*(\[.*?\]\s*)?>?", re.DOTALL)
_ROOTS = {"gpx": GPX, "trainingcenterdatabase": TCX, "activities": TCX, "healthdata": HEALTH}
_SUFFIXES = {".gpx": GPX, ".tcx": TCX, ".fit": FIT}
_XML_NAMES = {
    "kml": "a KML map", "fitnessworkbook": "a SportTracks logbook (FITLOG)", "pwx": "a TrainingPeaks workout (PWX)", "html": "a web page",
    "clinicaldocument": "the clinical half of an Apple Health export (export_cda.xml); the other half, export.xml, is read",
    "svg": "a picture (SVG)", "rss": "a news feed", "osm": "a map of OpenStreetMap",
    "movescount": "a Suunto Movescount file", "sml": "a Suunto file (SML)", "goldencheetah": "a GoldenCheetah ride",
    "polar-exercise-data": "a Polar exercise file (XML)", "polar_exercise_data": "a Polar exercise file (XML)",
}
_MAGIC = (
    (b"\x89PNG", "a picture (PNG)"), (b"\xff\xd8\xff", "a picture (JPEG)"), (b"GIF8", "a picture (GIF)"), (b"%PDF", "a PDF document"),
    (b"7z\xbc\xaf", "a 7-Zip archive"), (b"Rar!", "a RAR archive"), (b"BZh", "a bzip2 archive"), (b"\xfd7zXZ", "an xz archive"),
    (b"SRM", "an SRM power file"), (b"WKO", "a WKO+ file"), (b"SQLite format 3", "a database (SQLite)"), (b"[Params]", "a Polar HRM file"),
)
NAMES: Mapping[str, str] = MappingProxyType({
    ".csv": "a table (CSV)", ".json": "a JSON file", ".kml": "a KML map", ".kmz": "a packed KML map (KMZ)", ".hrm": "a Polar HRM file",
    ".srm": "an SRM power file", ".srd": "a Polar file (SRD)", ".pwx": "a TrainingPeaks workout (PWX)", ".wko": "a WKO+ file",
    ".fitlog": "a SportTracks logbook (FITLOG)", ".smf": "a Sigma file (SMF)", ".slf": "a Sigma file (SLF)", ".gc": "a GoldenCheetah ride",
    ".raw": "a GoldenCheetah raw file", ".qla": "a Quarq log", ".bin": "a binary file of a device", ".vo2": "a VO2 Master file",
    ".zones": "a table of zones", ".notes": "a note", ".txt": "a text", ".md": "a text", ".zwo": "a Zwift workout",
    ".xml": "an XML file of a kind that is not known here", ".erg": "a workout plan (ERG)", ".mrc": "a workout plan (MRC)",
    ".hst": "a Garmin history file (HST)", ".tar": "a TAR archive",
})
KNOWN_ASIDE = frozenset({
    *NAMES, ".png", ".jpg", ".jpeg", ".heic", ".gif", ".pdf", ".html", ".htm", ".mp4", ".mov", ".license", ".docx", ".doc", ".xls", ".xlsx",
    ".vcf", ".ics", ".log", ".ds_store", ".db", ".svg", ".webp", ".js", ".css"})
"""Names of what exports hold beside recordings."""


def suffix(name: str) -> str:
    """The end of a name in small letters, without .gz.

    >>> suffix("Runs/A.TCX.gz"), suffix("README")
    ('.tcx', '')
    """
    return PurePosixPath(name.casefold().removesuffix(".gz").replace("\\", "/")).suffix


def kind_of(head: bytes, name: str) -> str:
    """One of the kinds named in this module.

    >>> kind_of(b"<?xml version='1.0'?><gpx creator='a'>", "run.txt"), kind_of(b"PK\\x03\\x04", "a.zip"), kind_of(b"a,b", "a.csv")
    ('gpx', 'zip', 'other')
    """
    if not head.strip(b"\x00 \t\r\n"):
        return EMPTY
    if head[8:12] == b".FIT":
        return FIT
    if head.startswith(b"\x1f\x8b"):
        return GZIP
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")) and suffix(name) != ".kmz":
        return ZIP
    by_root = _ROOTS.get(root_of(head))
    if by_root:
        return by_root
    by_name = _SUFFIXES.get(suffix(name), OTHER)
    return OTHER if by_name in (GPX, TCX) and root_of(head) in _XML_NAMES else by_name


def root_of(head: bytes) -> str:
    """The first element of a document in small letters, or "".

    >>> root_of(b"\\xef\\xbb\\xbf<?xml version='1.0'?><!-- <a> --><ns:GPX>")
    'gpx'
    """
    text = head[:HEAD]
    if text.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in text[:4]:
        text = text.replace(b"\x00", b"").lstrip(b"\xff\xfe")
    said = text.decode("utf-8", errors="ignore").lstrip("\ufeff\x00 \t\r\n")
    if not said.startswith("<"):
        return ""
    typed = _BEFORE.search(said)
    while typed is not None and typed["type"] is None:
        typed = _BEFORE.search(said, typed.end())
    found = _ROOT.search(_BEFORE.sub("", said))
    if typed is not None and typed["type"]:
        return typed["type"].casefold()
    return found[1].casefold() if found else ""


def seems(head: bytes, name: str) -> str:
    """What a file that is not read here seems to be, as in "It seems to be …", or ""."""
    for magic, said in _MAGIC:
        if head.startswith(magic):
            return said
    root = root_of(head)
    if root:
        return _XML_NAMES.get(root) or NAMES.get(suffix(name)) or f"XML of another kind (its first element is «{root[:40]}»)"
    return NAMES.get(suffix(name), "")


def not_read(head: bytes, name: str) -> str:
    """The sentences for a file that is not read here.

    >>> not_read(b"time,km", "log.csv")
    'It seems to be a table (CSV), which is not read here. Export the run as FIT, GPX or TCX where it was recorded, and give that.'
    """
    what = seems(head, name)
    said = f"It seems to be {what}, which is not read here." if what else "It is of a kind that is not known here."
    return f"{said} Export the run as FIT, GPX or TCX where it was recorded, and give that."
