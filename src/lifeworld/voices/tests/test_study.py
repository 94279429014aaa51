"""Study files: what they may say, and the refusal of everything else with file and key."""

from __future__ import annotations

from pathlib import Path

import pytest

from lifeworld.kit.errors import InputRefused
from lifeworld.voices.core.columns import Columns
from lifeworld.voices.files.study import Privacy, Study, read_study

FULL = """\
title = "How runners live with their watch"
label = "Fictional runners"
fictional = true
language = "en"
seed = 7
codebook = "codes.toml"
group_label = "Club members"
playbook = "plays.toml"
corrections = "corrections.csv"
redact = "redact.txt"

[columns]
text = ["introduction", "goal"]
customer = "example"
id = "nr"
time = "when"
source = "where"
focal = "brand"
outcome = "stars"
group = "member"
language = "lang"
wave = "quarter"
consent = "may quote"
context = "question"

[focal]
name = "Stride"
aliases = ["stride app", "Stride Watch"]

[others]
Strava = ["strava premium"]
Kestrel = []

[privacy]
pseudonyms = true
cell_min = 3
quote_without_consent = false
health = "withhold"
"""


def study(tmp_path: Path, content: str | bytes) -> Path:
    path = tmp_path / "study.toml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_everything_a_study_may_say(tmp_path: Path) -> None:
    for name in ("codes.toml", "plays.toml", "corrections.csv", "redact.txt"):
        (tmp_path / name).write_text("")
    found = read_study(study(tmp_path, "\ufeff" + FULL))
    assert found == Study(
        title="How runners live with their watch", label="Fictional runners", fictional=True, language="en", seed=7,
        codebook=tmp_path / "codes.toml", group_label="Club members",
        columns=Columns(("introduction", "goal"), "example", "nr", "when", "where", "brand", "stars", "member", "lang",
                        "quarter", "may quote", "question"),
        focal="Stride", focal_aliases=("stride app", "Stride Watch"),
        others={"Strava": ("strava premium",), "Kestrel": ()},
        playbook=tmp_path / "plays.toml", corrections=tmp_path / "corrections.csv", redact=tmp_path / "redact.txt",
        privacy=Privacy(True, 3, False, "withhold"))


def test_an_empty_study_is_the_default(tmp_path: Path) -> None:
    assert read_study(study(tmp_path, "# nothing yet\n")) == Study()


def test_one_text_column_needs_no_list(tmp_path: Path) -> None:
    assert read_study(study(tmp_path, 'columns = {text = "review"}')).columns.text == ("review",)


@pytest.mark.parametrize(("content", "words"), [
    ('titel = "x"', "unknown key «titel».*Did you mean «title»"),
    ('[columns]\ncustmer = "x"', "unknown key «columns.custmer».*«columns.customer»"),
    ('[focal]\nalias = ["x"]', "unknown key «focal.alias».*«focal.aliases»"),
    ('zzz = 1', "unknown key «zzz».*Known are «title»"),
    ("title = 5", "gives «title» as a whole number, not as a text"),
    ('fictional = "yes"', "gives «fictional» as a text, not as true or false"),
    ("seed = 1.5", "gives «seed» as a number, not as a whole number"),
    ("seed = true", "gives «seed» as true or false, not as a whole number"),
    ("seed = -1", "seed -1"),
    ("title = 2026-05-01", "gives «title» as a date or time"),
    ('title = " "', "empty «title»"),
    ('focal = "Stride"', "gives «focal» as a text, not as a table"),
    ('others = ["Strava"]', "gives «others» as a list, not as a table"),
    ("[columns]\ntext = [1]", "gives «columns.text» as a list, not as a list of texts"),
    ("[columns]\ncustomer = [\"a\"]", "gives «columns.customer» as a list, not as a text"),
    ("[others]\nStrava = 5", "gives «others.Strava» as a whole number"),
    ('[others]\nStrava = ["a", "a"]', "repeated text in «others.Strava»"),
    ('[others]\nStrava = [""]', "empty or repeated"),
    ('[focal]\naliases = ["x"]', "focal.aliases but no focal.name"),
    ('[focal]\nname = "Stride"\n[others]\nStrava = ["STRIDE"]', "gives «STRIDE» to «Stride» and to «Strava»"),
    ('[focal]\nname = "Stride"\n[others]\nStride = []', "«Stride» as focal and as another"),
    ('[privacy]\nhealth = "hide"', "«privacy.health» as «hide».*«flag», «withhold», «show»"),
    ("[privacy]\ncell_min = 0", "«privacy.cell_min» as 0"),
    ("[privacy]\ncell_min = true", "«privacy.cell_min» as true or false, not as a whole number"),
    ("[privacy]\npseudonym = true", "unknown key «privacy.pseudonym».*«privacy.pseudonyms»"),
    ('redact = "none.txt"', "redact «none.txt», but there is no such file"),
    ('codebook = "missing.toml"', "codebook «missing.toml», but there is no such file"),
    ('title = "x"\ny z = 1\n', "not valid TOML.*line 2"),
    (b'title = "\xe9"', r"not UTF-8 \(byte offset 9\)"),
])
def test_what_is_wrong_is_named(tmp_path: Path, content: str | bytes, words: str) -> None:
    with pytest.raises(InputRefused, match=words) as refusal:
        read_study(study(tmp_path, content))
    assert refusal.value.code == "wrong_study"
    assert "study.toml" in refusal.value.message
    assert refusal.value.next_step.endswith((".", "?"))


def test_a_missing_study_suggests_the_nearest(tmp_path: Path) -> None:
    study(tmp_path, "")
    with pytest.raises(InputRefused, match=r"does not exist.*Did you mean «study\.toml»"):
        read_study(tmp_path / "stdy.toml")
    with pytest.raises(InputRefused, match="cannot be read"):
        read_study(tmp_path)
    with pytest.raises(InputRefused, match="does not exist"):
        read_study(tmp_path / "no" / "study.toml")
