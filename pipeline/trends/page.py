"""The page of a run of trends: its numbers, figures and remarks, with links to the map and the tables.

In: what ``run.json`` says, and the folder with the figures; out: ``index.html``, one file that needs nothing else but what it
links to. Method: own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path
from typing import Any

_STYLE = """ :root { color-scheme: light dark; } body { font: 16px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem
auto; padding: 0 1rem; color: #1c2430; background: #fff; } h1 { font-size: 1.6rem; margin-bottom: .2rem; } h2 { font-size:
1.2rem; margin-top: 2.2rem; } .numbers { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: .6rem;
padding: 0; margin: 1.2rem 0; } .numbers div { border: 1px solid #ccd3dc; border-radius: 6px; padding: .5rem .8rem; } .numbers
dt { font-size: .85rem; color: #4a5666; } .numbers dd { margin: 0; font-size: 1.4rem; font-variant-numeric: tabular-nums; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; } th, td { text-align: left; padding: .3rem .6rem; } th, td {
border-bottom: 1px solid #dde2e9; vertical-align: top; } td.number { text-align: right; font-variant-numeric: tabular-nums; }
figure { margin: 1.2rem 0; background: #fff; } figure svg { max-width: 100%; height: auto; } a { color: #0b5cad; } .map {
display: inline-block; margin: .4rem 0; padding: .6rem 1rem; background: #0b5cad; color: #fff; border-radius: 6px;
text-decoration: none; } @media (prefers-color-scheme: dark) { body { background: #14181e; color: #e6e9ee; } a { color: #7db7f2;
} .numbers dt { color: #a9b4c2; } .numbers div, th, td { border-color: #39424e; } figure { padding: .5rem; } .map { color: #fff;
} }
"""
_NUMBERS = (
    ("records", "records read"),
    ("bad_records", "could not be used"),
    ("merged_pairs", "pairs merged"),
    ("doubtful_pairs", "pairs doubtful"),
    ("publications", "publications"),
    ("on_topic", "on topic"),
    ("reviews", "of them reviews"),
    ("terms", "terms on the map"),
)
_PAGE = "hotspots.html"


def write_page(run: Mapping[str, Any], folder: Path, *, figures: str = "figures", hotspots: str = "map") -> Path:
    """Write ``index.html`` in ``folder``, which holds the tables and the folders of figures and of the map. Raises OSError."""
    path = folder / "index.html"
    path.write_text("".join(_parts(run, folder, figures, hotspots)), "utf-8", "replace")
    return path


def _parts(run: Mapping[str, Any], folder: Path, figures: str, hotspots: str) -> Iterator[str]:
    yield '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>Publication trends</title>'
    yield f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{_STYLE}</style></head><body>\n'
    made = f"{run['finished'][:10]}, Intergrowth {run['versions'].get('intergrowth', '')}"
    yield f"<h1>Publication trends</h1><p>{escape(made)}</p>"
    yield '\n<dl class="numbers">'
    for name, title in _NUMBERS:
        yield f"<div><dt>{title}</dt><dd>{run['counts'][name]:,}</dd></div>"
    yield "</dl>\n"
    yield from (f"<p><strong>Note:</strong> {escape(note)}</p>\n" for note in run["notes"])
    if (folder / hotspots / _PAGE).exists():
        yield f'<p><a class="map" href="{hotspots}/{_PAGE}">Open the map of hotspots</a></p>\n'
    drawn = sorted((folder / figures).glob("*.svg"), key=lambda p: (p.stem != "publications", p.stem)) if figures else []
    for number, path in enumerate(drawn):
        yield f'<figure id="{escape(path.stem)}">{_inline(path.read_text("utf-8"), number)}</figure>\n'
    yield "<h2>Exports</h2><table><tr><th>File</th><th>Format</th><th>Encoding</th><th>Records</th><th>Used</th></tr>\n"
    for f in run["files"]:
        form = f["format"] or (f"the same as {f['same_as']}" if f["same_as"] else f"not read: it {f['error']}")
        cells = (f["name"], form, f["encoding"] or "")
        yield "<tr>" + "".join(f"<td>{escape(c)}</td>" for c in cells)
        yield f'<td class="number">{f["records"]:,}</td><td class="number">{f["used"]:,}</td></tr>\n'
    yield "</table>\n<h2>Files</h2><ul>"
    yield from (f'<li><a href="{escape(name)}">{escape(name)}</a></li>' for name in run["results"] if "." in name)
    yield "</ul></body></html>\n"


def _inline(svg: str, number: int) -> str:
    """Return a drawing for use inside a page: without prologue, its names made its own, as a page has one namespace."""
    start = svg.find("<svg")
    body = svg[start:] if start >= 0 else ""
    body = re.sub(r'\bid="', f'id="f{number}-', body)
    return re.sub(r"(url\(#|href=\"#)", rf"\1f{number}-", body)
