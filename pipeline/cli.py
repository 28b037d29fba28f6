"""The command ``intergrowth``: the group of all commands, and how it ends.

In: arguments; out: text for people or, with ``--json``, for programs on standard output; progress, notes and errors on standard
error. Exit status: 0 all well, 1 some files could not be used, 2 wrong usage. Only commands print. What a command needs is
imported when it runs, so that ``--help`` is quick. Method: own, on click.
"""

from __future__ import annotations

import os
import sys
from typing import NoReturn

import click

from pipeline.audit.command import audit, convert
from pipeline.commands import ALL_WELL, SOME_FAILED
from pipeline.commands.config import config
from pipeline.commands.refresh import refresh
from pipeline.commands.report import report, review
from pipeline.commands.run import run
from pipeline.commands.serve import down, logs, serve, status, up
from pipeline.commands.stages import facts, read, table1
from pipeline.commands.stats import stats
from pipeline.commands.store import diff, find, runs
from pipeline.commands.trends import trends
from pipeline.complaint import complain

_READING = (run, read, facts, table1)
_RESULTS = (report, review, audit, convert, find, diff, runs, stats)
_TRENDS = (refresh, trends)
_SERVICE = (up, down, status, logs, serve, config)


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


for one in (*_READING, *_RESULTS, *_TRENDS, *_SERVICE):
    command.add_command(one)


if __name__ == "__main__":
    main()
