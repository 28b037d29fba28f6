"""The commands ``intergrowth report`` and ``intergrowth review``.

In: a run's folder, files of decisions; out: the evidence report, decisions in the store, annotations made of them. Exit status: 0
all well, 1 decisions that could not be taken in, 2 wrong usage. What it needs is imported when it runs. Method: own, on click.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.commands.store import FILE, opened, store_option
from pipeline.complaint import complain
from pipeline.printable import one_line

if TYPE_CHECKING:
    from pipeline.store import Review


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--store", "place", metavar="PLACE", help="The store of the run.  [default: the one that run.json names]")
def report(folder: Path, place: str | None) -> None:
    """Write the evidence report of the run in FOLDER: pages with a box for every value, to open in a browser."""
    from pipeline import outputs
    from pipeline.audit.evidence import decided, write_report
    from pipeline.store import StoreError, open_store

    if not (folder / "run.json").is_file():
        complain(f"{folder} holds no run that can be reported: run.json is not there")
        sys.exit(2)
    try:
        with outputs.opened(folder):
            try:
                with open_store(_address(place or _store_of(folder)), create=False) as store:
                    held = decided(store)
            except StoreError as error:
                if place:
                    raise
                held = []
                click.echo(f"note: without the decisions of reviewers: {error}", err=True)
            click.echo(f"written: {write_report(folder, held)}")
    except (outputs.BusyError, StoreError) as error:
        complain(str(error))
        sys.exit(1)
    except (OSError, ValueError, KeyError) as error:
        complain(f"{folder} holds no run that can be reported: {error}")
        sys.exit(2)


@click.group()
def review() -> None:
    """Take in, list, undo and export the decisions of reviewers."""


@review.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@store_option
def import_(files: tuple[Path, ...], place: str | None) -> None:
    """Put the decisions of FILES, exported from the evidence report, into the store.

    The next run writes them into its records and Table 1. The same decision taken in twice is one; of several on a value the one
    made last holds. A file with an entry that has not the form is not taken in at all; a decision on a record that the store
    does not have is named, and the others are taken in.
    """
    from pipeline.audit.decisions import read_decisions
    from pipeline.store import DecisionError
    from pipeline.store.reviews import differing

    failed = False
    with opened(place) as store:
        before = {r.id for r in store.reviews()}
        for file in files:
            try:
                decisions = read_decisions(file)
            except (OSError, ValueError) as error:
                for line in str(error).splitlines():
                    complain(line)
                failed = True
                continue
            done = store.take_in(decisions)
            for at, one in enumerate(done, start=1):
                if isinstance(one, DecisionError):
                    complain(f"{file}: entry {at}: {one}")
                    failed = True
            kept = [r for r in done if not isinstance(r, DecisionError)]
            fresh = len({r.id for r in kept} - before)
            known = f", {len(kept) - fresh} of them before" if fresh < len(kept) else ""
            click.echo(f"{file}: {len(kept)} decision{'' if len(kept) == 1 else 's'} in the store{known}")
            before |= {r.id for r in kept}
        for held in differing(store.reviews()):
            said = "; ".join(f"{r.decision.reviewer}: {_said(r)}" for r in held)
            click.echo(f"note: reviewers differ on record {held[0].decision.record_id}: {said}. The last holds", err=True)
    sys.exit(int(failed))


@review.command("list")
@store_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")
def list_(place: str | None, as_json: bool) -> None:
    """List the decisions in the store, in the order of their taking in."""
    with opened(place) as store:
        every, held = store.reviews(), {r.id for r, _ in store.holding()}
    if as_json:
        click.echo(json.dumps([_as_json(r, r.id in held) for r in every], ensure_ascii=False, indent=1))
        return
    if not every:
        click.echo("no decisions are in the store: `intergrowth review import FILE` takes them in", err=True)
    for r in every:
        state = "undone" if r.undone else "" if r.id in held else "a later one holds"
        d = r.decision
        told = (str(r.id), d.record_id, _said(r), f"by {d.reviewer}, {d.when}", *([f"({state})"] if state else []))
        click.echo("  ".join(map(one_line, told)))


@review.command()
@click.argument("number", type=int)
@click.option("--reviewer", required=True, help="Who undoes it.")
@store_option
def undo(number: int, reviewer: str, place: str | None) -> None:
    """Undo the decision NUMBER; the record says again what it said before."""
    with opened(place) as store:
        store.undo(number, reviewer=reviewer)
    click.echo(f"decision {number} is undone")


@review.command()
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Folder to write annotations to.")
@store_option
def export(out: Path, place: str | None) -> None:
    """Write the decisions in the store as annotations: a folder for each reviewer, a file for each document.

    `intergrowth audit --annotations FOLDER` takes them: what was accepted or corrected must be found, what was rejected must not.
    """
    from pipeline.audit.decided import as_annotations

    with opened(place) as store:
        files = as_annotations(store.seen(), store.records())
    try:
        for name, content in files.items():
            path = out / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", "utf-8")
    except OSError as error:
        complain(f"{error.filename or out}: {error.strerror or error}")
        sys.exit(2)
    click.echo(f"{len(files)} annotation{'' if len(files) == 1 else 's'} written to {out}")


def _said(review: Review) -> str:
    """Return what a decision says, on one line."""
    d = review.decision
    values = f" {json.dumps(dict(d.values), ensure_ascii=False)}" if d.values else ""
    return one_line(f"{d.action}{values}" + (f" ({d.cause})" if d.cause else ""))


def _as_json(review: Review, holds: bool) -> dict[str, object]:
    d = review.decision
    return {
        "number": review.id,
        **{n: getattr(d, n) for n in ("record_id", "action", "cause", "reviewer", "when")},
        "values": dict(d.values),
        "correction_id": review.correction_id,
        "undone": review.undone,
        "holds": holds,
    }


def _store_of(folder: Path) -> str:
    """Return the store that a run's ``run.json`` names, or the one in its folder."""
    try:
        named = json.loads((folder / "run.json").read_text("utf-8")).get("store")
    except (OSError, ValueError, AttributeError):
        named = None
    return named if isinstance(named, str) and ("://" in named or Path(named).exists()) else str(folder)


def _address(place: str) -> str:
    """Return the store of a folder, or the place itself."""
    return str(Path(place) / FILE) if "://" not in place and Path(place).is_dir() else place
