"""The committed bundle of the desk: modules that stand alone, name no host, are what a build gives, and are documented."""

from __future__ import annotations

import gzip
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from lifeworld.site.tests.elements_server import BUNDLE, ELEMENTS

MODULES = ("desk", "desk-worker")
LIGHT_BYTES = 60_000
"""What a page of a tool loads at most, compressed."""

pytestmark = pytest.mark.skipif(not ELEMENTS.is_dir(), reason="needs the source tree: elements/ is what the bundle is built from")


@pytest.mark.parametrize("name", MODULES)
def test_a_module_names_no_host_imports_nothing_and_evaluates_nothing(name: str) -> None:
    text = (BUNDLE.parent / f"{name}.js").read_text(encoding="utf-8")
    assert re.findall(r"https?://[^\s\"'`]+", text) == []
    assert re.findall(r"\beval\(|new Function\(|\bimport\s*\(|\sstyle=\"", text) == []
    assert not re.search(r"^import[\s{\"']", text)
    assert len(gzip.compress(text.encode())) < LIGHT_BYTES


@pytest.mark.parametrize("name", MODULES)
def test_the_committed_module_is_what_a_build_gives(name: str, tmp_path: Path) -> None:
    vite = ELEMENTS / "node_modules" / "vite" / "bin" / "vite.js"
    if not vite.exists() or shutil.which("node") is None:
        pytest.skip("needs Node and `npm ci` in elements/ to build the bundle again")
    words = ["node", str(vite), "build", "--mode", name, "--outDir", str(tmp_path), "--logLevel", "error"]
    subprocess.run(words, cwd=ELEMENTS, check=True, timeout=120)
    assert (tmp_path / f"{name}.js").read_bytes() == (BUNDLE.parent / f"{name}.js").read_bytes(), \
        "run `npm run build` in elements/ and commit the bundle"


def test_every_element_is_documented() -> None:
    readme = (ELEMENTS / "README.md").read_text(encoding="utf-8")
    contract = (ELEMENTS / "contract.md").read_text(encoding="utf-8")
    defined = re.findall(r"'(lw-[a-z-]+)': Lw", (ELEMENTS / "src" / "desk.ts").read_text(encoding="utf-8"))
    assert defined == ["lw-design-desk", "lw-lines", "lw-shares"]
    for tag in defined:
        source = (ELEMENTS / "src" / tag.removeprefix("lw-") / "element.ts").read_text(encoding="utf-8")
        assert f"`<{tag}>`" in readme and f"`<{tag}>`" in contract and f"@element {tag}" in source
        attributes = set(re.findall(r"@attr \{[^}]+\} ([a-z]+)", source))
        declared = re.search(r"static override properties = \{(.*?)\n?\s*\};", source, re.DOTALL)
        assert declared
        options = re.findall(r"(\w+): \{([^}]*)\}", declared[1])
        assert {name for name, rest in options if "state: true" not in rest and "attribute: false" not in rest} <= attributes
        assert set(re.findall(r"(?:new CustomEvent|dispatch)\('(lw-[a-z-]+)'", source)) == set(re.findall(r"@fires (lw-[a-z-]+)", source))


def test_every_word_of_the_desk_has_its_english() -> None:
    folders = [ELEMENTS / "src" / name for name in ("design-desk", "lines", "shares")]
    sources = "\n".join(path.read_text(encoding="utf-8") for folder in folders for path in folder.glob("*.ts") if "test" not in path.name)
    english = (ELEMENTS / "src" / "design-desk" / "english.ts").read_text(encoding="utf-8")
    keys = set(re.findall(r"'((?:desk|lines|shares|list|source|table)\.[a-z_.]+)':", english))
    asked = set(re.findall(r"(?:say|counted)\(\s*'([a-z_.]+)'", sources))
    assert asked - keys == set()
    begun = tuple(re.findall(r"say\(`([a-z.]+)\$\{", sources))
    begun = (*begun, "list.")  # shared words ask for those
    unused = {key for key in keys if f"'{key}'" not in sources.replace(english, "") and not key.startswith(begun)}
    assert {key for key in unused if not key.endswith(".one")} == set()
