"""The demo: map forty fictional runners, and hold what was found against what their writers intended."""

from __future__ import annotations

from importlib.resources import as_file, files
from pathlib import Path

import click
import numpy as np
import polars as pl
from rich.console import Console
from rich.table import Table

from lifeworld.constellations.commands import MapRequest, map_files, print_summary
from lifeworld.constellations.commands.release import released
from lifeworld.constellations.core import study
from lifeworld.constellations.core.protection.values import Policy
from lifeworld.constellations.core.resampling import jeffreys
from lifeworld.constellations.core.study import MappedStudy
from lifeworld.constellations.files.results import write_study
from lifeworld.kit.figure import Evidence, Figure, estimate
from lifeworld.voices.core.codebook import CODES

MIXED = "mixed"


def intended_against_found(mapped: MappedStudy, types: pl.DataFrame) -> pl.DataFrame:
    """customer, intended, found, agrees: one row a runner. A mixed runner agrees with no label, so it is null."""
    return (
        types.join(mapped.constellations.select("customer", "type", "margin"), on="customer", how="left")
        .select(
            "customer", intended="type", found="type_right", margin="margin", why="why",
            agrees=pl.when(pl.col("type") != MIXED).then(pl.col("type") == pl.col("type_right")),
        )
        .sort("customer")
    )


def type_agreement(pairs: pl.DataFrame) -> Figure:
    """Share of runners with one intended label whose found label is the same."""
    known = pairs.filter(pl.col("agrees").is_not_null())
    hits = float(known["agrees"].sum())
    share = jeffreys(np.array([hits]), np.array([float(len(known))]))
    return estimate(
        "demo/type_agreement", float(share.value[0]), float(share.low[0]), float(share.high[0]), unit="share",
        method="share of runners, Jeffreys interval", n=len(known), n_unit="runners",
        evidence=Evidence("intended.csv where agrees is not null", len(known)),
    )


def code_agreement(mapped: MappedStudy, intended: pl.DataFrame) -> pl.DataFrame:
    """For each code: statements that were meant to carry it, that carry it as found, and both."""
    meant = intended.select(statement="id", code=pl.col("codes").fill_null("").str.split(" ")).explode("code")
    found = mapped.codings.filter("present").select("statement", "code")
    rows = [
        (code, meant.filter(pl.col("code") == code).height, found.filter(pl.col("code") == code).height,
         meant.join(found, on=["statement", "code"]).filter(pl.col("code") == code).height)
        for code in CODES
    ]
    return pl.DataFrame(rows, schema=["code", "intended", "found", "both"], orient="row")


def _print(console: Console, pairs: pl.DataFrame, codes: pl.DataFrame) -> None:
    """Both comparisons as tables; counts are exact, the share is a Figure."""
    labels = list(study.TYPE_NAMES)
    heads = [label.replace("-", "-\n").replace(" ", "\n") for label in labels]
    table = Table("as meant \\ as found", *heads, title="Runners by type, as meant and as found", title_justify="left")
    for meant in (*labels, MIXED):
        row = pairs.filter(pl.col("intended") == meant)
        if len(row):
            table.add_row(meant, *(str(row.filter(pl.col("found") == label).height) for label in labels))
    console.print(table)
    table = Table("code", "intended", "found", "both", title="Statements by code, as meant and as found",
                  title_justify="left")
    for cells in codes.iter_rows():
        table.add_row(*map(str, cells))
    console.print(table)
    console.print(f"Type as meant by the writer: {type_agreement(pairs).text()}.\n"
                  "Mixed runners have no label to agree with. The runners were looked at while the coder was made,\n"
                  "so this shows that the parts work together, not how good they are on other people's words.",
                  highlight=False, soft_wrap=True)


@click.command("demo")
@click.option("--out", type=click.Path(path_type=Path), default=Path("lifeworld-demo"), show_default=True,
              help="Folder for the report and the tables.")
@click.option("--seed", type=int, default=0, show_default=True, help="Seed of every random stream.")
def demo_command(out: Path, seed: int) -> None:
    """Map forty fictional runners and print what their writers intended against what was found.

    Nobody in the demo exists: every runner and every sentence was written for it.
    """
    console = Console()
    with as_file(files("lifeworld.testing") / "runners") as folder:
        request = MapRequest(
            inputs=(str(folder / "statements.csv"),), study=folder / "study.toml", drawn=folder / "drawn.csv",
            events=folder / "events.csv", codings=(folder / "codings.csv",), seed=seed, out=out,
        )
        mapped, skipped = map_files(request)
        types = pl.read_csv(folder / "intended_types.csv")
        intended = pl.read_csv(folder / "intended_codes.csv", infer_schema=False)
    pairs = intended_against_found(mapped, types)
    write_study(mapped, released(mapped, Policy()), Policy(), skipped, out, {"intended.csv": pairs})
    print_summary(console, mapped, skipped, out)
    _print(console, pairs, code_agreement(mapped, intended))
