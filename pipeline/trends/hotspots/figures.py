"""Figures of a map of hotspots: network, overlay by year, density, thematic map, bursts; as SVG and PNG.

In: a `HotspotMap`; out: files, the same bytes for the same map. matplotlib is imported when something is drawn. Methods: the
views are VOSviewer's (van Eck and Waltman, Scientometrics 84, 523, 2010), the density a sum of Gaussian kernels weighted by
occurrences with the width 0.125 of the mean distance given there. Colours, labels and saving: `canvas`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from pipeline.figures import pyplot

from . import canvas
from .formulas import unicode_label
from .model import HotspotMap

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_KERNEL = 0.125
_BURSTS = 25
_CORNERS = ((0.8, 0.93, 1.0, 1.0), (0.8, 0.0, 1.0, 0.07), (0.0, 0.93, 0.2, 1.0), (0.0, 0.0, 0.3, 0.07))
Draw = Callable[[ModuleType, HotspotMap], "Figure"]


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
    with (
        pyplot() as plt,
        plt.rc_context({"font.family": canvas.FONT, "font.size": 7, "axes.linewidth": 0.6, "text.parse_math": False}),
    ):
        for name, drawing in wanted:
            figure = drawing(plt, hotspots)
            written += [canvas.save_svg(figure, folder / f"{name}.svg"), canvas.save_png(figure, folder / f"{name}.png")]
            plt.close(figure)
    return tuple(written)


def _network(plt: ModuleType, hotspots: HotspotMap) -> Figure:
    rows = math.ceil(min(len(hotspots.themes), len(canvas.PALETTE)) / 2)
    figure, axes = canvas.map_axes(plt, hotspots, below=0.15 * rows + 0.05)
    colours = [canvas.colour(t.cluster) for t in hotspots.terms]
    canvas.links(axes, hotspots, colours)
    radii = canvas.discs(axes, hotspots, colours)
    canvas.legend(axes, hotspots)
    canvas.labels(figure, axes, hotspots, radii)
    return figure


def _overlay(plt: ModuleType, hotspots: HotspotMap) -> Figure:
    figure, axes = canvas.map_axes(plt, hotspots, below=0.4)
    years = np.array([np.nan if t.mean_year is None else t.mean_year for t in hotspots.terms])
    known = years[~np.isnan(years)]
    low, high = np.percentile(known, 5), np.percentile(known, 95)
    if high - low < 0.1:
        low, high = low - 0.5, high + 0.5
    scale = plt.Normalize(low, high)
    palette = plt.get_cmap("viridis")
    colours = [canvas.PALE if math.isnan(year) else palette(scale(year)) for year in years]
    canvas.links(axes, hotspots, ["#b9b9b9"] * len(colours))
    radii = canvas.discs(axes, hotspots, colours)
    bar_axes = figure.add_axes((0.70, 0.21 / figure.get_figheight(), 0.27, 0.1 / figure.get_figheight()))
    bar = figure.colorbar(plt.cm.ScalarMappable(scale, palette), cax=bar_axes, orientation="horizontal", extend="both")
    bar.ax.tick_params(labelsize=6, width=0.5, length=2)
    bar.locator = plt.MaxNLocator(4)
    bar.formatter = plt.FuncFormatter(lambda value, _: f"{value:g}")
    bar.update_ticks()
    bar.outline.set_linewidth(0.4)
    bar_axes.set_title("Mean publication year", fontsize=6.5, pad=3)
    canvas.labels(figure, axes, hotspots, radii, taken=((0.66, 0.0, 1.0, 0.55 / figure.get_figheight()),))
    return figure


def _density(plt: ModuleType, hotspots: HotspotMap) -> Figure:
    figure, axes = canvas.map_axes(plt, hotspots)
    (left, right), (bottom, top) = axes.get_xlim(), axes.get_ylim()
    columns = 480
    rows = round(columns * (top - bottom) / (right - left))
    grid = density(hotspots, np.linspace(left, right, columns), np.linspace(bottom, top, rows))
    root = np.sqrt(grid / grid.max())  # keeps the lesser hotspots visible beside the greatest
    image = plt.get_cmap("YlGnBu")(root)
    image[..., 3] = np.minimum(1.0, root * 6)
    axes.imshow(image, extent=(left, right, bottom, top), origin="lower", aspect="equal", interpolation="bilinear", zorder=0)
    canvas.labels(figure, axes, hotspots, [0.5] * len(hotspots.terms), around=False)
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


def _thematic(plt: ModuleType, hotspots: HotspotMap) -> Figure:
    figure: Figure = plt.figure(figsize=(canvas.WIDTH, 5.0))
    axes = figure.add_subplot()
    figure.subplots_adjust(0.085, 0.095, 0.985, 0.98)
    themes = hotspots.themes
    x, y = np.array([t.centrality for t in themes]), np.array([t.density for t in themes])
    for values, limits in ((x, axes.set_xlim), (y, axes.set_ylim)):
        spread = float(values.max() - values.min()) or max(abs(float(values.max())), 1.0)
        limits(float(values.min()) - 0.3 * spread, float(values.max()) + 0.3 * spread)
    axes.axvline(float(np.median(x)), color=canvas.PALE, linewidth=0.7, linestyle=(0, (4, 3)), zorder=0)
    axes.axhline(float(np.median(y)), color=canvas.PALE, linewidth=0.7, linestyle=(0, (4, 3)), zorder=0)
    corners = (
        (0.985, 0.98, "Motor themes"),
        (0.985, 0.02, "Basic themes"),
        (0.015, 0.98, "Niche themes"),
        (0.015, 0.02, "Emerging or declining themes"),
    )
    for across, up, text in corners:
        axes.text(
            across, up, text, transform=axes.transAxes, ha="right" if across > 0.5 else "left",
            va="top" if up > 0.5 else "bottom",
            fontsize=7.5, color="#6b6b6b", style="italic",
        )  # fmt: skip
    largest = max(t.occurrences for t in themes)
    radii = [6 + 22 * math.sqrt(t.occurrences / largest) for t in themes]
    axes.scatter(
        x,
        y,
        s=[4 * r * r for r in radii],
        c=[canvas.colour(t.cluster) for t in themes],
        alpha=0.85,
        linewidths=0.8,
        edgecolors="white",
    )
    axes.set_xlabel("Centrality (Callon): links to other themes")
    axes.set_ylabel("Density (Callon): links within the theme")
    axes.tick_params(width=0.6, length=3)
    axes.spines[["top", "right"]].set_visible(False)
    order = sorted(range(len(themes)), key=lambda i: (-themes[i].occurrences, i))
    names = [_broken(themes[i].name) for i in order]
    canvas.write(
        figure,
        axes,
        [(float(x[i]), float(y[i])) for i in order],
        names,
        [7.0] * len(order),
        [radii[i] for i in order],
        taken=_CORNERS,
    )
    return figure


def _bursts(plt: ModuleType, hotspots: HotspotMap) -> Figure:
    shown = sorted(hotspots.bursts, key=lambda b: (-b.weight, b.term, b.first_year))[:_BURSTS]
    shown.sort(key=lambda b: (b.first_year, b.last_year, -b.weight, b.term))
    figure: Figure = plt.figure(figsize=(canvas.WIDTH * 0.75, 0.6 + 0.19 * len(shown)))
    axes = figure.add_subplot()
    heaviest = max(b.weight for b in shown)
    for row, burst in enumerate(shown):
        term = hotspots.terms[burst.term]
        axes.plot([hotspots.years[0], hotspots.years[-1] + 1], [row, row], color="#e3e3e3", linewidth=0.8, zorder=0)
        axes.barh(
            row, burst.last_year - burst.first_year + 1, left=burst.first_year,
            height=0.25 + 0.5 * math.sqrt(burst.weight / heaviest),
            color=canvas.colour(term.cluster), linewidth=0,
        )  # fmt: skip
        axes.text(hotspots.years[-1] + 1.15, row, f"{burst.weight:.1f}", va="center", fontsize=6, color="#555555")
    axes.set_yticks(range(len(shown)), [unicode_label(hotspots.terms[b.term].label) for b in shown], fontsize=6.5)
    axes.set_xticks([y + 0.5 for y in hotspots.years], [str(y) for y in hotspots.years])
    axes.set_xlim(hotspots.years[0], hotspots.years[-1] + 1)
    axes.set_ylim(len(shown) - 0.4, -0.6)
    axes.text(hotspots.years[-1] + 1.15, -0.75, "Weight", va="bottom", fontsize=6, color="#555555")
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    figure.tight_layout(pad=0.6)
    return figure


def _broken(name: str) -> str:
    """Return the name of a theme with each of its terms on a line of its own."""
    return name.replace(", ", ",\n")
