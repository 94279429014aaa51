"""The team's pages of plays: what each does, whom it reaches, what is known of its effect; begun, offered to all and ended here."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lifeworld.goals.queries.jobs import jobs
from lifeworld.kit.caller import Caller
from lifeworld.kit.errors import InputRefused, LifeworldError
from lifeworld.kit.web import Asked
from lifeworld.measures.queries.values import indicators
from lifeworld.scorecard.actions.plays import begin_play, declare_play, end_play, offer_to_all
from lifeworld.scorecard.core.play_effects import SIMULATED, VERDICTS, PlayFound
from lifeworld.scorecard.core.play_values import PlayValue
from lifeworld.scorecard.core.play_words import page_title
from lifeworld.scorecard.core.plays import ENDED, MEASURES, play_json, play_of
from lifeworld.scorecard.core.wire import figure_json
from lifeworld.scorecard.queries.plans import may_manage
from lifeworld.scorecard.queries.plays import effect_over_time, play_versions, plays
from lifeworld.voices.queries.studies import studies_of

STATE_WORDS = {"ready": "not begun", "running": "runs", "retired": "ended"}
BODY_CHARS_MAX = 20_000


@require_safe
def listing(request: Asked, place: str) -> HttpResponse:
    """All plays: what runs, what is ready, what was retired."""
    rows = _all_shown(request.caller, plays(request.caller))
    return render(request, "scorecard/plays.html", {
        "place": place, "tab": "plays", "may_manage": _may(request.caller),
        "groups": [(words, [row for row in rows if row["play"].state == state]) for state, words in
                   (("running", "Running"), ("ready", "Ready to begin"), ("retired", "Ended"))]})


@require_safe
def one(request: Asked, place: str, play: str) -> HttpResponse:
    """One play with its versions, and its effect day by day."""
    caller = request.caller
    versions = _all_shown(caller, play_versions(caller, play))
    shown = next((each for each in versions if each["play"].begun_on), versions[0])
    history = effect_over_time(caller, shown["play"])
    return render(request, "scorecard/play.html", {
        "place": place, "tab": "plays", "may_manage": _may(caller), "shown": shown, "versions": versions, "history": history,
        "data": _chart(shown["play"], history), "declared": json.dumps(play_json(versions[0]["play"].plan), ensure_ascii=False, indent=2)})


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Asked, place: str) -> HttpResponse:
    """Declare a play, or a changed one: what it is as JSON, since a play is data. POST declares it."""
    caller = request.caller
    may_manage(caller)
    trouble, typed, study = None, request.POST.get("body", ""), request.POST.get("study", "")
    if request.method == "POST":
        try:
            made = declare_play(caller, play_of(_read(typed)), study=study)
            messages.success(request, "The play is declared. Nobody is offered anything before you begin it.")
            return redirect("scorecard_play", place=place, play=made.plan.key)
        except LifeworldError as error:
            if error.status not in {404, 409, 422}:
                raise
            trouble = error
    elif key := request.GET.get("like", ""):
        newest = play_versions(caller, key)[0]
        typed, study = json.dumps(play_json(newest.plan), ensure_ascii=False, indent=2), newest.study
    return render(request, "scorecard/play_new.html", {
        "place": place, "tab": "plays", "trouble": trouble, "typed": typed or EXAMPLE, "study": study, "studies": studies_of(caller),
        "jobs": jobs(caller), "indicators": indicators(caller)}, status=trouble.status if trouble else 200)


@require_POST
def begin(request: Asked, place: str, play: str) -> HttpResponse:
    """Draw who is held out, and offer it from now on."""
    begin_play(request.caller, play, is_not_care="is_not_care" in request.POST)
    messages.success(request, "It runs. Chance drew who goes without it for now.")
    return redirect("scorecard_play", place=place, play=play)


@require_POST
def for_all(request: Asked, place: str, play: str) -> HttpResponse:
    """Nobody is held out any more."""
    offer_to_all(request.caller, play)
    messages.success(request, "Nobody is held out any more: everybody whom it is for is offered it.")
    return redirect("scorecard_play", place=place, play=play)


@require_POST
def end(request: Asked, place: str, play: str) -> HttpResponse:
    """It is offered no more."""
    end_play(request.caller, play)
    messages.success(request, "It ended and is offered no more. What is known of it stays.")
    return redirect("scorecard_play", place=place, play=play)


def begun_plays(caller: Caller, factor: str) -> list[dict[str, Any]]:
    """Plays that run or ended whose effect the measure of a factor tells, as a page shows them. Errors: LifeworldError 403."""
    return _all_shown(caller, [one for one in plays(caller) if one.plan.factor == factor and one.begun_on])


def _may(caller: Caller) -> bool:
    return caller.may("scorecard.manage") and caller.may("audiences.manage")


def _all_shown(caller: Caller, every: list[PlayValue]) -> list[dict[str, Any]]:
    """Plays as pages show them; indicators go by their titles where the caller may see those."""
    asks = caller.may("measures.see") and any(one.plan.indicator for one in every)
    names = {one.slug: one.title for one in indicators(caller, retired=True)} if asks else {}
    return [_shown(one, names) for one in every]


def _shown(one: PlayValue, names: Mapping[str, str]) -> dict[str, Any]:
    found = one.found
    return {"play": one, "plan": one.plan, "state": STATE_WORDS[one.state], "ended": ENDED.get(one.ended, ""), "found": found,
            "verdict": VERDICTS[found.verdict] if found else "", "simulated": found is not None and SIMULATED in found.warnings,
            "warnings": [words for words in found.warnings if words != SIMULATED] if found else [],
            "measure": _measure(one, names), "page": page_title(one.plan.leads), "island": _island(one, found),
            "tag": "for all" if one.for_all else found.verdict if found and one.state == "running" else one.ended or one.state}


def _measure(one: PlayValue, names: Mapping[str, str]) -> str:
    plan = one.plan
    about = {"indicator": f"the indicator «{names.get(plan.indicator, plan.indicator)}»"}.get(plan.measure, MEASURES[plan.measure])
    better = "less" if plan.better_sign < 0 else "more"
    return f"{about}{f' of the job «{plan.job}»' if plan.job else ''}, {plan.days} days after chance drew; {better} is better"


def _island(one: PlayValue, found: PlayFound | None) -> dict[str, Any] | None:
    """The newest effect beside the naive figure, as ``<lw-effect>`` takes it."""
    if found is None:
        return None
    return {"effect": figure_json(found.effect), "naive": figure_json(found.naive) if found.naive else None, "worth": one.plan.worth,
            "better": one.plan.better_sign, "unit": one.plan.in_unit}


def _chart(one: PlayValue, history: list[PlayFound]) -> dict[str, Any]:
    """The effect day by day, as ``<lw-chart>`` takes it."""
    good = one.plan.worth * one.plan.better_sign
    line = {"name": "effect, by chance", "x": [each.day for each in history],
            **{name: [getattr(each.effect, end) for each in history] for name, end in (("y", "value"), ("low", "low"), ("high", "high"))}}
    return {"key": "effect", "title": "Effect, day by day", "kind": "lines", "x_label": "day", "y_label": f"effect, {one.plan.in_unit}",
            "series": [line], "rules": [{"y": 0, "name": ""}, {"y": good, "name": "worth it"}, {"y": -good, "name": "harm"}], "note": ""}


def _read(text: str) -> Any:
    if len(text) > BODY_CHARS_MAX:
        raise InputRefused("play_refused", "This is too long for a play.", f"Write at most {BODY_CHARS_MAX:,} characters.")
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise InputRefused("play_refused", "What was written is not valid JSON.", "Compare it with the example.") from None


EXAMPLE = json.dumps({
    "key": "first-steps", "title": "First steps", "why": "Whoever sees what she did already goes on more easily.",
    "source": "Say where that is from: a study, with its year.", "offer": "See what you have done so far.", "says": "Look at it",
    "leads": "goals/", "withheld": "The hint to look at one's own goals", "measure": "attainment", "worth": 2.0,
    "type": "individual-driven"}, indent=2)

urls: list[URLPattern] = [
    path("-/scorecard/plays/", listing, name="scorecard_plays"),
    path("-/scorecard/plays/new/", new, name="scorecard_new_play"),
    path("-/scorecard/plays/of/<slug:play>/", one, name="scorecard_play"),
    path("-/scorecard/plays/of/<slug:play>/begin/", begin, name="scorecard_begin_play"),
    path("-/scorecard/plays/of/<slug:play>/for-all/", for_all, name="scorecard_play_for_all"),
    path("-/scorecard/plays/of/<slug:play>/end/", end, name="scorecard_end_play"),
]
