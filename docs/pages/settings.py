"""The page of the site's settings, from the list beside the code that reads them."""

from __future__ import annotations

from pages.markdown import page, table

from lifeworld.site.variables import VARIABLES


def settings_page() -> str:
    """Every variable of the environment that the site reads."""
    return page("Settings of the site", [
        "The site is set up by the environment alone. On your own machine nothing has to be set: `make serve` keeps a SQLite database in "
        "`lifeworld-data`. Secrets are never in files of the project; the one that `make serve` makes for your own machine lies beside the "
        "database, readable by you alone.",
        *table(("variable", "default", "meaning"), ((one.name, one.default or "not set", one.meaning) for one in VARIABLES)),
        "", "How to run it for others: [serve the site](../how-to/serve.md).",
    ])
