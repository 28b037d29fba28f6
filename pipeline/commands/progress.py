"""How far a run is, on standard error: a moving bar on a terminal, else a line at times.

In: whether to be quiet; out: a function that is told the stage, how much of it is done and how much there is (0: not known).
Method: own, on click and rich.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click


@contextmanager
def progress(quiet: bool) -> Iterator[Callable[[str, int, int], None]]:
    """Yield a function that shows how far a run is, on standard error: a moving bar on a terminal, else a line at times."""
    if quiet:
        yield lambda stage, done, total: None
        return
    if not sys.stderr.isatty():
        yield _lines()
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description:<9}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("starting", total=None)

        def tell(stage: str, done: int, total: int) -> None:
            bar.update(task, description=stage, completed=done, total=total or None)

        yield tell


def _lines() -> Callable[[str, int, int], None]:
    """Return a progress that writes a plain line at the start of a stage and about every tenth of it."""
    last: dict[str, int] = {}

    def tell(stage: str, done: int, total: int) -> None:
        tenth = done * 10 // total if total else 0
        if last.get(stage) != tenth:
            last[stage] = tenth
            click.echo(f"{stage} {done} of {total}" if total else stage, err=True)

    return tell
