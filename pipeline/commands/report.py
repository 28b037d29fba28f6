"""The commands ``intergrowth report`` and ``intergrowth review``.

In: a run's folder, files of decisions; out: the evidence report, decisions in the store. Exit status: 0 all well, 1 decisions
that could not be taken in, 2 wrong usage. What it needs is imported when it runs. Method: own, on click.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

_place = click.option(
    "--store",
    "place",
    envvar="INTERGROWTH_STORE",
    default="outputs",
    show_default=True,
    help="Folder with intergrowth.sqlite, file, or address of the record store.",
)


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
def report(folder: Path) -> None:
    """Write the evidence report of the run in FOLDER: pages with a box for every value, to open in a browser."""
    from pipeline.audit.evidence import write_report

    try:
        click.echo(f"written: {write_report(folder)}")
    except (OSError, ValueError, KeyError) as error:
        click.echo(f"error: {folder} holds no run that can be reported: {error}", err=True)
        sys.exit(2)


@click.group()
def review() -> None:
    """Take in, list and undo the decisions of reviewers."""


@review.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_place
def import_(files: tuple[Path, ...], place: str) -> None:
    """Put the decisions of FILES, exported from the evidence report, into the store.

    The next run writes them into its records and Table 1. The same decision taken in twice is one.
    """
    from pipeline.store import Decision, StoreError, open_store

    failed = False
    for file in files:
        try:
            given = json.loads(file.read_text("utf-8"))["decisions"]
            decisions = [
                Decision(d["record_id"], d["action"], d["reviewer"], d["when"], d.get("cause"), d.get("values") or {})
                for d in given
            ]
            unknown = {d.action for d in decisions} - {"accept", "correct", "reject"}
            if unknown:
                raise ValueError(f"there is no action {', '.join(sorted(map(str, unknown)))}")
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            click.echo(f"error: {file} is no file of decisions: {type(error).__name__}: {error}", err=True)
            failed = True
            continue
        try:
            with open_store(_address(place), create=False) as store:
                kept = store.add_decisions(decisions)
        except StoreError as error:
            click.echo(f"error: {file}: {error}", err=True)
            failed = True
            continue
        click.echo(f"{file}: {len(kept)} decision{'' if len(kept) == 1 else 's'} in the store")
    sys.exit(int(failed))


@review.command("list")
@_place
def list_(place: str) -> None:
    """List the decisions in the store, the oldest first."""
    from pipeline.store import StoreError, open_store

    try:
        with open_store(_address(place), create=False) as store:
            for r in store.reviews():
                d = r.decision
                values = f" {json.dumps(dict(d.values), ensure_ascii=False)}" if d.values else ""
                undone = ", undone" if r.undone else ""
                click.echo(f"{r.id}  {d.record_id}  {d.action}{values}  {d.cause or ''}  by {d.reviewer}, {d.when}{undone}")
    except StoreError as error:
        click.echo(f"error: {error}", err=True)
        sys.exit(1)


@review.command()
@click.argument("number", type=int)
@click.option("--reviewer", required=True, help="Who undoes it.")
@_place
def undo(number: int, reviewer: str, place: str) -> None:
    """Undo the decision NUMBER; the record says again what it said before."""
    from pipeline.store import StoreError, open_store

    try:
        with open_store(_address(place), create=False) as store:
            store.undo(number, reviewer=reviewer)
    except StoreError as error:
        click.echo(f"error: {error}", err=True)
        sys.exit(1)
    click.echo(f"decision {number} is undone")


def _address(place: str) -> str:
    """Return the store of a folder, or the place itself."""
    return str(Path(place) / "intergrowth.sqlite") if "://" not in place and Path(place).is_dir() else place
