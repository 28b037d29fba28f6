"""An audit on a terminal.

In: an `Audit`; out: what rich can print: scores with their intervals, agreement, errors by cause, and what fell since the last
one. Method: own, on rich.
"""

from __future__ import annotations

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from pipeline.audit.intervals import intervals
from pipeline.audit.report import MEANINGS, percent
from pipeline.audit.run import Audit, Score
from pipeline.audit.values import CAUSES


def render(audit: Audit, fields: bool = False) -> RenderableType:
    """Return an audit for a terminal; with ``fields`` also the scores of every field."""
    parts: list[RenderableType] = []
    for of in dict.fromkeys(s.of for s in audit.scores):
        mine = [s for s in audit.scores if s.of == of and (fields or not s.field)]
        if of == "entities" and not fields:
            mine = [s for s in mine if s.name == "all"]
        parts.append(_scores(of, mine))
    if audit.agreement:
        parts.append(_agreement(audit))
    if audit.errors:
        parts.append(_causes(audit))
    parts += [Text(f"note: {n}", style="yellow") for n in audit.notes]
    parts += _fallen(audit)
    return Group(*parts) if parts else Text("Nothing to compare: no annotated document is in the run.")


def _scores(of: str, scores: list[Score]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, title=of.capitalize(), title_justify="left", title_style="bold")
    for name in ("", "", "right", "false", "missed", "precision", "recall", "F1"):
        table.add_column(name, justify="right" if name else "left", no_wrap=True)
    before = ""
    for score in scores:
        found, bounds = score.counts, intervals(score.documents) or {}
        cells = [Text(f"{n:g}") for n in (found.right, found.false, found.missed)]
        for key, value in (("precision", found.precision), ("recall", found.recall), ("f1", found.f1)):
            cells.append(Text(percent(value), style="bold" if key == "f1" else ""))
            if key in bounds:
                cells[-1].append(f" {bounds[key][0]:.2f}–{bounds[key][1]:.2f}", style="dim")
        table.add_row(Text(score.name if score.name != before else ""), Text(score.field or score.measure, "dim"), *cells)
        before = score.name
    return table


def _agreement(audit: Audit) -> Table:
    table = Table(box=box.SIMPLE_HEAD, title="Agreement of annotators", title_justify="left", title_style="bold")
    for name in ("", "annotators", "compared", "κ", "α", "F1"):
        table.add_column(name, justify="left" if name in ("", "annotators") else "right")
    for row in audit.agreement:
        ratios = (percent(v) for v in (row.kappa, row.alpha, row.f1))
        table.add_row(*map(Text, (row.of, " – ".join(row.annotators), str(row.units), *ratios)))
    return table


def _causes(audit: Audit) -> Table:
    table = Table(box=box.SIMPLE_HEAD, title=f"Errors of the {audit.of}", title_justify="left", title_style="bold")
    table.add_column("cause")
    for kind in ("wrong", "missed", "false"):
        table.add_column(kind, justify="right")
    table.add_column("")
    for cause in (c for c in CAUSES if audit.causes[c]):
        kinds = [e.mismatch.kind for e in audit.errors if e.cause == cause]
        counts = (str(kinds.count(k) or "–") for k in ("wrong", "missed", "false"))
        table.add_row(*map(Text, (cause, *counts)), Text(MEANINGS[cause], style="dim"))
    return table


def _fallen(audit: Audit) -> list[RenderableType]:
    """Return what fell since the last audit, regressions in red; that nothing fell is said too."""
    if audit.against is None:
        return []
    if not audit.changes:
        return [Text(f"no F1 is lower than in the last audit ({audit.against})", style="green")]
    lines: list[RenderableType] = []
    for change in audit.changes:
        sure = f", {change.interval[0]:+.3f} to {change.interval[1]:+.3f}" if change.interval else ""
        over = f"{change.papers} papers) against {audit.against}"
        lines.append(
            Text(
                f"{'REGRESSION' if change.regression else 'lower'}: {change.of}: {change.name}, {change.measure}: "
                f"F1 {change.before:.3f} → {change.now:.3f} ({-change.drop:+.3f}{sure}; {over}",
                style="bold red" if change.regression else "yellow",
            )
        )
    return lines
