"""An audit as files: ``audit.json`` for programs, ``audit.html`` for people, ``errors.csv`` for a spreadsheet.

In: an `Audit`; out: the files, each replaced whole. The page needs nothing but itself, runs nothing, and shows text from PDFs as
text; a CSV cell that a spreadsheet would run is made harmless. Method: own.
"""

from __future__ import annotations

import csv
import html
import io
import json
import os
from collections.abc import Iterable, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

from pipeline.audit.agreement import Agreement
from pipeline.audit.intervals import CONFIDENCE, RESAMPLES, SEED, intervals
from pipeline.audit.regression import Change
from pipeline.audit.run import FORMAT, Audit, Error, Score
from pipeline.audit.values import CAUSES, Claim, Unit
from pipeline.model import Json, plain
from pipeline.table1 import safe_cell

COLUMNS = (
    *("cause", "document", "property", "kind", "wrong_fields", "annotated_material", "annotated", "claimed_material", "claimed"),
    *("page", "extractor", "text", "reason", "record_id"),
)
MEANINGS = {
    "reading": "not read from the page as it is printed",
    "table": "read from a table, wrongly, or not read from one",
    "recognition": "stated and not seen, or seen and not stated",
    "linking": "right value, wrong material or conditions",
    "normalisation": "the same value in a wrong form",
    "reconciliation": "right among the facts, lost or wrong among the records",
}


def write(audit: Audit, out: Path) -> None:
    """Write the files of an audit to a folder; ``audit.json`` last, since the next audit compares itself with it."""
    out.mkdir(parents=True, exist_ok=True)
    _replace(out / "errors.csv", errors_csv(audit.errors))
    _replace(out / "audit.html", as_html(audit))
    _replace(out / "audit.json", json.dumps(as_json(audit), ensure_ascii=False, indent=1, allow_nan=False) + "\n")


def as_json(audit: Audit) -> dict[str, Any]:
    """Return an audit as it stands in ``audit.json``."""
    return {
        "format": FORMAT,
        "of": audit.of,
        "source": audit.source,
        "annotations_sha256": audit.annotations_sha256,
        "intervals": {"confidence": CONFIDENCE, "resamples": RESAMPLES, "seed": SEED, "over": "documents"},
        "scores": [score_as_json(s) for s in audit.scores],
        "agreement": [_agreement_as_json(a) for a in audit.agreement],
        "errors_by_cause": audit.causes,
        "errors": [error_as_json(e) for e in audit.errors],
        "against": audit.against,
        "changes": [_change_as_json(c) for c in audit.changes],
        "problems": [{"path": p.path, "line": p.line, "error": p.error} for p in audit.problems],
        "notes": list(audit.notes),
    }


def score_as_json(score: Score) -> dict[str, Any]:
    """Return a score as it stands in ``audit.json``: counts, precision, recall, F1, their intervals, and counts by document."""
    counts = score.counts
    name = {"field": score.field} if score.field else {"measure": score.measure}
    return {
        "of": score.of,
        "property": score.name,
        **name,
        **{k: _whole(v) for k, v in (("right", counts.right), ("false", counts.false), ("missed", counts.missed))},
        **{k: _rounded(v) for k, v in (("precision", counts.precision), ("recall", counts.recall), ("f1", counts.f1))},
        "intervals": intervals(score.documents),
        "documents": {d: [_whole(c.right), _whole(c.false), _whole(c.missed)] for d, c in sorted(score.documents.items())},
    }


def error_as_json(error: Error) -> dict[str, Any]:
    """Return an error as it stands in ``audit.json``."""
    m = error.mismatch
    return {
        "cause": error.cause,
        "reason": error.reason,
        "document": m.document,
        "property": m.name,
        "kind": m.kind,
        "wrong": list(m.wrong),
        "annotated": {"materials": list(m.unit.materials or ()), **_readings(m.unit)} if m.unit else None,
        "claimed": None
        if m.claim is None
        else {
            "composition": m.claim.composition,
            "labels": list(m.claim.labels),
            **m.claim.values,
            "page": m.claim.page,
            "text": m.claim.text,
            "extractor": m.claim.extractor,
            "record_id": m.claim.id or None,
        },
    }


