"""The choice of suppliers, for people: how each stands, who said so, and what is a default."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods

from lifeworld.customers.queries import pk_of
from lifeworld.kit.caller import Caller
from lifeworld.kit.errors import LifeworldError
from lifeworld.kit.web import Asked
from lifeworld.partners.actions.choices import choose, unchoose
from lifeworld.partners.core.values import STANDINGS
from lifeworld.partners.pages.said import done, minute
from lifeworld.partners.queries.choices import choices, jobs_with_choices

LEVELS = {"customer, this job": "chosen for this customer and job", "customer": "chosen for this customer", "place, this job":
          "chosen for this job", "place": "chosen for this place", "default": "a default: nobody chose"}


@require_http_methods(["GET", "HEAD", "POST"])
def suppliers(request: Asked, place: str) -> HttpResponse:
    """How sellers stand for the place, a job (``?job=``) or a customer (``?customer=``, by key); POST chooses or takes back."""
    caller = request.caller
    asked = request.POST if request.method == "POST" else request.GET
    job, key = asked.get("job", "").strip()[:80], asked.get("customer", "").strip()[:200]
    customer, wrong = _customer(caller, key)
    if request.method == "POST":
        seller, standing = request.POST.get("seller", ""), request.POST.get("standing", "")
        back = f"{reverse('supplier_choices', args=[place])}{_query(job, key)}"

        def act() -> None:
            if wrong is not None:
                raise wrong
            if standing == "default":
                unchoose(caller, seller, job=job, customer=customer)
            else:
                choose(caller, seller, standing, job=job, customer=customer)

        response = done(request, act, "Recorded. Every tool goes by it from now on.", "supplier_choices", place=place)
        return redirect(back) if response.status_code == 302 else response
    rows = [] if wrong else choices(caller, job=job, customer=customer)
    return render(request, "partners/suppliers.html", {
        "place": place, "tab": "suppliers", "job": job, "customer": key, "jobs": jobs_with_choices(caller), "standings": STANDINGS,
        "wrong": str(wrong) if wrong else "", "is_default": all(row.is_default for row in rows),
        "rows": [(row, LEVELS.get(row.level, f"chosen in {row.level}"), minute(caller, row.at)) for row in rows]},
        status=wrong.status if wrong else 200)


def _customer(caller: Caller, key: str) -> tuple[int | None, LifeworldError | None]:
    """The customer of a key, "" for none; or why there is none."""
    if not key:
        return None, None
    try:
        caller.require("customers.see")
        return pk_of(caller, key), None
    except LifeworldError as error:
        return None, error


def _query(job: str, customer: str) -> str:
    said = {name: value for name, value in (("job", job), ("customer", customer)) if value}
    return f"?{urlencode(said)}" if said else ""


urls: list[URLPattern] = [path("-/suppliers/", suppliers, name="supplier_choices")]
