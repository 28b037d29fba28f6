"""Figures of a map of hotspots: network, overlay by year, density, thematic map, bursts; as SVG and PNG.

In: a `HotspotMap`; out: files, the same bytes for the same map. matplotlib is imported when something is drawn. Methods: the views are
VOSviewer's (van Eck and Waltman, Scientometrics 84, 523, 2010), the density a sum of Gaussian kernels weighted by occurrences with the
width 0.125 of the mean distance given there; colours after Okabe and Ito (2008), cividis (Nunez, Anderton and Renslow 2018) and
Tol, which remain apart for the colour-blind. Label placement: `placing`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from pipeline.figures import pyplot

from .model import HotspotMap
from .placing import Anchor, Box, place

# Okabe and Ito's eight without black, in an order that keeps neighbours apart, then six of Tol's muted scheme.
PALETTE = (
    "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#999933",
    "#882255", "#44AA99", "#332288", "#AA4499", "#117733", "#DDCC77", "#888888",
)  # fmt: skip
_WIDTH, _HEIGHT = 7.2, 6.0  # inches: two columns of a journal
_DPI = 300
_INK, _PALE = "#1a1a1a", "#8a8a8a"
_SMALLEST_TYPE, _LARGEST_TYPE = 5.2, 9.5  # points
_MOST_LINKS = 700
_KERNEL = 0.125
_BURSTS = 25
Draw = Callable[[Any, HotspotMap], Any]


def draw(hotspots: HotspotMap, folder: Path) -> tuple[Path, ...]:
    """Write ``network``, ``overlay``, ``density``, ``thematic`` and ``bursts`` as SVG and PNG; return the paths.

    A map without terms draws nothing, one without bursts no bursts, one without years no overlay.
    """
    if not hotspots.terms:
        return ()
    wanted: list[tuple[str, Draw]] = [("network", _network)]
    if any(term.mean_year is not None for term in hotspots.terms):
        wanted.append(("overlay", _overlay))
    wanted += [("density", _density), ("thematic", _thematic)]
    if hotspots.bursts:
        wanted.append(("bursts", _bursts))
    written = []
    with pyplot() as plt, plt.rc_context({"font.family": "DejaVu Sans", "font.size": 7, "axes.linewidth": 0.6}):
        for name, drawing in wanted:
            figure = drawing(plt, hotspots)
            for path, metadata in ((folder / f"{name}.svg", {"Date": None}), (folder / f"{name}.png", {"Software": None})):
                figure.savefig(path, dpi=_DPI, metadata=metadata, facecolor="white")
                written.append(path)
            plt.close(figure)
    return tuple(written)


def colour(cluster: int) -> str:
    """Return the colour of a cluster; those after the fourteenth share the last, grey."""
    return PALETTE[min(cluster, len(PALETTE)) - 1]


def _network(plt: Any, hotspots: HotspotMap) -> Any:
    figure, axes = _map_axes(plt, hotspots)
    colours = [colour(t.cluster) for t in hotspots.terms]
    _links(axes, hotspots, colours)
    radii = _discs(axes, hotspots, colours)
    _legend(axes, hotspots)
    _labels(figure, axes, hotspots, radii)
    return figure


def _overlay(plt: Any, hotspots: HotspotMap) -> Any:
    figure, axes = _map_axes(plt, hotspots)
    years = np.array([np.nan if t.mean_year is None else t.mean_year for t in hotspots.terms])
    known = years[~np.isnan(years)]
    low, high = np.percentile(known, 5), np.percentile(known, 95)
    if high - low < 0.1:
        low, high = low - 0.5, high + 0.5
    scale = plt.Normalize(low, high)
    palette = plt.get_cmap("cividis")
    colours = [_PALE if math.isnan(year) else palette(scale(year)) for year in years]
    _links(axes, hotspots, ["#b9b9b9"] * len(colours))
    radii = _discs(axes, hotspots, colours)
    bar_axes = axes.inset_axes((0.70, 0.035, 0.27, 0.018))
    bar = figure.colorbar(plt.cm.ScalarMappable(scale, palette), cax=bar_axes, orientation="horizontal", extend="both")
    bar.ax.tick_params(labelsize=6, width=0.5, length=2)
    bar.locator = plt.MaxNLocator(4)
    bar.formatter = plt.FuncFormatter(lambda value, _: f"{value:.1f}")
    bar.update_ticks()
    bar.outline.set_linewidth(0.4)
    bar_axes.set_title("Mean publication year", fontsize=6.5, pad=3)
    _labels(figure, axes, hotspots, radii, taken=((0.66, 0.0, 1.0, 0.09),))
    return figure


def _density(plt: Any, hotspots: HotspotMap) -> Any:
    figure, axes = _map_axes(plt, hotspots)
    (left, right), (bottom, top) = axes.get_xlim(), axes.get_ylim()
    columns = 480
    rows = round(columns * (top - bottom) / (right - left))
    grid = density(hotspots, np.linspace(left, right, columns), np.linspace(bottom, top, rows))
    # The root keeps the lesser hotspots visible beside the greatest.
    axes.imshow(np.sqrt(grid), extent=(left, right, bottom, top), origin="lower", cmap="YlGnBu", aspect="equal", zorder=0, vmin=0)
    _labels(figure, axes, hotspots, [0.5] * len(hotspots.terms), around=False)
    return figure


def density(hotspots: HotspotMap, x: npt.NDArray[np.float64], y: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return the density at each point of a grid (rows of ``y`` by columns of ``x``): occurrences times Gaussian kernels.

    The kernels' width is 0.125, since the mean distance of two terms is 1.
    """
    total = np.zeros((len(y), len(x)))
    for term in hotspots.terms:
        across = np.exp(-(((x - term.x) / _KERNEL) ** 2))
        up = np.exp(-(((y - term.y) / _KERNEL) ** 2))
        total += term.occurrences * np.outer(up, across)
    return total


