"""Errors on standard error, in the one form that all commands tell them in.

In: a message, in which text from files, names and addresses may stand; out: a line that begins with ``error:``, in red on a
terminal. Passwords are masked, and nothing in the message can steer the terminal. Method: own, on click.
"""

from __future__ import annotations

import click

from pipeline.secrets import mask


def complain(message: str) -> None:
    """Print an error on standard error; the lines of a message of several stay lines."""
    text = mask(message).encode("utf-8", "backslashreplace").decode()
    printable = "".join(c if c.isprintable() or c == "\n" else " " for c in text)
    click.echo(f"{click.style('error:', fg='red')} {printable}", err=True)
