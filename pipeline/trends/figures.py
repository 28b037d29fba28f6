"""Figures of the counts and of a run's values over the years, as SVG and PNG.

In: `Counts`, `CorpusValue`s; out: files. The same numbers draw the same bytes. Colours are those of Okabe and Ito (Color
Universal Design, 2008), told apart by hatching or marker too; an incomplete year is hatched and outside every line. Method: own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from pipeline.figures import pyplot, write_png
from pipeline.trends.corpus import FAMILIES, CorpusValue
from pipeline.trends.count import NOT_STATED, ON_TOPIC, Count, Counts

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D

OKABE_ITO = ("#0072B2", "#E69F00", "#009E73", "#D55E00", "#CC79A7", "#56B4E9", "#F0E442", "#000000")
_GREY = "#8A8A8A"
_MARKERS = ("o", "s", "^", "D", "v", "P", "X", "*")
_MOST = 15
_RESOLUTION = 200


def draw_counts(counts: Counts, folder: Path, subject: str) -> list[Path]:
    """Draw what `Counts` hold of the records on topic; ``subject`` is named in the titles.

    Files ``publications``, ``families``, ``challenges``, ``strategies``, ``countries`` and ``journals``, each where there is
    something to draw. Returns them. Raises OSError.
    """
    yearly = [c for c in counts.of(ON_TOPIC, "year") if c.year is not None]
    if not yearly:
        return []
    folder.mkdir(parents=True, exist_ok=True)
    with pyplot() as plt, plt.rc_context(_STYLE):
        out = _save(plt, _publications(plt, yearly, counts, subject), folder / "publications")
        families = [c for c in counts.of(ON_TOPIC, "family") if c.value != NOT_STATED]
        if families:
            out += _save(plt, _over_years(plt, families, yearly, counts, f"Structure families: {subject}"), folder / "families")
        for dimension, name, title in _SHARES:
            whole = [c for c in counts.of(ON_TOPIC, dimension) if c.year is None]
            if [c for c in whole if c.value != NOT_STATED]:
                out += _save(plt, _shares(plt, whole, f"{title}: {subject}"), folder / name)
        return out


def draw_corpus(values: Sequence[CorpusValue], folder: Path) -> list[Path]:
    """Draw retention, voltage window and capacity against the year by structure family as ``corpus``; nothing without a year."""
    dated = [v for v in values if v.counted and v.year is not None]
    if not dated:
        return []
    folder.mkdir(parents=True, exist_ok=True)
    with pyplot() as plt, plt.rc_context(_STYLE):
        return _save(plt, _corpus(plt, dated), folder / "corpus")


_STYLE = {
    "font.size": 9,
    "axes.titlesize": 10,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "hatch.linewidth": 0.6,
    "figure.constrained_layout.wspace": 0.08,
    "legend.frameon": False,
    "legend.fontsize": 8,
}
_SHARES = (
    ("challenge", "challenges", "Challenges named"),
    ("strategy", "strategies", "Strategies named"),
    ("country", "countries", "Countries"),
    ("journal", "journals", "Journals"),
)


def _save(plt: ModuleType, figure: Figure, path: Path) -> list[Path]:
    """Write a figure as SVG and PNG without a date. It is laid out once, as the PNG is, and not in a drawing of its own."""
    out = [path.with_suffix(".svg"), path.with_suffix(".png")]
    figure.set_dpi(_RESOLUTION)
    engine = figure.get_layout_engine()
    if engine is not None:
        engine.execute(figure)
        figure.set_layout_engine("none")
    write_png(figure, out[1], _RESOLUTION)
    figure.savefig(out[0], metadata={"Date": None, "Creator": None})
    plt.close(figure)
    return out


def _publications(plt: ModuleType, yearly: Sequence[Count], counts: Counts, subject: str) -> Figure:
    """Bars of publications per year, the incomplete one hatched, under a line of the cumulative number."""
    figure: Figure
    figure, (above, axes) = plt.subplots(2, 1, figsize=(7.2, 5.0), height_ratios=(1, 2.2), sharex=True, layout="constrained")
    for done, label in ((True, "complete year"), (False, _incomplete(counts))):
        mine = [c for c in yearly if c.complete is done]
        if mine:
            look = {"color": OKABE_ITO[0]} if done else {"facecolor": "white", "edgecolor": OKABE_ITO[0], "hatch": "////"}
            axes.bar([c.year for c in mine], [c.publications for c in mine], width=0.75, label=label, **look)
    most = max(c.publications for c in yearly)
    for c in yearly if len(yearly) <= _LABELLED else ():
        axes.annotate(
            str(c.publications),
            (c.year, c.publications),
            (0, 2),
            textcoords="offset points",
            ha="center",
            va="bottom",
            fontsize=8,
        )
    axes.set_ylim(0, most * 1.12)
    axes.set_ylabel("publications per year")
    axes.set_xlabel("year of publication")
    axes.legend(loc="upper left")
    done_years = [(c.year, c.cumulative) for c in yearly if c.complete]
    last = [(c.year, c.cumulative) for c in yearly if not c.complete]
    above.plot(*zip(*done_years, *last), color=OKABE_ITO[3], linewidth=1.2)
    for points, fill in ((done_years, OKABE_ITO[3]), (last, "white")):
        if points:
            above.plot(*zip(*points), color=OKABE_ITO[3], marker="o", markersize=4, markerfacecolor=fill, linestyle="none")
    total = yearly[-1].cumulative or 1
    above.annotate(str(total), (yearly[-1].year, total), (-6, 3), textcoords="offset points", ha="right", va="center", fontsize=8)
    above.set_ylim(0, total * 1.15)
    above.set_ylabel("cumulative")
    above.set_title(f"{subject}{_growth_line(counts)}")
    _year_ticks(axes, [c.year or 0 for c in yearly])
    return figure


_LABELLED = 20


def _incomplete(counts: Counts) -> str:
    return f"year not over on {counts.as_of.isoformat()}" if counts.as_of else "last year, not known to be complete"


def _growth_line(counts: Counts) -> str:
    """Return the growth over all complete years as a second line of a title."""
    grown = next((g for g in counts.growth if g.scope == ON_TOPIC and g.rate is not None), None)
    if grown is None or grown.rate is None:
        return ""
    return f"\ncompound annual growth {100 * grown.rate:.1f}% ({grown.first}–{grown.last})"


def _over_years(plt: ModuleType, counts: Sequence[Count], yearly: Sequence[Count], all_counts: Counts, title: str) -> Figure:
    """Lines by value over the years, in numbers and in percent of the year's records; incomplete years as open markers."""
    figure: Figure
    figure, (left, right) = plt.subplots(1, 2, figsize=(9.6, 4.0), layout="constrained")
    order = [c.value for c in counts if c.year is None]
    size = 4 if len(yearly) <= _LABELLED else 2.5
    ends: dict[Axes, list[tuple[float, str, str]]] = {left: [], right: []}
    own = [*(f for f in FAMILIES if f in order), *(v for v in order if v not in FAMILIES)]
    for value in own[: len(OKABE_ITO)]:
        n = FAMILIES.index(value) if value in FAMILIES else own.index(value)  # a family has its colour in every figure
        colour, marker = _colour(n), _MARKERS[n % len(_MARKERS)]
        found: dict[int | None, int] = {c.year: c.publications for c in counts if c.value == value and c.year is not None}
        for axes, per_cent in ((left, False), (right, True)):
            shown = [c for c in yearly if not per_cent or c.publications >= _ENOUGH]
            if not shown:
                continue
            points = [(c, found.get(c.year, 0) * (100 / c.publications if per_cent else 1)) for c in shown]
            done = [(c.year, y) for c, y in points if c.complete]
            rest = [(c.year, y) for c, y in points if not c.complete]
            if done:
                axes.plot(*zip(*done), color=colour, marker=marker, markersize=size, linewidth=1.4, label=value)
            for year, y in rest:
                axes.plot([year], [y], color=colour, marker=marker, markersize=size + 1, markerfacecolor="none", linestyle="none")
            ends[axes].append((points[-1][1], value, colour))
    for axes, label in ((left, "publications per year"), (right, "share of the year's publications (%)")):
        axes.set_ylabel(label)
        axes.set_ylim(bottom=0)
        _year_ticks(axes, [c.year or 0 for c in yearly], 6)
        _name_ends(axes, max(c.year or 0 for c in yearly), ends[axes])
    note = f"\nopen markers: {_incomplete(all_counts)}" if any(not c.complete for c in yearly) else ""
    few = f"\nshares of years with {_ENOUGH} or more" if any(c.publications < _ENOUGH for c in yearly) else ""
    left.set_title(title + note)
    right.set_title(few, fontweight="normal", fontsize=9)
    return figure


