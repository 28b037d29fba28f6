"""Clusters of a network: Leiden with the constant Potts model, which is VOSviewer's clustering.

In: association strengths and a resolution; out: a cluster per term, numbered from 1 by falling size, and the objective's value.
Methods: the objective is that of Waltman, van Eck and Noyons (J. Informetrics 4, 629, 2010), the search that of Traag, Waltman
and van Eck (Sci. Rep. 9, 5233, 2019) in graspologic-native, from several seeds; by our own exact count of the objective the best
results are changed and crossed (iterated local search, Lourenco, Martin and Stuetzle 2003; crossing by the overlaps of two
results, which is the core groups of Ovelgoenne and Geyer-Schulz 2012).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.float64]
Labels = npt.NDArray[np.int64]
_RANDOMNESS = (0.001, 0.01, 0.1)
_ITERATIONS = 10
_GAIN = 1e-9
_POOL = 8  # results that are changed and crossed
_CHANGES, _NEWCOMERS = 5, 20  # every so many rounds two results are crossed, or one with what is climbed to from chance
_FROM_BEST = 0.5


def cluster(
    strength: Matrix, *, resolution: float = 1.0, restarts: int = 10, rounds: int = 1000, seed: int = 1
) -> tuple[Labels, float]:
    """Return the clusters of the terms (from 1, larger first) and the objective's value.

    ``strength`` is symmetric with a zero diagonal. Leiden runs ``restarts`` times, the local search for ``rounds`` rounds. The
    same input gives the same clusters.
    """
    from graspologic_native import leiden

    size = len(strength)
    if size < 2:
        return np.ones(size, dtype=np.int64), 0.0
    gain = strength - resolution
    np.fill_diagonal(gain, 0.0)
    rows, columns = np.nonzero(np.triu(strength, 1))
    edges = [(str(i), str(j), float(strength[i, j])) for i, j in zip(rows.tolist(), columns.tolist())]
    results = [np.arange(size, dtype=np.int64)]
    for restart in range(restarts if edges else 0):
        _, found = leiden(
            edges=edges,
            resolution=resolution,
            randomness=_RANDOMNESS[restart % len(_RANDOMNESS)],
            iterations=_ITERATIONS,
            use_modularity=False,
            seed=seed + restart,
        )
        results.append(np.array([found.get(str(i), size + i) for i in range(size)], dtype=np.int64))
    results.append(_searched(gain, results, seed, rounds))
    best = max(results, key=lambda labels: objective(strength, labels, resolution))
    return numbered(best), objective(strength, best, resolution)


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


def _searched(gain: Matrix, starts: Sequence[Labels], seed: int, rounds: int) -> Labels:
    """Return the best clusters met in ``rounds`` rounds of changing or crossing the best few met so far and climbing again.

    A change scatters some terms of one or two clusters, parts a cluster in two, or joins two. A crossing takes what two results
    agree on for its terms.
    """
    random = np.random.default_rng(seed)
    pool: list[tuple[float, Labels]] = []
    for labels in starts:
        _keep(pool, gain, _climbed(gain, labels))
    for number in range(rounds if len(gain) > 2 else 0):
        parent, other = pool[random.integers(len(pool))][1], pool[random.integers(len(pool))][1]
        if number % _CHANGES:
            found = _disturbed(pool[0][1] if random.random() < _FROM_BEST else parent, random, number % 3)
        else:
            if number % _NEWCOMERS == 0:
                other = _climbed(gain, random.integers(int(parent.max()) + 1, size=len(gain)))
            found = _crossed(gain, parent, other)
        _keep(pool, gain, _climbed(gain, found))
    return pool[0][1]


def _keep(pool: list[tuple[float, Labels]], gain: Matrix, labels: Labels) -> None:
    """Put a result among the best few, in order, unless one of its value is there."""
    value = _inside(gain, labels)
    if all(abs(value - known) > _GAIN for known, _ in pool):
        pool.append((value, labels))
        pool.sort(key=lambda result: -result[0])
        del pool[_POOL:]


def _crossed(gain: Matrix, one: Labels, other: Labels) -> Labels:
    """Return clusters of which each is made of whole overlaps of the clusters of two results, joined and moved while it helps."""
    _, overlap = np.unique(one * (int(other.max()) + 1) + other, return_inverse=True)
    overlap = overlap.ravel()
    member = (overlap[:, None] == np.arange(int(overlap.max()) + 1)[None, :]).astype(float)
    between = member.T @ gain @ member
    np.fill_diagonal(between, 0.0)
    joined: Labels = _climbed(between, np.arange(len(between), dtype=np.int64))[overlap]
    return joined


def _disturbed(labels: Labels, random: np.random.Generator, kind: int) -> Labels:
    labels = labels.copy()
    names = np.unique(labels)
    one, other = random.choice(names), random.choice(names)
    members = np.flatnonzero((labels == one) | (labels == other))
    if kind == 0:
        moved = members[random.random(len(members)) < random.uniform(0.05, 0.5)]
        labels[moved] = random.choice(names, size=len(moved))
    elif kind == 1:
        mine = np.flatnonzero(labels == one)
        labels[mine[random.random(len(mine)) < 0.5]] = labels.max() + 1
    else:
        labels[members] = one
    return labels


def _climbed(gain: Matrix, labels: Labels) -> Labels:
    """Return the clusters after every move and merge that raises the objective, the best first, until none does."""
    while True:
        labels = _moved(gain, labels)
        joined = _joined(gain, labels)
        if joined is labels:
            return labels
        labels = joined


def _moved(gain: Matrix, labels: Labels) -> Labels:
    _, labels = np.unique(labels, return_inverse=True)
    labels = labels.ravel().astype(np.int64)
    spare = int(labels.max()) + 1
    member = np.zeros((len(labels), 2 * spare + 8))
    member[np.arange(len(labels)), labels] = 1.0
    sums = gain @ member
    everyone = np.arange(len(labels))
    while True:
        better = sums[:, : spare + 1] - sums[everyone, labels][:, None]
        term, new = divmod(int(np.argmax(better)), spare + 1)
        if better[term, new] <= _GAIN:
            return labels
        sums[:, labels[term]] -= gain[term]
        sums[:, new] += gain[term]
        labels[term] = new
        if new == spare:
            spare += 1
            if spare == sums.shape[1]:
                sums = np.hstack([sums, np.zeros((len(labels), spare))])


def _joined(gain: Matrix, labels: Labels) -> Labels:
    """Return the clusters after the best merge, or the very same array when none helps."""
    names, place = np.unique(labels, return_inverse=True)
    member = (place.ravel()[:, None] == np.arange(len(names))[None, :]).astype(float)
    between = member.T @ gain @ member
    np.fill_diagonal(between, 0.0)
    one, other = np.unravel_index(int(np.argmax(between)), between.shape)
    if between[one, other] <= _GAIN:
        return labels
    labels = labels.copy()
    labels[labels == names[other]] = names[one]
    return labels


def _inside(gain: Matrix, labels: Labels) -> float:
    """Return the objective, up to rounding: the sum of the gains of pairs in one cluster."""
    return float((gain * (labels[:, None] == labels[None, :])).sum()) / 2
