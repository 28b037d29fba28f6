"""What the figures of a map share: its axes, discs, links, legend, labels, colours, and how they are saved.

In: a `HotspotMap` and matplotlib, which the caller has imported; out: artists on axes, files. Colours after Okabe and Ito (2008)
and Tol's muted scheme, which remain apart for the colour-blind. Label placement: `placing`.
"""

from __future__ import annotations

import io
import math
import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from pipeline.figures import write_png

from .formulas import unicode_label
from .model import HotspotMap
from .placing import Anchor, Box, place

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.path import Path as Outline
    from matplotlib.text import Text

# Okabe and Ito's eight without black, in an order that keeps neighbours apart, then six of Tol's muted scheme.
PALETTE = (
    "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#999933",
    "#882255", "#44AA99", "#332288", "#AA4499", "#117733", "#DDCC77", "#888888",
)  # fmt: skip
WIDTH = 7.2  # inches: two columns of a journal
_LOWEST, _HIGHEST = 3.4, 8.0  # inches
_DPI = 300
FONT = "DejaVu Sans"
INK, PALE = "#1a1a1a", "#8a8a8a"
_SMALLEST_TYPE, _LARGEST_TYPE = 5.2, 9.5  # points
_LEADING = 1.1  # from line to line of a label, in heights of a line
_MOST_LINKS = 700
_LABELLED = "label-"
_LABEL = re.compile(rf'(<g id="{_LABELLED}\d+">)(.*?)(</g>)', re.S)
_TEXT = re.compile(r'<text style="([^"]*)"')
_HALO = "stroke: #ffffff; stroke-width: 2; stroke-opacity: 0.85; stroke-linejoin: round"

Extent = tuple[float, float, float, float]
"""A part of the axes: left, bottom, right, top, from 0 to 1."""

Colour = str | tuple[float, float, float, float]


def colour(cluster: int) -> str:
    """Return the colour of a cluster; those after the fourteenth share the last, grey."""
    return PALETTE[min(cluster, len(PALETTE)) - 1]


def map_axes(plt: ModuleType, hotspots: HotspotMap, below: float = 0.0) -> tuple[Figure, Axes]:
    """Return a figure as high as the map needs, whose axes hold it at equal scales; ``below`` are inches for a legend."""
    x, y = np.array([t.x for t in hotspots.terms]), np.array([t.y for t in hotspots.terms])
    width, height = float(np.ptp(x)) or 1.0, float(np.ptp(y)) or 1.0
    unit = width * 1.16 / WIDTH  # of the map, an inch
    high = min(max(height / unit + 0.7, _LOWEST), _HIGHEST)
    unit = max(unit, height / (high - 0.7))
    figure = plt.figure(figsize=(WIDTH, high + below))
    axes = figure.add_axes((0, 0, 1, 1))
    middle = (float(x.max() + x.min()) / 2, float(y.max() + y.min()) / 2)
    axes.set_xlim(middle[0] - unit * WIDTH / 2, middle[0] + unit * WIDTH / 2)
    axes.set_ylim(middle[1] - unit * (high / 2 + below), middle[1] + unit * high / 2)
    axes.set_axis_off()
    return figure, axes


def _radii(hotspots: HotspotMap) -> list[float]:
    """Return the radius of each term's disc in points: its area grows with the occurrences."""
    largest = max(t.occurrences for t in hotspots.terms)
    return [1.6 + 12.5 * math.sqrt(t.occurrences / largest) for t in hotspots.terms]


def discs(axes: Axes, hotspots: HotspotMap, colours: Sequence[Colour]) -> list[float]:
    """Draw the terms' discs and return their radii in points."""
    radii = _radii(hotspots)
    order = range(len(radii))  # the largest first, so that none hides a smaller one
    axes.scatter(
        [hotspots.terms[i].x for i in order], [hotspots.terms[i].y for i in order], s=[4 * radii[i] ** 2 for i in order],
        c=[colours[i] for i in order], alpha=0.82, linewidths=0.4, edgecolors="white", zorder=2,
    )  # fmt: skip
    return radii


