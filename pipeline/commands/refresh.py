"""The command ``intergrowth refresh``: works of OpenAlex and Crossref by a query, for ``intergrowth trends`` to read.

In: arguments and, for mail address and keys, the environment; out: the files of `pipeline.trends.refresh` and a short account on
standard output, as text or JSON; attempts that failed, and progress, on standard error. Exit status: 0 all well, 1 something is
missing (the same command goes on there), 2 wrong usage. What it needs is imported when it runs. Method: own, on click.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.complaint import complain

if TYPE_CHECKING:
    from pipeline.trends.refresh import Result


@click.command()
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Folder to write to.")
@click.option(
    "--config",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Your own queries (TOML); the shipped one asks for NaxTMO2 cathodes.",
)
@click.option("--mailto", help="Your mail address, for the APIs' polite pools; or set INTERGROWTH_MAILTO.")
@click.option(
    "--show-config",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=lambda c, _, on: _show(c) if on else None,
    help="Print the shipped queries, to copy and change.",
)
@click.option("--quiet", "-q", is_flag=True, help="Print nothing but errors.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")
def refresh(out: Path, config: Path | None, mailto: str | None, quiet: bool, as_json: bool) -> None:
    """Fetch the works that OpenAlex and Crossref have for a query, and keep the pages as they came.

    What is cut off goes on where it stopped when the same command is given again. Then: intergrowth trends OUT/works --out …
    """
    from pipeline.trends.refresh import CONFIGURATION, RefreshError, caller, load_searches
    from pipeline.trends.refresh import refresh as fetch

    told = quiet or as_json

    def progress(source: str, works: int, total: int | None) -> None:
        if not told:
            click.echo(f"{source}: {works} works{f' of {total}' if total is not None else ''}", err=True)

    def note(text: str) -> None:
        if not told:
            click.echo(text, err=True)

    try:
        who = caller(os.environ, mailto)
        if who.mail is None:
            note("no mail address (--mailto or INTERGROWTH_MAILTO): the APIs serve those who give one better")
        results = fetch(load_searches(config or CONFIGURATION), out, who, progress=progress, note=note)
    except (RefreshError, ValueError) as error:
        complain(str(error))
        sys.exit(2)
    except OSError as error:
        complain(f"{error.filename or out}: {error.strerror or error}")
        sys.exit(2)
    if as_json:
        click.echo(json.dumps([asdict(r) for r in results], ensure_ascii=False, indent=1))
    for result in results:
        if result.error is not None:
            complain(f"{result.source}: {result.error}")
        if not told:
            _account(result, out)
    sys.exit(int(any(r.error is not None for r in results)))


def _account(result: Result, out: Path) -> None:
    """Print what became of one search."""
    if result.error is None:
        click.echo(
            f"{result.source}: {result.works} works on {result.pages} pages, in {out / 'works' / (result.source + '.jsonl')}"
        )
    for text in result.notes:
        click.echo(f"{result.source}: note: {text}")


def _show(context: click.Context) -> None:
    """Print the shipped configuration."""
    from pipeline.trends.refresh import CONFIGURATION

    click.echo(CONFIGURATION.read_text("utf-8"), nl=False)
    context.exit()
