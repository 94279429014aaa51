"""`lifeworld map`: from files of what customers said to their constellations and a report."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from rich.console import Console

from lifeworld.constellations.commands.engine_options import engine_options
from lifeworld.constellations.commands.partitioned import is_partitioned, map_partitioned
from lifeworld.constellations.commands.release import policy_of, release_options, released, stricter, write_keys
from lifeworld.constellations.commands.request import MapRequest, map_files
from lifeworld.constellations.commands.summary import print_summary
from lifeworld.constellations.core.protection.values import Policy
from lifeworld.constellations.files.partitions.inputs import expanded
from lifeworld.constellations.files.results import check_out, write_study
from lifeworld.kit.progress import progress
from lifeworld.voices.commands.options import column_options
from lifeworld.voices.files.study import Study, read_study


@click.command("map")
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option("--out", type=click.Path(path_type=Path), required=True,
              help="Folder for the results: new, empty or of an earlier run.")
@column_options
@click.option("--drawn", type=click.Path(path_type=Path), help="File of maps that customers drew: one row a drawn actor.")
@click.option("--events", type=click.Path(path_type=Path), help="File of events: what customers did, and with whom.")
@click.option("--by", metavar="A[,B]", help="Compare by group (segment), wave, brand or outcome; several with commas.")
@click.option("--since", type=click.Path(path_type=Path), help="Folder of the results of last time: says what changed.")
@click.option("--corrections", type=click.Path(path_type=Path),
              help="File of corrections to replay; default: the study's, else corrections.csv in --out.")
@click.option("--codings", type=click.Path(path_type=Path), multiple=True,
              help="Filled sheet of `lifeworld sample`: corrects shares for the model's errors; may be given several times.")
@release_options
@engine_options
@click.option("--seed", type=click.IntRange(0), help="Seed of every random stream; default: the study's, else 0.")
@click.option("--workers", type=click.IntRange(1, 256), default=2, show_default=True,
              help="Threads, or processes of a partitioned map; results are the same for any number.")
def map_command(inputs: tuple[str, ...], out: Path, workers: int, **options: Any) -> None:
    """Map every customer's ecosystem from what they said.

    INPUT is a CSV, TSV, JSON Lines, Parquet or XLSX file (gzipped or not), or - for standard input; one row is an answer,
    review, post or diary entry. It may also be an interview transcript (DOCX, TXT, MD, VTT, SRT) or a folder of them;
    look at these first with `lifeworld voices transcripts`. Several inputs are read as one.

    \b
    Interviews with several answers a row:
      lifeworld map goals.csv --text introduction,goal,how --customer person --out study
    Reviews without customers (pooled by brand):
      lifeworld map reviews.csv --text review --focal-column app --outcome stars --out study
    More than memory holds, on two processes, or on a cluster with --engine tcp://host:8786:
      lifeworld map 'statements/*.parquet' --engine local --out study
    With drawn maps and events:
      lifeworld map diary.csv --study study.toml --drawn maps.csv --events events.csv --out study
    Interview transcripts, compared by segment and quarter:
      lifeworld map interviews/ --focal Kestrel --wave quarter --by group,wave --out study

    The folder gets report.html, figures.json and Parquet tables of statements, codings, actors, ties, constellations and
    pools; a partitioned map writes each table as a folder of part files. Rows that could not be used are listed in
    skipped.csv. docs/reference states every column. The report may leave
    the team: contact data, words without consent and small groups are gone from it. The tables are the team's own.
    """
    check_out(out)
    request = MapRequest.from_options(expanded(inputs), options, workers, out)
    study = read_study(request.study) if request.study else Study()
    policy = stricter(policy_of(study) if request.study else Policy(), options)
    if is_partitioned(request, study, options):
        mapped, skipped = map_partitioned(request, study, policy, options, out)
        print_summary(Console(), mapped, skipped, out)
        return
    mapped, skipped = map_files(request)
    write_keys(mapped, policy, options["key_table"], out)
    with progress("Report") as step:
        safe = released(mapped, policy)
        write_study(mapped, safe, policy, skipped, out)
        step(1)
    print_summary(Console(), mapped, skipped, out)
