"""A study of 60 Word interviews: read beside python-docx, mapped and exported as whole commands."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import docx

from benchmarks.end_to_end import run
from benchmarks.measure import table, timed
from lifeworld.testing.interview_maker import write_interviews
from lifeworld.voices.files.statements import read_statements


def paragraphs(folder: Path) -> int:
    """The peer: characters of all paragraphs, read by python-docx without speakers, roles or bounds."""
    return sum(len(paragraph.text) for path in sorted(folder.glob("*.docx")) for paragraph in docx.Document(str(path)).paragraphs)


def report(n: int = 60, pages: int = 5) -> str:
    """The table."""
    with tempfile.TemporaryDirectory() as scratch:
        folder, study = Path(scratch) / "interviews", Path(scratch) / "study"
        folder.mkdir()
        n_words = write_interviews(folder, n, pages)
        ours, peer = timed(lambda: read_statements([str(folder)])), timed(lambda: paragraphs(folder))
        rows = [[f"read {n} DOCX files, {n * pages} pages, {n_words:,} words", f"{ours.best:.2f} s", f"{peer.best / ours.best:.1f}×", ""]]
        jobs = [
            (f"map {n} interviews ({n * pages} pages)", ["map", str(folder), "--focal", "Marlo", "--out", str(study)]),
            ("export them as slides, PDF, workbook, SVG, PNG and Kumu map", ["export", str(study), "--out", str(Path(scratch) / "board")]),
            ("map and compare the forty runners (demo)", ["demo", "--out", str(Path(scratch) / "demo")]),
            ("export the demo", ["export", str(Path(scratch) / "demo"), "--out", str(Path(scratch) / "demo-board")]),
        ]
        for name, arguments in jobs:
            seconds, mib = run(arguments)
            rows.append([name, f"{seconds:.1f} s", "", f"{mib:,} MiB"])
            sys.stderr.write(f"{name}: {seconds:.1f} s, {mib:,} MiB\n")
    return table(["work", "wall time", "rate against python-docx alone", "peak memory"], rows)
