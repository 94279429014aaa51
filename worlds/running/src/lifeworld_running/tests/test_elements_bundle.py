"""The committed bundle of the world's elements: one small module, no hosts, what a build of the source gives; every element documented."""

from __future__ import annotations

import gzip
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from lifeworld_running.tests.elements_pages import BUNDLE, ELEMENTS

pytestmark = pytest.mark.skipif(not ELEMENTS.is_dir(), reason="needs the source tree: elements/ is what the bundle is built from")
PACKED_KB = 40
"""The bundle may take so much of a connection."""


def test_the_bundle_is_one_small_module_that_names_no_host_and_evaluates_nothing() -> None:
    text = BUNDLE.read_text(encoding="utf-8")
    assert re.findall(r"https?://[^\s\"'`]+", text) == []
    assert re.findall(r"\beval\(|new Function\(|\bimport\s*\(|\sstyle=\"", text) == []
    assert not re.search(r"^import[\s{\"']", text)
    assert len(gzip.compress(text.encode())) < PACKED_KB * 1000


def test_the_committed_bundle_is_what_a_build_gives(tmp_path: Path) -> None:
    vite = ELEMENTS.parents[2] / "elements" / "node_modules" / "vite" / "bin" / "vite.js"
    if not vite.exists() or shutil.which("node") is None:
        pytest.skip("needs Node and `npm ci` in the engine's elements/ to build the bundle again")
    subprocess.run(["node", str(vite), "build", "--outDir", str(tmp_path), "--logLevel", "error"], cwd=ELEMENTS, check=True, timeout=120)
    assert (tmp_path / "elements.js").read_bytes() == BUNDLE.read_bytes(), "run `npm run build` in worlds/running/elements/"


def test_every_element_its_attributes_and_its_events_are_documented() -> None:
    readme, contract = ((ELEMENTS / name).read_text(encoding="utf-8") for name in ("README.md", "contract.md"))
    defined = re.findall(r"'(lw-[a-z-]+)': Lw", (ELEMENTS / "src" / "index.ts").read_text(encoding="utf-8"))
    shared = (ELEMENTS / "src" / "shared" / "reading.ts").read_text(encoding="utf-8")
    assert defined == ["lw-activity", "lw-route-compare"]
    for tag in defined:
        source = (ELEMENTS / "src" / tag.removeprefix("lw-") / "element.ts").read_text(encoding="utf-8")
        assert f"`<{tag}>`" in readme
        assert f"`<{tag}>`" in contract
        assert f"@element {tag}" in source
        attributes = set(re.findall(r"@attr \{[^}]+\} ([a-z-]+)", source))
        for declared in re.findall(r"static override properties = \{(.*?)\n? *\};", shared + source, re.DOTALL):
            options = re.findall(r"(\w+): \{([^}]*)\}", declared)
            public = {re.sub("[A-Z]", lambda m: "-" + m[0].lower(), name) for name, rest in options
                      if "state: true" not in rest and "attribute: false" not in rest}
            assert public <= attributes, f"{tag}: attributes without a word: {public - attributes}"
        fired = set(re.findall(r"\.tell\('(lw-[a-z-]+)'", source))
        assert fired == set(re.findall(r"@fires (lw-[a-z-]+)", source))
        assert all(name in contract for name in fired)
