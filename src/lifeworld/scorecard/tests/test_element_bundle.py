"""The committed module of the scorecard's elements stands alone, names no host, is what a build gives, is documented, has its words."""

from __future__ import annotations

import gzip
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from lifeworld.site.tests.elements_server import BUNDLE, ELEMENTS

MODULE = BUNDLE.parent / "scorecard.js"
LIGHT_BYTES = 30_000
"""What a page of the scorecard loads at most, compressed."""
FOLDERS = ("scorecard", "chart", "effect")

pytestmark = pytest.mark.skipif(not ELEMENTS.is_dir(), reason="needs the source tree: elements/ is what the module is built from")


def test_the_module_names_no_host_imports_nothing_evaluates_nothing_and_is_light() -> None:
    text = MODULE.read_text(encoding="utf-8")
    assert re.findall(r"https?://[^\s\"'`]+", text) == []
    assert re.findall(r"\beval\(|new Function\(|\bimport\s*\(|\sstyle=\"", text) == []
    assert not re.search(r"^import[\s{\"']", text)
    assert len(gzip.compress(text.encode())) < LIGHT_BYTES


def test_the_committed_module_is_what_a_build_gives(tmp_path: Path) -> None:
    vite = ELEMENTS / "node_modules" / "vite" / "bin" / "vite.js"
    if not vite.exists() or shutil.which("node") is None:
        pytest.skip("needs Node and `npm ci` in elements/ to build the module again")
    words = ["node", str(vite), "build", "--mode", "scorecard", "--outDir", str(tmp_path), "--logLevel", "error"]
    subprocess.run(words, cwd=ELEMENTS, check=True, timeout=120)
    assert (tmp_path / "scorecard.js").read_bytes() == MODULE.read_bytes(), "run `npm run build` in elements/ and commit the module"


def test_every_element_is_documented() -> None:
    readme = (ELEMENTS / "README.md").read_text(encoding="utf-8")
    contract = (ELEMENTS / "contract.md").read_text(encoding="utf-8")
    defined = re.findall(r"'(lw-[a-z-]+)': Lw", (ELEMENTS / "src" / "scorecard.ts").read_text(encoding="utf-8"))
    assert defined == ["lw-chart", "lw-effect", "lw-scorecard", "lw-figure"]
    for tag in defined:
        source = (ELEMENTS / "src" / tag.removeprefix("lw-") / "element.ts").read_text(encoding="utf-8")
        assert f"`<{tag}>`" in readme and f"`<{tag}>`" in contract and f"@element {tag}" in source
        attributes = set(re.findall(r"@attr \{[^}]+\} ([a-z]+)", source))
        declared = re.search(r"static override properties = \{(.*?)\n?\s*\};", source, re.DOTALL)
        assert declared
        options = re.findall(r"(\w+): \{([^}]*)\}", declared[1])
        assert {name for name, rest in options if "state: true" not in rest and "attribute: false" not in rest} <= attributes
        assert set(re.findall(r"(?:new CustomEvent|dispatch)\('(lw-[a-z-]+)'", source)) == set(re.findall(r"@fires (lw-[a-z-]+)", source))


def test_every_word_has_its_english_and_none_is_left_over() -> None:
    every = [path for name in FOLDERS for path in (ELEMENTS / "src" / name).glob("*.ts")]
    paths = [path for path in every if "test" not in path.name and path.name != "english.ts"]
    sources = "\n".join(path.read_text(encoding="utf-8") for path in paths)
    shared = "\n".join((ELEMENTS / "src" / name).read_text(encoding="utf-8") for name in (
        "figure/element.ts", "figure/words.ts", "shared/texts.ts", "shared/source.ts", "shared/kinds.ts"))
    english = (ELEMENTS / "src" / "scorecard" / "english.ts").read_text(encoding="utf-8")
    figure = (ELEMENTS / "src" / "figure" / "english.ts").read_text(encoding="utf-8")
    keys = set(re.findall(r"'([a-z]+(?:\.[a-z_]+)+)':", english + figure))
    asked = set(re.findall(r"(?:say|counted)\(\s*(?:\w+ \? )?'([a-z_.]+)'", sources))
    assert asked - keys == set()
    assert set(re.findall(r"say\('(figure|source|share|list)\.[a-z_]+'", shared)) <= {key.split(".")[0] for key in keys}
    begun = ("figure.", *re.findall(r"(?:say|counted)\(`([a-z.]+)\$\{", sources))
    unused = {key for key in keys if f"'{key}'" not in sources + shared and not key.startswith(begun) and not key.endswith(".one")}
    assert unused == set()
