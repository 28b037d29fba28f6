import click
from click.testing import CliRunner

from pipeline.complaint import complain


def said(message):
    return CliRunner().invoke(click.command()(lambda: complain(message))).stderr


def test_an_error_is_masked_printable_and_steers_no_terminal():
    assert said("postgresql://me:secret@host/db: refused") == "error: postgresql://me:•••@host/db: refused\n"
    assert said("a\x1b[2J\r\tb\u202e.pdf: torn") == "error: a [2J  b .pdf: torn\n"
    assert said("caf\udce9.pdf: torn") == "error: caf\\udce9.pdf: torn\n"
    assert said("first\n  second") == "error: first\n  second\n"
