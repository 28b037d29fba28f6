"""The commands ``intergrowth up``, ``down``, ``status``, ``logs`` and ``serve``.

In: settings and the state folder; out: a running service, what runs in it and what it wrote, for people or, with ``--json``,
for programs. Exit status: 0 all well, 1 the service cannot be started or has stopped, 2 wrong usage. What a command needs is
imported when it runs. Method: own, on click and rich.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import click

from pipeline.commands.config import config_option, loaded
from pipeline.commands.server import server_needed
from pipeline.commands.terminal import console as standard_output
from pipeline.commands.terminal import print_table
from pipeline.complaint import complain
from pipeline.printable import harmless

_RUNS_SHOWN = 10
_Decorated = Callable[..., Any]


def _state_option(function: _Decorated) -> _Decorated:
    told = "Folder of the service.  [default: state in the settings, outputs/state]"
    return click.option("--state", metavar="FOLDER", help=told)(function)


@click.command()
@config_option
@_state_option
def up(file: str | None, state: str | None) -> None:
    """Start the Prefect server with its UI and the three served flows, on this machine alone, in the background.

    What runs already stays; what has died is started again. Everything is written to one folder.
    """
    from pipeline.service.control import folder_of
    from pipeline.service.control import up as start

    settings = loaded(file)
    folder = folder_of(settings, state)
    service = _tried(lambda: start(settings, folder, _say))
    click.echo(f"UI: {service.address}")
    if settings.settings.server.results_address:
        click.echo(f"results: {settings.settings.server.results_address}")
    click.echo(f"state: {folder}; `intergrowth status` tells what runs, `intergrowth down` stops it")


@click.command()
@config_option
@_state_option
def down(file: str | None, state: str | None) -> None:
    """Stop the server, the flows and whatever they started; the state folder keeps the history and the logs."""
    from pipeline.service.control import down as stop
    from pipeline.service.control import folder_of

    folder = folder_of(loaded(file), state)
    if _tried(lambda: stop(folder, _say)):
        click.echo("stopped")
    else:
        click.echo(f"nothing runs in {folder}")


@click.command()
@config_option
@_state_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")
def status(file: str | None, state: str | None, as_json: bool) -> None:
    """Show whether the server and the flows run, what they do next, and how the last runs ended."""
    from pipeline.service.control import folder_of
    from pipeline.service.report import report

    folder = folder_of(loaded(file), state)
    told = _tried(lambda: report(folder, _RUNS_SHOWN))
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        _show_status(told)
    sys.exit(0 if told["server"]["running"] and told["flows"]["running"] else 1)


@click.command()
@config_option
@_state_option
@click.option("--of", "role", type=click.Choice(["server", "flows"]), default="flows", show_default=True, help="Whose log.")
@click.option("--lines", type=click.IntRange(0), default=50, show_default=True, help="How many of the last lines.")
@click.option("--follow", "-f", is_flag=True, help="Go on until interrupted.")
def logs(file: str | None, state: str | None, role: str, lines: int, follow: bool) -> None:
    """Show what the flows, or the server, have written."""
    from pipeline.secrets import mask
    from pipeline.service.control import folder_of

    settings = loaded(file)
    folder = folder_of(settings, state)
    path = folder.log("server" if role == "server" else "flows")
    if not path.is_file():
        complain(f"there is no log in {folder}: nothing was started here (`intergrowth up`)")
        sys.exit(1)
    for line in _lines(path, lines, follow):
        click.echo(harmless(mask(line, settings.settings.secrets())), nl=False)


@click.command()
@config_option
def serve(file: str | None) -> None:
    """Deploy the three flows on the Prefect server of PREFECT_API_URL and run what is due, until interrupted.

    `intergrowth up` does this with a server of its own.
    """
    settings = loaded(file)
    if not os.environ.get("PREFECT_API_URL"):
        raise click.UsageError("PREFECT_API_URL names no server: set it, or use `intergrowth up`, which starts one")
    if file is not None:
        os.environ["INTERGROWTH_CONFIG"] = str(Path(file).absolute())
    os.chdir(settings.base)
    os.environ.setdefault("PREFECT_LOGGING_LEVEL", "INFO")
    os.environ.setdefault("PREFECT_LOGGING_TO_API_ENABLED", "true")
    os.environ.setdefault("PREFECT_LOGGING_EXTRA_LOGGERS", "intergrowth")
    from flows.serve import serve as serve_flows

    with server_needed():
        serve_flows(settings)


def _say(text: str) -> None:
    with suppress(OSError):  # nobody reads any more: that stops nothing
        click.echo(text, err=True)


def _tried(work: Callable[[], Any]) -> Any:  # noqa: ANN401 - whatever the work returns
    """Return what the work returns, or end with a sentence on why it could not."""
    from pipeline.service.state import ServiceError

    try:
        return work()
    except ServiceError as error:
        complain(str(error))
        sys.exit(1)


def _show_status(told: dict[str, Any]) -> None:
    from rich.text import Text

    console = standard_output()
    for role in ("server", "flows"):
        one = told[role]
        console.print(Text(f"{role}: {one['what']}", style="" if one["running"] else "bold red"))
    console.print(f"state: {told['state']}")
    for title, columns, rows in (
        ("Next runs", ("flow", "when", "schedule"), told["next"]),
        ("Last runs", ("flow", "run", "began", "seconds", "state", "message"), told["last"]),
    ):
        if not rows:
            continue
        shown = [["" if row[c] is None else str(row[c]) for c in columns] for row in rows]
        print_table(columns, shown, title=title)


def _lines(path: Path, last: int, follow: bool) -> Iterator[str]:
    """Yield the last lines of a file and, to follow it, those that are added."""
    with path.open("r", encoding="utf-8", errors="replace") as log:
        lines = log.readlines()
        yield from lines[len(lines) - last if last < len(lines) else 0 :]
        while follow:
            line = log.readline()
            if line:
                yield line
                continue
            if path.stat().st_size < log.tell():  # it began anew
                log.seek(0)
            time.sleep(0.3)
