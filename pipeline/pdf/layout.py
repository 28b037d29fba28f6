"""From pages of segments to drafts of blocks in reading order.

In: every page's segments, drawn things and tables; out: ``Draft`` values (lines that belong together, with a first idea of what
they are told by typography alone). ``roles.py`` then says what each is. Method: own.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from statistics import median

from pipeline.model import Box
from pipeline.pdf.chars import PageContent
from pipeline.pdf.columns import Item, reading_order, twins
from pipeline.pdf.entry_numbers import hangs_out, labelled, of_words, unlabelled
from pipeline.pdf.figures import figure_boxes, figure_text
from pipeline.pdf.furniture import PageLines, furniture
from pipeline.pdf.lines import Line, dominant, make_lines
from pipeline.pdf.sections import CAPTION, SECTION, SUBSECTION
from pipeline.pdf.tables import FoundTable
from pipeline.pdf.words import TextSegment

_TERMINAL = tuple(".!?:;")
_NARROW = 8.0  # points: a number nearer than this to the end of lines on its left stands in a gutter


@dataclass(frozen=True, slots=True)
class PageDraft:
    """One page before layout: its content without characters, its segments, the tables found on it."""

    content: PageContent
    segments: tuple[TextSegment, ...]
    tables: tuple[FoundTable, ...] = ()


@dataclass(frozen=True, slots=True)
class Typography:
    """What most of a document looks like: body size (points) and font, and line pitch (points) by size."""

    size: float
    font: str
    pitch: dict[float, float]
    indented: bool = True

    def pitch_of(self, size: float) -> float:
        """Usual distance of baselines, in points, for lines of this size."""
        known = self.pitch.get(round(size * 2) / 2)
        return known if known else 1.22 * size


@dataclass(frozen=True, slots=True)
class Draft:
    """Lines that stand together, or a table (then without lines), or furniture; ``leaf`` numbers the stretch of column."""

    page: int
    lines: tuple[Line, ...]
    leaf: int
    table: FoundTable | None = None
    furniture: bool = False
    caption: bool = False
    figures: tuple[Box, ...] = field(default=(), repr=False)

    @property
    def text(self) -> str:
        """All words, without repair of line-end hyphens."""
        return " ".join(line.plain for line in self.lines)

    @property
    def size(self) -> float:
        """Dominant size in points."""
        return dominant([w for line in self.lines for w in line.words])[0]

    @property
    def font(self) -> str:
        """Dominant font."""
        return dominant([w for line in self.lines for w in line.words])[1]


def typography(pages: Sequence[PageDraft]) -> Typography:
    """Return the body size, font and line pitch of a document: those of most of its characters."""
    sizes: Counter[float] = Counter()
    fonts: dict[float, Counter[str]] = {}
    pitches: dict[float, Counter[float]] = {}
    for page in pages:
        below: dict[tuple[int, float], TextSegment] = {}
        for s in page.segments:
            n = len(s.plain)
            if n < 12:
                continue
            size = round(s.size * 2) / 2
            sizes[size] += n
            fonts.setdefault(size, Counter())[s.words[len(s.words) // 2].font] += n
            key = (round(s.x0 / 3), size)
            above = below.get(key)
            if above is not None and 0.8 * size < s.baseline - above.baseline < 3 * size:
                pitches.setdefault(size, Counter())[round((s.baseline - above.baseline) * 4) / 4] += 1
            below[key] = s
    if not sizes:
        return Typography(10.0, "", {})
    best = sizes.most_common(1)[0][0]
    pitch = {size: c.most_common(1)[0][0] for size, c in pitches.items()}
    return Typography(best, fonts[best].most_common(1)[0][0], pitch)


def layout(pages: Sequence[PageDraft], body: Typography) -> list[Draft]:
    """Return the drafts of all pages in reading order; furniture comes first on its page."""
    pages = [_with_drop_caps(p, body) for p in pages]
    margins = furniture(
        [PageLines(p.content.number, p.content.width, p.content.height, p.segments) for p in pages],
    )
    out: list[Draft] = []
    leaf = 0
    gutters: list[float] = []
    for page, margin in zip(pages, margins, strict=True):
        used: set[int] = set()
        for found in page.tables:
            used |= found.used
        regions = [t.region for t in page.tables]
        free = [s for i, s in enumerate(page.segments) if i not in used and i not in margin]
        figures = figure_boxes(page.content, free, body.size, regions)
        inside = figure_text(figures, page.segments) - used
        number = page.content.number
        for group in (sorted(margin), sorted(inside - margin)):
            for i in group:
                out.append(Draft(number, tuple(make_lines(number, [page.segments[i]])), leaf, furniture=True))
        rest = [s for i, s in enumerate(page.segments) if i not in used and i not in margin and i not in inside]
        line = body.pitch_of(body.size)
        rest = labelled(unlabelled(_parted(rest, line)))
        items = _placed(rest)
        items += [Item(t.region, False) for t in page.tables if t.used]
        items += [Item(b, False) for b in figures]
        placed = [t for t in page.tables if t.used]
        out.extend(Draft(number, (), leaf, table=t) for t in page.tables if not t.used)
        for indices in reading_order(items, line, gutters):
            leaf += 1
            stretch: list[TextSegment] = []
            for i in indices:
                if i < len(rest):
                    stretch.append(rest[i])
                    continue
                out.extend(_stretch(number, stretch, leaf, body, figures))
                stretch = []
                if i < len(rest) + len(placed):
                    out.extend(_table_drafts(page, placed[i - len(rest)], leaf))
            out.extend(_stretch(number, stretch, leaf, body, figures))
    return out


def _item(s: TextSegment) -> Item:
    return Item(s.box, True, len(s.plain), s.size)


def _placed(segments: Sequence[TextSegment]) -> list[Item]:
    """Return items to be ordered: where the numbers of a list's entries fill the gutter, a column is where its text begins."""
    numbered = [s for s in segments if hangs_out(s)]
    ends = sorted(s.x1 for s in segments if len(s.plain) > 12) if numbered else []
    begin = {s.words[1].x0 for s in numbered if bisect_left(ends, s.x0) > bisect_left(ends, s.x0 - _NARROW)}
    out = [_item(s) for s in segments]
    for k, s in enumerate(segments):
        if begin and hangs_out(s) and any(abs(s.words[1].x0 - x) < 3.0 for x in begin):
            out[k] = replace(out[k], box=(s.words[1].x0, *s.box[1:]))
    return out


