"""The command ``intergrowth stats``: what reading took, which files were slow, hungry or of no use, how the store grows.

In: a store; out: tables, or JSON for programs, on standard output. Exit status: 0 all well, 1 the store cannot be used, 2 wrong
usage. Method: own, on click and rich.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from pipeline.commands.store import opened, store_option
from pipeline.commands.terminal import print_table
from pipeline.outliers import Measured, outliers

if TYPE_CHECKING:
    from pipeline.store import Stats

_STAGES = {
    "read": "PDF to document",
    "cells": "tables of materials",
    "facts": "facts and claims",
    "write": "packing",
}


@click.command()
@store_option
@click.option(
    "--run", "run_id", metavar="RUN", type=click.IntRange(1), help="One run.  [default: the last reading of every file]"
)
@click.option("--slowest", "count", type=click.IntRange(0), default=10, show_default=True, help="How many files to list.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")
def stats(place: str | None, run_id: int | None, count: int, as_json: bool) -> None:
    """Show pages a second, time by stage, the slowest files, failures by stage, and the growth of a store."""
    with opened(place) as store:
        found = store.stats(run_id)
    told = _told(found, count)
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
        return
    print_table(("Figure", "Value"), [(name.replace("_", " "), _number(value)) for name, value in told["totals"].items()])
    stages = [
        (s["stage"], _STAGES.get(s["stage"], ""), _number(s["seconds"]), _number(s["pages_a_second"])) for s in told["stages"]
    ]
    print_table(("Stage", "", "Seconds", "Pages/s"), stages)
    slow = [
        (f["place"], str(f["pages"]), _number(f["seconds"]), _number(f["memory_mb"]), f["error"] or "") for f in told["slowest"]
    ]
    print_table(("Slowest files", "Pages", "Seconds", "MB", "Error"), slow)
    if told["outliers"]:
        print_table(("Slow or hungry", "Why"), [(o["name"], o["why"]) for o in told["outliers"]])
    if told["failures"]:
        print_table(("Failures in stage", "Files"), [(stage, str(n)) for stage, n in told["failures"].items()])
    grown = [
        (str(g["run_id"]), g["started"], g["state"], str(g["done"]), str(g["failed"]), str(g["skipped"]), str(g["changes"]))
        for g in told["growth"][-max(1, count) :]
    ]
    print_table(("Run", "Started", "State", "Read", "Failed", "Known", "Changes of records"), grown)


def _told(found: Stats, count: int) -> dict[str, Any]:
    pages, seconds = sum(f.pages for f in found.files), sum(f.seconds for f in found.files)
    slowest = sorted(found.files, key=lambda f: (-f.seconds, f.place))[:count]
    memory = [f.memory_mb for f in found.files if f.memory_mb is not None]
    named = outliers(Measured(f.place, f.pages, f.seconds, f.memory_mb) for f in found.files)
    return {
        "totals": {
            "files_read": len(found.files),
            "pages": pages,
            "seconds_of_workers": round(seconds, 3),
            "pages_a_second_of_a_worker": round(pages / seconds, 3) if seconds else None,
            "seconds_a_file": round(seconds / len(found.files), 3) if found.files else None,
            "highest_memory_mb": round(max(memory), 1) if memory else None,
            "bytes_of_the_store": found.bytes,
            "bytes_a_document": round(found.bytes / found.rows["documents"]) if found.rows.get("documents") else None,
        },
        "stages": [
            {"stage": name, "seconds": round(spent, 3), "pages_a_second": round(pages / spent, 3) if spent else None}
            for name, spent in sorted(found.seconds.items(), key=lambda pair: -pair[1])
        ],
        "slowest": [asdict(f) for f in slowest],
        "outliers": [asdict(o) for o in named],
        "failures": dict(sorted(found.failures.items())),
        "growth": [asdict(g) for g in found.growth],
        "rows": dict(found.rows),
    }


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,}" if isinstance(value, int) else f"{value:,.2f}"
