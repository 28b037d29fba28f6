"""The flow ``trends``: exports, refreshed from the APIs if asked, to counts, a map of hotspots and figures; for a schedule.

In: places of exports, where to write, and, for a refresh, a file of queries; out: a `Summary`, and the files of
`pipeline.trends.run` in the folder. What the APIs give is kept under ``refreshed`` in the folder and read like any export; a
search that is cut off goes on in the next run. One task for each stage that can fail by itself. Method: own, on Prefect.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from prefect import get_run_logger, task
from prefect.cache_policies import NO_CACHE

from flows.unheard import flow
from pipeline.trends import run
from pipeline.trends.refresh import CONFIGURATION, Result, caller, load_searches
from pipeline.trends.refresh import refresh as fetch
from pipeline.trends.run import Options, Progress, Summary

REFRESHED = "refreshed"
"""The folder, in that of the outputs, of what the APIs gave."""


class IncompleteError(Exception):
    """Something could not be used or fetched; all the rest is written."""


@flow("trends")
def trends(
    exports: list[str],
    out: str,
    vocabulary: str | None = None,
    thesaurus: str | None = None,
    columns: dict[str, str] | None = None,
    records: str | None = None,
    as_of: date | None = None,
    scope: str = "topic",
    refresh: bool = False,
    queries: str | None = None,
    fail_on_loss: bool = False,
) -> Summary:
    """Make the trends of ``exports`` and write them to ``out``; arguments are those of ``pipeline.trends.run.Options``.

    With ``refresh`` the searches of ``queries`` (a TOML file; without it the shipped one) are fetched first. ``as_of`` is then
    today unless it is given. Raises IncompleteError after everything is written, if ``fail_on_loss``; otherwise what is lost
    stands in ``bad_records.csv`` and the log.
    """
    folder = Path(out)
    missing: list[str] = []
    places = [Path(place) for place in exports]
    if refresh:
        results = fetched(folder / REFRESHED, queries)
        missing += [f"{r.source}: {r.error}" for r in results if r.error is not None]
        places.append(folder / REFRESHED / "works")
        as_of = as_of or date.today()
    options = Options(
        columns=columns or {},
        vocabulary=_path(vocabulary),
        thesaurus=_path(thesaurus),
        records=_path(records),
        as_of=as_of,
        scope="all" if scope == "all" else "topic",
    )
    summary = made(places, folder, options)
    missing += [f"{f.name}: {f.error}" for f in summary.reading.files if f.error]
    missing += [f"{b.file}, line {b.line}: {b.reason}" for b in summary.reading.bad if b.lost]
    for text in missing:
        get_run_logger().warning(text)
    if fail_on_loss and missing:
        raise IncompleteError(f"{len(missing)} losses, the first: {missing[0]}")
    return summary


@task(name="fetch", cache_policy=NO_CACHE, persist_result=False)
def fetched(folder: Path, queries: str | None) -> Sequence[Result]:
    """Fetch the searches; what is there already is not fetched again."""
    return fetch(load_searches(_path(queries) or CONFIGURATION), folder, caller(os.environ, None))


@task(name="make", cache_policy=NO_CACHE, persist_result=False)
def made(places: Sequence[Path], folder: Path, options: Options, progress: Progress | None = None) -> Summary:
    """Read, merge, classify, count, map and write."""
    return run.run(places, folder, options, progress)


def _path(place: str | None) -> Path | None:
    return None if place is None else Path(place)
