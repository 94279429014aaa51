"""What must not be lost, come back or swell: notices whose taking-in dies, offers that another feed of the same seller took away, files
in which one text stands for millions.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from lifeworld.kit.errors import InputRefused
from lifeworld.partners.actions import hearing
from lifeworld.partners.actions.compacting import compact
from lifeworld.partners.actions.feeds import Ways, new_secret, open_feed
from lifeworld.partners.actions.runs import send_file, send_rows
from lifeworld.partners.files.feeds import read_feed
from lifeworld.partners.models import Feed
from lifeworld.partners.tests.market import offers, prices_of, pushed
from lifeworld.partners.tests.test_hearing import R0, ROW, ana, told

__all__ = ["ana"]
pytestmark = pytest.mark.django_db


def test_a_notice_whose_taking_in_died_is_heard_when_it_is_told_again(ana: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = new_secret(ana, "volt", "news")

    def dies(*_: object, **__: object) -> None:
        raise OSError("no space left")

    with monkeypatch.context() as patched:
        patched.setattr(hearing, "send_rows", dies)
        assert told(ana, secret, {"offers": [ROW]}).status_code == 500
    assert told(ana, secret, {"offers": [ROW]}).status_code == 202
    assert prices_of("acme", R0) == [0.07]
    assert told(ana, secret, {"offers": [ROW]}).status_code == 409


def test_putting_changes_together_brings_nothing_back(ana: Any) -> None:
    pushed(ana, "watt")
    open_feed(ana, "watt", "news", Ways(title="Changes"))
    assert send_file(ana, "watt", "parts", offers([0.1, 0.2, 0.3])).state == "live"
    assert send_rows(ana, "watt", "news", [{**ROW, "sku": "r9"}]).state == "live"
    assert send_rows(ana, "watt", "news", [{**ROW, "sku": "r8"}], ["r0"]).state == "live"
    before = prices_of("acme", "R0@acmeparts")
    assert 0.1 not in before
    assert compact(ana, Feed.objects.get(partner__key="watt", key="news").pk)
    assert prices_of("acme", "R0@acmeparts") == before


def test_a_small_file_that_holds_far_too_much_is_refused_before_it_fills_the_memory(tmp_path: Path) -> None:
    path = tmp_path / "swollen.parquet"
    same = pl.DataFrame({"mpn": ["R0"], "sku": ["r0"], "price": [1.0], "title": ["y" * 100_000]})
    same.select(pl.all().repeat_by(10_000).explode()).write_parquet(path)
    assert path.stat().st_size < 100_000
    for format in (None, "csv"):
        with pytest.raises(InputRefused, match="far more than a table of offers"):
            read_feed(path, format, seller="volt", observed_at_us=10**15, ttl_s=60, currency="EUR")
