"""Publications to a map of hotspots.

In: publications and settings; out: a `HotspotMap`: terms, their network, clusters, places, themes, bursts. Nothing is read or
written here but a user's own thesaurus. Methods: see the modules of each step.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy import sparse

from ..model import Publication
from . import bursts, clusters, layout, network, thematic
from .markup import plain
from .model import HotspotMap, Link, Paper, Settings, Term
from .terms import Candidates, candidates

_UNTITLED = "(no title)"
_FEWEST = 100  # terms that no lack of relevance takes off the map: in a small set every subject is small


def build(publications: Sequence[Publication], settings: Settings | None = None, *, thesaurus: Path | None = None) -> HotspotMap:
    """Return the map of ``publications``; the order of publications changes nothing but the places by which terms name them.

    ``thesaurus`` is a tab-separated table of the user's own with the columns ``preferred`` and ``variants`` (parted by ``|``),
    which goes before ours. Fewer than two terms that co-occur give a map without terms. Raises ValueError for a bad thesaurus.
    """
    settings = settings or Settings()
    found = candidates(publications, settings, thesaurus)
    chosen, relevance = _chosen(found, settings)
    matrix = found.matrix[:, chosen].tocsr()
    together = network.cooccurrence(matrix, occurrences=settings.occurrences, counting=settings.counting)
    strength = network.association_strength(together)
    raw, objective = clusters.cluster(
        strength,
        resolution=settings.resolution,
        restarts=settings.restarts,
        rounds=settings.search_rounds,
        seed=settings.seed,
    )
    cluster = clusters.merged(strength, raw, settings.minimum_cluster_size)
    places, stress = layout.layout(
        strength, attraction=settings.attraction, repulsion=settings.repulsion, starts=settings.layouts, seed=settings.seed
    )
    labels = [found.labels[c] for c in chosen]
    documents = np.diff(matrix.tocsc().indptr)
    weights = documents if settings.occurrences == "binary" else np.asarray(matrix.sum(axis=0)).ravel().astype(int)
    terms = _terms(publications, matrix, labels, weights, relevance, places, cluster, together)
    years, totals, by_year = _yearly(publications, found.headline[:, chosen].tocsc(), settings.last_complete_year)
    return HotspotMap(
        settings=settings,
        publications=len(publications),
        minimum_occurrences=found.minimum,
        candidates=len(found.labels),
        terms=terms,
        links=_links(together, strength),
        themes=thematic.themes(together, documents.tolist(), cluster, labels),
        bursts=tuple(
            burst
            for term, counts in enumerate(by_year)
            for burst in bursts.bursts(term, counts, totals, years, ratio=settings.burst_ratio, cost=settings.burst_cost)
        ),
        emerging=tuple(bursts.emerging(by_year, totals, settings.recent_years)),
        years=years,
        totals=totals,
        by_year=by_year,
        objective=objective,
        stress=stress,
        papers=tuple(_paper(p) for p in publications),
    )


def _chosen(found: Candidates, settings: Settings) -> tuple[list[int], list[float]]:
    """Return which candidates are on the map, by falling number of publications, and their relevance.

    First those that co-occur with any, of these the relevant share, of these the commonest.
    """
    together = network.cooccurrence(found.matrix)
    linked = np.flatnonzero(together.sum(axis=1) > 0)
    relevance = network.relevance(together, np.diff(found.matrix.tocsc().indptr))
    keep = max(round(settings.relevant_share * len(linked)), min(len(linked), _FEWEST))
    best = linked[np.argsort(-np.round(relevance[linked], 12), kind="stable")[:keep]]
    chosen = np.sort(best)[: settings.maximum_terms]
    while len(chosen):
        still = together[np.ix_(chosen, chosen)].sum(axis=1) > 0
        if still.all():
            break
        chosen = chosen[still]
    return chosen.tolist(), relevance[chosen].tolist()


def _terms(
    publications: Sequence[Publication],
    matrix: sparse.csr_matrix,
    labels: Sequence[str],
    weights: npt.NDArray[np.int64],
    relevance: Sequence[float],
    places: npt.NDArray[np.float64],
    cluster: npt.NDArray[np.int64],
    together: npt.NDArray[np.float64],
) -> tuple[Term, ...]:
    columns = matrix.tocsc()
    columns.sort_indices()
    year = np.array([np.nan if p.year is None else p.year for p in publications], dtype=float)
    citations = np.array([np.nan if p.citations is None else p.citations for p in publications], dtype=float)
    terms = []
    for number, label in enumerate(labels):
        rows = columns.indices[columns.indptr[number] : columns.indptr[number + 1]]
        terms.append(
            Term(
                label=label,
                occurrences=int(weights[number]),
                relevance=relevance[number],
                x=float(places[number, 0]),
                y=float(places[number, 1]),
                cluster=int(cluster[number]),
                links=int((together[number] > 0).sum()),
                strength=float(together[number].sum()),
                mean_year=_mean(year[rows]),
                mean_citations=_mean(citations[rows]),
                publications=tuple(rows.tolist()),
            )
        )
    return tuple(terms)


def _mean(values: npt.NDArray[np.float64]) -> float | None:
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else None


def _links(together: npt.NDArray[np.float64], strength: npt.NDArray[np.float64]) -> tuple[Link, ...]:
    first, second = np.nonzero(np.triu(together, 1))
    values = zip(first.tolist(), second.tolist(), together[first, second].tolist(), strength[first, second].tolist())
    return tuple(Link(*value) for value in values)


def _yearly(
    publications: Sequence[Publication], headline: sparse.csc_matrix, last: int | None
) -> tuple[tuple[int, ...], tuple[int, ...], tuple[tuple[int, ...], ...]]:
    """Return the complete years, all publications in each, and each term's that name it in title or keywords.

    Abstracts are left out: which years have them depends on the source, and would look like a trend.
    """
    known = [p.year for p in publications if p.year is not None]
    if not known:
        return (), (), tuple(() for _ in range(headline.shape[1]))
    oldest, newest = min(known), max(known) - 1 if last is None else last
    years = tuple(range(oldest, newest + 1))
    place = np.array([p.year - oldest if p.year is not None and p.year <= newest else -1 for p in publications], dtype=np.int64)
    size = len(years)
    totals = np.bincount(place[place >= 0], minlength=size)[:size]
    by_year = []
    for number in range(headline.shape[1]):
        rows = headline.indices[headline.indptr[number] : headline.indptr[number + 1]]
        when = place[rows]
        by_year.append(tuple(np.bincount(when[when >= 0], minlength=size)[:size].tolist()))
    return years, tuple(totals.tolist()), tuple(by_year)


def _paper(publication: Publication) -> Paper:
    return Paper(
        identifier=publication.identifier,
        title=plain(publication.title or "") or _UNTITLED,
        year=publication.year,
        journal=plain(publication.journal) if publication.journal else None,
        doi=publication.doi,
        citations=publication.citations,
    )
