"""Offers of a folder leave as a feed, which the reader of feeds accepts whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from lifeworld.plugin import InputRefused, read_feed
from lifeworld_power.files.catalogue import read_catalogue
from lifeworld_power.files.jlcparts.offers import SELLER, read_offers, write_offers
from lifeworld_power.tests.made_shards import TRANSISTORS, write_folder


@pytest.mark.parametrize("ending", [".parquet", ".jsonl", ".csv"])
def test_a_feed_is_read_again_to_the_same_offers(tmp_path: Path, ending: str) -> None:
    folder = write_folder(tmp_path / "folder", {"MOSFETs": TRANSISTORS,
                                                "Zener Diodes": [("Z1", "Elm", "", {"MOQ": "50", "Order_multiple": "10"})]})
    write_offers(read_offers(folder), tmp_path / f"feed{ending}")
    read = read_feed(tmp_path / f"feed{ending}", seller=SELLER, observed_at_us=1_780_000_000_000_000, ttl_s=86400)
    assert (read.counts["accepted"], read.counts["refused"]) == (4, 0)
    offers = {offer.mpn: offer for offer in (read.segment.offer(row) for row in range(4))}
    first = offers["Q-ONE"]
    assert [(one.min_qty, one.price_micros) for one in first.breaks] == [(1, 50_000), (100, 40)]
    assert (first.sku, first.stock, first.moq, first.multiple, first.currency, first.seller) == ("C1", 101, 1, 1, "USD", "lcsc")
    assert first.observed_us == 1_777_629_600_000_000
    assert (offers["Z1"].moq, offers["Z1"].multiple) == (50, 10)
    assert first.item in read_catalogue(folder).kinds["mosfet"].keys


def test_only_parts_of_power_stages_on_request(tmp_path: Path) -> None:
    folder = write_folder(tmp_path, {"MOSFETs": TRANSISTORS, "Zener Diodes": [("Z1", "Elm", "", {})]})
    offers = read_offers(folder, every_part=False)
    assert (offers.frame.height, offers.refused) == (3, {"on a shelf that no power stage is made of": 1})


def test_another_ending_is_refused(tmp_path: Path) -> None:
    folder = write_folder(tmp_path, {"MOSFETs": TRANSISTORS})
    with pytest.raises(InputRefused, match=r"feed\.xls"):
        write_offers(read_offers(folder), tmp_path / "feed.xls")
