"""EgoWeb 2.0: its table of egos and alters, and its table of pairs of alters, read into the neutral value."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from lifeworld.constellations.core.exchange.cells import typed
from lifeworld.constellations.core.exchange.three_files import spelled
from lifeworld.constellations.core.exchange.values import EgoNetworks, ego_networks
from lifeworld.kit.errors import InputRefused, listed

MEASURES = ("density", "maxdegreevalue", "maxbetweennessvalue", "maxeigenvectorvalue", "degreecentralization",
            "betweennesscentralization", "components", "dyads", "isolates")
"""Measures that EgoWeb repeats in every row of an ego; kept as attributes of the ego, used for nothing."""

YES = ("1", "true", "yes", "y")
NO = ("0", "-1", "false", "no", "n")


def egoweb_networks(
    alters: pl.DataFrame, pairs: pl.DataFrame | None = None, *, tie: str | None = None, tied: Sequence[str] = (),
) -> EgoNetworks:
    """The two tables (columns of text) as networks.

    An ego is called by EgoID where each EgoID has one interview, else by the interview. Columns before "Alter Number" and EgoWeb's
    measures belong to the ego. A row of ``pairs`` is a pair that was asked about, not a tie: ``tie`` names the question whose answer
    ties, ``tied`` the answers that do (default: yes, true and numbers over 0; a number is the weight). An empty answer is no tie and is
    counted in a note. Errors: InputRefused for missing columns, or where it is not clear which question ties.

    >>> alters = pl.DataFrame({"Interview ID": ["9"] * 2, "EgoID": ["ana"] * 2, "Age": ["30"] * 2, "Alter Number": ["1", "2"],
    ...     "Alter Name": ["Bo", "Cy"], "Close": ["3", "1"]})
    >>> pairs = pl.DataFrame({"EgoID": ["ana"], "Alter 1 Number": ["1"], "Alter 2 Number": ["2"], "Know": ["1"]})
    >>> found = egoweb_networks(alters, pairs)
    >>> found.egos.rows(), found.ties.select("source", "target", "type", "weight").rows()
    ([('ana', 30, '9')], [('1', '2', 'Know', 1.0)])
    """
    names = {spelled(name): name for name in reversed(alters.columns)}
    for needed in ("egoid", "alternumber"):
        if needed not in names:
            raise InputRefused("missing_column", f"The table of alters has no column «{'EgoID' if needed == 'egoid' else 'Alter Number'}»; "
                               f"its columns are {listed(alters.columns)}.", "Export «ego-alter data» from EgoWeb.")
    rows, notes = _called(alters, names)
    number = names["alternumber"]
    first = alters.columns.index(number)
    of_ego = [name for i, name in enumerate(alters.columns) if (i < first or spelled(name) in MEASURES) and name != names["egoid"]]
    egos = rows.select("ego", *of_ego).unique("ego", keep="first", maintain_order=True)
    people = rows.drop(of_ego).drop(names["egoid"], strict=False).rename({number: "alter"}).drop_nulls("alter")
    if "altername" in names:
        people = people.rename({names["altername"]: "name"})
    found = None
    if pairs is not None:
        found, said = _pairs(pairs, rows, names, tie, tied)
        notes += said
    return ego_networks(typed(_apart(egos, ("ego",)), keep=("ego", names.get("interviewid", ""))),
                        typed(_apart(people, ("ego", "alter", "name")), keep=("ego", "alter", "name")), found, notes)


def _apart(frame: pl.DataFrame, own: Sequence[str]) -> pl.DataFrame:
    """Questions that are called like a column of ours get "_given" behind their names."""
    ours = {"ego", "alter", "name", "category", "ring", "rings", "wording", "x", "y", "proximity", "relevance", "size", "valence"}
    return frame.rename({name: f"{name}_given" for name in frame.columns if name in ours and name not in own})


def _called(alters: pl.DataFrame, names: dict[str, str]) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """The rows with ``ego``."""
    ego, interview = names["egoid"], names.get("interviewid")
    if interview is None or alters.select(pl.col(interview).n_unique().over(ego).max()).item() in {None, 1}:
        return alters.with_columns(pl.col(ego).alias("ego")), ()
    note = "An EgoID has several interviews, so customers are called by the interview."
    return alters.with_columns(pl.col(interview).alias("ego")), (note,)


def _pairs(
    pairs: pl.DataFrame, rows: pl.DataFrame, names: dict[str, str], tie: str | None, tied: Sequence[str],
) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """Ties with source, target, type and weight from the pairs that were asked about."""
    own = {spelled(name): name for name in reversed(pairs.columns)}
    missing = [name for name in ("alter1number", "alter2number") if name not in own]
    by_interview = rows.height > 0 and (rows["ego"] != rows[names["egoid"]]).any()
    key = own.get("interviewid") if by_interview else own.get("egoid")
    if missing or key is None:
        needed = f"{'Interview ID' if by_interview else 'EgoID'}, Alter 1 Number and Alter 2 Number"
        raise InputRefused("missing_column", f"The table of pairs has the columns {listed(pairs.columns)}; it needs {needed}.",
                           "Export «alter pair data» from EgoWeb.")
    fixed = ("interviewid", "egoid", "linkid", "alter1number", "alter2number", "alter1name", "alter2name", "alter1id", "alter2id")
    questions = [name for name in pairs.columns if spelled(name) not in fixed]
    if tie is None and len(questions) > 1:
        raise InputRefused("which_question", f"The pairs were asked several questions: {listed(questions)}.",
                           "Say which one ties two alters.")
    if tie is not None and tie not in questions:
        raise InputRefused("no_such_question", f"The pairs have no question «{tie}»; there are {listed(questions)}.",
                           "Take one of these.")
    base = pairs.rename({key: "ego", own["alter1number"]: "source", own["alter2number"]: "target"})
    question = tie or (questions[0] if questions else None)
    if question is None:
        return base.select("ego", "source", "target"), ("The pairs carry no answers: every row was taken as a tie.",)
    answer = pl.col(question).str.to_lowercase().str.strip_chars()
    value = pl.col(question).cast(pl.Float64, strict=False)
    yes = answer.is_in([each.lower() for each in tied]) if tied else answer.is_in(YES) | (value > 0).fill_null(False)
    strange = base.filter((~(yes | answer.is_in(NO)) & value.is_null()).fill_null(False))[question].unique().sort().to_list()
    if strange and not tied:
        raise InputRefused("unclear_answer", f"Answers to «{question}» such as {listed(strange, 5)} do not say whether two are tied.",
                           "Name the answers that tie.")
    unknown = base[question].null_count()
    found = base.filter(yes.fill_null(False)).select("ego", "source", "target", type=pl.lit(question), weight=value)
    notes = (f"A tie is a pair with an answer to «{question}» that says so.",)
    return found, notes + ((f"Pairs without an answer to «{question}», not taken as ties: {unknown}.",) if unknown else ())
