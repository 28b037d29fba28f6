"""The files of a map of hotspots.

In: a `HotspotMap` and a folder; out: tables (CSV), VOSviewer's files, GraphML, figures (SVG, PNG) and the interactive page.
Method: own.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from pipeline.table1 import safe_cell

from . import exchange, graphml, page, vosviewer
from . import figures as drawing
from .model import HotspotMap


def write(hotspots: HotspotMap, folder: Path, *, figures: bool = True) -> tuple[Path, ...]:
    """Write the map's files into ``folder`` (made if it is not there) and return their paths, in order of writing.

    Always: ``terms.csv``, ``term_publications.csv``, ``clusters.csv``, ``bursts.csv``, ``emerging.csv``, ``terms_by_year.csv``,
    ``map.txt``, ``network.txt``, ``vosviewer.json``, ``network.graphml``, ``hotspots.html``; with ``figures`` the network,
    overlay, density, thematic map and bursts as SVG and PNG. The same map gives the same bytes.
    """
    folder.mkdir(parents=True, exist_ok=True)
    network = exchange.network(hotspots)
    written = [_table(folder / name, header, rows) for name, header, rows in _tables(hotspots)]
    for name, writer in (
        ("map.txt", vosviewer.write_map),
        ("network.txt", vosviewer.write_network),
        ("network.graphml", graphml.write_graphml),
    ):
        writer(network, folder / name)
        written.append(folder / name)
    vosviewer.write_json(network, folder / "vosviewer.json", {theme.cluster: theme.name for theme in hotspots.themes})
    page.write_page(hotspots, folder / "hotspots.html")
    written += [folder / "vosviewer.json", folder / "hotspots.html"]
    if figures:
        written += drawing.draw(hotspots, folder)
    return tuple(written)


def _table(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows([_cell(cell) for cell in row] for row in rows)
    return path


def _cell(value: object) -> object:
    return safe_cell(value) if isinstance(value, str) else "" if value is None else value


def _tables(hotspots: HotspotMap) -> Iterable[tuple[str, Sequence[str], Iterable[Sequence[object]]]]:
    terms = hotspots.terms
    yield (
        "terms.csv",
        (
            "term",
            "occurrences",
            "publications",
            "relevance",
            "cluster",
            "x",
            "y",
            "links",
            "link_strength",
            "mean_year",
            "mean_citations",
        ),
        (
            (
                t.label,
                t.occurrences,
                len(t.publications),
                round(t.relevance, 4),
                t.cluster,
                t.x,
                t.y,
                t.links,
                round(t.strength, 4),
                _rounded(t.mean_year, 2),
                _rounded(t.mean_citations, 2),
            )
            for t in terms
        ),
    )
    yield (
        "term_publications.csv",
        ("term", "publication"),
        ((t.label, hotspots.papers[p].identifier) for t in terms for p in t.publications),
    )
    yield (
        "clusters.csv",
        ("cluster", "name", "terms", "occurrences", "centrality", "density", "quadrant", "members"),
        (
            (
                c.cluster,
                c.name,
                len(c.terms),
                c.occurrences,
                round(c.centrality, 4),
                round(c.density, 4),
                c.quadrant,
                "; ".join(terms[t].label for t in c.terms),
            )
            for c in hotspots.themes
        ),
    )
    strongest = sorted(hotspots.bursts, key=lambda b: (-b.weight, b.term, b.first_year))
    yield (
        "bursts.csv",
        ("term", "first_year", "last_year", "weight"),
        ((terms[b.term].label, b.first_year, b.last_year, round(b.weight, 4)) for b in strongest),
    )
    yield (
        "emerging.csv",
        ("term", "recent_publications", "earlier_publications", "ratio_of_shares", "p_value"),
        ((terms[e.term].label, e.recent, e.before, round(e.ratio, 3), f"{e.p_value:.3g}") for e in hotspots.emerging),
    )
    yield (
        "terms_by_year.csv",
        ("term", *(str(y) for y in hotspots.years)),
        (("(all publications)", *hotspots.totals), *((t.label, *counts) for t, counts in zip(terms, hotspots.by_year))),
    )


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)
