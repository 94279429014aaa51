"""The demo place gets invented sellers with their offers, a desk that is open to everybody, designs, and simulated designers. Nobody of it
is real.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from lifeworld.plugin_web import (
    OWN,
    Caller,
    GoalPlan,
    Pointed,
    ScalePlan,
    Wanted,
    Ways,
    add_customer,
    choose,
    configure,
    declare_goal,
    invite_partner,
    offers_work,
    open_desk,
    open_feed,
    register,
    save,
    say,
    send_file,
    set_rates,
    step_partner,
    take,
    today_of,
)
from lifeworld_power.core.designers.offered import offered
from lifeworld_power.core.designers.values import DesignersPlan
from lifeworld_power.core.designers.whole import simulated_designers
from lifeworld_power.files.fictional import FOLDER, fictional_rates

TOOL = "power-supply"
TTL_S = 366 * 86_400
PREFERRED = "quayside"
SPEC = {"vin_min": 14.0, "vin_max": 22.0, "vout": 3.3, "iout": 2.0}
PRESETS = ("balanced", "low_cost", "high_efficiency")
DESIGNERS, WEEKS = 6, 12
MINUTES = ScalePlan("Minutes to a complete design", "power-minutes", "min", levels=(240.0, 120.0, 60.0, 30.0, 15.0))


def fill_desk(owner: Caller) -> None:
    """Sellers apply and are verified, send their feeds; engineers design, one design is registered; designers did so for weeks."""
    now = datetime.now(UTC)
    rates = fictional_rates()
    today = date.fromordinal(date(1970, 1, 1).toordinal() + today_of(owner))
    set_rates(owner, today, rates.base, rates.per_base, source="invented for the demo")
    for seller in _rows("offers-sellers.csv"):
        invite_partner(owner, seller["key"], seller["title"], ["distributor"], about=f"Invented for the demo: {seller['about']}.",
                       shipping=(round(1e6 * float(seller["shipping"])), seller["currency"]))
        step_partner(owner, seller["key"], "apply", why="The demo plays every part.")
        step_partner(owner, seller["key"], "verify", why="An invented seller, for the demo.")
        open_feed(owner, seller["key"], "catalogue", Ways(title="Catalogue", format="csv", currency=seller["currency"], ttl_s=_ttl(seller)))
        send_file(owner, seller["key"], "catalogue", feed_of(seller["key"], now), name="catalogue.csv")
    while offers_work():
        pass
    choose(owner, PREFERRED, "preferred")
    open_desk(owner, TOOL, "Design a supply")
    _designs(owner)
    _designers(owner)


def _ttl(seller: Mapping[str, str]) -> int:
    """A year, so that the demo does not grow stale; the seller that is invented as stale keeps its own."""
    stale = float(seller["age_days"]) > float(seller["ttl_days"])
    return int(float(seller["ttl_days"]) * 86_400) if stale else TTL_S


def feed_of(seller: str, now: datetime) -> bytes:
    """One seller's catalogue as the file that it sends, its quotes as old at ``now`` as they are invented."""
    out = io.StringIO()
    names = ("sku", "mpn", "manufacturer", "price_breaks", "currency", "stock", "lead_days", "moq", "multiple", "observed_at")
    writer = csv.DictWriter(out, names, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    for row in _rows("offers.csv"):
        if row["seller"] == seller:
            writer.writerow({**row, "observed_at": (now - timedelta(days=float(row["age_days"]))).isoformat()})
    return out.getvalue().encode()


def _rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((FOLDER / name).read_text("utf-8").splitlines()))


def _designs(owner: Caller) -> None:
    """The best design by each preset is kept; the first is registered by the preferred seller. Of parts of one's own the invented
    sellers may offer none: then nothing is kept.
    """
    wanted = Wanted(SPEC, currency="USD")
    found = configure(owner, TOOL, wanted)
    for number, preset in enumerate(preset for preset in PRESETS if found.best.get(preset)):
        parts, turned = found.tool.named(found.candidates, found.best[preset][0])
        kept = save(owner, TOOL, wanted, Pointed(parts, turned), note=f"The best by «{preset}», of the demo.")
        if number == 0:
            register(owner, PREFERRED, kept.design.hash, product="Handheld reader (invented)", volume_a_year=2_000,
                     valid_until=datetime.now(UTC).date() + timedelta(days=180), company="Lantern Instruments (invented)")


def _designers(owner: Caller) -> None:
    """Simulated designers: what they did and said until yesterday, and what each of them wants."""
    found = offered(simulated_designers(DesignersPlan(DESIGNERS, WEEKS, last_day=today_of(owner) - 1)))
    for number, key in enumerate(found.truth, 1):
        add_customer(owner, key, f"Designer {number} (invented)")
        me = Caller(owner.place, owner.place_id, OWN, "demo", None, "", key, owner.timezone)
        same = str(uuid5(NAMESPACE_URL, f"lifeworld power demo/{key}"))
        declare_goal(me, GoalPlan(same, "Have a supply that works, sooner", "accomplish", (MINUTES,), seen_by="team", importance=4))
    take(owner, found.events)
    for number, words in enumerate(found.statements):
        at = datetime.fromtimestamp(words["at_us"] / 1e6, UTC)
        say(owner, "power", words["customer"], f"simulated-{number}", words["text"], at=at)
