"""`lifeworld measures`, and building on several readers, in a database that is written for good."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from lifeworld.kit.errors import InputRefused, LifeworldError
from lifeworld.measures.actions.building import build_some
from lifeworld.measures.actions.catch_up import step
from lifeworld.measures.actions.indicators import define
from lifeworld.measures.actions.rebuild import rebuild
from lifeworld.measures.commands import measures
from lifeworld.measures.models import DayValue, Indicator
from lifeworld.measures.queries.kept import today_of
from lifeworld.measures.tests.world import Happening, World, world

pytestmark = pytest.mark.django_db(transaction=True)
RUNS = """
[[indicator]]
slug = "weekly-km"
title = "Kilometres a week"
types = ["run"]
field = "km"
aggregation = "sum"
window_days = 7
unit = "km"
sources = [{ pattern = "watch*" }]
"""


@pytest.fixture
def here() -> World:
    made = world()
    made.is_customer("Ana", "ana")
    at = today_of(made.caller) * 1440 - 600
    made.happen(Happening("ana", at + minute, {"km": 2.5}, "run", source) for minute, source in ((0, "watch/3"), (1, "=cmd()")))
    return made


@pytest.fixture
def say() -> Callable[..., str]:
    def run(*words: str) -> str:
        words = (*words, "--data", os.environ["LIFEWORLD_DATA"])
        return CliRunner().invoke(measures, words, catch_exceptions=False, standalone_mode=False).output

    return run


def test_from_a_file_to_a_value(here: World, say: Callable[..., str], tmp_path: Path) -> None:
    assert "none yet" in say("list")
    file = tmp_path / "indicators.toml"
    file.write_text(RUNS)
    assert "The sum of «km» of «run» events, in total over 7 days, in km." in say("define", str(file))
    assert say("rebuild", "weekly-km") == "weekly-km: 1 days of subjects, 1 customers known now.\n"
    assert "1 customers known" in say("list", "--place", "acme")
    told = say("value", "weekly-km", "Ana")
    assert told.startswith("5 km  (")
    assert "1 of 7 days known, 2 readings, trust: unknown" in told
    rows = say("readings", "weekly-km", "Ana").splitlines()
    assert rows[0] == "time,value,source,trust,counted,why"
    assert [row.split(",")[1:5] for row in rows[1:]] == [["2.5", "'=cmd()", "unknown", "yes"], ["2.5", "watch/3", "measured", "yes"]]
    file.write_text(RUNS.replace("= 7", "= 14"))
    with pytest.raises(LifeworldError, match="another definition"):
        say("define", str(file))
    assert "version 2" in say("define", str(file), "--change")


@pytest.mark.parametrize(("name", "text", "said"), [
    ("a.toml", "slug = ", "cannot be read"), ("a.json", "{", "cannot be read"), ("a.json", "[]", "holds no indicators"),
    ("a.json", "[1]", "holds no indicators"), ("a.json", '{"slug": "x", "title": "X", "types": ["a"]} x', "cannot be read")])
def test_files_that_hold_none_are_refused(here: World, say: Callable[..., str], tmp_path: Path, name: str, text: str, said: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(InputRefused, match=said):
        say("define", str(tmp_path / name))


def test_who_and_where_is_not_there_is_said(here: World, say: Callable[..., str]) -> None:
    for words, said in ((("list", "--place", "acne"), "«acme»"), (("value", "weekly-km", "Zoe"), "no customer"),
                        (("rebuild", "never"), "no indicator")):
        with pytest.raises(LifeworldError, match=said):
            say(*words)


def test_several_readers_build_the_same_and_a_step_that_fails_leaves_nothing(here: World, monkeypatch: pytest.MonkeyPatch) -> None:
    minute = today_of(here.caller) * 1440
    here.happen(Happening(f"c{who}", minute - at * 700, {"km": at + who / 8}, "run") for who in range(9) for at in range(5))
    define(here.caller, {"slug": "km", "title": "Km", "types": ["run"], "field": "km", "aggregation": "sum"})
    while step(here.caller):
        pass

    def rows() -> list[tuple[int, ...]]:
        return list(DayValue.objects.order_by("subject", "day").values_list("subject", "day", "n", "total", "last_us"))

    before = rows()
    for readers, subjects in ((1, 2), (2, 3), (3, 100)):
        DayValue.objects.update(total=1)
        rebuild(here.caller, "km", readers=readers, subjects=subjects)
        assert rows() == before
    Indicator.objects.update(building=0)
    monkeypatch.setattr("lifeworld.measures.actions.building.stand", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        build_some(here.caller, Indicator.objects.get().pk, 3)
    assert rows() == before
    assert Indicator.objects.get().building == 0
