"""Clusters as themes of a field: how developed each is, and how much the others lean on it.

In: co-occurrences and clusters; out: themes in four quadrants. Method: Callon, Courtial and Laville (Scientometrics 22, 155,
1991) as Cobo, Lopez-Herrera, Herrera-Viedma and Herrera (J. Informetrics 5, 146, 2011) have it: equivalence e_ij = c_ij^2 / (c_i
c_j), centrality 10 times its sum over links that leave the theme, density 100 times its sum over links inside divided by the
number of terms. The medians part the quadrants.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
import numpy.typing as npt

from .model import Theme

_LEADING = 3
Matrix = npt.NDArray[np.float64]
Quadrant = Literal["motor", "basic", "niche", "emerging or declining"]


def themes(
    together: Matrix, occurrences: Sequence[float], clusters: npt.NDArray[np.int64], labels: Sequence[str]
) -> tuple[Theme, ...]:
    """Return the themes by cluster. ``occurrences`` are the publications of each term, ``together`` their co-occurrences."""
    count = np.maximum(np.asarray(occurrences, dtype=float), 1.0)
    equivalence = together**2 / np.outer(count, count)
    measures = []
    for name in np.unique(clusters):
        mine = clusters == name
        inside = float(equivalence[np.ix_(mine, mine)].sum()) / 2
        outside = float(equivalence[np.ix_(mine, ~mine)].sum())
        measures.append((int(name), np.flatnonzero(mine), 10 * outside, 100 * inside / int(mine.sum())))
    if not measures:
        return ()
    middle_centrality = float(np.median([m[2] for m in measures]))
    middle_density = float(np.median([m[3] for m in measures]))
    return tuple(
        Theme(
            cluster=name,
            name=", ".join(labels[i] for i in sorted(members, key=lambda i: (-count[i], i))[:_LEADING]),
            terms=tuple(int(i) for i in members),
            occurrences=int(sum(occurrences[i] for i in members)),
            centrality=centrality,
            density=density,
            quadrant=quadrant(centrality >= middle_centrality, density >= middle_density),
        )
        for name, members, centrality, density in measures
    )


def quadrant(central: bool, dense: bool) -> Quadrant:
    """Return the quadrant of a theme that is or is not central and dense."""
    if dense:
        return "motor" if central else "niche"
    return "basic" if central else "emerging or declining"
