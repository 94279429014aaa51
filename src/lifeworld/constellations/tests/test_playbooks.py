"""Playbooks: declared advice, read strictly, given only where the evidence says so."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from lifeworld.constellations.core.playbooks import advised, driver_state, playbook_of
from lifeworld.constellations.core.study import TYPE_NAMES
from lifeworld.constellations.core.type_profiles import type_profiles
from lifeworld.constellations.files.playbooks import default_playbook, read_playbook
from lifeworld.constellations.tests.invented_study import invented_study
from lifeworld.kit.errors import InputRefused
from lifeworld.kit.figure import Evidence, Figure, estimate


def valence(low: float, high: float, n: int = 40) -> Figure:
    return estimate("v", (low + high) / 2, low, high, method="test", n=n, evidence=Evidence("q", n))


def book(**changes: Any) -> dict[str, Any]:
    advice = {"for": "brand-driven", "says": "Fix faults first.", "source": "own"} | changes
    return {"name": "own", "version": "1", "sources": {"own": "Our own workshop"}, "advice": [advice]}


def test_the_default_playbook_advises_every_type_and_names_a_source_each_time() -> None:
    playbook = default_playbook()
    assert {advice.type for advice in playbook.advice} == set(TYPE_NAMES)
    for advice in playbook.advice:
        assert advice.says.endswith(".") and ("Lipkin" in advice.source or "Seybold" in advice.source)
        assert not {"causes", "because of you", "must"} & set(advice.says.lower().split())


@pytest.mark.parametrize(("low", "high", "state"), [(-0.4, -0.1, "weak"), (0.1, 0.4, "strong"), (-0.1, 0.3, "")])
def test_a_driver_is_weak_or_strong_only_where_its_whole_interval_says_so(low: float, high: float, state: str) -> None:
    assert driver_state(valence(low, high)) == state
    assert driver_state(valence(low, high, n=5)) == "" and driver_state(None) == ""


def test_advice_on_weak_drivers_comes_first_and_only_where_they_are_weak() -> None:
    profiles = type_profiles(invented_study(60))
    profile = next(p for p in profiles if p.label == "brand-driven")
    weak = type(profile)(**{**vars(profile), "valences": (valence(-0.5, -0.2),) * 6})
    parsed = book(when={"driver": "reliability", "is": "weak"})
    parsed["advice"].append({"for": "brand-driven", "says": "Always.", "source": "somewhere"})
    playbook = playbook_of(parsed, "test")
    assert advised(playbook, (weak,))["brand-driven"] == ("Fix faults first. [Our own workshop]", "Always. [somewhere]")
    assert advised(playbook, ())["brand-driven"] == ("Always. [somewhere]",)


@pytest.mark.parametrize("changes", [
    {"for": "brand driven"}, {"says": " "}, {"source": 3}, {"sorce": "x"}, {"when": "weak"},
    {"when": {"driver": "speed", "is": "weak"}}, {"when": {"driver": "mood", "is": "bad"}}, {"when": {"driver": "mood"}},
])
def test_what_nobody_would_read_is_refused_in_a_sentence(changes: dict[str, Any]) -> None:
    with pytest.raises(InputRefused) as refused:
        playbook_of(book(**changes), "The playbook «own.toml»")
    assert "own.toml" in refused.value.message and refused.value.message.endswith((".", "?"))


@pytest.mark.parametrize("parsed", [{"name": "x"}, {"name": "x", "advice": []}, {"name": "x", "advice": ["do"]},
                                    {"name": "x", "sources": {"a": 1}, "advice": [{}]}])
def test_an_empty_playbook_is_refused(parsed: dict[str, Any]) -> None:
    with pytest.raises(InputRefused):
        playbook_of(parsed, "test")


def test_a_study_s_own_file_replaces_the_default(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text('name = "own"\n[[advice]]\nfor = "undetermined"\nsays = "Ask again."\nsource = "us"\n', encoding="utf-8")
    assert [advice.text() for advice in read_playbook(path).advice] == ["Ask again. [us]"]
    assert read_playbook() is default_playbook()
    for content in (b"\xff\xfe", b"name = "):
        path.write_bytes(content)
        with pytest.raises(InputRefused):
            read_playbook(path)
    with pytest.raises(InputRefused, match="cannot be read"):
        read_playbook(tmp_path / "missing.toml")
