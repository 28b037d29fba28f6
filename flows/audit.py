"""The flow ``audit``: the annotations and the files of a run to precision, recall, F1 and errors by cause.

In: places of annotations and the folder of a run; out: an `Audit`, and in the folder ``audit.json``, ``audit.html`` and
``errors.csv``. A scheduled flow can let a regression fail its run. Method: own, on Prefect.
"""

from __future__ import annotations

from pathlib import Path

from prefect import task
from prefect.cache_policies import NO_CACHE

from flows.unheard import flow
from pipeline.audit import run
from pipeline.audit.regression import THRESHOLD
from pipeline.audit.run import Audit


class RegressionError(Exception):
    """An F1 fell by more than the threshold since the last audit."""


@flow("audit")
def audit(
    annotations: list[str],
    out: str,
    records: str | None = None,
    against: str | None = None,
    threshold: float = THRESHOLD,
    strict: bool = False,
    annotator: str | None = None,
    fail_on_regression: bool = False,
) -> Audit:
    """Audit the run in the folder ``out``; arguments and errors are those of ``pipeline.audit.run.audit``.

    Raises RegressionError after everything is written, if ``fail_on_regression``.
    """
    result = compare(annotations, out, records, against, threshold, strict, annotator)
    if fail_on_regression and result.regressions:
        fallen = "; ".join(f"{c.name}, {c.measure}: {c.before:.3f} → {c.now:.3f}" for c in result.regressions)
        raise RegressionError(f"F1 fell: {fallen}")
    return result


@task(name="compare", cache_policy=NO_CACHE, persist_result=False)
def compare(
    annotations: list[str],
    out: str,
    records: str | None,
    against: str | None,
    threshold: float,
    strict: bool,
    annotator: str | None,
) -> Audit:
    """Compare the run with the annotations and write the audit's files."""
    return run.audit(annotations, Path(out), _path(records), _path(against), threshold, strict, annotator)


def _path(place: str | None) -> Path | None:
    return None if place is None else Path(place)
