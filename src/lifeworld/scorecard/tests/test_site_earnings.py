"""Earnings come in from files: each once, money to the cent, what cannot be taken is told with the reason."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date
from pathlib import Path
from unittest.mock import patch

import polars as pl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lifeworld.events.core.repeats import Repeats
from lifeworld.events.models import Event, EventType, JournalLine
from lifeworld.kit.caller import Caller
from lifeworld.kit.errors import InputRefused, LifeworldError
from lifeworld.partners.actions.rates import set_rates
from lifeworld.partners.models import Partner
from lifeworld.scorecard.actions.earnings import import_earnings
from lifeworld.scorecard.actions.plans import set_plan
from lifeworld.scorecard.actions.scoring import score
from lifeworld.scorecard.core.earnings import columns_of, judged
from lifeworld.scorecard.core.plans import PlanValue
from lifeworld.scorecard.models import EarningsImport, RefusedEarning
from lifeworld.scorecard.queries.columns import Window
from lifeworld.scorecard.queries.earned import earned, imports_of
from lifeworld.scorecard.queries.factors import Factors
from lifeworld.scorecard.queries.frames_partners import earnings_frame
from lifeworld.scorecard.queries.scores import card_at
from lifeworld.site.worker import work_off
from lifeworld.testing.cast import Cast, cast

DAY = (date(2026, 5, 1) - date(1970, 1, 1)).days
MAY = Window(DAY, DAY + 30)
TABLE = """partner,date,amount,currency,customer,outcome
volt,2026-05-01,12.50,EUR,cleo,attained
volt,2026-05-01,12.50,EUR,cleo,attained
quay,2026-05-02,-2.25,EUR,,
volt,2026-05-03,10,USD,cleo,
ghost,2026-05-03,1,EUR,,
volt,soon,1,EUR,,
volt,2026-05-04,"1,50",EUR,,
volt,2026-05-04,1e3,EUR,,
volt,2026-05-04,7,CHF,,
quay,2026-05-05,0.10,EUR,,lost
quay,2026-05-05,0.10,euro,,
"""


@pytest.fixture
def people() -> Cast:
    return cast()


@pytest.fixture
def owner(people: Cast) -> Caller:
    owner = people.caller(people.ana)
    for key in ("volt", "quay"):
        Partner.objects.create(place=people.acme, key=key, name=key.capitalize(), state="verified")
    set_plan(owner, PlanValue())
    set_rates(owner, date(2026, 5, 1), "EUR", {"USD": 1.25}, source="test")
    return owner


def came(owner: Caller, folder: Path, text: str | bytes = TABLE, name: str = "earnings.csv", **more: str) -> EarningsImport:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return EarningsImport.objects.get(pk=import_earnings(owner, path, name, **more).id)


@pytest.mark.django_db
def test_a_file_comes_in_once_and_what_is_refused_says_why(owner: Caller, tmp_path: Path) -> None:
    first = came(owner, tmp_path)
    assert (first.state, first.n_read, first.n_taken, first.n_duplicate, first.n_refused) == ("done", 11, 4, 0, 7)
    refused = list(RefusedEarning.objects.order_by("row").values_list("row", "field", "code"))
    assert refused == [(5, "partner", "unknown_partner"), (6, "at", "no_time"), (7, "amount", "no_amount"), (8, "amount", "no_amount"),
                       (9, "currency", "no_rate"), (10, "outcome", "bad_outcome"), (11, "currency", "bad_currency")]
    again = came(owner, tmp_path)
    assert (again.n_taken, again.n_duplicate, again.n_refused) == (0, 4, 7) and Event.objects.count() == 4
    longer = came(owner, tmp_path, TABLE + "volt,2026-05-06,1.000001,EUR,cleo,failed\n")
    assert (longer.n_taken, longer.n_duplicate) == (1, 4)
    found = earned(owner, MAY)
    assert [(one.partner, one.amount, one.paid_back, one.n) for one in found.sums] == [
        ("volt", "26.000001 EUR", "", 3), ("quay", "-2.25 EUR", "2.25 EUR", 1), ("volt", "10.00 USD", "", 1)]
    assert found.totals == ("23.750001 EUR", "10.00 USD")
    assert {row["amount"] for row in Event.objects.values_list("data", flat=True)} == {"12.50", "-2.25", "10", "1.000001"}
    assert len(imports_of(owner)[0].refusals) == 7 and "cleo" not in str(imports_of(owner))


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["e.parquet", "e.jsonl", "e.tsv"])
def test_other_forms_say_the_same(owner: Caller, tmp_path: Path, name: str) -> None:
    frame = pl.DataFrame({"partner": ["volt", "quay"], "at": ["2026-05-01", "2026-05-02"], "amount": [12.5, 3.25], "earning": [1, 2]})
    path = tmp_path / f"made-{name}"
    if name.endswith("parquet"):
        frame.write_parquet(path)
    elif name.endswith("jsonl"):
        frame.write_ndjson(path)
    else:
        frame.write_csv(path, separator="\t")
    row = came(owner, tmp_path, path.read_bytes(), name)
    assert (row.state, row.n_taken, row.n_refused) == ("done", 2, 0)
    assert earned(owner, MAY).totals == ("15.75 EUR",)
    assert set(Event.objects.values_list("key", flat=True)) == {"volt/1", "quay/2"}


@pytest.mark.django_db
def test_a_file_that_is_no_table_is_kept_as_failed_and_a_conflict_is_told(owner: Caller, tmp_path: Path) -> None:
    bad = came(owner, tmp_path, b"%PDF-1.7\n", "board.pdf")
    assert bad.state == "failed" and "board.pdf" in bad.said and str(tmp_path) not in bad.said
    lost = came(owner, tmp_path, "partner,amount\nvolt,1\n")
    assert lost.state == "failed" and "«at»" in lost.said
    one, other = "earning,partner,at,amount\nA1,volt,2026-05-01,1\n", "earning,partner,at,amount\nA1,volt,2026-05-01,2\n"
    came(owner, tmp_path, one)
    told = came(owner, tmp_path, other)
    assert (told.n_taken, told.n_refused) == (0, 1) and RefusedEarning.objects.get(file=told).code == "conflict"
    with pytest.raises(InputRefused):
        came(owner, tmp_path, one, currency="euros")


@pytest.mark.django_db
def test_partners_number_their_own_earnings(owner: Caller, tmp_path: Path) -> None:
    for partner in ("volt", "quay"):
        row = came(owner, tmp_path, f"earning,partner,at,amount\n1,{partner},2026-05-01,1\n")
        assert (row.n_taken, row.n_refused) == (1, 0)
    long = came(owner, tmp_path, f"earning,partner,at,amount\n{'9' * 101},volt,2026-05-01,1\n{'9' * 100},volt,2026-05-01,1\n")
    assert (long.n_taken, RefusedEarning.objects.get(file=long).code) == (1, "too_long")


@pytest.mark.django_db
def test_a_row_counts_once_whatever_currency_and_clock_the_place_has_by_then(owner: Caller, tmp_path: Path) -> None:
    plain = "partner,at,amount\nvolt,2026-05-02,1\nvolt,2026-05-02,1\n"
    assert came(owner, tmp_path, plain).n_taken == 2
    assert came(owner, tmp_path, plain, currency="USD").n_taken == 0
    set_plan(owner, PlanValue(currency="USD", version=1))
    elsewhere = replace(owner, timezone="Europe/Berlin")
    for caller in (owner, elsewhere):
        assert (came(caller, tmp_path, plain).n_taken, Event.objects.count()) == (0, 2)


@pytest.mark.django_db
def test_days_are_those_of_the_clock_of_the_place(people: Cast, owner: Caller, tmp_path: Path) -> None:
    people.acme.timezone = "Europe/Berlin"
    people.acme.save()
    there = replace(owner, timezone="Europe/Berlin")
    row = came(there, tmp_path, "partner,at,amount,currency\nvolt,2026-05-01,10,USD\n")
    assert (row.n_taken, row.n_refused) == (1, 0)  # its rate is of that day, and of no day before
    assert [(one.first, one.last) for one in earned(there, MAY).sums] == [("2026-05-01", "2026-05-01")]
    frame, warnings = earnings_frame(there, MAY, "EUR")
    assert frame["amount"].to_list() == [8.0] and warnings == ()


@pytest.mark.django_db
def test_what_has_no_rate_is_left_out_and_said(owner: Caller, tmp_path: Path) -> None:
    came(owner, tmp_path, "partner,at,amount,currency\nvolt,2026-05-01,10,USD\nvolt,2026-05-02,4,EUR\n")
    frame, warnings = earnings_frame(owner, MAY, "CHF")
    assert frame.height == 0 and len(warnings) == 1 and "2 earnings in «EUR», «USD»" in warnings[0]
    set_plan(owner, PlanValue(currency="CHF", version=1, window_days=730))
    score(owner)
    work_off()
    found = card_at(owner)
    assert found is not None and any("are left out" in one for one in found[1].warnings)


@pytest.mark.django_db
def test_an_outcome_comes_with_the_days_until_it_was_known(owner: Caller, tmp_path: Path) -> None:
    rows = ["partner,at,amount,outcome,outcome_days", *(f"volt,2026-05-0{at},1,failed,{days}" for at, days in enumerate(
        ("30", "31", "", "2.5", "007"), 1))]
    row = came(owner, tmp_path, "\n".join(rows) + "\n")
    assert (row.n_taken, row.n_refused) == (3, 2) and set(RefusedEarning.objects.values_list("code", flat=True)) == {"bad_days"}
    frame = earnings_frame(owner, MAY, "EUR")[0]
    assert list(zip(frame["outcome"], frame["outcome_days"], strict=True)) == [("failed", 30), ("failed", 31), ("failed", None)]


@pytest.mark.django_db
def test_rates_are_read_once_for_all_days_and_without_the_right_to_see_partners(owner: Caller, tmp_path: Path) -> None:
    rows = [f"volt,2026-05-{day:02},1,{code}" for day in range(1, 29) for code in ("USD", "CHF")]
    bare = replace(owner, scopes=frozenset({"scorecard.manage"}))
    row = came(bare, tmp_path, "\n".join(["partner,at,amount,currency", *rows]) + "\n")
    assert (row.state, row.n_taken, row.n_refused) == ("done", 28, 28)
    with CaptureQueriesContext(connection) as asked:
        factors = Factors(bare, "EUR")
        assert [factors.of("USD", DAY + day) for day in range(5)] == [0.8] * 5 and math.isnan(factors.of("USD", DAY - 1))
    assert len(asked) == 3


@pytest.mark.django_db
@pytest.mark.parametrize("error", [LifeworldError(403, "no", "It may not.", "Ask."), OSError("disk")])
def test_a_file_that_breaks_off_is_not_left_as_if_it_were_being_read(owner: Caller, tmp_path: Path, error: Exception) -> None:
    with patch("lifeworld.scorecard.actions.earnings_reading.take_batch", side_effect=error):
        try:
            came(owner, tmp_path)
        except OSError as raised:
            assert raised is error
    row = EarningsImport.objects.get()
    assert row.state == "failed" and row.said and JournalLine.objects.filter(type="scorecard.earnings_read").count() == 1
    assert "disk" not in row.said


@pytest.mark.django_db
def test_the_page_shows_the_key_of_a_partner_beside_its_name(people: Cast, owner: Caller) -> None:
    Partner.objects.filter(key="volt").update(name="Volt and Sons")
    ana, page = people.client(people.ana), "/acme/-/scorecard/earnings/"
    today = timezone.now().date().isoformat()
    ana.post(page, {"file": SimpleUploadedFile("a.csv", f"partner,at,amount\nvolt,{today},1\n".encode())})
    assert 'Volt and Sons <span class="soft small">volt</span>' in ana.get(page).content.decode()


@pytest.mark.django_db
def test_the_place_needs_a_plan_and_the_right(people: Cast, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(TABLE)
    with pytest.raises(LifeworldError) as unset:
        import_earnings(people.caller(people.ana), path, "a.csv")
    assert unset.value.code == "no_plan"
    with pytest.raises(LifeworldError, match=r"scorecard\.manage"):
        import_earnings(people.caller(people.vic), path, "a.csv")
    assert not EventType.objects.exists()


@pytest.mark.django_db
def test_people_bring_a_file_in_and_fetch_what_was_refused(people: Cast, owner: Caller) -> None:
    ana, page = people.client(people.ana), "/acme/-/scorecard/earnings/"
    assert ana.post(page).status_code == 422
    answer = ana.post(page, {"file": SimpleUploadedFile("../may.csv", TABLE.encode())}, follow=True)
    assert answer.status_code == 200 and "4 taken" in answer.content.decode() and "ghost" in answer.content.decode()
    row = EarningsImport.objects.get()
    assert row.filename == "may.csv" and row.who == owner.who
    table = ana.get(f"{page}{row.pk}/refused.csv")
    assert table["Content-Type"].startswith("text/csv") and table.content.decode().count("\n") == 8
    assert people.client(people.vic).post(page, {"file": SimpleUploadedFile("a.csv", b"x")}).status_code == 403
    assert people.client(people.dev).get(f"{page}{row.pk}/refused.csv").status_code in {403, 404}


def test_the_same_rows_in_other_pieces_get_the_same_keys() -> None:
    frame = pl.DataFrame({"partner": ["volt"] * 6, "at": ["2026-05-01"] * 6, "amount": ["1.00"] * 5 + ["2.00"]})
    rows = pl.Series("row", range(1, 7))

    def keys(cuts: list[int]) -> list[str]:
        repeats, found = Repeats(), []
        for start, end in zip([0, *cuts], [*cuts, 6], strict=True):
            part = judged(frame[start:end], rows[start:end], currency="EUR", partners={"volt"}, timezone="UTC", repeats=repeats)
            assert not part.refused.height
            found += part.events["key"].to_list()
        return found

    whole = keys([])
    assert len(set(whole)) == 6 and keys([1, 4]) == whole and keys([5]) == whole


def test_columns_are_known_by_their_names_and_a_missing_one_is_named() -> None:
    assert columns_of(["ID", "seller", "When", "amount", "vat"], "a.csv") == {"ID": "earning", "seller": "partner", "When": "at",
                                                                             "amount": "amount"}
    with pytest.raises(InputRefused, match="«partner»"):
        columns_of(["partnr", "at", "amount"], "a.csv")
