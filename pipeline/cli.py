"""The command ``intergrowth``; the only module that prints.

In: arguments; out: text for people or, with ``--json``, for programs on standard output; progress, notes and errors on standard
error. Exit status: 0 all well, 1 some files could not be used, 2 wrong usage. What a command needs is imported when it runs,
so that ``--help`` is quick. Method: own, on click and rich.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NoReturn

import click

from pipeline.audit.command import audit, convert
from pipeline.commands.config import config
from pipeline.commands.progress import progress
from pipeline.commands.refresh import refresh
from pipeline.commands.report import report, review
from pipeline.commands.serve import down, logs, serve, status, up
from pipeline.commands.stats import stats
from pipeline.commands.store import diff, find, runs
from pipeline.commands.trends import trends
from pipeline.complaint import complain
from pipeline.logs import LEVELS, to_standard_error

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table as Drawn

    from pipeline.model import Document, Fact, Table
    from pipeline.outputs import Summary
    from pipeline.pdf.reader import Source

ALL_WELL, SOME_FAILED, WRONG_USAGE = 0, 1, 2

_ROWS_SHOWN = 200
_FAILURES_SHOWN = 20
_PDF = click.Path(exists=True, dir_okay=False, path_type=Path)
_MARK_STYLE = {
    "material": "bold cyan",
    "phase": "magenta",
    "quantity": "yellow",
    "cell": "blue",
    "method": "dim blue",
    "linked": "bold reverse yellow",
}
_MARK_SIGNS = {"material": ("‹", "›"), "linked": ("«", "»")}  # where there are no colours
_KIND_STYLE = {
    "title": "bold cyan",
    "authors": "cyan",
    "heading": "bold magenta",
    "abstract": "green",
    "paragraph": "green",
    "list": "green",
    "caption": "yellow",
    "table": "blue",
    "reference": "dim",
    "furniture": "dim red",
}
_SUBSCRIPTS = str.maketrans("0123456789+-−=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ")
_SUPERSCRIPTS = str.maketrans("0123456789+-−=()in", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁱⁿ")

_source = click.option(
    "--source",
    type=click.Choice(["auto", "pdfium", "pdfplumber"]),
    default="auto",
    show_default=True,
    help="Where characters come from.",
)
_as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")


def main() -> NoReturn:
    """Run the command and end the process with its exit status; a person never sees a traceback unless they ask for it."""
    try:
        command(prog_name="intergrowth")
    except Exception as error:
        if os.environ.get("INTERGROWTH_TRACEBACK"):
            raise
        complain(
            f"internal error: {type(error).__name__}: {error}\n"
            "This is a fault of the program. Please report it with the output of the same command under "
            "INTERGROWTH_TRACEBACK=1."
        )
        sys.exit(SOME_FAILED)
    sys.exit(ALL_WELL)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="intergrowth", message="%(prog)s %(version)s")
def command() -> None:
    """Read PDFs on sodium layered-oxide cathodes into records that show where every value stands.

    Exit status: 0 all well, 1 some files could not be used, 2 wrong usage.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


command.add_command(audit)
command.add_command(convert)
command.add_command(find)
command.add_command(diff)
command.add_command(runs)
command.add_command(refresh)
command.add_command(stats)
command.add_command(report)
command.add_command(review)
command.add_command(config)
for service in (up, down, status, logs, serve):
    command.add_command(service)
command.add_command(trends)