def links(axes: Axes, hotspots: HotspotMap, colours: Sequence[Colour]) -> None:
    """Draw the strongest links, those within a cluster in its colour, others grey."""
    from matplotlib.collections import LineCollection

    strongest = sorted(hotspots.links, key=lambda link: (-link.weight, link.first, link.second))[:_MOST_LINKS]
    if not strongest:
        return
    heaviest = strongest[0].weight
    terms = hotspots.terms
    axes.add_collection(
        LineCollection(
            [[(terms[k.first].x, terms[k.first].y), (terms[k.second].x, terms[k.second].y)] for k in strongest],
            colors=[colours[k.first] if terms[k.first].cluster == terms[k.second].cluster else "#b9b9b9" for k in strongest],
            linewidths=[0.25 + 1.6 * math.sqrt(k.weight / heaviest) for k in strongest],
            alpha=0.22,
            zorder=1,
        )
    )


def legend(axes: Axes, hotspots: HotspotMap) -> None:
    """Name the clusters under the map, outside its labels' reach."""
    from matplotlib.lines import Line2D

    handles = [
        Line2D(
            [],
            [],
            marker="o",
            linestyle="",
            markersize=5,
            markerfacecolor=colour(t.cluster),
            markeredgewidth=0,
            label=unicode_label(t.name),
        )
        for t in hotspots.themes[: len(PALETTE)]
    ]
    key = axes.legend(
        handles=handles, loc="lower left", ncols=2, columnspacing=1.2, fontsize=6.2, handletextpad=0.2, labelspacing=0.35,
        borderpad=0.3, borderaxespad=0.4, frameon=True, framealpha=0.85, edgecolor="none",
    )  # fmt: skip
    key.set_zorder(4)


def labels(
    figure: Figure,
    axes: Axes,
    hotspots: HotspotMap,
    radii: Sequence[float],
    *,
    taken: Sequence[Extent] = (),
    around: bool = True,
) -> None:
    """Write the terms' labels, the commonest first, larger the commoner; ``taken`` are parts of the axes kept free."""
    terms = hotspots.terms
    largest = max(t.occurrences for t in terms)
    sizes = [_SMALLEST_TYPE + (_LARGEST_TYPE - _SMALLEST_TYPE) * math.sqrt(t.occurrences / largest) for t in terms]
    write(figure, axes, [(t.x, t.y) for t in terms], [t.label for t in terms], sizes, radii, taken=taken, around=around)


def write(
    figure: Figure,
    axes: Axes,
    places: Sequence[tuple[float, float]],
    texts: Sequence[str],
    sizes: Sequence[float],
    radii: Sequence[float],
    *,
    taken: Sequence[Extent] = (),
    around: bool = True,
) -> None:
    """Write each text, of one line or several, at its place or around it, in order of importance, where no other text is."""
    points = 72 / figure.dpi
    window = axes.get_window_extent()
    bounds = Box(window.x0 * points + 2, window.y0 * points + 2, window.x1 * points - 2, window.y1 * points - 2)
    kept = [
        Box(window.x0 * points + a * window.width * points, window.y0 * points + b * window.height * points,
            window.x0 * points + c * window.width * points, window.y0 * points + d * window.height * points)
        for a, b, c, d in taken
    ]  # fmt: skip
    legend = axes.get_legend()
    if legend is not None:
        extent = legend.get_window_extent()
        kept.append(Box(extent.x0 * points, extent.y0 * points, extent.x1 * points, extent.y1 * points))
    labels = [unicode_label(text).split("\n") for text in texts]
    height, _ = _line()
    anchors = []
    for (x, y), lines, size, radius in zip(places, labels, sizes, radii):
        across, up = axes.transData.transform((x, y)) * points
        width = max(_outline(line)[2] for line in lines) * size
        tall = height * size * (1 + _LEADING * (len(lines) - 1))
        anchors.append(Anchor(float(across), float(up), radius, width + 2.4, tall + 1.4))
    inverse = axes.transData.inverted()
    number = 0
    for box, lines, size in zip(place(anchors, bounds, taken=kept, around=around), labels, sizes):
        if box is None:
            continue
        for row, line in enumerate(lines):
            lower = _LEADING * height * size * (row - (len(lines) - 1) / 2)
            middle = ((box.left + box.right) / 2 / points, ((box.bottom + box.top) / 2 - lower) / points)
            x, y = inverse.transform(middle)
            axes.text(x, y, line, fontsize=size, ha="center", va="center", color=INK, zorder=5, gid=f"{_LABELLED}{number}")
            number += 1


