"""Styles and scripts of the report as two strings, and the Content-Security-Policy that allows exactly them."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from functools import cache
from importlib import resources

_PACKAGE = "lifeworld.constellations.files.report"
STYLES = (
    "tokens", "base", "layout", "front", "figures", "rings", "charts", "profiles", "compare", "coding", "safeguards", "quotes", "viewer",
    "print",
)
SCRIPTS = ("theme", "viewer", "gallery", "contents", "paper")


@dataclass(frozen=True)
class Assets:
    """The inlined style, the inlined script and the policy that names their hashes."""

    style: str
    script: str
    policy: str


@cache
def assets() -> Assets:
    """Read the package's files once and join them in a fixed order."""
    root = resources.files(_PACKAGE)
    style = "\n".join((root / "css" / f"{name}.css").read_text(encoding="utf-8") for name in STYLES)
    script = "\n".join((root / "js" / f"{name}.js").read_text(encoding="utf-8") for name in SCRIPTS)
    style, script = style.replace("\r\n", "\n"), script.replace("\r\n", "\n")
    policy = (
        f"default-src 'none'; style-src '{digest(style)}'; script-src '{digest(script)}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    return Assets(style, script, policy)


def digest(text: str) -> str:
    """The hash of an inline style or script as a policy names it.

    >>> digest("")
    'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='
    """
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
