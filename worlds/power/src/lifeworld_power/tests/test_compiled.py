"""Machine code that is kept between runs is of the source as it stands, that of what it calls included."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

INNER = ("from lifeworld_power.core.compiled import inlined\nOFFSET = {offset}\n@inlined\ndef twice(x: float) -> float:\n"
         "    return {factor} * x\n")
OUTER = ("import inner\nfrom inner import OFFSET\nfrom lifeworld_power.core.compiled import compiled\n"
         "@compiled\ndef whole(x: float) -> float:\n    return inner.twice(x) + OFFSET\n")


def asked(folder: Path) -> float:
    ran = subprocess.run([sys.executable, "-c", "import outer; print(outer.whole(3.0))"], cwd=folder, capture_output=True, text=True,
                         check=True)
    return float(ran.stdout)


def test_a_change_in_a_called_file_or_a_constant_is_seen(tmp_path: Path) -> None:
    (tmp_path / "outer.py").write_text(OUTER)
    said = []
    for factor, offset in ((2.0, 0.0), (5.0, 0.0), (5.0, 1.0), (5.0, 1.0)):
        (tmp_path / "inner.py").write_text(INNER.format(factor=factor, offset=offset))
        said.append(asked(tmp_path))
    assert said == [6.0, 15.0, 16.0, 16.0]


def test_what_did_not_change_is_kept(tmp_path: Path) -> None:
    (tmp_path / "outer.py").write_text(OUTER)
    (tmp_path / "inner.py").write_text(INNER.format(factor=2.0, offset='float("nan")'))
    asked(tmp_path)
    kept = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.nbc")}
    asked(tmp_path)
    assert kept
    assert kept == {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.nbc")}
