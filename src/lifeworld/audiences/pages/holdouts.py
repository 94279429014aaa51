"""Who is held out: drawn, compared, ended; and how many customers an effect needs to be seen."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lifeworld.audiences.actions.holdouts import end_holdout, open_holdout
from lifeworld.audiences.core.sample_size import customers_needed, seen_words
from lifeworld.audiences.pages.shown import minute_text
from lifeworld.audiences.queries.audiences import audience_of, audiences
from lifeworld.audiences.queries.holdouts import balance, holdout_of, holdouts
from lifeworld.kit.errors import InputRefused
from lifeworld.kit.web import Asked
from lifeworld.measures.queries.values import indicators

EFFECTS = (0.05, 0.1, 0.2, 0.5)
EARLIER, TENTH = 0.7, 0.1
LOOK = 0.1


@require_http_methods(["GET", "HEAD", "POST"])
def listing(request: Asked, place: str) -> HttpResponse:
    """All holdouts; POST draws one."""
    caller = request.caller
    if request.method == "POST":
        caller.require("audiences.manage")
        title = request.POST.get("title", "")
        strata = tuple(name.strip() for name in request.POST.get("strata", "").split(",") if name.strip())
        made = open_holdout(caller, slugify(title)[:80] or "holdout", title, share=_share(request.POST.get("share", "")),
                            withheld=request.POST.get("withheld", ""), is_not_care="is_not_care" in request.POST,
                            audience=request.POST.get("audience") or None, strata=strata)
        messages.success(request, f"Drawn: {made.n_held:,} are held, {made.n_served:,} are served.")
        return redirect("holdout", place=place, holdout=made.slug)
    advice = [{"effect": f"{delta:g}", "n": f"{customers_needed(delta).held:,}",
               "with_earlier": f"{customers_needed(delta, rho=EARLIER).held:,}",
               "tenth": f"{customers_needed(delta, share=TENTH).n:,}"} for delta in EFFECTS]
    return render(request, "audiences/holdouts.html", {"place": place, "rows": holdouts(caller), "advice": advice,
                                                       "audiences": audiences(caller)})


def _share(text: str) -> float:
    try:
        return float(text.replace(",", ".")) / 100
    except ValueError:
        raise InputRefused("no_number", f"«{text[:20]}» is no share.", "Write per cents in digits, as 10.") from None


@require_safe
def one(request: Asked, place: str, holdout: str) -> HttpResponse:
    """One holdout and whether its arms are alike."""
    caller = request.caller
    value = holdout_of(caller, holdout)
    titles = {one.slug: one.title for one in indicators(caller)} if caller.may("measures.see") else {}
    rows = [{"name": titles.get(row.name, row.name), "held": _said(row.held), "served": _said(row.served),
             "standardised": "none" if row.difference == 0 else _said(row.standardised),
             "look": row.standardised is not None and abs(row.standardised) > LOOK} for row in balance(caller, holdout)]
    return render(request, "audiences/holdout.html", {
        "place": place, "value": value, "balance": rows, "seen": seen_words(value.n_held, value.n_served),
        "begins": minute_text(caller, value.begins_at), "ended": minute_text(caller, value.ended_at),
        "audience": audience_of(caller, value.audience).title if value.audience else ""})


def _said(number: float | None) -> str:
    return "not known" if number is None else f"{number:.2f}".replace("-", "\N{MINUS SIGN}")


@require_POST
def end(request: Asked, place: str, holdout: str) -> HttpResponse:
    """Everybody is served from now on."""
    end_holdout(request.caller, holdout)
    messages.success(request, "The holdout ended. Who was in which arm stays known.")
    return redirect("holdout", place=place, holdout=holdout)


urls: list[URLPattern] = [
    path("-/holdouts/", listing, name="holdouts"),
    path("-/holdouts/<slug:holdout>/", one, name="holdout"),
    path("-/holdouts/<slug:holdout>/end/", end, name="end_holdout"),
]
