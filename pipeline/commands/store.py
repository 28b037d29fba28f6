"""The commands ``intergrowth find``, ``intergrowth diff`` and ``intergrowth runs``: questions to the record store.

In: arguments and a store; out: records, each with the place to cite, differences with their causes, or runs, as a table, CSV or
JSON on standard output; errors on standard error. Exit status: 0 all well, 1 the store cannot be used, 2 wrong usage. What a
command needs is imported when it runs. Method: own, on click and rich.
"""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import click

from pipeline.commands.config import loaded
from pipeline.commands.terminal import print_table
from pipeline.complaint import complain
from pipeline.model import Fact, Record, Role, Subject, Verdict, plain
from pipeline.printable import one_line

if TYPE_CHECKING:
    from pipeline.store import Change, Store

FILE = "intergrowth.sqlite"
"""The name of a store in a folder of outputs."""

_LONGEST = 90
_SIGN = {"added": "+", "removed": "-", "changed": "~"}
_STYLE = {"added": "green", "removed": "red", "changed": "yellow"}

store_option = click.option(
    "--store",
    "place",
    metavar="PLACE",
    envvar="INTERGROWTH_STORE",
    show_envvar=True,
    help=f"The store: a folder with {FILE}, a file, or postgresql://user@host/database.  "
    "[default: that of intergrowth.toml, else outputs]",
)


def _forms(*names: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    return click.option(
        "--format", "form", type=click.Choice(names), default=names[0], show_default=True, help="How to print it."
    )


@click.command()
@store_option
@click.option("--composition", metavar="FORMULA", help="Materials of exactly this composition, however it is written.")
@click.option("--rounded", is_flag=True, help="With --composition: 0.67 is also 2/3, within what is printed.")
@click.option("--element", "elements", metavar="SYMBOL", multiple=True, help="Materials that contain this element.")
@click.option("--no-element", "without", metavar="SYMBOL", multiple=True, help="Materials that do not contain this element.")
@click.option("--phase", "phases", metavar="PHASE", multiple=True, help="Materials of this phase: P2, O3, P'3.")
@click.option("--label", metavar="NAME", help="Materials that their paper calls so.")
@click.option("--property", "properties", metavar="NAME", multiple=True, help="retention, capacity, voltage_window, phase, …")
@click.option("--min", "least", metavar="[FIELD=]NUMBER", multiple=True, help="The property's number, or a field such as cycles.")
@click.option("--max", "most", metavar="[FIELD=]NUMBER", multiple=True, help="As --min; both bounds are included.")
@click.option("--doi", help="Records of the work of this DOI.")
@click.option("--document", "documents", metavar="NAME", multiple=True, help="Records of this document.")
@click.option("--verdict", "verdicts", type=click.Choice(get_args(Verdict)), multiple=True, help="Records of this verdict.")
@click.option("--role", "roles", type=click.Choice(get_args(Role)), multiple=True, help="The material's role in its paper.")
@click.option(
    "--run", "run_id", metavar="RUN", type=click.IntRange(1), help="As the records stood after this run.  [default: now]"
)
@_forms("table", "csv", "json")
def find(
    place: str | None,
    composition: str | None,
    rounded: bool,
    elements: tuple[str, ...],
    without: tuple[str, ...],
    phases: tuple[str, ...],
    label: str | None,
    properties: tuple[str, ...],
    least: tuple[str, ...],
    most: tuple[str, ...],
    doi: str | None,
    documents: tuple[str, ...],
    verdicts: tuple[str, ...],
    roles: tuple[str, ...],
    run_id: int | None,
    form: str,
) -> None:
    """Find records by composition, element, phase, property, range or DOI, each with its source to cite.

    Everything that is asked for must hold; an option given several times asks for any of its values, --element, --phase and the
    bounds for all of them.
    """
    from pipeline.records import CSV_COLUMNS, csv_cells
    from pipeline.store import Query

    minimum, maximum = _bounds(least, properties, "--min"), _bounds(most, properties, "--max")
    query = Query(
        composition,
        rounded,
        elements,
        without,
        phases,
        properties,
        verdicts,
        documents,
        roles,
        doi,
        label,
        minimum,
        maximum,
        run_id,
    )
    with opened(place) as store:
        works = {d.name: d for d in store.documents()}
        found = [replace(r, doi=r.doi or (works[r.document].doi if r.document in works else None)) for r in store.find(query)]
    if form == "json":
        click.echo(json.dumps([r.as_json() for r in found], ensure_ascii=False, indent=1))
    elif form == "csv":
        text = io.StringIO()
        lines = csv.writer(text, lineterminator="\n")
        lines.writerow(CSV_COLUMNS)
        lines.writerows(csv_cells(r.as_json()) for r in found)
        click.echo(text.getvalue(), nl=False)
    else:
        dois = {name: d.doi for name, d in works.items()}
        rows = [(_material(r), said(r), r.verdict, f"{r.confidence:.2f}", *_source(r, dois)) for r in found]
        print_table(("Material", "Value", "Verdict", "Conf.", "Source", "Text"), rows)
        click.echo(f"{len(found)} record{'' if len(found) == 1 else 's'}", err=True)


@click.command()
@click.argument("run_a", metavar="RUN", type=click.IntRange(1))
@click.argument("run_b", metavar="RUN", type=click.IntRange(1))
@store_option
@_forms("table", "json")
def diff(run_a: int, run_b: int, place: str | None, form: str) -> None:
    """Show what the records said after the second RUN and not after the first, and why. `intergrowth runs` lists the runs."""
    with opened(place) as store:
        changes = store.diff(run_a, run_b)
    if form == "json":
        click.echo(json.dumps([_change_as_json(c) for c in changes], ensure_ascii=False, indent=1))
        return
    rows = [
        (_SIGN[c.kind], one_line(c.record.document), _material(c.record), *_told(c), "\n".join(map(one_line, c.causes)))
        for c in changes
    ]
    print_table(("", "Document", "Material", "Before", "After", "Why"), rows, [_STYLE[c.kind] for c in changes])
    counts = ", ".join(f"{sum(c.kind == kind for c in changes)} {kind}" for kind in _SIGN)
    click.echo(f"run {run_a} → run {run_b}: {counts}", err=True)


@click.command()
@store_option
@_forms("table", "json")
def runs(place: str | None, form: str) -> None:
    """List the runs of a store: when, by which version, with what outcome."""
    with opened(place) as store:
        found = store.runs()
    if form == "json":
        names = ("id", "started", "finished", "state", "version", "configuration", "done", "failed", "skipped", "published")
        told = [{**{n: getattr(r, n) for n in names}, "corpora": list(r.corpora)} for r in found]
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
        return
    table = [
        (
            str(r.id),
            r.started,
            r.finished or "",
            r.state,
            one_line(r.version),
            r.configuration[:12],
            f"{r.done} read, {r.failed} failed, {r.skipped} skipped",
            one_line(" ".join(r.corpora)),
        )
        for r in found
    ]
    print_table(("Run", "Started", "Finished", "State", "Version", "Settings", "Documents", "Corpora"), table)


def said(record: Record) -> str:
    """Return what a record says, in words, without its material."""
    from pipeline.worded import what

    if record.verdict == "missing":
        return f"{record.property} not found"
    if not record.evidence:
        return record.property
    subject = Subject(record.labels[0] if record.labels else None, record.composition, record.role, record.reference)
    return one_line(what(Fact(record.property, subject, record.evidence[0], record.values)))


def _material(record: Record) -> str:
    names = [n for n in (*record.labels[:1], record.composition) if n]
    return one_line(plain(f"{names[0]} ({names[1]})" if len(names) == 2 else names[0] if names else "—"))


def _source(record: Record, dois: Mapping[str, str | None]) -> tuple[str, str]:
    """Return document, DOI and page of a record's first evidence, how many more there are, and its text."""
    if not record.evidence:
        return one_line(record.document), ""
    first = record.evidence[0]
    doi = dois.get(first.document) or (record.doi if first.document == record.document else None)
    more = f" and {len(record.evidence) - 1} more" if len(record.evidence) > 1 else ""
    text = one_line(plain(first.text))
    source = ", ".join(part for part in (first.document, doi, f"p. {first.page}") if part)
    return one_line(source + more), text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _told(change: Change) -> tuple[str, str]:
    """Return what a record said before and after; what words do not show is named."""
    before, after = (said(r) if r is not None else "" for r in (change.before, change.after))
    if change.before is None or change.after is None or before != after:
        return before, after
    parts = [f for f in change.fields if f not in ("confidence", "evidence", "printed", "supersedes", "reason")]
    shown = [f"{f} {_brief(change.before, f)} → {_brief(change.after, f)}" for f in parts]
    told = "; ".join(shown) or (one_line(change.after.reason or "") if "reason" in change.fields else "")
    return before, told or f"{', '.join(change.fields)} differ"


def _brief(record: Record, name: str) -> str:
    value = record.as_json().get(name)
    return one_line(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))


