"""Options that several commands have. Method: own, on click."""

from __future__ import annotations

import click

source_option = click.option(
    "--source",
    type=click.Choice(["auto", "pdfium", "pdfplumber"]),
    default="auto",
    show_default=True,
    help="Where characters come from.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")
