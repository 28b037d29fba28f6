"""The map of hotspots as one interactive page.

In: a `HotspotMap`; out: one HTML file that needs nothing else: zoom, search, click a term to see its papers. Its content security
policy allows only its own style and script, by their hashes, and no request at all; data stand in it as JSON that cannot end its
element, and the script sets texts as texts. Method: own.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
from pathlib import Path
from typing import Any

from .canvas import PALETTE
from .formulas import typeset
from .model import HotspotMap

_HERE = Path(__file__).parent
_MOST_LINKS = 3000
_MOST_PAPERS = 200  # of one term: the most cited, then the newest; the page stays of a size that a browser opens at once
_EMERGING = 12
_POLICY = "default-src 'none'; style-src '{style}'; script-src '{script}'; base-uri 'none'; form-action 'none'"
_ESCAPES = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def write_page(hotspots: HotspotMap, path: Path, title: str = "Research hotspots") -> None:
    """Write the page; the same map gives the same bytes."""
    style, script = ((_HERE / name).read_text(encoding="utf-8") for name in ("page.css", "page.js"))
    parts = {
        "policy": _POLICY.format(style=_hash(style), script=_hash(script)),
        "title": html.escape(title),
        "style": style,
        "note": html.escape(_note(hotspots)),
        "data": embedded(_data(hotspots)),
        "script": script,
    }
    page = (_HERE / "page.html").read_text(encoding="utf-8")
    pieces = page.split("{{")
    filled = pieces[0] + "".join(parts[name] + rest for name, rest in (piece.split("}}", 1) for piece in pieces[1:]))
    path.write_text(filled, encoding="utf-8", newline="\n")


def embedded(value: Any) -> str:  # noqa: ANN401
    """Return ``value`` as JSON that holds no character with a meaning in HTML."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for character, escape in _ESCAPES.items():
        text = text.replace(character, escape)
    return text.encode("utf-8", "replace").decode("utf-8")


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _note(hotspots: HotspotMap) -> str:
    settings = hotspots.settings
    period = f"; bursts and emerging terms are of {hotspots.years[0]}–{hotspots.years[-1]}" if hotspots.years else ""
    return (
        f"{len(hotspots.terms)} of {hotspots.candidates} terms that at least {hotspots.minimum_occurrences} of "
        f"{hotspots.publications} publications have; {settings.counting} counting, association strength, Leiden with the "
        f"constant Potts model at resolution {settings.resolution:g}, VOSviewer's layout (attraction {settings.attraction:g}, "
        f"repulsion {settings.repulsion:g}){period}."
    )


def _data(hotspots: HotspotMap) -> dict[str, Any]:
    shown = [_papers(hotspots, term.publications) for term in hotspots.terms]
    used = sorted({p for papers in shown for p in papers})
    number = {paper: place for place, paper in enumerate(used)}
    burst_years: dict[int, list[tuple[int, int]]] = {}
    for burst in hotspots.bursts:
        burst_years.setdefault(burst.term, []).append((burst.first_year, burst.last_year))
    strongest = sorted(hotspots.links, key=lambda link: (-link.weight, link.first, link.second))[:_MOST_LINKS]
    return {
        "palette": PALETTE,
        "years": hotspots.years,
        "clusters": [
            {"number": t.cluster, "name": t.name, "runs": typeset(t.name), "terms": len(t.terms), "quadrant": t.quadrant}
            for t in hotspots.themes
        ],
        "emerging": [(e.term, round(e.ratio, 2), e.before) for e in hotspots.emerging[:_EMERGING]],
        "links": [(link.first, link.second, round(link.weight, 4)) for link in strongest],
        "terms": [
            {
                "runs": typeset(term.label),
                "x": term.x,
                "y": term.y,
                "cluster": term.cluster,
                "occurrences": term.occurrences,
                "publications": len(term.publications),
                "year": None if term.mean_year is None else round(term.mean_year, 2),
                "citations": None if term.mean_citations is None else round(term.mean_citations, 1),
                "by_year": hotspots.by_year[place],
                "bursts": burst_years.get(place, []),
                "papers": [number[p] for p in shown[place]],
            }
            for place, term in enumerate(hotspots.terms)
        ],
        "papers": [(p.title, p.year, p.journal, p.doi, p.citations) for p in (hotspots.papers[u] for u in used)],
    }


def _papers(hotspots: HotspotMap, publications: tuple[int, ...]) -> list[int]:
    def rank(place: int) -> tuple[int, int, int]:
        paper = hotspots.papers[place]
        return -(paper.citations or 0), -(paper.year or 0), place

    return sorted(publications, key=rank)[:_MOST_PAPERS]
