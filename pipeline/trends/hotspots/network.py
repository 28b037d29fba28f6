"""The network of terms: which co-occur, how strongly, and which say something of a subject.

In: a matrix of publications by terms; out: co-occurrences, association strengths, relevance. Methods: counting after Perianes-
Rodriguez, Waltman and van Eck (J. Informetrics 10, 1178, 2016); association strength after van Eck and Waltman (J. Am. Soc. Inf.
Sci. Technol. 60, 1635, 2009), with the factor that makes its mean about 1 (Waltman, van Eck and Noyons, J. Informetrics 4, 629,
2010); relevance after van Eck and Waltman (ISSI Newsletter 7, 50, 2011).
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy import sparse

Matrix = npt.NDArray[np.float64]


def cooccurrence(
    matrix: sparse.csr_matrix,
    *,
    occurrences: Literal["binary", "all"] = "binary",
    counting: Literal["full", "fractional"] = "full",
) -> Matrix:
    """Return the co-occurrences of terms (symmetric, zero diagonal).

    ``matrix`` counts mentions, publications by terms. With ``binary`` a publication adds 1 for each pair of its terms, with
    ``all`` the product of their mentions; with ``fractional`` that is divided by the number of its other terms, so that each of
    its terms gets 1 in sum (binary).
    """
    counts = sparse.csr_matrix(matrix, dtype=np.float64, copy=True)
    terms = np.diff(counts.indptr)
    if occurrences == "binary":
        counts.data[:] = 1.0
    weighted = counts
    if counting == "fractional":
        weight = np.divide(1.0, terms - 1, out=np.zeros(len(terms)), where=terms > 1)
        weighted = sparse.diags(weight) @ counts
    together: Matrix = np.asarray((counts.T @ weighted).todense(), dtype=np.float64)
    np.fill_diagonal(together, 0.0)
    return (together + together.T) / 2


def association_strength(together: Matrix) -> Matrix:
    """Return s_ij = 2 m c_ij / (k_i k_j), where k_i is the sum of row i and m half the sum of all; 0 for a term without links."""
    strength = together.sum(axis=1)
    product = np.outer(strength, strength)
    return np.divide(together * strength.sum(), product, out=np.zeros_like(together), where=product > 0)


def relevance(together: Matrix, occurrences: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """Return each term's relevance: its `divergence` over that which a term of as many occurrences has (1 is usual, 0 no link).

    Rare terms diverge more by chance alone; without this comparison the leading subjects of a field would be the first to go.
    What is usual is a power of the occurrences, fitted by least squares of logarithms.
    """
    raw = divergence(together)
    seen = (raw > 0) & (occurrences > 0)
    if seen.sum() < 3 or len(np.unique(occurrences[seen])) < 2:
        return raw / max(float(raw.mean()), 1e-300) if len(raw) else raw
    x, y = np.log(occurrences[seen]), np.log(raw[seen])
    slope = float(((x - x.mean()) * (y - y.mean())).sum() / ((x - x.mean()) ** 2).sum())
    relative = np.zeros(len(raw))
    relative[seen] = np.exp(y - y.mean() - slope * (x - x.mean()))
    return relative


def divergence(together: Matrix) -> npt.NDArray[np.float64]:
    """Return how far, in nats, the second-order co-occurrences of each term lie from those of all terms.

    It is the Kullback-Leibler divergence of row i of P P from the mean distribution, where P holds each term's shares of
    co-occurrence. A word of every subject co-occurs like the whole and diverges little; a term without links has 0.
    """
    strength = together.sum(axis=1)
    share = np.divide(together, strength[:, None], out=np.zeros_like(together), where=strength[:, None] > 0)
    second = share @ share
    whole = strength / max(strength.sum(), 1.0)
    ratio = np.divide(second, whole[None, :], out=np.ones_like(second), where=(second > 0) & (whole[None, :] > 0))
    nats: npt.NDArray[np.float64] = (second * np.log(ratio)).sum(axis=1)
    return np.maximum(nats, 0.0)
