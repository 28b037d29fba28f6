"""The command ``intergrowth config``: what settings are in force and where each comes from.

In: ``intergrowth.toml`` and the environment; out: a table or JSON on standard output, secrets masked. Exit status: 0 all well,
2 a wrong key or value, each named with its place. Method: own, on click and rich.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from pipeline.commands.terminal import print_table
from pipeline.complaint import complain

if TYPE_CHECKING:
    from pipeline.settings import Loaded

Decorated = Callable[..., Any]


def config_option(function: Decorated) -> Decorated:
    """Add ``--config``, which names the file of settings."""
    option = click.option(
        "--config",
        "file",
        metavar="FILE",
        envvar="INTERGROWTH_CONFIG",
        help="Settings.  [default: intergrowth.toml, if there is one]",
    )
    return option(function)


def loaded(file: str | None) -> Loaded:
    """Load the settings, or end with a line for every wrong one."""
    from pipeline.settings import SettingsError, load

    try:
        return load(file)
    except SettingsError as error:
        for line in str(error).splitlines():
            complain(line)
        sys.exit(2)


@click.command()
@config_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")
@click.option("--example", is_flag=True, help="Print an intergrowth.toml with every key and what it means.")
def config(file: str | None, as_json: bool, example: bool) -> None:
    """Show the settings that are in force and where each comes from; passwords and tokens are masked."""
    if example:
        from pipeline.settings import example as written

        click.echo(written(), nl=False)
        return
    rows = list(loaded(file).shown())
    if as_json:
        click.echo(
            json.dumps({key: {"value": value, "from": origin} for key, value, origin in rows}, ensure_ascii=False, indent=1)
        )
        return
    styles = ["dim" if origin == "default" else "" for _, _, origin in rows]
    print_table(("Key", "Value", "From"), rows, styles)
