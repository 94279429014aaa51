"""The tutorial notebook runs from top to bottom, stores no output, and shows what it says it shows."""

from __future__ import annotations

import json
import os
import sys
import warnings
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[4]
NOTEBOOK = ROOT / "docs" / "tutorial.ipynb"
pytestmark = pytest.mark.skipif(not NOTEBOOK.exists(), reason="needs the source tree of lifeworld")


def test_no_output_is_stored_and_every_cell_has_an_id() -> None:
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    assert len({cell["id"] for cell in cells}) == len(cells) > 10
    assert not any(cell.get("outputs") or cell.get("execution_count") for cell in cells)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_the_tutorial_runs_and_its_pictures_show_themselves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nbclient = pytest.importorskip("nbclient", reason="nbclient is not installed, so the tutorial cannot be run")
    nbformat = pytest.importorskip("nbformat", reason="nbformat is not installed, so the tutorial cannot be run")
    pytest.importorskip("ipykernel", reason="ipykernel is not installed, so the tutorial cannot be run")
    kernels = tmp_path / "jupyter" / "kernels" / "python3"
    kernels.mkdir(parents=True)
    # A kernel of this very interpreter, whatever kernels the machine has; its home and its results stay in the test's folder.
    argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    (kernels / "kernel.json").write_text(json.dumps({"argv": argv, "display_name": "Python 3", "language": "python"}))
    for name in ("JUPYTER_PATH", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR", "TMPDIR"):
        folder = tmp_path / "jupyter" if name.startswith("JUPYTER_P") else tmp_path / name.lower()
        folder.mkdir(exist_ok=True)
        monkeypatch.setenv(name, os.fspath(folder))
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        place = {"metadata": {"path": os.fspath(tmp_path)}}
        nbclient.NotebookClient(notebook, timeout=300, kernel_name="python3", resources=place).execute()
    shown = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    assert not [output for output in shown if output.output_type == "error" or output.get("name") == "stderr"]
    kinds = [kind for output in shown for kind in output.get("data", {})]
    assert kinds.count("image/svg+xml") >= 4
    _check_what_it_says(_text(shown))


def _text(shown: list[Any]) -> str:
    return "\n".join(str(output.get("text", "")) + str(output.get("data", {}).get("text/plain", "")) +
                     str(output.get("data", {}).get("text/html", "")) for output in shown)


def _check_what_it_says(text: str) -> None:
    """What the words between the cells promise a reader."""
    assert "6 transcripts of 6 customers" in text
    assert "not enough" in text
    assert "human:Ana" in text
    assert "after the correction for many comparisons" in text
    assert 'sandbox="allow-scripts"' in text
    assert all(f"'{name}'" in text for name in ("board/board.pptx", "board/tables.xlsx", "board.html", "study/report.html"))