def _parted(segments: Sequence[TextSegment], line: float) -> list[TextSegment]:
    """Part the segments that run over a gutter: two columns set so close that their lines were taken for one."""
    gutters = twins([_item(s) for s in segments], line)
    if not gutters:
        return list(segments)
    out: list[TextSegment] = []
    for s in segments:
        cuts = [
            k
            for k, (a, b) in enumerate(itertools.pairwise(s.words), start=1)
            if b.x0 - a.x1 > 0.5 * s.size and any(a.x1 < end + 2.5 and b.x0 > start - 1.5 for end, start in gutters)
        ]
        edges = [0, *cuts, len(s.words)]
        out.extend([of_words(s, s.words[a:b]) for a, b in itertools.pairwise(edges)] if cuts else [s])
    return out


def _table_drafts(page: PageDraft, found: FoundTable, leaf: int) -> list[Draft]:
    number = page.content.number
    caption = [page.segments[i] for i in found.caption]
    table = Draft(number, (), leaf, table=found)
    if not caption:
        return [table]
    return [Draft(number, tuple(make_lines(number, caption)), leaf, caption=True), table]


def _stretch(number: int, stretch: Sequence[TextSegment], leaf: int, body: Typography, figures: Sequence[Box]) -> list[Draft]:
    lines = make_lines(number, stretch)
    return [Draft(number, tuple(g), leaf, figures=tuple(figures)) for g in group_lines(lines, body)]


def group_lines(lines: Sequence[Line], body: Typography) -> list[list[Line]]:
    """Part the lines of one column stretch into paragraphs, headings and the like, by spacing, typography and indents."""
    groups: list[list[Line]] = []
    display = _displayed(lines)
    for k, line in enumerate(lines):
        if groups and not display[k] and _overflow(groups[-1], line, body):
            groups[-1].append(_raised(line))
        elif k and display[k] == display[k - 1] and (display[k] or _continues(groups[-1], line, body)):
            groups[-1].append(line)
        else:
            groups.append([line])
    out: list[list[Line]] = []
    formulas = {id(line) for k, line in enumerate(lines) if display[k]}
    for g in groups:
        out.extend([g] if id(g[0]) in formulas else _paragraphs(g))
    return out


