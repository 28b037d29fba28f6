"""When the field suddenly took up a term: Kleinberg's bursts, and which terms emerge now.

In: publications per year that name a term, and all publications per year; out: bursts, emerging terms. Methods: the two-state
automaton for batched arrivals of Kleinberg (Data Min. Knowl. Discov. 7, 373, 2003, section 4); for emerging terms a one-sided
binomial test with Benjamini and Hochberg's correction (J. R. Stat. Soc. B 57, 289, 1995).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from .model import Burst, Emerging

_HIGHEST_RATE = 0.9999
RATIO, FALSE_DISCOVERIES, FEWEST = 1.5, 0.05, 5


def bursts(
    term: int, counts: Sequence[int], totals: Sequence[int], years: Sequence[int], *, ratio: float = 2.0, cost: float = 1.0
) -> list[Burst]:
    """Return the bursts of one term, oldest first.

    ``counts`` of ``totals`` publications name the term in each of ``years``. The base rate is the term's share over all years,
    that of a burst ``ratio`` times as much; entering a burst costs ``cost`` times the logarithm of the number of years, leaving
    it nothing, and the series begins outside. A burst's weight is the sum over its years of the cost that the higher rate saves.
    """
    years_seen = [(y, r, d) for y, r, d in zip(years, counts, totals) if d > 0]
    relevant, everything = sum(r for _, r, _ in years_seen), sum(d for _, _, d in years_seen)
    if not relevant or len(years_seen) < 2 or relevant == everything:
        return []
    base = relevant / everything
    high = min(base * ratio, _HIGHEST_RATE)
    if high <= base:
        return []
    entry = cost * math.log(len(years_seen))
    costs = [(_cost(base, r, d), _cost(high, r, d)) for _, r, d in years_seen]
    low_cost, high_cost = costs[0][0], entry + costs[0][1]
    came_from: list[tuple[int, int]] = [(0, 0)]
    for low, up in costs[1:]:
        to_low = (low_cost, 0) if low_cost <= high_cost else (high_cost, 1)
        to_high = (high_cost, 1) if high_cost <= low_cost + entry else (low_cost + entry, 0)
        low_cost, high_cost = to_low[0] + low, to_high[0] + up
        came_from.append((to_low[1], to_high[1]))
    state = 0 if low_cost <= high_cost else 1
    states = [state]
    for before in reversed(came_from[1:]):
        state = before[state]
        states.append(state)
    states.reverse()
    edges = [0, *states, 0]
    begins = [i for i, (a, b) in enumerate(pairwise(edges)) if a < b]
    ends = [i - 1 for i, (a, b) in enumerate(pairwise(edges)) if a > b]
    return [
        Burst(term, years_seen[a][0], years_seen[b][0], sum(low - up for low, up in costs[a : b + 1]))
        for a, b in zip(begins, ends)
    ]


def _cost(rate: float, relevant: int, total: int) -> float:
    """Return minus the logarithm of the binomial probability of ``relevant`` in ``total`` at ``rate``."""
    ways = math.lgamma(total + 1) - math.lgamma(relevant + 1) - math.lgamma(total - relevant + 1)
    return -(ways + relevant * math.log(rate) + (total - relevant) * math.log1p(-rate))


def emerging(by_year: Sequence[Sequence[int]], totals: Sequence[int], recent_years: int) -> list[Emerging]:
    """Return the emerging terms, the greatest ratio first.

    A term emerges when at least 5 publications of the last ``recent_years`` years name it, when its share in them is at least
    1.5 times that before (half a publication added to either count), and when so many recent ones among all its publications are
    improbable were its share constant (one-sided binomial test; false discoveries at most 5 %, over all terms given).
    """
    from scipy import special

    if len(totals) <= recent_years:
        return []
    now, then = sum(totals[-recent_years:]), sum(totals[:-recent_years])
    if not now or not then:
        return []
    found, p_values = [], []
    for term, counts in enumerate(by_year):
        recent, before = sum(counts[-recent_years:]), sum(counts[:-recent_years])
        p = float(special.bdtrc(recent - 1, recent + before, now / (now + then))) if recent else 1.0
        found.append(Emerging(term, recent, before, ((recent + 0.5) / (now + 1)) / ((before + 0.5) / (then + 1)), p))
        p_values.append(p)
    order = np.sort(np.array(p_values))
    passed = np.flatnonzero(order <= FALSE_DISCOVERIES * np.arange(1, len(order) + 1) / max(len(order), 1))
    limit = float(order[passed[-1]]) if len(passed) else -1.0
    chosen = [e for e in found if e.recent >= FEWEST and e.ratio >= RATIO and e.p_value <= limit]
    return sorted(chosen, key=lambda e: (-e.ratio, e.term))
