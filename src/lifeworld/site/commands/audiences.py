"""`lifeworld audiences`: how large a selection is, who is in it, who is held out, and how many customers an experiment needs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.table import Table

from lifeworld.audiences.core.expression import from_json
from lifeworld.audiences.core.sample_size import customers_needed, smallest_effect
from lifeworld.kit.errors import InputRefused
from lifeworld.site.commands.events import caller_in, place_option
from lifeworld.site.commands.start import data_option, started

if TYPE_CHECKING:
    from lifeworld.audiences.core.conditions import Condition
    from lifeworld.kit.caller import Caller


@click.group("audiences")
def audiences_commands() -> None:
    """Selections of customers: how large, who, who is held out by chance, and how many an experiment needs."""


@audiences_commands.command("size")
@click.argument("audience")
@place_option
@data_option
def size_command(audience: str, place: str, data: Path) -> None:
    """Say how many customers AUDIENCE has now, and of how many it is unknown.

    AUDIENCE is the name of a saved audience as it stands in its address, an expression as JSON, or @ and a file that holds one.

    \b
      lifeworld audiences size idle-runners --place acme
      lifeworld audiences size '{"kind": "not", "of": {"kind": "did", "type": "order.placed", "last_days": 30}}'
    """
    started(data)
    from lifeworld.audiences.queries.audiences import size, words_of  # noqa: PLC0415  (after Django is set up)

    caller = caller_in(place)
    condition = _asked(caller, audience)
    found = size(caller, condition)
    console = Console()
    console.print(words_of(caller, condition), markup=False, highlight=False)
    console.print(f"{found.n:,} of {found.n_customers:,} customers; of {found.n_unknown:,} it is unknown.", highlight=False)
    for member in found.preview:
        console.print(f"  {member.shown}", markup=False, highlight=False)


@audiences_commands.command("members")
@click.argument("audience")
@click.option("--targetable", "only", is_flag=True, help="Only those for whom something may be done: nobody who is held out.")
@click.option("--purpose", default="", help="Only those who said yes to this purpose; goes with --targetable.")
@place_option
@data_option
def members_command(audience: str, only: bool, purpose: str, place: str, data: Path) -> None:
    """Write the keys of the members of AUDIENCE, one a line, as they are now. AUDIENCE is as in `size`."""
    started(data)
    from lifeworld.audiences.queries.audiences import PAGE_MAX, members  # noqa: PLC0415  (after Django is set up)
    from lifeworld.audiences.queries.targetable import targetable  # noqa: PLC0415

    if purpose and not only:
        raise InputRefused("purpose_alone", "--purpose goes with --targetable.", "Add --targetable.")
    caller = caller_in(place)
    condition, after = _asked(caller, audience), 0
    while page := (targetable(caller, condition, purpose, after=after, limit=PAGE_MAX) if only
                   else members(caller, condition, after=after, limit=PAGE_MAX)):
        for member in page:
            click.echo(member.key)
        after = page[-1].id


@audiences_commands.command("holdout")
@click.argument("slug", required=False)
@click.option("--title", default="", help="What people read; with it a holdout is opened.")
@click.option("--share", type=float, default=0.1, show_default=True, help="Part of the customers that is held.")
@click.option("--audience", help="Name of the audience whose members are assigned.  [default: everybody]")
@click.option("--strata", default="", help="Traits, type:STUDY or segment:SEGMENTATION, with commas: within each the share is kept.")
@click.option("--withheld", default="", help="What those who are held do not get.")
@click.option("--not-care", is_flag=True, help="Confirm that what is withheld is a feature and not care that somebody needs.")
@click.option("--end", "ends", is_flag=True, help="End the holdout SLUG.")
@place_option
@data_option
def holdout_command(slug: str | None, title: str, share: float, audience: str | None, strata: str, withheld: str, not_care: bool,
                    ends: bool, place: str, data: Path) -> None:
    """List the holdouts; show how alike the arms of SLUG are; or, with --title, open SLUG; or, with --end, end it.

    \b
      lifeworld audiences holdout tips --title "Weekly tip" --share .1 --withheld "The weekly tip" --not-care --strata city
    """
    started(data)
    from lifeworld.audiences.actions.holdouts import end_holdout, open_holdout  # noqa: PLC0415  (after Django is set up)
    from lifeworld.audiences.queries.holdouts import balance, holdout_of, holdouts  # noqa: PLC0415

    caller = caller_in(place)
    if slug is None:
        found = holdouts(caller)
    elif title:
        names = tuple(name.strip() for name in strata.split(",") if name.strip())
        found = [open_holdout(caller, slug, title, share=share, withheld=withheld, is_not_care=not_care, audience=audience, strata=names)]
    else:
        found = [end_holdout(caller, slug) if ends else holdout_of(caller, slug)]
    shown = Table("holdout", "of", "withheld", "held", "served", "since", "until")
    for one in found:
        shown.add_row(one.slug, one.audience or "everybody", one.withheld, f"{one.n_held:,}", f"{one.n_served:,}", one.begins_at,
                      one.ended_at)
    Console().print(shown)
    if slug is not None:
        arms = Table("property", "held", "served", "difference", "in standard deviations")
        for row in balance(caller, slug):
            arms.add_row(row.name, *("" if value is None else f"{value:.3f}" for value in (
                row.held, row.served, row.difference, row.standardised)))
        Console().print(arms)


@audiences_commands.command("sample-size")
@click.option("--effect", type=float, multiple=True, help="Effect in standard deviations; may be given again.  [default: .05 .1 .2]")
@click.option("--customers", type=click.IntRange(2), help="Say the smallest effect that so many customers can show instead.")
@click.option("--share", type=float, default=0.5, show_default=True, help="Part of the customers that is held.")
@click.option("--power", type=float, default=0.8, show_default=True)
@click.option("--alpha", type=float, default=0.05, show_default=True)
@click.option("--rho", type=float, default=0.0, show_default=True, help="Correlation with the same measure from before (CUPED).")
@click.option("--cluster", type=float, default=1.0, show_default=True, help="Customers of a household.")
@click.option("--icc", type=float, default=0.0, show_default=True, help="How alike customers of a household are.")
def sample_size_command(effect: tuple[float, ...], customers: int | None, **values: float) -> None:
    """Say how many customers an experiment needs to show an effect, or the smallest effect that a number of customers can show."""
    if customers is not None:
        found = smallest_effect(customers, **values)
        click.echo(f"{customers:,} customers show an effect of {found:.3f} standard deviations or more.")
        return
    shown = Table("effect in standard deviations", "held", "served", "together")
    for delta in effect or (0.05, 0.1, 0.2):
        needed = customers_needed(delta, **values)
        shown.add_row(f"{delta:g}", f"{needed.held:,}", f"{needed.served:,}", f"{needed.n:,}")
    Console().print(shown)


def _asked(caller: Caller, audience: str) -> Condition:
    """The expression that the terminal names. Errors: InputRefused; 404."""
    from lifeworld.audiences.queries.audiences import audience_of  # noqa: PLC0415  (after Django is set up)

    text = Path(audience[1:]).read_text(encoding="utf-8") if audience.startswith("@") else audience
    if not text.lstrip().startswith("{"):
        return audience_of(caller, text.strip()).expression
    try:
        return from_json(json.loads(text))
    except (ValueError, RecursionError) as error:
        raise InputRefused("expression_refused", "The expression is not JSON.", 'Write it as {"kind": ...}.') from error
