"""Styles and scripts of the report: the tokens, type and figures of the house, and what only a scorecard has."""

from __future__ import annotations

from functools import cache
from importlib import resources

from lifeworld.constellations.files.report.assets import Assets, digest

HOUSE = ("tokens", "base", "layout", "figures")
OWN = ("front", "factors", "charts", "print")
SCRIPTS = ("theme", "contents")


@cache
def assets() -> Assets:
    """Styles and scripts joined in a fixed order, and the policy that allows exactly them."""
    house = resources.files("lifeworld.constellations.files.report")
    own = resources.files("lifeworld.scorecard.files.report")
    styles = [(house / "css" / f"{name}.css") for name in HOUSE] + [(own / "css" / f"{name}.css") for name in OWN]
    style = "\n".join(path.read_text(encoding="utf-8") for path in styles).replace("\r\n", "\n")
    script = "\n".join((house / "js" / f"{name}.js").read_text(encoding="utf-8") for name in SCRIPTS).replace("\r\n", "\n")
    policy = (f"default-src 'none'; style-src '{digest(style)}'; script-src '{digest(script)}'; img-src data:; base-uri 'none'; "
              "form-action 'none'")
    return Assets(style, script, policy)
