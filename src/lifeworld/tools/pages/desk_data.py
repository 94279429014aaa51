"""What a desk needs to know before anything is asked: the form, the measures, suppliers, addresses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from lifeworld.partners.core.values import Choice
from lifeworld.partners.queries.choices import choice_of
from lifeworld.partners.queries.partners import sellers_of
from lifeworld.partners.queries.rates import rates_shown
from lifeworld.tools.core.forms import sections
from lifeworld.tools.core.reports import exports_of
from lifeworld.tools.core.schema import defaults
from lifeworld.tools.core.values import Tool
from lifeworld.tools.core.wanted import CURRENCIES, CURRENCY, choice_json
from lifeworld.tools.core.wire import measure_json, preset_json
from lifeworld.tools.pages.bases import Base


def desk_data(base: Base, tool: Tool, *, spec: Mapping[str, Any] | None = None, csrf: str = "") -> dict[str, Any]:
    """The data of ``<lw-design-desk>``. ``spec``: what the form begins with, the defaults where left out."""
    return {
        "tool": {"name": tool.name, "title": base.title or tool.title, "about": tool.about, "version": tool.version,
                 "catalogue": tool.catalogue},
        "form": [asdict(one) for one in sections(tool.schema)], "spec": {**defaults(tool.schema), **(spec or {})},
        "measures": [measure_json(one, CURRENCY) for one in tool.measures], "presets": [preset_json(one) for one in tool.presets],
        "quantity": 1, "currency": CURRENCY, "currencies": currencies(base), "region": "",
        "sellers": [{"key": key, "title": title} for key, title in sellers_of(base.caller)],
        "choice": choice_shown(choice_of(base.caller, job=tool.name), team=base.team),
        "urls": {"base": base.url("desk"), **{name: base.url(name) for name in ("configure", "named", "design", "save", "compare")},
                 "d": f"{base.url('desk')}d/"},
        "csrf": csrf, "embedded": base.embedded, "exports": exports_of(tool),
        "studies": [{"key": one.key, "title": one.title, "about": one.about} for one in tool.studies]}


def choice_shown(choice: Choice, *, team: bool) -> dict[str, Any]:
    """The choice of suppliers that holds where nobody makes her own. Visitors are told that the place chose, and not whom.

    >>> choice_shown(Choice({"acme": "blocked"}, job="power"), team=False)["sellers"]
    {}
    """
    return choice_json(choice if team else Choice(is_default=choice.is_default))


def currencies(base: Base) -> list[str]:
    """Currencies in which prices can be shown: those with a rate, and those that are usual."""
    rates = rates_shown(base.caller)
    known = sorted({rates.base, *rates.rates} - {CURRENCY}) if rates is not None else [one for one in CURRENCIES if one != CURRENCY]
    return [CURRENCY, *known]
