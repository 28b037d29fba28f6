"""The evidence report of a run: static pages that open from the file system, with a box on the page for every value.

In: a run's folder (``records.jsonl``, ``run.json``) and the PDFs it names; out: ``report/index.html``, a page a document, its
page images and its data. Text of a PDF goes into the pages as data only: it is escaped in the index, and put in place by the
script as text. Nothing is fetched but files of the report; images load when they come into view. Method: own.
"""

from __future__ import annotations

import hashlib
import html
import json
import os
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import quote

from pipeline.pdf.sheets import render_pages

_VERDICTS = ("conflict", "implausible", "missing", "single", "agreed")
_POLICY = "default-src 'none'; script-src 'self' file:; style-src 'self' file:; img-src 'self' file:"
_HIDDEN = ("printed", "extra", "group", "reference")


def write_report(run: Path) -> Path:
    """Write ``RUN/report`` anew and return its index.

    Raises FileNotFoundError where ``records.jsonl`` or ``run.json`` is missing, OSError for what cannot be written. A PDF that is
    no longer there, or has changed, has a page without images that says so.
    """
    told = json.loads((run / "run.json").read_text("utf-8"))
    with (run / "records.jsonl").open(encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines if line.strip()]
    by_document: dict[str, list[dict[str, Any]]] = {entry["document"]: [] for entry in told["documents"]}
    for record in records:
        for name in dict.fromkeys([record["document"], *(e["document"] for e in record["evidence"])]):
            by_document.setdefault(name, []).append(record)
    entries = {entry["document"]: entry for entry in told["documents"]}
    slugs = {name: slug(name) for name in by_document}
    staging = Path(tempfile.mkdtemp(prefix=".report-", dir=run))
    try:
        for folder in ("documents", "data", "pages"):
            (staging / folder).mkdir()
        for name in ("report.css", "report.js"):
            (staging / name).write_text(files(__package__).joinpath(name).read_text("utf-8"), "utf-8")
        for name, held in by_document.items():
            _document(staging, name, held, entries.get(name), slugs)
        (staging / "index.html").write_text(_index(by_document, entries, slugs), "utf-8")
        target = run / "report"
        if target.exists():
            shutil.rmtree(target)
        staging.replace(target)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return run / "report" / "index.html"


def slug(name: str) -> str:
    """Return a file name of plain letters for a document; two names never share one."""
    digest = hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()[:8]
    return f"{re.sub(r'[^A-Za-z0-9.-]+', '_', name)[:60]}~{digest}"


def _document(
    staging: Path, name: str, records: Sequence[dict[str, Any]], entry: Mapping[str, Any] | None, slugs: Mapping[str, str]
) -> None:
    pages = sorted({e["page"] for r in records for e in r["evidence"] if e["document"] == name and e["page"] > 0})
    path, note, images = Path(os.fsdecode(entry["path"])) if entry else None, "", {}
    if path is None or not path.is_file():
        note = "The PDF is not where the run read it, so its pages are not shown."
    elif entry and hashlib.sha256(path.read_bytes()).hexdigest() != entry["sha256"]:
        note = "The PDF has changed since the run, so its pages are not shown."
    else:
        images = render_pages(path, pages, staging / "pages", slugs[name])
    told = sorted(records, key=lambda r: (_VERDICTS.index(r["verdict"]), r["property"] in _HIDDEN, r["row"] or 0))
    data = {
        "document": name,
        "sha256": entry["sha256"] if entry else "",
        "note": note,
        "pages": [{"number": n, "image": i.name, "width": w, "height": h} for n, (i, w, h) in images.items()],
        "records": told,
        "links": {
            other: f"{slugs[other]}.html" for r in told for other in {e["document"] for e in r["evidence"]} if other in slugs
        },
    }
    text = json.dumps(json.dumps(data, ensure_ascii=True))
    (staging / "data" / f"{slugs[name]}.js").write_text(f"window.intergrowth = JSON.parse({text});\n", "utf-8")
    (staging / "documents" / f"{slugs[name]}.html").write_text(_shell(name, slugs[name]), "utf-8")


def _shell(name: str, own: str) -> str:
    return f"""{_head(name, "../")}<body class="document">
<header><a href="../index.html">All documents</a><h1>{html.escape(_clean(name))}</h1>
<div class="tools"><label>Reviewer <input id="reviewer" size="12" autocomplete="name"></label>
<button id="export">Export decisions</button><label class="button">Import<input id="import" type="file" accept=".json"></label>
<button id="theme">Dark or light</button><button id="help">Keys</button></div></header>
<main><section id="pages" aria-label="Pages with evidence"></section>
<section id="values" aria-label="Values"><form id="filters">
<label>Property <select id="property"></select></label><label>Verdict <select id="verdict"></select></label>
<label>Confidence below <input id="confidence" type="number" min="0" max="1" step="0.05" value="1"></label>
<label>Search <input id="search" type="search" size="10"></label><span id="count" role="status"></span></form>
<ol id="records"></ol></section></main>
<noscript>This page needs JavaScript; the same records stand in records.csv.</noscript>
<script src="../data/{quote(own)}.js"></script><script src="../report.js"></script></body></html>
"""


def _index(
    by_document: Mapping[str, Sequence[Mapping[str, Any]]], entries: Mapping[str, Mapping[str, Any]], slugs: Mapping[str, str]
) -> str:
    lines = []
    counts = {name: Counter(r["verdict"] for r in held if r["document"] == name) for name, held in by_document.items()}
    for name in sorted(by_document, key=lambda n: (-counts[n]["conflict"], -counts[n]["implausible"], n)):
        cells = "".join(f'<td class="number {v}">{counts[name][v] or ""}</td>' for v in _VERDICTS)
        pages = entries[name]["pages"] if name in entries else ""
        link = f'<a href="documents/{quote(slugs[name])}.html">{html.escape(_clean(name))}</a>'
        lines.append(f'<tr><th scope="row">{link}</th><td class="number">{pages}</td>{cells}</tr>')
    heads = "".join(f'<th scope="col" class="number">{v}</th>' for v in _VERDICTS)
    return f"""{_head("Evidence report", "")}<body class="index">
<header><h1>Evidence report</h1><div class="tools"><label>Search <input id="find" type="search"></label>
<button id="theme">Dark or light</button></div></header>
<main><p>Every value with its place on the page. Documents with conflicts come first; a number counts values of that verdict.</p>
<table id="documents"><thead><tr><th scope="col">Document</th><th scope="col" class="number">Pages</th>{heads}</tr></thead>
<tbody>
{chr(10).join(lines)}
</tbody></table></main>
<script src="report.js"></script></body></html>
"""


def _head(title: str, up: str) -> str:
    return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<title>{html.escape(_clean(title))}</title><link rel="stylesheet" href="{up}report.css"></head>
"""


def _clean(text: str) -> str:
    return re.sub("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", " ", text)
