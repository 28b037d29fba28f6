"""A map as other programs exchange it: items with places, clusters, weights and scores, and links with a strength.

In: a `HotspotMap`; out: a `Network`, which the writers of VOSviewer's files and of GraphML share, so that what they read back can
be compared. Method: own; names as VOSviewer has them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from .model import HotspotMap

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]+")

LINKS, STRENGTH, OCCURRENCES = "Links", "Total link strength", "Occurrences"
YEAR, CITATIONS, RELEVANCE = "Avg. pub. year", "Avg. citations", "Relevance"


@dataclass(frozen=True, slots=True)
class Item:
    """One term: ``identifier`` counts from 1; a weight or score that is not known is missing."""

    identifier: int
    label: str
    x: float
    y: float
    cluster: int
    weights: dict[str, float] = field(default_factory=dict)
    scores: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Network:
    """Items, and links as (identifier, identifier, strength) with the lower identifier first."""

    items: tuple[Item, ...]
    links: tuple[tuple[int, int, float], ...]


def network(hotspots: HotspotMap) -> Network:
    """Return the network of a map: a link's strength is the number of co-occurrences, as in VOSviewer."""
    items = []
    for number, term in enumerate(hotspots.terms, 1):
        weights = {LINKS: float(term.links), STRENGTH: term.strength, OCCURRENCES: float(term.occurrences)}
        scores = {YEAR: term.mean_year, CITATIONS: term.mean_citations, RELEVANCE: term.relevance}
        known = {name: value for name, value in scores.items() if value is not None}
        items.append(Item(number, one_line(term.label), term.x, term.y, term.cluster, weights, known))
    return Network(tuple(items), tuple((link.first + 1, link.second + 1, link.weight) for link in hotspots.links))


def one_line(text: str) -> str:
    """Return ``text`` without characters that end a line or that XML forbids."""
    return _CONTROL.sub(" ", text)