def save_svg(figure: Figure, path: Path) -> Path:
    """Save the figure as SVG whose labels are text, each over a white copy of itself that parts it from what lies below."""
    drawn = io.StringIO()
    figure.savefig(drawn, format="svg", metadata={"Date": None}, facecolor="white")
    path.write_text(_LABEL.sub(_with_halo, drawn.getvalue()), encoding="utf-8", newline="\n")
    return path


def _with_halo(match: re.Match[str]) -> str:
    begin, texts, end = match.groups()
    return begin + _TEXT.sub(rf'<text style="\1; {_HALO}"', texts) + texts + end


def save_png(figure: Figure, path: Path) -> Path:
    """Save the figure as PNG whose labels are parted by a white line from what lies below.

    All labels are one path: to draw each as a text with a line around it takes four times as long.
    """
    from matplotlib.patches import PathPatch
    from matplotlib.transforms import IdentityTransform

    figure.set_dpi(_DPI)
    for axes in figure.axes:
        labels = [text for text in axes.texts if str(text.get_gid() or "").startswith(_LABELLED)]
        if not labels:
            continue
        outline = _outlines(labels)
        for text in labels:
            text.set_visible(False)
        look = {"transform": IdentityTransform(), "joinstyle": "round", "zorder": 5}
        halo = {"facecolor": "none", "edgecolor": (1, 1, 1, 0.85), "linewidth": 2.0}
        axes.add_artist(PathPatch(outline, **halo, **look))
        axes.add_artist(PathPatch(outline, facecolor=INK, edgecolor="none", **look))
    return write_png(figure, path, _DPI)


def _outlines(labels: Sequence[Text]) -> Outline:
    """Return the letters of labels, which are centred on their places, as one path in dots."""
    from matplotlib.path import Path as Outline

    height, depth = _line()
    vertices, codes = [], []
    for text in labels:
        corners, kinds, width = _outline(text.get_text())
        scale = float(text.get_fontsize()) * _DPI / 72
        middle = text.get_transform().transform(text.get_position())
        vertices.append(corners * scale + middle - np.array([width / 2, height / 2 - depth]) * scale)
        codes.append(kinds)
    return Outline(np.concatenate(vertices), np.concatenate(codes))


@lru_cache(maxsize=4096)
def _outline(line: str) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.uint8], float]:
    """Return the letters of a line from its base line on, as corners and their kinds, and its width, for a size of 1."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    font = FontProperties(family=FONT, size=text_to_path.FONT_SCALE)
    corners, kinds = text_to_path.get_text_path(font, line)
    width, _, _ = text_to_path.get_text_width_height_descent(line, font, False)
    scale = text_to_path.FONT_SCALE
    return np.reshape(np.array(corners, np.float64), (-1, 2)) / scale, np.array(kinds, np.uint8), width / scale


@lru_cache(maxsize=1)
def _line() -> tuple[float, float]:
    """Return the height of a line of text and its depth below the base line, for a size of 1."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    font = FontProperties(family=FONT, size=text_to_path.FONT_SCALE)
    _, height, depth = text_to_path.get_text_width_height_descent("lp", font, False)
    return height / text_to_path.FONT_SCALE, depth / text_to_path.FONT_SCALE