_ENOUGH = 10
"""Fewer publications in a year make no share worth drawing."""


def _name_ends(axes: Axes, year: int, ends: Sequence[tuple[float, str, str]]) -> None:
    """Write the name of each line at its end, moved up or down where two would overlap."""
    low, high = axes.get_ylim()
    step = (high - low) / 22
    placed = low - step / 3
    wanted: list[tuple[float, str, str, float]] = []
    for y, name, colour in sorted(ends):
        placed = max(y, placed + step)
        wanted.append((placed, name, colour, y))
    over = max(0.0, placed - high)
    for place, name, colour, y in wanted:
        axes.annotate(
            name,
            (year, y),
            (axes.get_xlim()[1], place - over),
            color=colour if colour != OKABE_ITO[6] else "#8A7F00",
            fontsize=8,
            va="center",
            annotation_clip=False,
            arrowprops={"arrowstyle": "-", "color": _GREY, "linewidth": 0.4, "shrinkA": 0, "shrinkB": 4},
        )


def _shares(plt: ModuleType, whole: Sequence[Count], title: str) -> Figure:
    """Horizontal bars, the most frequent on top, each with its number and share."""
    named = [c for c in whole if c.value != NOT_STATED]
    shown, rest = named[:_MOST], named[_MOST:]
    unstated = next((c for c in whole if c.value == NOT_STATED), None)
    bars = [(c.value, c.publications, c.of, OKABE_ITO[0]) for c in shown]
    if unstated:
        bars.append((NOT_STATED, unstated.publications, unstated.of, "#C8C8C8"))
    figure: Figure
    figure, axes = plt.subplots(figsize=(7.2, 0.27 * len(bars) + 1.3), layout="constrained")
    axes.barh(range(len(bars)), [b[1] for b in bars], color=[b[3] for b in bars], height=0.72)
    axes.set_yticks(range(len(bars)), [_short(b[0]) for b in bars])
    axes.invert_yaxis()
    axes.tick_params(axis="y", length=0)
    for place, (_, number, of, _) in enumerate(bars):
        axes.annotate(
            f"{number} ({100 * number / of:.1f}%)", (number, place), (3, 0), textcoords="offset points", va="center", fontsize=8
        )
    axes.set_xlim(0, max(b[1] for b in bars) * 1.18)
    more = f"; {len(rest)} more not shown" if rest else ""
    figure.supxlabel(f"publications, of {bars[0][2]}; one may count in several{more}", x=0.99, ha="right", fontsize=9)
    figure.suptitle(title, x=0.01, ha="left", fontsize=10, fontweight="bold")
    return figure


