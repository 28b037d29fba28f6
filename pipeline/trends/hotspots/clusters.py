"""Clusters of a network: Leiden with the constant Potts model, which is VOSviewer's clustering.

In: association strengths and a resolution; out: a cluster per term, numbered from 1 by falling size, and the objective's value. Methods: the
objective is that of Waltman, van Eck and Noyons (J. Informetrics 4, 629, 2010), the search that of Traag, Waltman and van Eck (Sci. Rep. 9,
5233, 2019) in graspologic-native, from several seeds; the best result by our own exact count of the objective is polished by
moves of single terms and merges of clusters until none helps.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.float64]
Labels = npt.NDArray[np.int64]
_RANDOMNESS = (0.001, 0.01, 0.1)
_ITERATIONS = 10
_GAIN = 1e-9


def cluster(strength: Matrix, *, resolution: float = 1.0, restarts: int = 20, seed: int = 1) -> tuple[Labels, float]:
    """Return the clusters of the terms (from 1, larger first) and the objective's value.

    ``strength`` is symmetric with a zero diagonal. The same input gives the same clusters.
    """
    from graspologic_native import leiden

    size = len(strength)
    best: Labels = np.arange(size, dtype=np.int64)
    value = objective(strength, best, resolution)
    rows, columns = np.nonzero(np.triu(strength, 1))
    edges = [(str(i), str(j), float(strength[i, j])) for i, j in zip(rows.tolist(), columns.tolist())]
    for restart in range(restarts if edges else 0):
        _, found = leiden(
            edges=edges,
            resolution=resolution,
            randomness=_RANDOMNESS[restart % len(_RANDOMNESS)],
            iterations=_ITERATIONS,
            use_modularity=False,
            seed=seed + restart,
        )
        labels = np.array([found.get(str(i), -1 - i) for i in range(size)], dtype=np.int64)
        labels = _polished(strength, labels, resolution)
        reached = objective(strength, labels, resolution)
        if reached > value + _GAIN:
            best, value = labels, reached
    return numbered(best), value


def objective(strength: Matrix, labels: Labels, resolution: float) -> float:
    """Return the sum over pairs in one cluster of s_ij minus the resolution."""
    total = 0.0
    for label in np.unique(labels):
        members = np.flatnonzero(labels == label)
        inside = strength[np.ix_(members, members)].sum() / 2
        total += inside - resolution * len(members) * (len(members) - 1) / 2
    return float(total)


def merged(strength: Matrix, labels: Labels, minimum: int) -> Labels:
    """Return the clusters after those of fewer than ``minimum`` terms have joined others, smallest first.

    Each joins the cluster with which the mean strength of its links is greatest; one without any link stays.
    """
    labels = labels.copy()
    settled: set[int] = set()
    while True:
        names, sizes = np.unique(labels, return_counts=True)
        small = [(int(s), int(n)) for n, s in zip(names, sizes) if s < minimum and int(n) not in settled]
        if not small or len(names) == 1:
            return numbered(labels)
        _, name = min(small)
        mine = labels == name
        means = [(float(strength[np.ix_(mine, labels == other)].mean()), -int(other)) for other in names if other != name]
        mean, other = max(means)
        if mean > 0:
            labels[mine] = -other
        else:
            settled.add(name)


def numbered(labels: Labels) -> Labels:
    """Return the same clusters numbered from 1: larger ones first, of equal ones that with the earlier term."""
    names, first, inverse, sizes = np.unique(labels, return_index=True, return_inverse=True, return_counts=True)
    order = np.lexsort((first, -sizes))
    number = np.empty(len(names), dtype=np.int64)
    number[order] = np.arange(1, len(names) + 1)
    result: Labels = number[inverse.ravel()]
    return result


def _polished(strength: Matrix, labels: Labels, resolution: float) -> Labels:
    """Return the clusters after every single move and merge that raises the objective, until none does."""
    _, labels = np.unique(labels, return_inverse=True)
    labels = labels.astype(np.int64).ravel()
    gain = strength - resolution
    np.fill_diagonal(gain, 0.0)
    for _ in range(len(labels)):
        moved = _moved(gain, labels)
        joined = _joined(gain, moved)
        if np.array_equal(joined, labels):
            return joined
        labels = joined
    return labels


def _moved(gain: Matrix, labels: Labels) -> Labels:
    labels = labels.copy()
    spare = int(labels.max()) + 1
    sums = np.zeros((len(labels), spare + 1))
    for label in range(spare):
        sums[:, label] = gain[:, labels == label].sum(axis=1)
    changed = True
    while changed:
        changed = False
        for term in range(len(labels)):
            old, new = labels[term], int(np.argmax(sums[term]))
            if sums[term, new] > sums[term, old] + _GAIN:
                labels[term] = new
                sums[:, old] -= gain[:, term]
                sums[:, new] += gain[:, term]
                if new == sums.shape[1] - 1:
                    sums = np.hstack([sums, np.zeros((len(labels), 1))])
                changed = True
    return labels


def _joined(gain: Matrix, labels: Labels) -> Labels:
    names = np.unique(labels)
    member = (labels[:, None] == names[None, :]).astype(float)
    between = member.T @ gain @ member
    np.fill_diagonal(between, 0.0)
    best = np.unravel_index(int(np.argmax(between)), between.shape)
    if between[best] <= _GAIN:
        return labels
    labels = labels.copy()
    labels[labels == names[best[1]]] = names[best[0]]
    return labels
