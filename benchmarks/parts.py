"""A page of measured parts: a part that is measured alone replaces its own section and leaves the others."""

from __future__ import annotations

import os
import platform
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.__main__ import cpu

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Part:
    """A section: what it is called, what is measured, with which words of this folder. ``only``: the option that takes one database."""

    title: str
    intro: str
    words: tuple[str, ...]
    only: str = "--only"


@dataclass(frozen=True)
class Page:
    """A page of docs: its title, its parts by name, and the module that makes it."""

    file: str
    title: str
    module: str
    parts: Mapping[str, Part]
    versions: str = ""

    def measured(self, part: Part) -> str:
        """The section as it is measured now."""
        before = os.getloadavg()[0]
        ran = subprocess.run([sys.executable, "-m", *part.words], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
        said = ran.stdout.strip().replace("\n## ", "\n### ").removeprefix("## ")
        said = f"### {said}" if ran.stdout.startswith("## ") else said
        if "|" not in said:
            said = "```text\n" + said + "\n```"
        return (f"{part.intro}\n\n`python -m {' '.join(part.words)}` on {cpu()}, Python {platform.python_version()}{self.versions}; "
                f"load average {before:.1f} before and {os.getloadavg()[0]:.1f} after, on {os.cpu_count()} processors.\n\n{said}")

    def write(self, names: list[str]) -> None:
        """Measure the parts and write the page."""
        path = ROOT / "docs" / self.file
        if wrong := [name for name in names if name.partition(":")[0] not in self.parts]:
            raise SystemExit(f"There is no part «{wrong[0]}». Parts: {', '.join(self.parts)}.")
        for asked in names or list(self.parts):
            name, _, only = asked.partition(":")
            part = self.parts[name]
            if only:
                part = replace(part, words=(*part.words, part.only, only))
            measured = self.measured(part)
            known = path.read_text(encoding="utf-8") if path.exists() else ""  # another part may have been measured meanwhile
            sections = dict(re.findall(r"<!-- part (\w+) -->\n(.*?)\n<!-- end -->", known, re.DOTALL))
            sections[name] = f"## {part.title}\n\n{measured}"
            path.write_text(self.whole(sections), encoding="utf-8")
            print(f"{name}: written", flush=True)

    def whole(self, sections: Mapping[str, str]) -> str:
        """The whole page."""
        parts = [f"<!-- part {name} -->\n{sections[name]}\n<!-- end -->" for name in self.parts if name in sections]
        return "\n\n".join([f"# {self.title}\n<!-- made by `python -m {self.module}` -->", *parts]) + "\n"
