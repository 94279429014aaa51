"""The committed bundle of the elements: one module, no hosts, what a build of the source gives."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from lifeworld.site.tests.elements_server import BUNDLE, ELEMENTS

pytestmark = pytest.mark.skipif(not ELEMENTS.is_dir(), reason="needs the source tree: elements/ is what the bundle is built from")


def test_the_bundle_is_one_module_that_names_no_host_and_evaluates_nothing() -> None:
    text = BUNDLE.read_text(encoding="utf-8")
    assert re.findall(r"https?://[^\s\"'`]+", text) == []
    assert re.findall(r"\beval\(|new Function\(|\bimport\s*\(|\sstyle=\"", text) == []
    assert not re.search(r"^import[\s{\"']", text) and len(text.splitlines()) < 400


def test_the_committed_bundle_is_what_a_build_gives(tmp_path: Path) -> None:
    vite = ELEMENTS / "node_modules" / "vite" / "bin" / "vite.js"
    if not vite.exists() or shutil.which("node") is None:
        pytest.skip("needs Node and `npm ci` in elements/ to build the bundle again")
    subprocess.run(["node", str(vite), "build", "--outDir", str(tmp_path), "--logLevel", "error"], cwd=ELEMENTS, check=True, timeout=120)
    assert (tmp_path / "elements.js").read_bytes() == BUNDLE.read_bytes(), "run `npm run build` in elements/ and commit the bundle"


def test_the_lock_names_no_registry() -> None:
    lock = json.loads((ELEMENTS / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert all("resolved" not in entry for entry in lock.values())
    assert all(entry["integrity"].startswith("sha512-") for name, entry in lock.items() if name)


def places_of_the_report() -> list[dict[str, Any]]:
    """Crowds of actors and where the report puts them."""
    from lifeworld.constellations.files.report.marks import outline
    from lifeworld.constellations.files.report.orbits import Body, places
    from lifeworld.voices.core.codebook import ACTORS

    cases = []
    for n in (1, 2, 5, 9, 14, 22):
        bodies = [Body(ACTORS[(7 * i + n) % 6] if i else "self", round(0.02 + ((31 * i + n) % 17) / (17 * n), 4),
                       None if (i + n) % 4 == 0 else round(((13 * i + n) % 11) / 10, 2)) for i in range(n)]
        cases.append({
            "bodies": [{"category": b.category, "relevance": b.relevance, "proximity": b.proximity} for b in bodies],
            "places": [[round(p.x, 6), round(p.y, 6), round(p.r, 6)] for p in places(bodies)],
            "paths": [outline(b.category, 12.5, -3.2, 9) for b in bodies],
        })
    return cases


def test_the_report_and_the_elements_put_actors_in_the_same_places() -> None:
    """The elements' own test compares their places with this file; here it is compared with the report's."""
    path = ELEMENTS / "src" / "geometry" / "report.json"
    if os.environ.get("LIFEWORLD_WRITE_PLACES"):
        path.write_text(json.dumps(places_of_the_report(), indent=0) + "\n", encoding="utf-8")
    assert json.loads(path.read_text(encoding="utf-8")) == places_of_the_report()


def test_every_element_is_documented() -> None:
    readme = (ELEMENTS / "README.md").read_text(encoding="utf-8")
    contract = (ELEMENTS / "contract.md").read_text(encoding="utf-8")
    defined = re.findall(r"'(lw-[a-z-]+)': Lw", (ELEMENTS / "src" / "index.ts").read_text(encoding="utf-8"))
    assert len(defined) == 5
    for tag in defined:
        source = (ELEMENTS / "src" / tag.removeprefix("lw-") / "element.ts").read_text(encoding="utf-8")
        assert f"`<{tag}>`" in readme and f"`<{tag}>`" in contract and f"@element {tag}" in source
        attributes = set(re.findall(r"@attr \{[^}]+\} ([a-z]+)", source))
        declared = re.search(r"static override properties = \{(.*?)\n  \};", source, re.DOTALL)
        assert declared
        options = re.findall(r"(\w+): \{([^}]*)\}", declared[1])
        public = {name for name, rest in options if "state: true" not in rest and "attribute: false" not in rest}
        assert public <= attributes, f"{tag}: attributes without a word: {public - attributes}"
        assert set(re.findall(r"(?:new CustomEvent|dispatch)\('(lw-[a-z-]+)'", source)) <= set(re.findall(r"@fires (lw-[a-z-]+)", source))
