"""Where to buy what a design is made of: over the sellers of the place, shipping included, on the offers of now. For the team alone."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lifeworld.kit.errors import InputRefused
from lifeworld.partners.queries.baskets import Line, basket_of
from lifeworld.tools.core.saying import age, money
from lifeworld.tools.core.wanted import wanted_again
from lifeworld.tools.pages.bases import Base
from lifeworld.tools.queries.designs import saved_design


@require_safe
def buy_page(request: HttpRequest, base: Base, address: str) -> HttpResponse:
    """The parts of a design for as many as it was saved for, as cheaply as can be. Errors: 403; 404; 422 where nothing can be bought."""
    design = saved_design(base.caller, base.tool, address)
    body = design.body or {}
    wanted = wanted_again(body)
    lines = [Line(int(one["quantity"]) * wanted.quantity, one["item"]) for one in body["lines"] if one["item"] and one["quantity"]]
    unnamed = [one["slot"] for one in body["lines"] if not one["item"]]
    if not lines:
        raise InputRefused("nothing_to_buy", "No part of this design is an item that somebody could offer.", "Look at its parts.")
    found = basket_of(base.caller, lines, currency=wanted.currency, job=base.tool, choice=wanted.choice, region=wanted.region)
    sellers = [(part, money(part.price, found.currency), money(part.shipping, found.currency),
                money(part.price + part.shipping, found.currency),
                [(one, money(one.price, found.currency)) for one in part.lines]) for part in found.sellers]
    return render(request, "tools/buy.html", base.context(
        design=design, found=found, sellers=sellers, unnamed=unnamed, quantity=wanted.quantity, gap=found.nearness,
        total=money(found.total, found.currency), shipping=money(found.shipping, found.currency), tab="designs",
        oldest="" if found.oldest_age_s is None else age(found.oldest_age_s), back=base.url("design_page", address)))