def _short(name: str) -> str:
    """Return a name that fits, cut in its middle: journals often differ at their ends."""
    return name if len(name) <= 44 else f"{name[:26].rstrip()}…{name[-16:].lstrip()}"


def _corpus(plt: ModuleType, values: Sequence[CorpusValue]) -> Figure:
    """Three panels over one axis of years; families stand beside one another within a year."""
    figure: Figure
    figure, panels = plt.subplots(3, 1, figsize=(7.6, 8.4), sharex=True, layout="constrained")
    present = [f for f in FAMILIES if any(v.family == f for v in values)]
    slot = {f: (n - (len(present) - 1) / 2) * 0.8 / max(1, len(present)) for n, f in enumerate(present)}
    for family in present:
        colour, marker = _colour(FAMILIES.index(family)), _MARKERS[FAMILIES.index(family)]
        for axes, name in ((panels[0], "retention"), (panels[2], "capacity")):
            for pristine in (True, False):
                mine = [v for v in values if v.family == family and v.quantity == name and v.pristine is pristine]
                axes.scatter(
                    _beside(mine, slot[family], 0.8 / max(1, len(present))),
                    [v.value for v in mine],
                    s=24,
                    marker=marker,
                    facecolors="white" if pristine else colour,
                    edgecolors=colour,
                    linewidths=1.1,
                    label=None if pristine or name != "retention" else family,
                )
        windows = _windows([v for v in values if v.family == family])
        for n, (year, low, high) in enumerate(windows):
            before = sum(1 for w in windows[:n] if w[0] == year)
            alike = sum(1 for w in windows if w[0] == year)
            x = year + slot[family] + _offset(before, alike, 0.8 / max(1, len(present)))
            panels[1].plot([x, x], [low, high], color=colour, linewidth=1.6, solid_capstyle="butt", marker="_", markersize=5)
    panels[0].set_ylabel("capacity retention (%)")
    panels[1].set_ylabel("voltage window (V)")
    panels[2].set_ylabel("capacity (mAh/g)")
    panels[2].set_xlabel("year of publication of the work that a value is from")
    years = [v.year or 0 for v in values]
    _year_ticks(panels[2], years)
    for axes in panels:
        axes.grid(axis="y", color="#E4E4E4", linewidth=0.6)
        axes.set_axisbelow(True)
        for year in range(min(years), max(years)):
            axes.axvline(year + 0.5, color="#E4E4E4", linewidth=0.6)
    retained = sum(v.quantity == "retention" for v in values)
    panels[0].set_title(
        f"Values of the corpus, each as measured: conditions differ\n{retained} retentions; open markers: pristine samples"
    )
    entries = {f: _entry(plt, f) for f in present}
    figure.legend(entries.values(), entries.keys(), loc="outside lower center", ncols=min(len(present), 8))
    return figure


