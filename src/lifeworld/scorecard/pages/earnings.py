"""Earnings of partners for people: what each earned in the window, files that came in, and rows that were refused."""

from __future__ import annotations

from dataclasses import replace

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods, require_safe

from lifeworld.goals.core.days import day_text
from lifeworld.kit.errors import InputRefused, LifeworldError
from lifeworld.kit.figure import n_units
from lifeworld.kit.web import Asked
from lifeworld.partners.pages.said import MENDED, minute
from lifeworld.scorecard.actions.earnings import import_upload
from lifeworld.scorecard.core.earnings import COLUMNS
from lifeworld.scorecard.core.plans import PlanValue
from lifeworld.scorecard.pages.said import said_of
from lifeworld.scorecard.queries.earned import earned, imports_of, refused_csv
from lifeworld.scorecard.queries.plans import may_manage, plan_of, window_of

RATES = "Earnings in other currencies count by the rates of their day, which stand on the page of rates; without a rate a row is refused."
READING = "«{}» is here and is being read, which takes up to a few minutes. Open this page again to see what came of it."


@require_http_methods(["GET", "HEAD", "POST"])
def earnings(request: Asked, place: str) -> HttpResponse:
    """What partners earned; POST takes a file in."""
    caller = request.caller
    plan, wrong, status = plan_of(caller), "", 200
    if request.method == "POST":
        may_manage(caller)
        try:
            file = request.FILES.get("file")
            if not isinstance(file, UploadedFile):
                raise InputRefused("no_file", "There is no file.", "Choose a table of earnings, and send the form again.")
            made = import_upload(caller, file.name or "", file.chunks(), file.size or 0, currency=request.POST.get("currency", ""))
        except LifeworldError as error:
            if error.status not in MENDED:
                raise
            wrong, status = str(error), error.status
        else:
            if made.state == "reading":
                messages.success(request, READING.format(made.filename))
            elif made.state == "failed":
                messages.error(request, f"«{made.filename}» could not be read to its end. {made.said}")
            else:
                messages.success(request, f"Of {n_units(made.n_read, 'rows')}, {made.n_taken:,} taken, {made.n_duplicate:,} there already, "
                                 f"{made.n_refused:,} refused.")
            return redirect("scorecard_earnings", place=place)
    window = window_of(caller, plan or PlanValue())
    found, files = earned(caller, window), imports_of(caller)
    names = said_of(caller, (one.who for one in files))
    return render(request, "scorecard/earnings.html", {
        "place": place, "tab": "earnings", "plan": plan, "sums": found.sums, "total": ", ".join(found.totals),
        "n": sum(one.n for one in found.sums), "since": day_text(window.since), "until": day_text(window.until),
        "currency": plan.currency if plan else "", "wrong": wrong, "rates_note": RATES, "columns": COLUMNS,
        "imports": [{**vars(replace(one, made_at=minute(caller, one.made_at), who=names[one.who])),
                     "refused_url": reverse("scorecard_earnings_refused", kwargs={"place": place, "earning": one.id})
                     if one.n_refused else ""} for one in files],
        "may_manage": caller.may("scorecard.manage")}, status=status)


@require_safe
def refused(request: Asked, place: str, earning: int) -> HttpResponse:
    """The rows of a file that were refused, as a table."""
    body = refused_csv(request.caller, earning)
    return HttpResponse(body, content_type="text/csv; charset=utf-8",
                        headers={"Content-Disposition": f'attachment; filename="refused-earnings-{earning}.csv"'})


urls: list[URLPattern] = [
    path("-/scorecard/earnings/", earnings, name="scorecard_earnings"),
    path("-/scorecard/earnings/<int:earning>/refused.csv", refused, name="scorecard_earnings_refused"),
]
