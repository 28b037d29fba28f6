"""Accuracy over time: one line an audit and property in ``audit-history.csv``, and a chart of it.

In: audits, one after the other; out: the lines, and an SVG of F1 by property against the day. Only the strictest measure is
kept: value, material and every condition right. Method: own.
"""

from __future__ import annotations

import csv
import html
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pipeline.audit.run import Audit, Score

FILE = "audit-history.csv"
COLUMNS = ("when", "of", "property", "right", "false", "missed", "precision", "recall", "f1")

_MEASURE = "full"
_WIDTH, _HEIGHT, _LEFT, _RIGHT, _TOP, _BOTTOM = 760, 320, 48, 190, 16, 40
_COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#555555")
"""Told apart by colour-blind people too (Okabe and Ito, 2008)."""


@dataclass(frozen=True, slots=True)
class Point:
    """One property at one audit; ``when`` is ISO 8601 in UTC, a score is None where there is nothing to divide by."""

    when: str
    of: str
    property: str
    right: float
    false: float
    missed: float
    precision: float | None
    recall: float | None
    f1: float | None


def remember(audit: Audit, out: Path, when: datetime) -> list[Point]:
    """Add an audit to the history in a folder and return the whole of it; raises OSError."""
    moment = when.isoformat(timespec="seconds")
    points = []
    for score in _strictest(audit):
        c = score.counts
        points.append(Point(moment, score.of, score.name, c.right, c.false, c.missed, c.precision, c.recall, c.f1))
    known = [*recall(out), *points]
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow(COLUMNS)
    lines.writerows([_cell(getattr(p, name)) for name in COLUMNS] for p in known)
    half = out / f".{FILE}.new"
    half.write_text(text.getvalue(), encoding="utf-8", newline="")
    half.replace(out / FILE)
    return known


def in_words(audit: Audit) -> str:
    """Say what an audit found: F1 by property, and where the values are listed that are not right."""
    scores = ", ".join(f"{s.name} {s.counts.f1:.3f}" for s in _strictest(audit) if s.counts.f1 is not None)
    if not scores:
        return "no annotated paper is among the results"
    return f"F1 {scores}" + (f"; {len(audit.errors)} values to look at in errors.csv" if audit.errors else "")


def recall(out: Path) -> list[Point]:
    """Return the history in a folder, the oldest first; a line that cannot be read is passed over."""
    try:
        text = (out / FILE).read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return []
    points = []
    for row in csv.DictReader(io.StringIO(text)):
        try:
            numbers = [float(row[name]) for name in ("right", "false", "missed")]
            scores = [float(row[name]) if row[name] else None for name in ("precision", "recall", "f1")]
            datetime.fromisoformat(row["when"])
            points.append(Point(row["when"], row["of"], row["property"], *numbers, *scores))
        except (KeyError, TypeError, ValueError):
            continue
    return points


def chart(points: Sequence[Point]) -> str:
    """Return an SVG of F1 against time, a line a property, named at its end; the last value stands beside the name."""
    shown = [p for p in points if p.f1 is not None]
    times = [datetime.fromisoformat(p.when).timestamp() for p in shown]
    first, last = (min(times), max(times)) if times else (0.0, 0.0)

    def x(when: str) -> float:
        share = (datetime.fromisoformat(when).timestamp() - first) / (last - first) if last > first else 1.0
        return _LEFT + share * (_WIDTH - _LEFT - _RIGHT)

    def y(f1: float) -> float:
        return _TOP + (1 - f1) * (_HEIGHT - _TOP - _BOTTOM)

    parts = [_line(_LEFT, y(v), _WIDTH - _RIGHT, y(v), "#ddd") + _text(_LEFT - 8, y(v) + 4, f"{v:.1f}", "end") for v in _TICKS]
    for when in dict.fromkeys(p.when for p in (shown[:1] + shown[-1:])):
        parts.append(
            _text(x(when), _HEIGHT - _BOTTOM + 20, when[:16].replace("T", " "), "end" if x(when) > _LEFT + 200 else "start")
        )
    parts.append(_text(_LEFT - 8, _HEIGHT - 6, "F1 (value, material and conditions right)", "start"))
    ends: list[tuple[float, str, str]] = []
    for number, name in enumerate(dict.fromkeys(p.property for p in shown)):
        colour = _COLOURS[number % len(_COLOURS)]
        places = [(x(p.when), y(p.f1)) for p in shown if p.property == name and p.f1 is not None]
        path = " ".join(f"{a:.1f},{b:.1f}" for a, b in places)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{a:.1f}" cy="{b:.1f}" r="3" fill="{colour}"/>' for a, b in places]
        value = next(p.f1 for p in reversed(shown) if p.property == name)
        ends.append((places[-1][1], f"{name} {value:.2f}", colour))
    for (_, label, colour), place in zip(sorted(ends), _apart([e[0] for e in sorted(ends)]), strict=True):
        parts.append(_text(_WIDTH - _RIGHT + 10, place + 4, label, "start", colour))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" width="{_WIDTH}" height="{_HEIGHT}" '
        f'font-family="sans-serif" font-size="12"><rect width="{_WIDTH}" height="{_HEIGHT}" fill="#fff"/>{"".join(parts)}</svg>\n'
    )


_TICKS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)


def _apart(places: Iterable[float], distance: float = 15) -> list[float]:
    """Return ascending places moved down until none is nearer to the last than ``distance``, all of them up if they run out."""
    out: list[float] = []
    for place in places:
        out.append(max(place, out[-1] + distance) if out else place)
    over = max(0.0, out[-1] - (_HEIGHT - _BOTTOM)) if out else 0.0
    return [place - over for place in out]


def _line(x1: float, y1: float, x2: float, y2: float, colour: str) -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}"/>'


def _text(x: float, y: float, text: str, anchor: str, colour: str = "#333") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}">{html.escape(text)}</text>'


def _cell(value: object) -> str:
    return "" if value is None else f"{value:.4f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def _strictest(audit: Audit) -> list[Score]:
    """Return the scores that are kept: of whole values, with material and every condition."""
    return [s for s in audit.scores if s.measure == _MEASURE and s.field is None and s.of == audit.of]
