"""What commands print with: the console, tables, progress, and markup as small characters.

In: text and rows; out: standard output for what was asked, standard error for how far it is. What is slow to import is imported
when it is used, so that ``--help`` is quick. Method: own, on click and rich.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from pipeline.printable import harmless, one_line

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table as Drawn

_SUBSCRIPTS = str.maketrans("0123456789+-−=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ")
_SUPERSCRIPTS = str.maketrans("0123456789+-−=()in", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁱⁿ")


def pretty(text: str) -> str:
    """Return text with its sub- and superscript markup as Unicode characters where these exist, as markup where not.

    Nothing in it steers a terminal.
    """

    def small(match: re.Match[str]) -> str:
        table = _SUBSCRIPTS if match[1] == "_" else _SUPERSCRIPTS
        return match[2].translate(table) if all(ord(c) in table for c in match[2]) else match[0]

    return re.sub(r"([_^])\{([^{}]*)\}", small, harmless(text))


def grid() -> Drawn:
    """Return an empty table with a line under its header."""
    from rich import box
    from rich.table import Table as Drawn

    return Drawn(box=box.SIMPLE_HEAD)


def console(width: int = 160) -> Console:
    """Return standard output: coloured and as wide as the terminal, plain and ``width`` wide where it is none."""
    from rich.console import Console

    return Console(highlight=False, markup=False, width=None if sys.stdout.isatty() else width)


def print_table(
    titles: Sequence[str], rows: Sequence[Sequence[str]], styles: Sequence[str] = (), title: str | None = None
) -> None:
    """Print rows as a table; a cell may have several lines, and nothing in it steers the terminal."""
    from rich.text import Text

    table = grid()
    table.title, table.title_justify = title, "left"
    for one in titles:
        table.add_column(one, overflow="fold")
    for number, row in enumerate(rows):
        cells = ["\n".join(map(one_line, cell.split("\n"))) for cell in row]
        table.add_row(*map(Text, cells), style=styles[number] if styles else None)
    console(200).print(table)


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


@contextmanager
def waiting(what: str) -> Iterator[Callable[[str], None]]:
    """Show on a terminal that something is being done; yield a function that changes what."""
    if not sys.stderr.isatty():
        yield lambda text: None
        return
    from rich.console import Console
    from rich.text import Text

    with Console(stderr=True).status(Text(what)) as status:
        yield lambda text: status.update(Text(text))