def errors_csv(errors: Iterable[Error]) -> str:
    """Return ``errors.csv``: one line an error, nothing a spreadsheet would run."""
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow(COLUMNS)
    lines.writerows([safe_cell(_clean(str(cell))) for cell in row_of(e)] for e in errors)
    return text.getvalue()


def row_of(error: Error) -> tuple[str, ...]:
    """Return the cells of an error in the order of `COLUMNS`."""
    m, claim = error.mismatch, error.mismatch.claim
    return (
        *(error.cause, m.document, m.name, m.kind, ", ".join(m.wrong)),
        *(", ".join(m.unit.materials or ()) if m.unit else "", said(m.unit) if m.unit else ""),
        *(_subject(claim) if claim else "", claimed(claim) if claim else ""),
        *(str(claim.page or "") if claim else "", claim.extractor if claim else "", plain(claim.text) if claim else ""),
        *(error.reason, claim.id if claim else ""),
    )


def said(unit: Unit) -> str:
    """Return the values of a unit in words."""
    return ", ".join(f"{k} {_shown(v)}" for k, v in _readings(unit).items())


def claimed(claim: Claim) -> str:
    """Return the values of a claim in words."""
    if claim.property == "material":
        return _subject(claim)
    return ", ".join(f"{k} {_shown(v)}" for k, v in claim.values.items())


def percent(value: float | None) -> str:
    """Return a ratio with three decimals, a dash where it is not defined."""
    return "–" if value is None else f"{value:.3f}"