def _thematic(plt: Any, hotspots: HotspotMap) -> Any:
    figure, axes = plt.subplots(figsize=(_WIDTH, 5.0))
    figure.subplots_adjust(0.085, 0.095, 0.985, 0.98)
    themes = hotspots.themes
    x, y = np.array([t.centrality for t in themes]), np.array([t.density for t in themes])
    for values, limits in ((x, axes.set_xlim), (y, axes.set_ylim)):
        spread = float(values.max() - values.min()) or max(abs(float(values.max())), 1.0)
        limits(float(values.min()) - 0.3 * spread, float(values.max()) + 0.3 * spread)
    axes.axvline(float(np.median(x)), color=_PALE, linewidth=0.7, linestyle=(0, (4, 3)), zorder=0)
    axes.axhline(float(np.median(y)), color=_PALE, linewidth=0.7, linestyle=(0, (4, 3)), zorder=0)
    corners = (
        (0.985, 0.98, "Motor themes"),
        (0.985, 0.02, "Basic themes"),
        (0.015, 0.98, "Niche themes"),
        (0.015, 0.02, "Emerging or declining themes"),
    )
    for across, up, text in corners:
        axes.text(
            across, up, text, transform=axes.transAxes, ha="right" if across > 0.5 else "left", va="top" if up > 0.5 else "bottom",
            fontsize=7.5, color="#6b6b6b", style="italic",
        )  # fmt: skip
    largest = max(t.occurrences for t in themes)
    radii = [6 + 22 * math.sqrt(t.occurrences / largest) for t in themes]
    axes.scatter(
        x, y, s=[4 * r * r for r in radii], c=[colour(t.cluster) for t in themes], alpha=0.85, linewidths=0.8, edgecolors="white"
    )
    axes.set_xlabel("Centrality (Callon): links to other themes")
    axes.set_ylabel("Density (Callon): links within the theme")
    axes.tick_params(width=0.6, length=3)
    axes.spines[["top", "right"]].set_visible(False)
    order = sorted(range(len(themes)), key=lambda i: (-themes[i].occurrences, i))
    names = [_broken(themes[i].name) for i in order]
    _write(figure, axes, [(float(x[i]), float(y[i])) for i in order], names, [7.0] * len(order), [radii[i] for i in order])
    return figure


def _bursts(plt: Any, hotspots: HotspotMap) -> Any:
    shown = sorted(hotspots.bursts, key=lambda b: (-b.weight, b.term, b.first_year))[:_BURSTS]
    shown.sort(key=lambda b: (b.first_year, b.last_year, -b.weight, b.term))
    figure, axes = plt.subplots(figsize=(_WIDTH * 0.75, 0.6 + 0.19 * len(shown)))
    heaviest = max(b.weight for b in shown)
    for row, burst in enumerate(shown):
        term = hotspots.terms[burst.term]
        axes.plot([hotspots.years[0], hotspots.years[-1] + 1], [row, row], color="#e3e3e3", linewidth=0.8, zorder=0)
        axes.barh(
            row, burst.last_year - burst.first_year + 1, left=burst.first_year, height=0.25 + 0.5 * math.sqrt(burst.weight / heaviest),
            color=colour(term.cluster), linewidth=0,
        )  # fmt: skip
        axes.text(hotspots.years[-1] + 1.15, row, f"{burst.weight:.1f}", va="center", fontsize=6, color="#555555")
    axes.set_yticks(range(len(shown)), [hotspots.terms[b.term].label for b in shown], fontsize=6.5)
    axes.set_xticks([y + 0.5 for y in hotspots.years], [str(y) for y in hotspots.years])
    axes.set_xlim(hotspots.years[0], hotspots.years[-1] + 1)
    axes.set_ylim(len(shown) - 0.4, -0.6)
    axes.text(hotspots.years[-1] + 1.15, -0.75, "Weight", va="bottom", fontsize=6, color="#555555")
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    figure.tight_layout(pad=0.6)
    return figure


