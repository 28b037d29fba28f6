"""What a command says when the Prefect server that it needs does not start or does not answer.

In: whatever Prefect's client raises; out: a sentence that says what to do, and exit status 1. Any other error passes. Method:
own; what a client raises is httpx's errors, and RuntimeError with words of Prefect.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from pipeline.commands import SOME_FAILED
from pipeline.complaint import complain

_WORDS = ("Failed to reach API", "ephemeral Prefect API server", "Unable to find an available port")


@contextmanager
def server_needed() -> Iterator[None]:
    """End the command with a sentence where its Prefect server is the trouble."""
    import httpx

    try:
        yield
    except (httpx.HTTPError, RuntimeError) as error:
        of_server = isinstance(error, httpx.HTTPError) or any(words in str(error) for words in _WORDS)
        if not of_server or os.environ.get("INTERGROWTH_TRACEBACK"):
            raise
        complain(_told(error))
        sys.exit(SOME_FAILED)


def _told(error: Exception) -> str:
    why = " ".join(str(error).split()) or type(error).__name__
    address = os.environ.get("PREFECT_API_URL")
    kept = "What a run has read is in the store and is not read again."
    if address:
        return (
            f"the Prefect server at {address} (PREFECT_API_URL) cannot be used: {why}\n"
            "Start it, name another, or unset PREFECT_API_URL: `intergrowth run` and `intergrowth up` have servers of their own. "
            + kept
        )
    return (
        f"the private Prefect server of this run did not start in time, or was too busy to answer: {why}\n"
        "Try again when the computer has less to do, give the server more time "
        "(PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS=600), or use one that runs already (PREFECT_API_URL). " + kept
    )
