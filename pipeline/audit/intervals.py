"""How sure a score is: bootstrap intervals over papers.

In: counts by document; out: the 2.5th and 97.5th percentile of precision, recall and F1 when whole papers are drawn again with
replacement, because errors of one paper come together; and the same of the difference between two audits of the same papers.
Seeded, and independent of the order of the documents. Method: percentile bootstrap (Efron 1979), papers as clusters.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

import numpy as np

from pipeline.audit.compare import Counts

Interval: TypeAlias = tuple[float, float]

RESAMPLES, SEED, CONFIDENCE = 1000, 20221, 0.95
_Array: TypeAlias = "np.ndarray[tuple[int, ...], np.dtype[np.float64]]"


def intervals(documents: Mapping[str, Counts], resamples: int = RESAMPLES, seed: int = SEED) -> dict[str, Interval] | None:
    """Return the intervals of ``precision``, ``recall`` and ``f1``; None for fewer than two documents that have anything."""
    names = sorted(d for d, c in documents.items() if c != Counts())
    if len(names) < 2:
        return None
    sums = _weights(len(names), resamples, seed) @ _table(documents, names)
    found = {key: _percentiles(values) for key, values in _scores(sums).items()}
    return {key: value for key, value in found.items() if value is not None}


def difference(
    now: Mapping[str, Counts], before: Mapping[str, Counts], resamples: int = RESAMPLES, seed: int = SEED
) -> Interval | None:
    """Return the interval of F1 now less F1 before, drawn over the documents that both audits have; None for fewer than two."""
    names = sorted(d for d in now.keys() & before.keys() if now[d] != Counts() or before[d] != Counts())
    if len(names) < 2:
        return None
    weights = _weights(len(names), resamples, seed)
    one, two = (_scores(weights @ _table(c, names))["f1"] for c in (now, before))
    return _percentiles(one - two)


def total(documents: Mapping[str, Counts]) -> Counts:
    """Return the sum over documents."""
    return sum(documents.values(), Counts())


def _weights(documents: int, resamples: int, seed: int) -> _Array:
    """Return how often each document is drawn, one row a resample."""
    chance = np.random.default_rng(seed)
    return chance.multinomial(documents, [1 / documents] * documents, size=resamples).astype(float)


def _table(documents: Mapping[str, Counts], names: list[str]) -> _Array:
    return np.array([[documents[n].right, documents[n].false, documents[n].missed] for n in names], dtype=float)


def _scores(sums: _Array) -> dict[str, _Array]:
    """Return the scores of each resample, NaN where one is not defined."""
    right, false, missed = sums[:, 0], sums[:, 1], sums[:, 2]
    with np.errstate(divide="ignore", invalid="ignore"):
        return {
            "precision": right / (right + false),
            "recall": right / (right + missed),
            "f1": 2 * right / (2 * right + false + missed),
        }


def _percentiles(values: _Array) -> Interval | None:
    known = values[~np.isnan(values)]
    if not known.size:
        return None
    tail = 100 * (1 - CONFIDENCE) / 2
    low, high = np.percentile(known, [tail, 100 - tail])
    return round(float(low), 4), round(float(high), 4)