def _displayed(lines: Sequence[Line]) -> list[int]:
    """Number the displayed formulas that lines belong to, 0 for none: a fraction's lines stand closer than any text is set."""
    out = [0] * len(lines)
    for k, (a, b) in enumerate(itertools.pairwise(lines), start=1):
        close = 0 < b.baseline - a.baseline < 0.85 * max(a.size, b.size)
        if close and not _worded(a) and not _worded(b):
            out[k - 1] = out[k - 1] or k
            out[k] = out[k - 1]
    maths = {out[k] for k, line in enumerate(lines) if out[k] and _FORMULA.search(line.plain)}
    return [number if number in maths else 0 for number in out]


_FORMULA = re.compile(r"[=≈≤≥∑∫∏√∂<>→]")


def _worded(line: Line) -> bool:
    return len(line.words) > 16 or sum(len(w.plain) > 4 and w.plain.isalpha() for w in line.words) > 1


_MARKS = re.compile(r"^[\d,–\-−\[\] *†‡a-z]{1,24}$")


def _overflow(group: Sequence[Line], line: Line, body: Typography) -> bool:
    """Whether a line holds nothing but citation marks that the paragraph's last line had no room for."""
    last = group[-1]
    small = line.size < 0.85 * last.size and len(line.words) <= 2 and any(c.isdigit() for c in line.plain)
    near = 0 < line.baseline - last.baseline < 1.3 * (_pitch(group) or body.pitch_of(last.size))
    return small and near and line.x0 - line.left < 0.5 * last.size and bool(_MARKS.match(line.plain))


def _raised(line: Line) -> Line:
    """Return a line of marks alone as the superscript that it is; it hangs on the word before."""
    plain = "".join(w.plain for w in line.words)
    word = line.words[0]._replace(text="^{" + plain + "}", plain=plain, x1=line.x1)
    return replace(line, words=(word,))


def _continues(group: Sequence[Line], line: Line, body: Typography) -> bool:
    last = group[-1]
    smaller, larger = sorted((line.size, last.size))
    if smaller < 0.92 * larger and not _odd_line(last, line):
        return False
    distance = line.baseline - last.baseline
    pitch = _pitch(group) or body.pitch_of(last.size)
    label = CAPTION.match(line.plain)
    if label and label["after"].strip() in (".", ":", "|") and last.x1 < last.right - 0.15 * (last.right - last.left):
        return False  # a caption under the title of an axis
    full = last.x1 > last.right - 0.06 * (last.right - last.left)
    open_end = not last.plain.endswith(_TERMINAL)
    limit = 1.75 if full and open_end and len(group) > 1 else 1.32
    if distance > limit * max(pitch, larger):
        return False
    if line.bold != last.bold and line.font != last.font:
        # a bold line above or below: a heading, unless the bold only runs on inside a sentence
        mixed = any(w.font != line.font for w in line.words) or any(w.font != last.font for w in last.words)
        if not mixed or (distance > 1.1 * pitch):
            return False
        first_bold, last_bold = last.words[0].font == last.font, line.words[0].font == line.font
        if first_bold and last_bold and all(w.font == last.font for w in last.words if len(w.plain) > 2):
            return False
    return True


def _odd_line(last: Line, line: Line) -> bool:
    """A short line whose size comes from its scripts or symbols only."""
    return min(last.characters, line.characters) <= 3


def _pitch(group: Sequence[Line]) -> float | None:
    pitches = [b.baseline - a.baseline for a, b in itertools.pairwise(group)]
    return median(pitches) if len(pitches) >= 2 else None


def _paragraphs(group: Sequence[Line]) -> list[list[Line]]:
    """Part a run of evenly set lines where an indent or a short last line says so."""
    if len(group) < 2:
        return [list(group)]
    size = max(median(line.size for line in group), 1.0)
    rounded = Counter(round(line.x0 / 1.5) for line in group)
    left = min((x for x, n in rounded.items() if n >= max(2, 0.12 * len(group))), default=min(rounded)) * 1.5
    right = _right_edge(group)
    width = max(right - left, 1.0)
    flush = [abs(line.x0 - left) < 0.45 * size for line in group]
    indented = [0.45 * size <= line.x0 - left < 4.5 * size for line in group]
    justified = sum(line.x1 > right - 0.03 * width for line in group) > 0.55 * len(group)
    hanging = sum(indented) > sum(flush) and sum(flush) >= 1 and len(group) > 2
    if hanging and not _none_left_of(group, left):
        hanging = _hangs(group, flush, indented)
    out: list[list[Line]] = [[group[0]]]
    for k in range(1, len(group)):
        line, last = group[k], group[k - 1]
        short = last.x1 < right - max(0.1 * width, 1.5 * size)
        ends = last.plain.rstrip("0123456789,–-[]() ").endswith((".", "!", "?", ":")) or last.plain.endswith((".", "!", "?", ":"))
        if hanging:
            begins = flush[k] and (indented[k - 1] or short)
        else:
            begins = indented[k] and flush[k - 1] and not _centred(line, left, right)
            begins = begins or (indented[k] and indented[k - 1] and short and ends)
            begins = begins or (short and ends and justified and (flush[k] or indented[k]))
            begins = begins or (len(group) > 3 and flush[k] and flush[k - 1] and _room_left(last, line, right, size, ends))
        if begins or _heads(group[:k], right, width) or _heads(group[: k + 1], right, width):
            out.append([line])
        else:
            out[-1].append(line)
    return out


