"""`lifeworld events`: a file comes in once, what is refused is told, an audit ends with 1 where something drifted."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lifeworld.cli import lifeworld
from lifeworld.customers.actions.following import work_once
from lifeworld.customers.models import Customer
from lifeworld.events.models import Cursor, DayCount, Event
from lifeworld.kit.errors import InputRefused
from lifeworld.testing.cast import cast
from lifeworld.testing.terminal import refused

pytestmark = pytest.mark.django_db
ORDERS = "who,what,when\nana,order,2026-05-01\nben,order,2026-05-02\n=cmd(),order,yesterday\n"


def said(*words: object) -> Result:
    return CliRunner().invoke(lifeworld, [str(word) for word in ("events", *words)], catch_exceptions=True)


def test_a_file_comes_in_once_and_what_is_refused_is_written_beside_it(tmp_path: Path) -> None:
    cast()
    file = tmp_path / "orders.csv"
    file.write_text(ORDERS)
    dry = said("import", file, "--place", "acme", "--type", "what", "--dry-run")
    assert dry.exit_code == 0 and "Nothing was kept" in dry.output and not Event.objects.exists()
    for taken, there in ((2, 0), (0, 2)):
        found = said("import", file, "--place", "acme", "--type", "what")
        assert found.exit_code == 0, found.output
        cells = [cell.strip() for cell in found.output.splitlines()[3].strip("│ ").split("│")]
        assert cells == ["3", str(taken), str(there), "0", "1", "2", "2"]
        assert "Row 3: " in found.output
    row = next(csv.DictReader((tmp_path / "orders.csv.refused.csv").read_text().splitlines()))
    assert (row["row"], row["code"], row["file: who"]) == ("3", "time_wrong", "'=cmd()")


def test_a_map_names_columns_and_options_win_over_it(tmp_path: Path) -> None:
    cast()
    file, names = tmp_path / "a.jsonl", tmp_path / "map.toml"
    file.write_text(json.dumps({"k": "ana", "t": 1777600000, "n": 1}) + "\n")
    names.write_text('customer = "k"\ntime = "t"\ntype_is = "visit"\ntimezone = "europe/berlin"\n')
    assert said("import", file, "--place", "acme", "--map", names, "--type-is", "order", "--source", "till").exit_code == 0
    assert Event.objects.get().data == {"n": 1}
    for words in (("--timezone", "Nowhere"), ("--customer", "x"), ("--place", "acmee")):
        wrong = said("import", file, "--place", "acme", "--map", names, *words)
        assert isinstance(wrong.exception, InputRefused), wrong.output
    assert isinstance(said("import", file).exception, InputRefused), "which of two places is meant is not said"


def test_an_audit_says_what_drifted_and_a_replay_repairs_what_can_be_made_again(tmp_path: Path) -> None:
    cast()
    file = tmp_path / "orders.csv"
    file.write_text(ORDERS)
    said("import", file, "--place", "acme", "--type", "what")
    while work_once():
        pass
    good = said("audit")
    assert good.exit_code == 0 and "acme: 2 events were counted again; nothing drifted." in good.output, good.output
    Customer.objects.filter(key="ana").delete()
    bad = said("audit", "--place", "acme")
    assert bad.exit_code == 1 and "known who they are" in bad.output
    assert said("replay", "--reader", "customers", "--place", "acme").exit_code == 0
    assert said("audit", "--place", "acme").exit_code == 0 and Customer.objects.filter(key="ana").exists()
    DayCount.objects.update(n=7)
    assert said("audit", "--place", "acme").exit_code == 1
    assert Cursor.objects.get(reader="events/customers").position == Event.objects.latest("pk").pk
    assert isinstance(said("replay", "--reader", "customer", "--place", "acme").exception, InputRefused)


def test_types_are_listed() -> None:
    cast()
    found = said("types", "--place", "acme")
    assert found.exit_code == 0 and "Types of events in acme" in found.output


def test_without_a_site_it_is_said_where_one_is_looked_for(tmp_path: Path) -> None:
    assert "lifeworld serve" in refused("events", "types", "--place", "acme", "--data", tmp_path)