@command.command()
@click.argument("corpus", nargs=-1, required=True, type=click.Path(exists=False))
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Folder to write to.")
@_source
@click.option("--workers", type=click.IntRange(1), help="Files read at a time.  [default: number of processors]")
@click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True),
    default=60.0,
    show_default=True,
    help="Seconds a file may take, besides one second a page.",
)
@click.option(
    "--memory", type=click.IntRange(64), default=4096, show_default=True, help="Megabytes that one worker may allocate."
)
@click.option(
    "--supplement-pattern",
    metavar="REGEX",
    help="File names (without .pdf) of supplements; the group (?P<paper>…) names their paper.",
)
@click.option("--store", metavar="PATH|URL", help="Record store to add to.  [default: intergrowth.sqlite in the output folder]")
@click.option(
    "--runner",
    type=click.Choice(["processes", "dask"]),
    default="processes",
    show_default=True,
    help="Where files are read: processes of this computer, or workers of a Dask cluster.",
)
@click.option("--scheduler", metavar="ADDRESS", help="Dask scheduler, tcp://HOST:PORT.  [default: a cluster of this computer]")
@click.option("--log-level", type=click.Choice(LEVELS), help="Log to standard error, too, from this level on.")
@click.option("--again", is_flag=True, help="Read every file, also what this version has read before.")
@click.option("--links-out", is_flag=True, help="Follow links that lead out of a corpus folder.")
@click.option("--no-report", is_flag=True, help="Leave out the evidence report.")
@click.option("--quiet", "-q", is_flag=True, help="Print nothing but errors.")
@_as_json
def run(
    corpus: tuple[str, ...],
    out: Path,
    source: Source,
    workers: int | None,
    timeout: float,
    memory: int,
    supplement_pattern: str | None,
    store: str | None,
    runner: Literal["processes", "dask"],
    scheduler: str | None,
    log_level: str | None,
    again: bool,
    links_out: bool,
    no_report: bool,
    quiet: bool,
    as_json: bool,
) -> None:
    """Read every PDF of CORPUS (files, or folders searched to the bottom) and write the results to a folder."""
    from pipeline.cluster import ClusterError
    from pipeline.ingest import SUPPLEMENT_PATTERN, shown, supplement_matcher
    from pipeline.outputs import BusyError
    from pipeline.remote import is_remote
    from pipeline.store import StoreError

    if scheduler is not None and runner != "dask":
        raise click.UsageError("--scheduler ADDRESS goes with --runner dask")
    pattern = supplement_pattern or SUPPLEMENT_PATTERN
    try:
        supplement_matcher(pattern)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--supplement-pattern") from None
    for place in corpus:
        if not is_remote(place) and not os.path.lexists(place):
            raise click.BadParameter(f"{shown(place)} does not exist", param_hint="CORPUS")

    # A scheduler ends a run with SIGTERM: leave in order then, so that workers, server and half-written files go too.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    try:
        with to_standard_error(log_level), progress(quiet or as_json or log_level is not None) as tell:
            tell("starting", 0, 0)
            from pydantic import SecretStr

            from flows.extract import extract

            summary = extract(
                list(corpus),
                str(out),
                characters=source,
                workers=workers,
                timeout=timeout,
                memory_mb=memory,
                supplement_pattern=pattern,
                progress=tell,
                store=SecretStr(store) if store else None,
                links_out=links_out,
                report=not no_report,
                again=again,
                runner=runner,
                scheduler=scheduler,
            )
    except (BusyError, StoreError, ClusterError) as error:
        complain(str(error))
        sys.exit(SOME_FAILED)
    except OSError as error:
        where = shown(error.filename) if error.filename else shown(out)
        complain(f"{where}: {error.strerror or error}")
        sys.exit(WRONG_USAGE)
    if as_json:
        click.echo(json.dumps(summary.run, ensure_ascii=False, indent=1))
    elif not quiet:
        _show_summary(summary)
    for failure in summary.failures[:_FAILURES_SHOWN]:
        complain(f"{failure.path}: {failure.error}")
    if len(summary.failures) > _FAILURES_SHOWN:
        complain(f"{len(summary.failures) - _FAILURES_SHOWN} more failures are in {shown(out / 'failures.csv')}")
    sys.exit(SOME_FAILED if summary.failures else ALL_WELL)


