"""The command ``intergrowth run``: a corpus to the files of a run.

In: files, folders and addresses; out: the folder, and an account of it on standard output, for people or, with ``--json``, for
programs; progress and failures on standard error. Exit status: 0 all well, 1 some files could not be used, 2 wrong usage. What
it needs is imported when it runs. Method: own, on click and rich.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from pipeline.commands import ALL_WELL, SOME_FAILED, WRONG_USAGE
from pipeline.commands.config import config_option, loaded
from pipeline.commands.options import json_option
from pipeline.commands.server import server_needed
from pipeline.commands.terminal import console as standard_output
from pipeline.commands.terminal import progress
from pipeline.complaint import complain
from pipeline.logs import LEVELS, to_standard_error
from pipeline.printable import one_line
from pipeline.secrets import mask

if TYPE_CHECKING:
    from pipeline.outputs import Summary
    from pipeline.pdf.reader import Source
    from pipeline.settings import Loaded

_ROWS_SHOWN = 200
_FAILURES_SHOWN = 20
_CHANGES_SHOWN = ("changed", "moved", "gone", "unreached")


@click.command()
@click.argument("corpus", nargs=-1, type=click.Path(exists=False))
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder to write to; needed unless CORPUS is left out.  [then: extract.out]",
)
@config_option
@click.option(
    "--source", type=click.Choice(["auto", "pdfium", "pdfplumber"]), help="Where characters come from.  [default: auto]"
)
@click.option("--workers", type=click.IntRange(1), help="Files read at a time.  [default: number of processors]")
@click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True),
    help="Seconds a file may take, besides one second a page.  [default: 60]",
)
@click.option("--memory", type=click.IntRange(64), help="Megabytes that one worker may allocate.  [default: 4096]")
@click.option(
    "--supplement-pattern",
    metavar="REGEX",
    help="File names (without .pdf) of supplements; the group (?P<paper>…) names their paper.",
)
@click.option("--store", metavar="PATH|URL", help="Record store to add to.  [default: intergrowth.sqlite in the output folder]")
@click.option(
    "--runner",
    type=click.Choice(["processes", "dask"]),
    help="Where files are read: processes of this computer, or workers of a Dask cluster.  [default: processes]",
)
@click.option("--scheduler", metavar="ADDRESS", help="Dask scheduler, tcp://HOST:PORT.  [default: a cluster of this computer]")
@click.option("--log-level", type=click.Choice(LEVELS), help="Log to standard error, too, from this level on.")
@click.option("--again", is_flag=True, help="Read every file, also what this version has read before.")
@click.option("--links-out/--no-links-out", default=None, help="Follow links that lead out of a corpus folder.  [default: no]")
@click.option("--report/--no-report", default=None, help="Write the evidence report.  [default: yes]")
@click.option("--quiet", "-q", is_flag=True, help="Print nothing but errors.")
@json_option
def run(
    corpus: tuple[str, ...],
    out: Path | None,
    file: str | None,
    source: Source | None,
    workers: int | None,
    timeout: float | None,
    memory: int | None,
    supplement_pattern: str | None,
    store: str | None,
    runner: Literal["processes", "dask"] | None,
    scheduler: str | None,
    log_level: str | None,
    again: bool,
    links_out: bool | None,
    report: bool | None,
    quiet: bool,
    as_json: bool,
) -> None:
    """Read every PDF of CORPUS (files, or folders searched to the bottom) and write the results to a folder.

    What no option says is as the environment and intergrowth.toml have it (`intergrowth config` shows both). Without CORPUS the
    watched corpora are read, as the schedule reads them.
    """
    from pipeline.cluster import ClusterError
    from pipeline.ingest import shown
    from pipeline.outputs import BusyError
    from pipeline.store import StoreError

    settings = loaded(file)
    given = settings.settings.extract
    corpora, folder = _places(corpus, out, settings)
    where = runner or given.runner
    if scheduler is not None and where != "dask":
        raise click.UsageError("--scheduler ADDRESS goes with --runner dask")
    _check_pattern(supplement_pattern)
    place = store or settings.store()
    said: dict[str, Any] = {
        **{"characters": source, "workers": workers, "timeout": timeout, "memory_mb": memory},
        **{"supplement_pattern": supplement_pattern, "links_out": links_out, "report": report},
    }
    options = given.reading() | {"report": given.report} | {name: value for name, value in said.items() if value is not None}

    # A scheduler ends a run with SIGTERM: leave in order then, so that workers, server and half-written files go too.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    try:
        with server_needed(), to_standard_error(log_level), progress(quiet or as_json or log_level is not None) as tell:
            tell("starting", 0, 0)
            from pydantic import SecretStr

            from flows.extract import extract

            summary = extract(
                [SecretStr(one) if mask(one) != one else one for one in corpora],
                str(folder),
                **options,
                progress=tell,
                store=SecretStr(place) if place else None,
                again=again,
                runner=where,
                scheduler=(scheduler or given.scheduler) if where == "dask" else None,
            )
    except (BusyError, StoreError, ClusterError) as error:
        complain(str(error))
        sys.exit(SOME_FAILED)
    except OSError as error:
        about = shown(error.filename) if error.filename else shown(folder)
        complain(f"{about}: {error.strerror or error}")
        sys.exit(WRONG_USAGE)
    if as_json:
        click.echo(json.dumps(summary.run, ensure_ascii=False, indent=1))
    elif not quiet:
        _show_summary(summary)
    for failure in summary.failures[:_FAILURES_SHOWN]:
        complain(f"{failure.path}: {failure.error}")
    if len(summary.failures) > _FAILURES_SHOWN:
        complain(f"{len(summary.failures) - _FAILURES_SHOWN} more failures are in {shown(folder / 'failures.csv')}")
    sys.exit(SOME_FAILED if summary.failures else ALL_WELL)


def _places(corpus: tuple[str, ...], out: Path | None, settings: Loaded) -> tuple[list[str], Path]:
    """Return what is read and where to: without CORPUS the watched corpora, and without --out then into their folder.

    Where CORPUS is given, --out must be: other papers would take the place of the watched ones in their results.
    """
    from pipeline.away import below
    from pipeline.ingest import shown
    from pipeline.remote import is_remote
    from pipeline.watch import last_run

    watched = settings.settings.extract
    if not corpus and not watched.corpora:
        raise click.UsageError(
            "Missing argument 'CORPUS...': files, folders or addresses (or extract.corpora in intergrowth.toml)."
        )
    if corpus and out is None:
        raise click.UsageError("Missing option '--out': the folder to write to.")
    here = settings.base == Path.cwd()  # then places are called what the schedule calls them
    corpora = list(corpus or (p if here or is_remote(p) else str(settings.path(p)) for p in watched.corpora))
    folder = out or (Path(watched.out) if here else settings.path(watched.out))
    known = {} if corpus else last_run(folder / "run.json")  # what was found in a watched folder stays, should that not be there
    for place in corpora:
        if not is_remote(place) and not os.path.lexists(place) and not below(shown(Path(place)), known):
            raise click.BadParameter(f"{shown(place)} does not exist", param_hint="CORPUS" if corpus else "extract.corpora")
    return corpora, folder


def _check_pattern(pattern: str | None) -> None:
    from pipeline.ingest import supplement_matcher

    try:
        if pattern is not None:
            supplement_matcher(pattern)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--supplement-pattern") from None


def _show_summary(summary: Summary) -> None:
    from rich.text import Text

    from pipeline import table1 as tables
    from pipeline.ingest import shown
    from pipeline.watch import in_words

    console, counts = standard_output(), summary.run["counts"]
    if 0 < len(summary.rows) <= _ROWS_SHOWN:
        console.print(tables.render(summary.rows))
    elif summary.rows:
        console.print(f"Table 1 has {len(summary.rows)} rows: see {shown(summary.out / 'table1.csv')}")
    notes = [f"{entry['path']}: {note}" for entry in summary.run["documents"] for note in entry["notes"]]
    notes += [f"{twin['path']} is the same file as {twin['of']}" for twin in summary.run["duplicates"]]
    for note in (*notes, *summary.run["notes"]):
        console.print(Text(f"note: {one_line(note)}", style="yellow"))
    console.print(
        Text(
            f"{counts['documents']} of {counts['files']} files read ({counts['pages']} pages, {counts['tables']} tables, "
            f"{counts['duplicates']} duplicates, {counts['failed_files']} with failures): "
            f"{counts['table1_rows']} rows of Table 1, {counts['facts']} facts"
        )
    )
    changed = summary.run.get("changes", {})
    if any(changed.get(name) for name in _CHANGES_SHOWN):
        console.print(Text(f"since the last run: {in_words(changed)}"))
    for line in summary.said:
        style = "bold" if "contradicted" in line or "implausible" in line else ""
        console.print(Text(one_line(line), style=style), soft_wrap=True)
    console.print(Text(f"written to {shown(summary.out)}: {_written(summary)}"), soft_wrap=True)


def _written(summary: Summary) -> str:
    """Return the names of the files of a run, those that differ in their suffix alone together."""
    kinds: dict[str, list[str]] = {}
    for name in (*summary.run.get("results", ()), "report", "facts.jsonl", "documents", "failures.csv", "run.json"):
        if (summary.out / name).exists():
            stem, dot, suffix = name.rpartition(".")
            kinds.setdefault(stem or suffix, []).append(suffix if dot else "")
    return ", ".join(
        f"{stem}.{{{','.join(s)}}}" if len(s) > 1 else stem + (f".{s[0]}" if s[0] else "") for stem, s in kinds.items()
    )
