"""What a study redacts stays redacted, whatever is exported from its folder later."""

from __future__ import annotations

import zipfile
from pathlib import Path

import polars as pl
import pypdf
import pytest

from lifeworld.testing.terminal import run

PHRASE = "Operation Nightjar"
WORDS = "My wife and I run with the Kestrel, and Operation Nightjar is all we talk about."


@pytest.mark.slow
def test_an_export_redacts_what_the_map_was_told_to(tmp_path: Path) -> None:
    rows = [{"customer": f"c{i}", "text": f"{WORDS} Day {j}.", "group": "ab"[i % 2]} for i in range(24) for j in range(3)]
    pl.DataFrame(rows).write_csv(tmp_path / "said.csv")
    (tmp_path / "redact.txt").write_text(f"{PHRASE}\n", encoding="utf-8")
    (tmp_path / "study.toml").write_text('redact = "redact.txt"\n', encoding="utf-8")
    done = run("map", tmp_path / "said.csv", "--study", tmp_path / "study.toml", "--by", "group", "--out", tmp_path / "out")
    assert not done.returncode, done.stderr
    done = run("export", tmp_path / "out", "--to", "pptx,xlsx,pdf,svg", "--out", tmp_path / "board")
    assert not done.returncode, done.stderr
    assert PHRASE not in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    written = sorted((tmp_path / "board").iterdir())
    assert {path.suffix for path in written} >= {".pptx", ".xlsx", ".pdf", ".svg"}
    for path in written:
        assert PHRASE.casefold() not in text_of(path).casefold(), path.name


def text_of(path: Path) -> str:
    if path.suffix in {".pptx", ".xlsx"}:
        with zipfile.ZipFile(path) as archive:
            return "\n".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist() if name.endswith(".xml"))
    if path.suffix == ".pdf":
        return "\n".join(page.extract_text() for page in pypdf.PdfReader(path).pages)
    return path.read_text(encoding="utf-8")
