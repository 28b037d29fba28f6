"""The commands ``intergrowth read``, ``facts`` and ``table1``: each stage alone, on single PDFs.

In: PDFs; out: their blocks, tables and references, the sentences that gave facts, or Table 1, for people or, with ``--json``,
for programs on standard output. Exit status: 0 all well, 1 a file could not be used, 2 wrong usage. What a command needs is
imported when it runs. Method: own, on click and rich.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.commands import ALL_WELL, SOME_FAILED, WRONG_USAGE
from pipeline.commands.options import json_option, source_option
from pipeline.commands.terminal import console as standard_output
from pipeline.commands.terminal import grid, pretty, waiting
from pipeline.complaint import complain
from pipeline.printable import harmless

if TYPE_CHECKING:
    from rich.console import Console

    from pipeline.model import Document, Fact, Table
    from pipeline.pdf.reader import Source

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


@click.command()
@click.argument("file", type=_PDF)
@json_option
@click.option("--draw", metavar="PAGE", type=click.IntRange(1), help="Draw a page with its blocks, cells and reading order.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="The picture.  [default: FILE-page-PAGE.png]")
@source_option
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


@click.command()
@click.argument("file", type=_PDF)
@json_option
@source_option
def facts(file: Path, as_json: bool, source: Source) -> None:
    """Print the facts of one PDF, with --json as lines of facts.jsonl."""
    from pipeline.outputs import fact_line

    found = _facts(_read(file, source))
    if as_json:
        click.echo("".join(fact_line(fact) for fact in found), nl=False)
    else:
        _show_facts(found)


@click.command()
@click.argument("files", nargs=-1, required=True, type=_PDF, metavar="FILE...")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Also write table1.csv, .md, .html, .tex here.")
@source_option
def table1(files: tuple[Path, ...], out: Path | None, source: Source) -> None:
    """Print Table 1, regenerated from the tables of materials of one or more PDFs."""
    from pipeline import cells
    from pipeline import table1 as tables
    from pipeline.pdf.errors import ReadError
    from pipeline.pdf.reader import read as read_pdf

    rows: list[Any] = []
    failed = False
    with waiting("reading") as say:
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
    standard_output().print(tables.render(rows))
    sys.exit(SOME_FAILED if failed else ALL_WELL)


def _read(file: Path, source: Source) -> Document:
    """Read one PDF or end with a sentence about it."""
    from pipeline.pdf.errors import ReadError
    from pipeline.pdf.reader import read as read_pdf

    try:
        with waiting(f"reading {file.name}"):
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

    console = standard_output()
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
        console.print(Text(f"{reference.number:>4} ", style="bold") + Text(pretty(known or reference.text)))
    for note in notes_on(document):
        console.print(Text(harmless(note), style="red"))


def _show_table(console: Console, table: Table) -> None:
    from rich.text import Text

    console.rule(f"{table.label or 'table'}, page {table.page}", style="dim")
    if table.caption:
        console.print(Text(pretty(table.caption), style=_KIND_STYLE["caption"]))
    drawn = grid()
    for column in range(table.columns):
        head = [pretty(row[column].text) for row in table.header if column < len(row) and not row[column].covered]
        drawn.add_column(Text("\n".join(filter(None, head))), overflow="fold")
    for row in table.rows:
        drawn.add_row(*(Text(pretty(cell.text)) for cell in row))
    console.print(drawn)
    for note in table.notes:
        console.print(Text(pretty(note), style="dim"))
    if table.doubt:
        console.print(Text(f"doubt: {harmless(table.doubt)}", style="red"))


def _show_facts(found: list[Fact]) -> None:
    """Print the sentences that facts stand in, with entities and linked values marked, what was read in them, and why."""
    from rich.text import Text

    from pipeline.marked import KINDS, marked

    console, page = standard_output(), 0
    coloured = console.color_system is not None
    for sentence in marked(found):
        if sentence.page != page:
            page = sentence.page
            console.rule(f"page {page}", style="dim")
        text, at, said = Text(), 0, harmless(sentence.text)
        for mark in sentence.marks:
            opening, closing = ("", "") if coloured else _MARK_SIGNS.get(mark.kind, ("", ""))
            text.append(said[at : mark.start])
            text.append(f"{opening}{said[mark.start : mark.end]}{closing}", _MARK_STYLE[mark.kind])
            at = mark.end
        console.print(text.append(said[at:]))
        for what, why in sentence.lines:
            console.print(Text(f"  {harmless(what)}", style="green"), soft_wrap=True)
            console.print(Text(f"    {harmless(why)}", style="dim"), soft_wrap=True)
    if found:
        shown = Text(" ").join(Text(kind, _MARK_STYLE[kind]) for kind in KINDS) if coloured else Text("«linked» ‹material›")
        console.rule(style="dim")
        console.print(Text("marks: ") + shown + Text("; * is not said in the sentence but elsewhere in the document", "dim"))
    console.print(f"{len(found)} facts")
