"""The commands ``intergrowth audit`` and ``intergrowth annotations``.

In: arguments; out: the audit on standard output, its files, errors on standard error. Exit status: 0 all well, 1 a regression or
an annotation that could not be used, 2 wrong usage. What it needs is imported when it runs. Method: own, on click.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from pipeline.complaint import complain

_PROBLEMS_SHOWN = 20


@click.command()
@click.option(
    "--annotations",
    "places",
    required=True,
    multiple=True,
    type=click.Path(exists=True, path_type=Path),
    help="Folder or file of annotations; may be given several times.",
)
@click.option(
    "--out",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of the run, and of the audit.",
)
@click.option(
    "--records",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Records or facts to audit.  [default: records.jsonl, else facts.jsonl, of the run]",
)
@click.option(
    "--against",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The audit.json to compare with.  [default: the one of the last audit in the folder]",
)
@click.option(
    "--threshold",
    type=click.FloatRange(0, 1),
    default=0.02,
    show_default=True,
    help="How far an F1 may fall before it is a regression.",
)
@click.option("--strict", is_flag=True, help="Count a fall beyond the threshold even where its interval includes none.")
@click.option("--annotator", metavar="NAME", help="Whose annotations count where several people annotated the same.")
@click.option("--fields", is_flag=True, help="Also print the scores of every field and every label.")
@click.option("--quiet", "-q", is_flag=True, help="Print nothing but errors and regressions.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")
def audit(
    places: tuple[Path, ...],
    out: Path,
    records: Path | None,
    against: Path | None,
    threshold: float,
    strict: bool,
    annotator: str | None,
    fields: bool,
    quiet: bool,
    as_json: bool,
) -> None:
    """Compare the records of a run with annotations: precision, recall, F1, errors by cause, and what has become worse."""
    from pipeline.audit import report, run

    try:
        result = run.audit(places, out, records, against, threshold, strict, annotator)
    except ValueError as error:
        complain(str(error))
        sys.exit(1)
    except OSError as error:
        complain(f"{error.filename or out}: {error.strerror or error}")
        sys.exit(2)
    if as_json:
        click.echo(json.dumps(report.as_json(result), ensure_ascii=False, indent=1))
    elif not quiet:
        from rich.console import Console

        from pipeline.audit.shown import render

        Console(highlight=False, markup=False, width=None if sys.stdout.isatty() else 160).print(render(result, fields))
        click.echo(f"written to {out}: audit.html, audit.json, errors.csv")
    for problem in result.problems[:_PROBLEMS_SHOWN]:
        complain(str(problem))
    if len(result.problems) > _PROBLEMS_SHOWN:
        complain(f"{len(result.problems) - _PROBLEMS_SHOWN} more annotations could not be used: see audit.json")
    for change in result.regressions:
        complain(f"regression: {change.of}: {change.name}, {change.measure}: F1 {change.before:.3f} → {change.now:.3f}")
    sys.exit(1 if result.problems or result.regressions else 0)


@click.command("annotations")
@click.argument("places", metavar="PLACE...", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--to", "form", required=True, type=click.Choice(["labelstudio", "brat"]), help="The form to write.")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="File of tasks (labelstudio) or folder (brat).")
def convert(places: tuple[Path, ...], form: str, out: Path) -> None:
    """Convert texts with marked mentions, whatever tool wrote them, for Label Studio or brat."""
    from pipeline.audit.brat import write_brat
    from pipeline.audit.folder import read_annotations
    from pipeline.audit.labelstudio import write_tasks

    found = read_annotations(places)
    try:
        if form == "brat":
            write_brat(found.marked, out)
        else:
            out.parent.mkdir(parents=True, exist_ok=True)
            out.write_bytes(
                (json.dumps(write_tasks(found.marked), ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")
            )
    except OSError as error:
        complain(f"{error.filename or out}: {error.strerror or error}")
        sys.exit(2)
    for problem in found.problems:
        complain(str(problem))
    click.echo(f"{len(found.marked)} texts written to {out}")
    sys.exit(1 if found.problems else 0)
