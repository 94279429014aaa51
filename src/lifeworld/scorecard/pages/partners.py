"""A partner's view: what it contributes and earns, for its own people, and as the team sees what they see."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_safe

from lifeworld.kit.web import Asked
from lifeworld.partners.pages.said import minute
from lifeworld.scorecard.core.partner_words import partner_findings
from lifeworld.scorecard.core.values import FACTOR, T_MEANS, T_POINTS
from lifeworld.scorecard.pages.shown import Rest, Step
from lifeworld.scorecard.queries.sights import partners_seen, sight_of


@require_safe
def listing(request: Asked, place: str) -> HttpResponse:
    """The partners whose view can be opened: all for the team, its own for a partner."""
    rows, own = partners_seen(request.caller)
    return render(request, "scorecard/partners.html", {
        "place": place, "tab": "partners", "own": own,
        "rows": [{"key": key, "name": name, "enough": enough, "url": reverse("scorecard_partner", kwargs={"place": place, "partner": key})}
                 for key, name, enough in rows]})


@require_safe
def one(request: Asked, place: str, partner: str) -> HttpResponse:
    """One partner's view."""
    found = sight_of(request.caller, partner)
    shown = replace(found.shown, made_at=minute(request.caller, found.shown.made_at), who="") if found.shown else None
    figures = found.view.figures if found.view else ()
    named = {figure.name: Rest(figure, "") for figure in figures}
    steps = [Step(one, FACTOR[one.factor], tuple(named[name] for name in one.figures if name in named), "")
             for one in partner_findings(figures)]
    return render(request, "scorecard/partner.html", {
        "place": place, "tab": "partners", "partner": {"key": found.key, "name": found.name}, "own": found.own, "view": found.view,
        "figures": figures, "warnings": found.view.warnings if found.view else (), "steps": steps,
        "t_means": T_MEANS if any(one.unit == T_POINTS for one in figures) else "", "why_not": found.why_not, "shown": shown})


urls: list[URLPattern] = [
    path("-/scorecard/partners-view/", listing, name="scorecard_partners"),
    path("-/scorecard/partners-view/<slug:partner>/", one, name="scorecard_partner"),
]
