"""Is a confidence a probability: bins of confidence against the share that is right, their mean gap, and a picture.

In: pairs of a confidence and whether it came true; out: bins, the expected calibration error, an SVG. Method: ten bins of equal
width and their gap weighted by count (Naeini, Cooper and Hauskrecht 2015); whiskers are Wilson's 95 % intervals (1927).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

_BINS = 10
_Z = 1.96
_SIDE, _LEFT, _TOP, _BAR = 360.0, 64.0, 52.0, 70.0


@dataclass(frozen=True, slots=True)
class Bin:
    """The facts whose confidence is from ``low`` to ``high``: how many, their mean confidence, the share that is right."""

    low: float
    high: float
    count: int
    confidence: float
    right: float


def bins(points: Sequence[tuple[float, bool]], number: int = _BINS) -> list[Bin]:
    """Return equal bins from 0 to 1; one on a border belongs to the upper bin, 1 to the last."""
    out = []
    for k in range(number):
        mine = [(p, right) for p, right in points if min(int(p * number + 1e-9), number - 1) == k]
        mean = [sum(m[i] for m in mine) / len(mine) if mine else 0.0 for i in (0, 1)]
        out.append(Bin(k / number, (k + 1) / number, len(mine), *mean))
    return out


def error(found: Sequence[Bin]) -> float:
    """Return the expected calibration error: the gap between confidence and truth, weighted by count."""
    total = sum(b.count for b in found)
    return sum(b.count * abs(b.right - b.confidence) for b in found) / total if total else 0.0


def svg(found: Sequence[Bin], gap: float) -> str:
    """Return the reliability plot: a point a bin with its 95 % interval on the diagonal, counts below."""
    bottom = _TOP + _SIDE
    most = max((b.count for b in found), default=0) or 1
    base = bottom + 52 + _BAR
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_LEFT + _SIDE + 28:.0f}" height="{base + 46:.0f}" '
        'font-family="Helvetica, Arial, sans-serif" font-size="12" fill="#222">',
        '<rect width="100%" height="100%" fill="white"/>',
        f'<text x="{_LEFT}" y="24" font-size="14" font-weight="bold">Reliability of confidence</text>',
        f'<text x="{_LEFT}" y="41">{sum(b.count for b in found)} facts, expected calibration error {gap:.3f}</text>',
        f'<rect x="{_LEFT}" y="{_TOP}" width="{_SIDE}" height="{_SIDE}" fill="none" stroke="#888"/>',
        f'<line x1="{_LEFT}" y1="{bottom}" x2="{_LEFT + _SIDE}" y2="{_TOP}" stroke="#888" stroke-dasharray="5 4"/>',
    ]
    for k in range(6):
        tick = k / 5
        x, y = _LEFT + tick * _SIDE, bottom - tick * _SIDE
        out += [
            f'<line x1="{x:.1f}" y1="{bottom}" x2="{x:.1f}" y2="{bottom + 5}" stroke="#888"/>',
            f'<text x="{x:.1f}" y="{bottom + 18}" text-anchor="middle">{tick:.1f}</text>',
            f'<line x1="{_LEFT - 5}" y1="{y:.1f}" x2="{_LEFT}" y2="{y:.1f}" stroke="#888"/>',
            f'<text x="{_LEFT - 9}" y="{y + 4:.1f}" text-anchor="end">{tick:.1f}</text>',
        ]
    middle = _TOP + _SIDE / 2
    out += [
        f'<text x="{_LEFT + _SIDE / 2}" y="{bottom + 35}" text-anchor="middle">mean confidence</text>',
        f'<text x="20" y="{middle}" text-anchor="middle" transform="rotate(-90 20 {middle})">share that is right</text>',
        f'<text x="{_LEFT + _SIDE / 2}" y="{base + 34}" text-anchor="middle">facts by confidence</text>',
        f'<line x1="{_LEFT}" y1="{base}" x2="{_LEFT + _SIDE}" y2="{base}" stroke="#888"/>',
    ]
    for b in found:
        if not b.count:
            continue
        x, y = _LEFT + b.confidence * _SIDE, bottom - b.right * _SIDE
        low, high = (bottom - w * _SIDE for w in wilson(b.right, b.count))
        out += [
            f'<line x1="{x:.1f}" y1="{low:.1f}" x2="{x:.1f}" y2="{high:.1f}" stroke="#1f77b4"/>',
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.5" fill="#1f77b4"/>',
        ]
        left, width, height = _LEFT + b.low * _SIDE + 2, (b.high - b.low) * _SIDE - 4, _BAR * b.count / most
        out += [
            f'<rect x="{left:.1f}" y="{base - height:.1f}" width="{width:.1f}" height="{height:.1f}" fill="#9ecae1"/>',
            f'<text x="{left + width / 2:.1f}" y="{base + 14}" text-anchor="middle">{b.count}</text>',
        ]
    return "\n".join([*out, "</svg>\n"])


def wilson(share: float, count: int) -> tuple[float, float]:
    """Return the 95 % interval of a share of ``count``."""
    centre = share + _Z**2 / (2 * count)
    spread = _Z * sqrt(share * (1 - share) / count + _Z**2 / (4 * count**2))
    return (centre - spread) / (1 + _Z**2 / count), (centre + spread) / (1 + _Z**2 / count)
