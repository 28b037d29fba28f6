"""The command ``intergrowth trends``: bibliographic exports to counts by year, a map of hotspots, and figures.

In: arguments; out: the files of `pipeline.trends.run` and a short account of them on standard output, as text or JSON; what
could not be used, and progress, on standard error. Exit status: 0 all well, 1 some files or records could not be used, 2 wrong
usage. What it needs is imported when it runs. Method: own, on click and rich.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.commands.terminal import progress
from pipeline.complaint import complain

if TYPE_CHECKING:
    from pipeline.trends.exports import Reading

_COMPLAINTS_SHOWN = 20


@click.command()
@click.argument("exports", nargs=-1, required=True, metavar="EXPORT...", type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Folder to write to.")
@click.option(
    "--query",
    "--config",
    "vocabulary",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Your own vocabulary (TOML): what is on topic, families, challenges, strategies.",
)
@click.option(
    "--thesaurus",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Your own thesaurus of the map: a table with the columns preferred and variants.",
)
@click.option(
    "--column-map",
    "columns",
    multiple=True,
    metavar="FIELD=COLUMN",
    help="Which column of a table is what: title=Headline, doi=Link, year=Jahr, …; may be given several times.",
)
@click.option(
    "--records",
    type=click.Path(exists=True, path_type=Path),
    help="Folder of a run over PDFs (or its records.jsonl): its values are counted by year and family too.",
)
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="Day of the search: the year it is in is not complete.")
@click.option(
    "--scope",
    type=click.Choice(["topic", "all"]),
    default="topic",
    show_default=True,
    help="Make the map of the records on topic, or of all.",
)
@click.option("--no-figures", is_flag=True, help="Leave out the drawings (SVG and PNG).")
@click.option("--quiet", "-q", is_flag=True, help="Print nothing but errors.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")
def trends(
    exports: tuple[Path, ...],
    out: Path,
    vocabulary: Path | None,
    thesaurus: Path | None,
    columns: tuple[str, ...],
    records: Path | None,
    as_of: datetime | None,
    scope: str,
    no_figures: bool,
    quiet: bool,
    as_json: bool,
) -> None:
    """Count and map the publications in bibliographic exports, merged across sources.

    EXPORT are files, or folders searched to the bottom, of Web of Science, Scopus, PubMed, Embase, Ovid, Dimensions, Lens,
    Springer, IEEE, Engineering Village, CNKI, SciFinder, Cochrane, EndNote, RefWorks, Zotero, OpenAlex, Crossref or Semantic
    Scholar: plain and tagged text, RIS, BibTeX, MEDLINE, XML, JSON, CSV, TSV or Excel (.xlsx). Formats are known by
    their contents.
    """
    from pipeline.trends import run as trend

    options = trend.Options(
        columns=_columns(columns),
        vocabulary=vocabulary,
        thesaurus=thesaurus,
        records=records.parent if records is not None and records.is_file() else records,
        as_of=as_of.date() if as_of else None,
        scope="all" if scope == "all" else "topic",
        figures=not no_figures,
    )
    try:
        with progress(quiet or as_json) as tell:
            summary = trend.run(exports, out, options, tell)
    except (FileNotFoundError, ValueError, trend.FolderError) as error:
        _wrong(str(error))
    except OSError as error:
        _wrong(f"{error.filename or out}: {error.strerror or error}")
    if as_json:
        click.echo(json.dumps(summary.run, ensure_ascii=False, indent=1))
    elif not quiet:
        _show(summary.run, out)
    _tell_losses(summary.reading)
    sys.exit(0 if summary.whole else 1)


def _columns(given: tuple[str, ...]) -> dict[str, str]:
    out: dict[str, str] = {}
    for pair in given:
        field, found, header = (part.strip() for part in pair.partition("="))
        if not (field and found and header):
            raise click.BadParameter(f"{pair!r} is not of the form FIELD=COLUMN", param_hint="--column-map")
        out[field] = header
    return out


def _show(run: Mapping[str, Any], out: Path) -> None:
    """Print what was read, merged and found."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    n = run["counts"]
    table = Table(title="Exports", title_justify="left", pad_edge=False)
    for column, justify in (("file", "left"), ("format", "left"), ("encoding", "left"), ("records", "right"), ("used", "right")):
        table.add_column(column, justify="right" if justify == "right" else "left", overflow="fold")
    for f in run["files"]:
        form = f["format"] or (f"the same as {f['same_as']}" if f["same_as"] else "not read")
        table.add_row(Text(f["name"]), Text(form), f["encoding"] or "", str(f["records"]), str(f["used"]))
    console = Console()
    (console if console.is_terminal else Console(width=110)).print(table)
    click.echo(
        f"{n['records']} records, {n['merged_pairs']} pairs merged, {n['doubtful_pairs']} doubtful (merges.csv): "
        f"{n['publications']} publications"
    )
    click.echo(f"{n['on_topic']} on topic, {n['reviews']} of them reviews; map: {n['terms']} terms in {n['clusters']} clusters")
    for note in run["notes"]:
        click.echo(f"note: {note}")
    page = out / "index.html"
    click.echo(f"written: {page if page.exists() else out}")


def _tell_losses(reading: Reading) -> None:
    """Print what could not be used, on standard error; all of it is in ``bad_records.csv``."""
    said = [f"{f.name}: {f.error}" for f in reading.files if f.error]
    said += [f"{b.file}, line {b.line}: {b.reason}" for b in reading.bad if b.lost]
    for message in said[:_COMPLAINTS_SHOWN]:
        complain(message)
    if len(said) > _COMPLAINTS_SHOWN:
        complain(f"{len(said) - _COMPLAINTS_SHOWN} more are in bad_records.csv")


def _wrong(message: str) -> None:
    complain(message)
    sys.exit(2)