def as_html(audit: Audit) -> str:
    """Return ``audit.html``."""
    style = files("pipeline.audit").joinpath("audit.css").read_text(encoding="utf-8")
    parts = [_changes_html(audit), _problems_html(audit)]
    for of in dict.fromkeys(s.of for s in audit.scores):
        parts.append(_scores_html(of, [s for s in audit.scores if s.of == of]))
    parts += [_agreement_html(audit.agreement), _errors_html(audit)]
    notes = "".join(f"<li>{_escaped(n)}</li>" for n in audit.notes)
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Audit</title>
<style>
{style}</style>
</head>
<body>
<h1>Audit</h1>
<p>{_escaped(audit.source)} against annotations. In brackets the {CONFIDENCE:.0%} interval when papers are drawn again
({RESAMPLES} times). <b>value</b>: the numbers are right; <b>linked</b>: and they hang on the right material; <b>full</b>: and
so is every condition that the annotation states.</p>
{f"<ul>{notes}</ul>" if notes else ""}
{"".join(p for p in parts if p)}
<footer>Intergrowth. The same numbers for programs: audit.json; the errors as a table: errors.csv.</footer>
</body>
</html>
"""


def _changes_html(audit: Audit) -> str:
    if audit.against is None:
        return ""
    if not audit.changes:
        return f"<p>Nothing fell since the last audit ({_escaped(audit.against)}).</p>\n"
    rows = [
        (
            "regression" if c.regression else "lower",
            f"{c.of}: {c.name}, {c.measure}",
            percent(c.before),
            percent(c.now),
            f"{-c.drop:+.3f}".replace("-", "−"),
            f"{c.interval[0]:+.3f} to {c.interval[1]:+.3f}".replace("-", "−") if c.interval else "–",
        )
        for c in audit.changes
    ]
    head = ("", "F1 of", "before", "now", "change", "interval of the change")
    return _section(f"Lower than in {audit.against}", _table(head, rows, bad=[c.regression for c in audit.changes]))


def _problems_html(audit: Audit) -> str:
    if not audit.problems:
        return ""
    rows = [(p.path, str(p.line or ""), p.error) for p in audit.problems]
    return _section("Annotations that could not be used", _table(("file", "line", "error"), rows, bad=[True] * len(rows)))


def _scores_html(of: str, scores: Sequence[Score]) -> str:
    rows, groups = [], []
    for s in scores:
        found, bounds = s.counts, intervals(s.documents) or {}
        ratios = (("precision", found.precision), ("recall", found.recall), ("f1", found.f1))
        shown = [percent(v) + (f" [{bounds[k][0]:.2f}–{bounds[k][1]:.2f}]" if k in bounds else "") for k, v in ratios]
        rows.append((s.name, s.field or s.measure, *(f"{n:g}" for n in (found.right, found.false, found.missed)), *shown))
        groups.append("field" if s.field else "")
    head = ("", "", "right", "false", "missed", "precision", "recall", "F1")
    return _section(of.capitalize(), _table(head, rows, classes=groups, numbers=6))


def _agreement_html(rows: Sequence[Agreement]) -> str:
    if not rows:
        return ""
    cells = [(a.of, " – ".join(a.annotators), str(a.units), percent(a.kappa), percent(a.alpha), percent(a.f1)) for a in rows]
    head = ("", "annotators", "compared", "Cohen’s κ", "Krippendorff’s α", "F1")
    return _section("Agreement of annotators", _table(head, cells, numbers=4))


def _errors_html(audit: Audit) -> str:
    if not audit.errors:
        return ""
    counts = "".join(f"<dt>{c}</dt><dd>{audit.causes[c]}</dd><dd>{MEANINGS[c]}</dd>" for c in CAUSES if audit.causes[c])
    rows = [row_of(e)[:-1] for e in audit.errors]
    head = [c.replace("_", " ") for c in COLUMNS[:-1]]
    return _section(f"Errors of the {audit.of}", f"<dl>{counts}</dl>\n{_table(head, rows)}")


def _section(title: str, body: str) -> str:
    return f"<h2>{_escaped(title)}</h2>\n{body}\n"


def _table(
    head: Sequence[str], rows: Sequence[Sequence[str]], classes: Sequence[str] = (), numbers: int = 0, bad: Sequence[bool] = ()
) -> str:
    """Return a table; the last ``numbers`` columns are numbers, ``bad`` rows are marked."""
    first = len(head) - numbers
    lines = []
    for at, row in enumerate(rows):
        names = " ".join(n for n in (classes[at] if classes else "", "bad" if bad and bad[at] else "") if n)
        cells = "".join(f"<td{' class=number' if i >= first else ''}>{_escaped(c)}</td>" for i, c in enumerate(row))
        lines.append(f'<tr class="{names}">{cells}</tr>' if names else f"<tr>{cells}</tr>")
    titles = "".join(f'<th scope="col"{" class=number" if i >= first else ""}>{_escaped(h)}</th>' for i, h in enumerate(head))
    body = "\n".join(lines)
    return f'<div class="wide"><table>\n<thead><tr>{titles}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table></div>'


def _readings(unit: Unit) -> dict[str, Json]:
    """Return what a unit states: its value, or all accepted ones where there are several."""
    return {k: v[0] if len(v) == 1 else list(v) for k, v in unit.values.items() if v}


def _subject(claim: Claim) -> str:
    composition = f"({claim.composition})" if claim.composition else ""
    return " ".join(filter(None, (", ".join(claim.labels), composition))) or "no material named"


def _shown(value: Json) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{k} {v}" for k, v in value.items())
    if not isinstance(value, list):
        return str(value)
    nested = any(isinstance(v, list | dict) for v in value)
    return (" or " if nested else ", ").join(map(_shown, value))


def _agreement_as_json(row: Agreement) -> dict[str, Any]:
    ratios = {k: _rounded(v) for k, v in (("kappa", row.kappa), ("alpha", row.alpha), ("f1", row.f1))}
    return {"of": row.of, "annotators": list(row.annotators), "units": row.units, **ratios}


def _change_as_json(change: Change) -> dict[str, Any]:
    return {
        "of": change.of,
        "property": change.name,
        "measure": change.measure,
        "before": _rounded(change.before),
        "now": _rounded(change.now),
        "papers": change.papers,
        "interval": change.interval,
        "regression": change.regression,
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _whole(value: float) -> float:
    return int(value) if value == int(value) else value


def _escaped(text: str) -> str:
    return html.escape(_clean(text))


def _clean(text: str) -> str:
    """Take away control characters and marks that turn the reading direction."""
    return "".join(" " if c.isspace() else c for c in text if c.isspace() or (c.isprintable() and c not in _TURNING))


_TURNING = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def _replace(path: Path, text: str) -> None:
    """Write a file beside its place and put it there whole."""
    part = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        part.write_bytes(text.encode("utf-8", "replace"))
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
