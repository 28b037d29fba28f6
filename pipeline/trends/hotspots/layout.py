"""Where the terms of a map stand: VOSviewer's layout.

In: association strengths; out: coordinates with the mean distance 1, and the objective's value. Method: minimise sum s_ij d_ij^a
/ a - sum d_ij^r / r over pairs (van Eck, Waltman, Dekker and van den Berg, J. Am. Soc. Inf. Sci. Technol. 61, 2405, 2010;
attraction a and repulsion r as in VOSviewer) with L-BFGS from several starts. The best result is turned to its principal axes and
mirrored by rule, so that the same network gives the same picture.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import optimize, sparse
from scipy.sparse import csgraph

Matrix = npt.NDArray[np.float64]
_NEAR = 1e-12  # squared distance below which two terms push no more
_BOND = 0.01  # of the mean strength: what holds parts of a network together that have no link
_DIGITS = 4


def layout(
    strength: Matrix, *, attraction: float = 2.0, repulsion: float = 1.0, starts: int = 5, seed: int = 1
) -> tuple[Matrix, float]:
    """Return the coordinates (terms by 2, rounded to four digits) and the objective's value at the best of ``starts`` results."""
    size = len(strength)
    if size < 2:
        return np.zeros((size, 2)), 0.0
    held = _held(strength)
    best: Matrix | None = None
    value = np.inf
    for start in range(starts):
        places = np.random.default_rng(seed + start).normal(size=(size, 2))
        found = optimize.minimize(
            _stress,
            places.ravel(),
            (held, attraction, repulsion),
            "L-BFGS-B",
            jac=True,
            options={"maxiter": 2000, "ftol": 1e-12, "maxcor": 20},
        )
        if found.fun < value - 1e-9 * abs(value if np.isfinite(value) else 1.0):
            best, value = found.x.reshape(size, 2), float(found.fun)
    assert best is not None
    return canonical(best), value


def stress(strength: Matrix, places: Matrix, attraction: float = 2.0, repulsion: float = 1.0) -> float:
    """Return the objective's value; a repulsion of 0 stands for the logarithm of the distance."""
    return float(_stress(places.ravel(), strength, attraction, repulsion)[0])


def canonical(places: Matrix) -> Matrix:
    """Return the places centred, turned to their principal axes, mirrored by rule and scaled to a mean distance of 1.

    Either axis points to the side that it is skewed to; without skew, to the side of the first term off the centre.
    """
    centred = places - places.mean(axis=0)
    _, axes = np.linalg.eigh(centred.T @ centred)
    turned = centred @ axes[:, ::-1]
    for axis in range(2):
        column = turned[:, axis]
        skew = float((column**3).sum())
        if abs(skew) < 1e-6 * float((np.abs(column) ** 3).sum()):
            far = np.flatnonzero(np.abs(column) > 1e-6 * max(float(np.abs(column).max()), 1e-300))
            skew = float(column[far[0]]) if len(far) else 1.0
        if skew < 0:
            turned[:, axis] = -column
    scaled: Matrix = np.round(turned / max(_mean_distance(turned), 1e-300), _DIGITS) + 0.0
    return scaled


def _mean_distance(places: Matrix) -> float:
    difference = places[:, None, :] - places[None, :, :]
    size = len(places)
    return float(np.sqrt((difference**2).sum(axis=2)).sum() / (size * (size - 1)))


def _stress(flat: Matrix, strength: Matrix, attraction: float, repulsion: float) -> tuple[float, Matrix]:
    """Return the objective and its gradient."""
    places = flat.reshape(-1, 2)
    x, y = places[:, 0], places[:, 1]
    dx, dy = x[:, None] - x[None, :], y[:, None] - y[None, :]
    square = np.maximum(dx * dx + dy * dy, _NEAR)
    distance = np.sqrt(square)
    np.fill_diagonal(distance, 1.0)
    pull = square / 2 if attraction == 2 else distance**attraction / attraction
    push = distance if repulsion == 1 else (np.log(distance) if repulsion == 0 else distance**repulsion / repulsion)
    value = (strength * pull).sum() / 2 - (push.sum() - np.trace(push)) / 2
    force = strength * (1.0 if attraction == 2 else distance ** (attraction - 2)) - distance ** (repulsion - 2)
    np.fill_diagonal(force, 0.0)
    gradient = np.column_stack([(force * dx).sum(axis=1), (force * dy).sum(axis=1)])
    return float(value), gradient.ravel()


def _held(strength: Matrix) -> Matrix:
    """Return the strengths, with a weak bond between all terms when the network has parts without links.

    Such parts would drift away from each other for ever.
    """
    parts, _ = csgraph.connected_components(sparse.csr_matrix(strength), directed=False)
    if parts == 1:
        return strength
    linked = strength[strength > 0]
    bond = _BOND * float(linked.mean()) if len(linked) else 1.0
    held = strength + bond
    np.fill_diagonal(held, 0.0)
    return held
