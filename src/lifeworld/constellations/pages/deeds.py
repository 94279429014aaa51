"""The people's door of what counts as done in a study: rules as sentences, tried on real events before they are kept."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods

from lifeworld.constellations.actions.mappings import OTHERS_WERE_FASTER, change_mapping
from lifeworld.constellations.core.deed_rules import DIRECTIONS, DeedMapping
from lifeworld.constellations.files.report.words import CATEGORIES, word
from lifeworld.constellations.queries.deeds import PREVIEW_MAX, MappingOf, mapping_of, preview
from lifeworld.kit.errors import InputRefused
from lifeworld.kit.web import Asked
from lifeworld.voices.queries.studies import study_of

PARTS = ("type", "category", "actor", "actor_field", "field", "direction")


@require_http_methods(["GET", "HEAD", "POST"])
def deeds(request: Asked, place: str, study: str) -> HttpResponse:
    """«What counts as done»: look, try a rule, add it, move it up, take one away, say for whom the rules are."""
    caller = request.caller
    value = study_of(caller, study)
    kept = mapping_of(caller, value)
    said: dict[str, Any] = {"direction": "by_type", "type": request.GET.get("type", "")[:200]}
    tried, trouble = None, ""
    if request.method == "POST":
        caller.require("constellations.analyse")
        said = {name: request.POST.get(name, "") for name in (*PARTS, "values")}
        try:
            wanted = _wanted(request, kept, value.settings.focal)
            if request.POST.get("do") != "try":
                change_mapping(caller, value, wanted, version=_version(request))
                messages.success(request, "What counts as done was changed. Ecosystems of customers with such events are being made again.")
                return redirect("deeds", place=place, study=study)
            tried = wanted
        except InputRefused as error:
            trouble = str(error)
    found = preview(caller, tried or kept.mapping)
    return render(request, "constellations/deeds.html", {
        "place": place, "study": value, "tab": "ecosystems", "version": kept.version, "found": found, "tried": tried, "trouble": trouble,
        "everybody": kept.mapping.everybody,
        "rules": [{"fit": fit, "css": word(fit.rule.category).css, "new": number >= len(kept.mapping.rules)}
                  for number, fit in enumerate(found.fits)],
        "uncounted": [(name, n) for name, n in found.types if name not in (tried or kept.mapping).types],
        "categories": CATEGORIES, "directions": DIRECTIONS, "said": said, "most": PREVIEW_MAX,
    }, status=422 if trouble else 200)


def _wanted(request: Asked, kept: MappingOf, focal: str | None) -> DeedMapping:
    """The rules as the form wants them; a focal provider without a name is that of the study.

    Errors: InputRefused; 409 where the rule that is meant is gone.
    """
    rules, do, rule = list(kept.mapping.rules), request.POST.get("do", ""), request.POST.get("rule", "")
    if do in {"add", "try"}:
        values = [one for line in request.POST.get("values", "").splitlines() for one in line.split(",")]
        given = {name: request.POST.get(name, "") for name in PARTS}
        if given["category"] == "focal_provider" and not given["actor"].strip():
            given["actor"] = focal or ""
        new = DeedMapping.from_json([given | {"values": values, "direction": given["direction"] or "by_type"}])
        return DeedMapping((*rules, *new.rules), kept.mapping.everybody)
    if do == "everybody":
        return DeedMapping(kept.mapping.rules, "everybody" in request.POST)
    if do not in {"remove", "up"}:
        raise InputRefused("unknown_step", "The form does not say what to do.", "Press one of its buttons.")
    at = int(rule) if rule.isdecimal() and len(rule) < 4 else len(rules)
    if at >= len(rules):
        raise OTHERS_WERE_FASTER
    moved = rules.pop(at)
    if do == "up":
        rules.insert(max(at - 1, 0), moved)
    return DeedMapping(tuple(rules), kept.mapping.everybody)


def _version(request: Asked) -> int:
    said = request.POST.get("version", "")
    return int(said) if said.isdecimal() and len(said) < 10 else -1


urls: list[URLPattern] = [path("-/studies/<slug:study>/deeds/", deeds, name="deeds")]