def _entry(plt: ModuleType, family: str) -> Line2D:
    n = FAMILIES.index(family)
    line: Line2D = plt.Line2D([], [], color=_colour(n), marker=_MARKERS[n], markersize=5, linewidth=1.6)
    return line


def _colour(n: int) -> str:
    return OKABE_ITO[n] if n < len(OKABE_ITO) else _GREY


def _beside(values: Sequence[CorpusValue], slot: float, width: float) -> list[float]:
    """Return an x for each value; those of one year stand beside one another within the slot of their family."""
    alike: dict[int, int] = defaultdict(int)
    for v in values:
        alike[v.year or 0] += 1
    seen: dict[int, int] = defaultdict(int)
    out: list[float] = []
    for v in values:
        year = v.year or 0
        out.append(year + slot + _offset(seen[year], alike[year], width))
        seen[year] += 1
    return out


def _offset(place: int, number: int, width: float) -> float:
    return (place - (number - 1) / 2) * width * 0.8 / max(number, 3)


def _windows(values: Sequence[CorpusValue]) -> list[tuple[int, float, float]]:
    """Return the different windows of a family: year, low, high."""
    found = {(v.year or 0, v.low, v.high) for v in values if v.quantity in {"low", "high"}}
    return sorted((y, low, high) for y, low, high in found if low is not None and high is not None)


def _year_ticks(axes: Axes, years: Sequence[int], most: int = 14) -> None:
    """Whole years only, at most so many that they can be read, the last always."""
    first, last = min(years), max(years)
    step = next(s for s in (1, 2, 5, 10, 20, 50, 100) if (last - first) / s <= most)
    axes.set_xticks(sorted(range(last, first - 1, -step)))
    axes.set_xlim(first - 0.7, last + 0.7)