def _change_as_json(change: Change) -> dict[str, Any]:
    return {
        "kind": change.kind,
        "before": change.before and change.before.as_json(),
        "after": change.after and change.after.as_json(),
        "fields": list(change.fields),
        "causes": list(change.causes),
    }


def _bounds(given: Sequence[str], properties: Sequence[str], option: str) -> dict[str, float]:
    """Read ``80`` (of the property's own number) and ``cycles=200``."""
    from pipeline.records import MAIN_NUMBER, NUMBERS

    out: dict[str, float] = {}
    for text in given:
        name, equals, number = text.rpartition("=")
        if not equals:
            mains = {MAIN_NUMBER.get(p, "value") for p in properties}
            if len(mains) != 1:
                raise click.BadParameter(f"say of which field ({', '.join(NUMBERS)}), or give one --property", param_hint=option)
            (name,) = mains
            name = "high" if name == "low" and option == "--max" else name
        if name.strip() not in NUMBERS:
            raise click.BadParameter(f"{name!r} is none of {', '.join(NUMBERS)}", param_hint=option)
        try:
            out[name.strip()] = float(number)
        except ValueError:
            raise click.BadParameter(f"{number!r} is no number", param_hint=option) from None
    return out


@contextmanager
def opened(named: str | None) -> Iterator[Store]:
    """Open the store that is named, else that of the settings, or end with a sentence about it."""
    from pipeline.store import StoreError, open_store

    place = named or _settled()
    file = place if "://" in place else str(Path(place, FILE) if Path(place).is_dir() else Path(place))
    try:
        with open_store(file, create=False) as store:
            yield store
    except StoreError as error:
        complain(str(error))
        sys.exit(1)


def _settled() -> str:
    """Return the store of the watched corpora where there is a file of settings, else the usual folder."""
    settings = loaded(None)
    if settings.file is None:
        return "outputs"
    return settings.store() or str(settings.path(settings.settings.extract.out))