def _map_axes(plt: Any, hotspots: HotspotMap) -> tuple[Any, Any]:
    """Return a figure whose axes hold the map at equal scales, filling the page."""
    x, y = np.array([t.x for t in hotspots.terms]), np.array([t.y for t in hotspots.terms])
    figure = plt.figure(figsize=(_WIDTH, _HEIGHT))
    axes = figure.add_axes((0, 0, 1, 1))
    width, height = float(np.ptp(x)) or 1.0, float(np.ptp(y)) or 1.0
    unit = max(width * 1.16 / _WIDTH, height * 1.14 / _HEIGHT)  # data units an inch
    middle = (float(x.max() + x.min()) / 2, float(y.max() + y.min()) / 2)
    axes.set_xlim(middle[0] - unit * _WIDTH / 2, middle[0] + unit * _WIDTH / 2)
    axes.set_ylim(middle[1] - unit * _HEIGHT / 2, middle[1] + unit * _HEIGHT / 2)
    axes.set_axis_off()
    return figure, axes


def _radii(hotspots: HotspotMap) -> list[float]:
    """Return the radius of each term's disc in points: its area grows with the occurrences."""
    largest = max(t.occurrences for t in hotspots.terms)
    return [1.6 + 12.5 * math.sqrt(t.occurrences / largest) for t in hotspots.terms]


def _discs(axes: Any, hotspots: HotspotMap, colours: Sequence[Any]) -> list[float]:
    radii = _radii(hotspots)
    order = range(len(radii))  # the largest first, so that none hides a smaller one
    axes.scatter(
        [hotspots.terms[i].x for i in order], [hotspots.terms[i].y for i in order], s=[4 * radii[i] ** 2 for i in order],
        c=[colours[i] for i in order], alpha=0.82, linewidths=0.4, edgecolors="white", zorder=2,
    )  # fmt: skip
    return radii


def _links(axes: Any, hotspots: HotspotMap, colours: Sequence[Any]) -> None:
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


def _legend(axes: Any, hotspots: HotspotMap) -> None:
    """Name the clusters under the map, outside its labels' reach."""
    from matplotlib.lines import Line2D

    handles = [
        Line2D([], [], marker="o", linestyle="", markersize=5, markerfacecolor=colour(t.cluster), markeredgewidth=0, label=t.name)
        for t in hotspots.themes[: len(PALETTE)]
    ]
    legend = axes.legend(
        handles=handles, loc="lower left", fontsize=5.8, frameon=True, framealpha=0.85, edgecolor="none", handletextpad=0.2, labelspacing=0.35,
        borderpad=0.3, borderaxespad=0.4,
    )  # fmt: skip
    legend.set_zorder(4)


def _labels(
    figure: Any,
    axes: Any,
    hotspots: HotspotMap,
    radii: Sequence[float],
    *,
    taken: Sequence[tuple[float, float, float, float]] = (),
    around: bool = True,
) -> None:
    """Write the terms' labels, the commonest first, larger the commoner; ``taken`` are parts of the axes kept free."""
    terms = hotspots.terms
    largest = max(t.occurrences for t in terms)
    sizes = [_SMALLEST_TYPE + (_LARGEST_TYPE - _SMALLEST_TYPE) * math.sqrt(t.occurrences / largest) for t in terms]
    _write(figure, axes, [(t.x, t.y) for t in terms], [t.label for t in terms], sizes, radii, taken=taken, around=around)


def _write(
    figure: Any,
    axes: Any,
    places: Sequence[tuple[float, float]],
    texts: Sequence[str],
    sizes: Sequence[float],
    radii: Sequence[float],
    *,
    taken: Sequence[tuple[float, float, float, float]] = (),
    around: bool = True,
) -> None:
    """Write each text at its place or around it, in order of importance, where no other text is."""
    from matplotlib.patheffects import withStroke

    figure.canvas.draw()
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
    anchors = []
    drawn = []
    for (x, y), text, size, radius in zip(places, texts, sizes, radii):
        artist = axes.text(0, 0, text, fontsize=size, ha="center", va="center", color=_INK, zorder=5, linespacing=1.1)
        artist.set_path_effects([withStroke(linewidth=1.4, foreground=(1, 1, 1, 0.85))])
        extent = artist.get_window_extent()
        across, up = axes.transData.transform((x, y)) * points
        anchors.append(Anchor(float(across), float(up), radius, extent.width * points + 1.5, extent.height * points + 0.8))
        drawn.append(artist)
    inverse = axes.transData.inverted()
    for artist, box in zip(drawn, place(anchors, bounds, taken=kept, around=around)):
        if box is None:
            artist.remove()
            continue
        middle = ((box.left + box.right) / 2 / points, (box.bottom + box.top) / 2 / points)
        artist.set_position(tuple(inverse.transform(middle)))


def _broken(name: str) -> str:
    """Return the name of a theme with each of its terms on a line of its own."""
    return name.replace(", ", ",\n")