def _heads(lines: Sequence[Line], right: float, width: float) -> bool:
    """Whether the last of these lines is a usual heading alone: no words of its typography part it from the text below."""
    line = lines[-1]
    text = line.plain.strip()
    centred = _centred(line, right - width, right)
    if (line.x1 > right - 0.2 * width and not centred) or not (text[:1].isupper() or text[:1].isdigit()):
        return False
    if SUBSECTION.match(text):
        return len(lines) == 1 or lines[-2].plain.rstrip("0123456789,–-[]() ").endswith(_TERMINAL)
    if len(line.words) > 6:
        return False
    opens = len(lines) == 1 or lines[-2].plain.rstrip("0123456789,–-[]() ").endswith(_TERMINAL)
    return opens and text[-1].isalpha() and SECTION.match(text) is not None


def _room_left(last: Line, line: Line, right: float, size: float, ends: bool) -> bool:
    """Whether the next line's first word would have fitted on the line before: then the line was broken on purpose."""
    first = line.words[0]
    room = right - last.x1 - 0.3 * size
    return room > (first.x1 - first.x0) + (0.6 if ends else 3.0) * size and not last.plain.endswith(("-", "–", "/"))


def _none_left_of(group: Sequence[Line], left: float) -> bool:
    """Whether no line begins farther left than the usual left edge."""
    return all(line.x0 >= left - 1 for line in group)


def _hangs(group: Sequence[Line], flush: Sequence[bool], indented: Sequence[bool]) -> bool:
    return flush[0] and sum(indented) >= 0.5 * len(group)


def _right_edge(group: Sequence[Line]) -> float:
    rounded = Counter(round(line.x1 / 1.5) for line in group)
    common = [x for x, n in rounded.items() if n >= max(2, 0.2 * len(group))]
    return (max(common) * 1.5) if common else max(line.x1 for line in group)


def _centred(line: Line, left: float, right: float) -> bool:
    return abs((line.x0 - left) - (right - line.x1)) < 2.0 and line.x0 - left > 6.0


def _with_drop_caps(page: PageDraft, body: Typography) -> PageDraft:
    """Give a drop cap back to its word: one large capital beside the first lines of a paragraph."""
    segments = list(page.segments)
    used: dict[int, int] = {}
    gone: set[int] = set()
    for i, s in enumerate(segments):
        if len(s.plain) != 1 or not s.plain.isupper() or s.size < 1.8 * body.size:
            continue
        beside = [
            j
            for j, t in enumerate(segments)
            if j != i and 0 <= t.x0 - s.x1 < s.size and s.top - 0.3 * s.size <= t.top <= s.bottom and t.size < 0.7 * s.size
        ]
        if beside:
            j = min(beside, key=lambda k: segments[k].baseline)
            if segments[j].plain[:1].islower() or segments[j].plain[:1].isupper():
                used[j] = i
                gone.add(i)
    if not gone:
        return page
    for j, i in used.items():
        target, cap = segments[j], segments[i].words[0]
        first = target.words[0]
        word = first._replace(text=cap.text + first.text, plain=cap.plain + first.plain, x0=cap.x0)
        segments[j] = replace(target, words=(word, *target.words[1:]), plain=cap.plain + target.plain)
    keep = [s for k, s in enumerate(segments) if k not in gone]
    shift = {old: new for new, old in enumerate(k for k in range(len(segments)) if k not in gone)}
    tables = tuple(replace(t, used=frozenset(shift[u] for u in t.used if u in shift)) for t in page.tables)
    return replace(page, segments=tuple(keep), tables=tables)