@command.command()
@click.argument("file", type=_PDF)
@_as_json
@click.option("--draw", metavar="PAGE", type=click.IntRange(1), help="Draw a page with its blocks, cells and reading order.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="The picture.  [default: FILE-page-PAGE.png]")
@_source
def read(file: Path, as_json: bool, draw: int | None, out: Path | None, source: Source) -> None:
    """Show what is read from one PDF: blocks in reading order, tables, references."""
    if out is not None and draw is None:
        raise click.UsageError("--out names the picture of --draw PAGE")
    document = _read(file, source)
    if draw is not None:
        from pipeline.ingest import shown
        from pipeline.pdf.draw import draw as draw_page

        if draw > len(document.pages):
            raise click.BadParameter(f"the file has {len(document.pages)} page(s)", param_hint="--draw")
        picture = out or Path(f"{file.stem}-page-{draw}.png")
        try:
            draw_page(file, document, draw, picture)
        except OSError as error:
            complain(f"{shown(picture)}: {error.strerror or error}")
            sys.exit(WRONG_USAGE)
        click.echo(f"drawn: {shown(picture)}", err=True)
        if not as_json:
            return
    if as_json:
        from pipeline.pdf.reader import document_as_json

        click.echo(json.dumps(document_as_json(document), ensure_ascii=False, indent=1))
    else:
        _show_document(document)


@command.command()
@click.argument("file", type=_PDF)
@_as_json
@_source
def facts(file: Path, as_json: bool, source: Source) -> None:
    """Print the facts of one PDF, with --json as lines of facts.jsonl."""
    from pipeline.outputs import fact_line

    found = _facts(_read(file, source))
    if as_json:
        click.echo("".join(fact_line(fact) for fact in found), nl=False)
    else:
        _show_facts(found)


@command.command()
@click.argument("files", nargs=-1, required=True, type=_PDF, metavar="FILE...")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Also write table1.csv, .md, .html, .tex here.")
@_source
def table1(files: tuple[Path, ...], out: Path | None, source: Source) -> None:
    """Print Table 1, regenerated from the tables of materials of one or more PDFs."""
    from pipeline import cells
    from pipeline import table1 as tables
    from pipeline.pdf.errors import ReadError
    from pipeline.pdf.reader import read as read_pdf

    rows: list[Any] = []
    failed = False
    with _waiting("reading") as say:
        for file in files:
            say(f"reading {file.name}")
            try:
                document = read_pdf(file, source=source)
            except (ReadError, OSError) as error:
                failed = True
                complain(str(error))
                continue
            for table in document.tables:
                rows += cells.read_rows(table, document.name)
    if out is not None:
        try:
            out.mkdir(parents=True, exist_ok=True)
            tables.write(rows, out)
        except OSError as error:
            complain(f"{error.filename or out}: {error.strerror or error}")
            sys.exit(WRONG_USAGE)
    _console().print(tables.render(rows))
    sys.exit(SOME_FAILED if failed else ALL_WELL)


def _read(file: Path, source: Source) -> Document:
    """Read one PDF or end with a sentence about it."""
    from pipeline.pdf.errors import ReadError
    from pipeline.pdf.reader import read as read_pdf

    try:
        with _waiting(f"reading {file.name}"):
            return read_pdf(file, source=source)
    except (ReadError, OSError) as error:
        complain(str(error))
        sys.exit(SOME_FAILED)


def _facts(document: Document) -> list[Fact]:
    """Return the facts of a document's tables and prose."""
    from pipeline.extract import extract

    return extract(document)


def _show_document(document: Document) -> None:
    from rich.table import Table as Drawn
    from rich.text import Text

    from pipeline.outputs import notes_on

    console = _console()
    page = 0
    for block in document.blocks:
        if block.page != page:
            page = block.page
            console.rule(f"page {page}", style="dim")
        line = Drawn.grid(padding=(0, 1))
        line.add_column(width=10)
        line.add_column()
        line.add_row(Text(str(block.kind), style=_KIND_STYLE.get(str(block.kind), "")), Text(pretty(block.text)))
        for flag in block.flags:
            line.add_row("", Text(f"doubt: {block.text[flag.start : flag.end]!r}: {flag.reason}", style="red"))
        console.print(line)
    for table in document.tables:
        _show_table(console, table)
    if document.references:
        console.rule(f"{len(document.references)} references", style="dim")
    for reference in document.references:
        known = ", ".join(str(v) for v in (reference.journal, reference.year, reference.doi) if v)
        console.print(Text(f"{reference.number:>4} ", style="bold") + Text(known or pretty(reference.text)))
    for note in notes_on(document):
        console.print(Text(note, style="red"))


def _show_table(console: Console, table: Table) -> None:
    from rich.text import Text

    console.rule(f"{table.label or 'table'}, page {table.page}", style="dim")
    if table.caption:
        console.print(Text(pretty(table.caption), style=_KIND_STYLE["caption"]))
    drawn = _grid()
    for column in range(table.columns):
        head = [pretty(row[column].text) for row in table.header if column < len(row) and not row[column].covered]
        drawn.add_column(Text("\n".join(filter(None, head))), overflow="fold")
    for row in table.rows:
        drawn.add_row(*(Text(pretty(cell.text)) for cell in row))
    console.print(drawn)
    for note in table.notes:
        console.print(Text(pretty(note), style="dim"))
    if table.doubt:
        console.print(Text(f"doubt: {table.doubt}", style="red"))


def _show_facts(found: list[Fact]) -> None:
    """Print the sentences that facts stand in, with entities and linked values marked, what was read in them, and why."""
    from rich.text import Text

    from pipeline.marked import KINDS, marked

    console, page = _console(), 0
    coloured = console.color_system is not None
    for sentence in marked(found):
        if sentence.page != page:
            page = sentence.page
            console.rule(f"page {page}", style="dim")
        text, at = Text(), 0
        for mark in sentence.marks:
            opening, closing = ("", "") if coloured else _MARK_SIGNS.get(mark.kind, ("", ""))
            text.append(sentence.text[at : mark.start])
            text.append(f"{opening}{sentence.text[mark.start : mark.end]}{closing}", _MARK_STYLE[mark.kind])
            at = mark.end
        console.print(text.append(sentence.text[at:]))
        for what, why in sentence.lines:
            console.print(Text(f"  {what}", style="green"), soft_wrap=True)
            console.print(Text(f"    {why}", style="dim"), soft_wrap=True)
    if found:
        shown = Text(" ").join(Text(kind, _MARK_STYLE[kind]) for kind in KINDS) if coloured else Text("«linked» ‹material›")
        console.rule(style="dim")
        console.print(Text("marks: ") + shown + Text("; * is not said in the sentence but elsewhere in the document", "dim"))
    console.print(f"{len(found)} facts")


def _show_summary(summary: Summary) -> None:
    from rich.text import Text

    from pipeline import table1 as tables
    from pipeline.ingest import shown

    console, counts = _console(), summary.run["counts"]
    if 0 < len(summary.rows) <= _ROWS_SHOWN:
        console.print(tables.render(summary.rows))
    elif summary.rows:
        console.print(f"Table 1 has {len(summary.rows)} rows: see {shown(summary.out / 'table1.csv')}")
    for entry in summary.run["documents"]:
        for note in entry["notes"]:
            console.print(Text(f"note: {entry['path']}: {note}", style="yellow"))
    for twin in summary.run["duplicates"]:
        console.print(Text(f"note: {twin['path']} is the same file as {twin['of']}", style="yellow"))
    for note in summary.run["notes"]:
        console.print(Text(f"note: {note}", style="yellow"))
    console.print(
        Text(
            f"{counts['documents']} of {counts['files']} files read ({counts['pages']} pages, {counts['tables']} tables, "
            f"{counts['duplicates']} duplicates, {counts['failed_files']} with failures): "
            f"{counts['table1_rows']} rows of Table 1, {counts['facts']} facts"
        )
    )
    changed = summary.run.get("changes", {})
    if any(changed.get(name) for name in ("changed", "moved", "gone")):
        from pipeline.watch import in_words

        console.print(Text(f"since the last run: {in_words(changed)}"))
    for line in summary.said:
        console.print(Text(line, style="bold" if "contradicted" in line or "implausible" in line else ""), soft_wrap=True)
    names = (*summary.run.get("results", ()), "report", "facts.jsonl", "documents", "failures.csv", "run.json")
    kinds: dict[str, list[str]] = {}
    for name in names:
        if (summary.out / name).exists():
            stem, dot, suffix = name.rpartition(".")
            kinds.setdefault(stem or suffix, []).append(suffix if dot else "")
    written = ", ".join(
        f"{stem}.{{{','.join(s)}}}" if len(s) > 1 else stem + (f".{s[0]}" if s[0] else "") for stem, s in kinds.items()
    )
    console.print(Text(f"written to {shown(summary.out)}: {written}"), soft_wrap=True)


def pretty(text: str) -> str:
    """Return text with its sub- and superscript markup as Unicode characters where these exist, as markup where not."""
    import re

    def small(match: re.Match[str]) -> str:
        table = _SUBSCRIPTS if match[1] == "_" else _SUPERSCRIPTS
        return match[2].translate(table) if all(ord(c) in table for c in match[2]) else match[0]

    return re.sub(r"([_^])\{([^{}]*)\}", small, text)


def _grid() -> Drawn:
    """Return an empty table with a line under its header."""
    from rich import box
    from rich.table import Table as Drawn

    return Drawn(box=box.SIMPLE_HEAD)


def _console() -> Console:
    """Return standard output: coloured and as wide as the terminal, plain and wide where it is none."""
    from rich.console import Console

    return Console(highlight=False, markup=False, width=None if sys.stdout.isatty() else 160)


@contextmanager
def _waiting(what: str) -> Iterator[Callable[[str], None]]:
    """Show on a terminal that something is being done; yield a function that changes what."""
    if not sys.stderr.isatty():
        yield lambda text: None
        return
    from rich.console import Console
    from rich.text import Text

    with Console(stderr=True).status(Text(what)) as status:
        yield lambda text: status.update(Text(text))


if __name__ == "__main__":
    main()
