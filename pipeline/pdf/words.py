"""From repaired characters to segments: runs of words on one line, with sub- and superscripts told.

In: the upright characters of a page; out: ``Segment`` values. A segment ends where the gap is too wide to be a word space
(a column gutter, a table cell) – which of those it is, layout and tables decide. Method: own; scripts are judged against the
largest characters of their own word, as a script's size and shift only mean something beside its base.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import itemgetter
from statistics import median
from typing import NamedTuple

from pipeline.model import Box
from pipeline.pdf.chars import ASCENT, DESCENT, Char
from pipeline.pdf.overprint import BACK, layers

SUB, BASE, SUP = -1, 0, 1

_SAME_BASELINE = 0.09  # of the font size: characters of one row
_BREAK = 0.85  # em: a gap that ends a segment
_SPACE = 0.17  # em: a gap that ends a word where no space is printed
_SPACE_WITH_BLANKS = 0.26  # the same on a page that prints its spaces
_SMALL = 0.88  # of the word's largest size: small enough for a script
_LEAST = 0.43  # of the base's size: smaller than any script
_RAISED, _LOWERED = 0.12, 0.045  # em: least shift of a superscript, of a subscript
_pair = tuple.__new__  # of a named tuple, without its own constructor: there are thousands of glyphs on a page


class Glyph(NamedTuple):
    """A character in its word: the char and whether it is a subscript (-1), base (0) or superscript (1)."""

    char: Char
    level: int


class PlacedWord(NamedTuple):
    """One printed word: its glyphs in order, box, and the size (points), baseline and font of its base characters."""

    glyphs: tuple[Glyph, ...]
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    baseline: float
    font: str

    @property
    def text(self) -> str:
        """The word with markup."""
        return markup(self.glyphs)

    @property
    def plain(self) -> str:
        """The word's characters without markup."""
        return "".join([char.text for char, _ in self.glyphs])


@dataclass(frozen=True, slots=True)
class Segment:
    """Words on one line with no wide gap between them."""

    words: tuple[PlacedWord, ...]
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    baseline: float

    @property
    def text(self) -> str:
        """The words with markup, a space between."""
        return " ".join(w.text for w in self.words)

    @property
    def plain(self) -> str:
        """The words without markup."""
        return " ".join(w.plain for w in self.words)

    @property
    def box(self) -> Box:
        """x0, top, x1, bottom."""
        return self.x0, self.top, self.x1, self.bottom


def segments(chars: Sequence[Char]) -> list[Segment]:
    """Return the segments of a page's upright characters, sorted by baseline, then left edge."""
    out, crowded = _segments(chars)
    parts = layers(chars) if crowded else []
    if len(parts) > 1:
        out = _cut_short([_segments(part)[0] for part in parts])
    return sorted(out, key=lambda s: (round(s.baseline, 1), s.x0))


def _segments(chars: Sequence[Char]) -> tuple[list[Segment], bool]:
    """Return segments in no order, and whether some character begins before the one to its left has ended."""
    runs = _join_scripts(_runs(chars))
    out = [segment(_words(run)) for run in runs if any(not c.text.isspace() for c in run.chars)]
    return out, any(run.over for run in runs)


def _cut_short(parts: Sequence[Sequence[Segment]]) -> list[Segment]:
    """Let a segment end, as a reader sees it, before one that is printed over its end; its characters keep their places."""
    out: list[Segment] = []
    for k, part in enumerate(parts):
        above = [s for later in parts[k + 1 :] for s in later]
        for s in part:
            over = [t.x0 for t in above if abs(t.baseline - s.baseline) < 0.3 * s.size and s.x0 < t.x0 < s.x1]
            end = min(over, default=s.x1 + s.size) - 0.55 * s.size
            words = [w._replace(x1=max(min(w.x1, end), w.x0 + 0.1)) if w.x1 > end else w for w in s.words]
            out.append(segment(words) if over else s)
    return out


def segment(words: Sequence[PlacedWord]) -> Segment:
    """Return the segment of these words, given in order."""
    weight = [len(w.glyphs) for w in words]
    longest = words[weight.index(max(weight))]
    size = max((w.size for w in words if len(w.glyphs) >= 0.5 * len(longest.glyphs)), default=longest.size)
    base = next(w for w in words if w.size == size)
    return Segment(
        tuple(words),
        min(w.x0 for w in words),
        min(w.top for w in words),
        max(w.x1 for w in words),
        max(w.bottom for w in words),
        size,
        base.baseline,
    )


def markup(glyphs: Iterable[Glyph]) -> str:
    """Return glyphs as text with ``_{…}`` and ``^{…}``; opposite neighbours stay apart, equal ones share braces."""
    out: list[str] = []
    level = BASE
    for char, own in glyphs:
        if own != level:
            if level != BASE:
                out.append("}")
            if own != BASE:
                out.append("_{" if own == SUB else "^{")
            level = own
        out.append(char.text)
    if level != BASE:
        out.append("}")
    return "".join(out)


@dataclass(slots=True)
class _Run:
    """Characters on one baseline with no wide gap; blanks are kept as break hints. Internal and mutable.

    ``over`` says that a character begins well before the one to its left has ended.
    """

    chars: list[Char]
    x0: float
    x1: float
    size: float
    baseline: float
    blanks: bool = False
    over: bool = False


def _runs(chars: Sequence[Char]) -> list[_Run]:
    rows: list[list[Char]] = []
    last = first = -1e9
    for c in sorted([c for c in chars if c[10] == 0 and c[6] > 0], key=itemgetter(5)):
        baseline, size = c[5], c[6]
        if baseline == first:
            rows[-1].append(c)
            continue
        step = baseline - last
        if (step <= 0.3 or step <= _SAME_BASELINE * size) and baseline - first < 0.3 * size and rows:
            rows[-1].append(c)
        else:
            rows.append([c])
            first = baseline
        last = baseline
    runs: list[_Run] = []
    for row in rows:
        row.sort(key=itemgetter(1))
        run: _Run | None = None
        for c in row:
            x0, x1, size = c[1], c[3], c[6]
            blank = c[0].isspace()
            if run is not None:
                em = run.size
                gap = _BREAK
                if size != em:
                    small, em = (size, em) if em >= size else (em, size)
                    if small < _LEAST * em:  # a drop cap beside its line
                        gap = -math.inf
                    elif small < _SMALL * em:
                        gap = 0.45
                if x0 - run.x1 <= gap * em:
                    run.chars.append(c)
                    if blank:
                        run.blanks = True
                        continue
                    if x1 > run.x1:
                        run.x1 = x1
                    run.size = em
                    continue
            if blank:
                continue
            run = _Run([c], x0, x1, size, c.baseline)
            runs.append(run)
    return runs


def _join_scripts(runs: list[_Run]) -> list[_Run]:
    """Unite runs that touch each other sideways on shifted baselines: a base and its scripts."""
    order = sorted(range(len(runs)), key=lambda i: runs[i].baseline)
    baselines = [runs[i].baseline for i in order]
    parent = list(range(len(runs)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    biggest = _usual_size(runs)
    for place, i in enumerate(order):
        a = runs[i]
        limit = max(0.65 * biggest, min(0.65 * a.size, 14.0))
        k = place + 1
        while k < len(order) and baselines[k] - a.baseline <= limit:
            j = order[k]
            k += 1
            b = runs[j]
            if _script_pair(a, b):
                parent[root(i)] = root(j)
    groups: dict[int, list[_Run]] = {}
    for i in range(len(runs)):
        groups.setdefault(root(i), []).append(runs[i])
    out: list[_Run] = []
    for members in _with_lone_scripts(list(groups.values()), biggest):
        if len(members) == 1:
            out.append(members[0])
            continue
        size = max(m.size for m in members)
        mains = [m for m in members if m.size >= _SMALL * size]
        out.append(
            _Run(
                [c for m in members for c in m.chars],
                min(m.x0 for m in members),
                max(m.x1 for m in members),
                size,
                median(m.baseline for m in mains),
                any(m.blanks for m in members),
            )
        )
    return out


def _with_lone_scripts(groups: list[list[_Run]], usual: float) -> list[list[_Run]]:
    """Give a small run that touches no base, only another script, to that script's group: the ``2−`` beside CO_{3}."""
    lone = [g for g in groups if len(g) == 1 and g[0].size < 0.85 * usual and len(g[0].chars) <= 5]
    if not lone:
        return groups
    rest = [g for g in groups if len(g) > 1]
    taken: set[int] = set()
    for g in lone:
        s = g[0]
        for home in rest:
            size = max(m.size for m in home)
            base = median(m.baseline for m in home if m.size >= _SMALL * size)
            raised = base - s.baseline
            if size < 1.15 * s.size or not (0.1 * size < raised < 0.62 * size or 0.03 * size < -raised < 0.4 * size):
                continue
            if any(m.size < _SMALL * size and -0.2 * size < max(m.x0, s.x0) - min(m.x1, s.x1) < 0.15 * size for m in home):
                home.append(s)
                taken.add(id(g))
                break
    return [g for g in groups if id(g) not in taken]


def _usual_size(runs: Sequence[_Run]) -> float:
    """Return the size, in points, of most characters of a page."""
    total: dict[float, int] = {}
    for r in runs:
        key = round(r.size, 1)
        total[key] = total.get(key, 0) + len(r.chars)
    return max(total, key=lambda k: total[k]) if total else 0.0


def _script_pair(a: _Run, b: _Run) -> bool:
    """Whether ``a`` (higher on the page) and ``b`` are a base and its script, side by side."""
    big, small = (a, b) if a.size >= b.size else (b, a)
    shift = b.baseline - a.baseline
    if shift > 0.62 * big.size or shift <= 0.02 * big.size:
        return False
    gap = max(a.x0, b.x0) - min(a.x1, b.x1)
    if small.size > _SMALL * big.size:
        # equal sizes: only a small shift of a short run, and never two stacked lines
        if shift > 0.42 * big.size or min(len(a.chars), len(b.chars)) > 6:
            return False
    elif small.size < _LEAST * big.size:
        return False
    if gap > 0.3 * big.size:
        return False
    if gap >= -0.35 * big.size:
        return True
    # the small run lies under or over the big one: it must fit into a hole of the big run's characters
    holes = 0
    for c in small.chars:
        covered = any(d.x0 + 0.3 * (d.x1 - d.x0) < c.x1 and c.x0 < d.x1 - 0.3 * (d.x1 - d.x0) for d in _near(big, c))
        holes += not covered
    return holes >= 0.7 * len(small.chars)


def _near(run: _Run, c: Char) -> list[Char]:
    return [d for d in run.chars if d.x1 > c.x0 - 1 and d.x0 < c.x1 + 1 and not d.text.isspace()]


def _words(run: _Run) -> list[PlacedWord]:
    ordered = sorted(run.chars, key=itemgetter(1, 3))
    limit = _word_gap(run, ordered)
    blanks = run.blanks
    groups: list[list[Char]] = []
    right = -1e9
    blank_at: float | None = None
    small, least = 0.62 * run.size, _SMALL * run.size
    for c in ordered:
        x0, x1, size = c[1], c[3], c[6]
        if blanks and c[0].isspace():
            if groups:
                blank_at = x0
            continue
        em = size if size > small else 1.6 * size
        gap = x0 - right
        if gap < -BACK * em and size >= least and right > 0:
            run.over = True
        broke = gap > limit * em or (blank_at is not None and gap > 0.06 * em and blank_at >= right - 0.4 * em)
        if not groups or broke:
            groups.append([c])
        else:
            groups[-1].append(c)
        if broke or x1 > right:
            right = x1
        blank_at = None
    return [_word(g, run) for g in groups]


def _word_gap(run: _Run, ordered: Sequence[Char]) -> float:
    """Return the gap, in em, that ends a word of this run: narrower than its usual word space, wider than its letter gaps."""
    base = _SPACE_WITH_BLANKS if run.blanks else _SPACE
    gaps = []
    right = -1e9
    em = run.size
    least = _SMALL * em
    blanks = run.blanks
    for c in ordered:
        if blanks and c[0].isspace():
            continue
        x1 = c[3]
        if c[6] >= least:
            if right > -1e8:
                gaps.append((c[1] - right) / em)
            if x1 > right:
                right = x1
        else:
            right = x1
    wide = sorted(g for g in gaps if g > 0.085)
    if run.blanks:
        loose = sorted(gaps)[len(gaps) // 2] if gaps else 0.0
        return _SPACE if loose < 0.05 else base + max(loose, 0.0)
    if len(wide) < 2 or len(gaps) < 8:
        return base
    # the widest step between sorted gaps parts letters from words
    tight = sorted(g for g in gaps if g <= 0.25)
    best, limit = 0.0, base
    for a, b in itertools.pairwise(tight):
        if b - a > best and 0.07 <= (a + b) / 2 <= 0.24 and b >= 0.1:
            best, limit = b - a, (a + b) / 2
    return limit if best > 0.04 else base


def _word(chars: list[Char], run: _Run) -> PlacedWord:
    first = chars[0]
    size, baseline = first.size, first.baseline
    if size >= _SMALL * run.size and not [1 for c in chars if c[6] != size or c[5] != baseline]:
        # one size on one baseline, as most words are: no scripts
        even = tuple(map(_pair, itertools.repeat(Glyph), zip(chars, itertools.repeat(BASE), strict=False)))
        top, bottom = baseline - ASCENT * size, baseline + DESCENT * size
        return PlacedWord(even, first.x0, top, max([c[3] for c in chars]), bottom, size, baseline, first.font)
    size = max(c.size for c in chars)
    base = [c for c in chars if c.size >= _SMALL * size]
    baseline = median(c.baseline for c in base)
    if size < _SMALL * run.size and abs(baseline - run.baseline) > 0.05 * run.size:
        size, baseline = run.size, run.baseline  # a word of scripts alone: judged against its line
    glyphs = [Glyph(c, _level(c, size, baseline)) for c in chars]
    if any(g.level for g in glyphs):
        glyphs = _unstack(_nested(glyphs, size, baseline))
        if len(glyphs) > 1 and glyphs[-1].char.text in ".,;:" and glyphs[-2].level == BASE:
            glyphs[-1] = Glyph(glyphs[-1].char, BASE)  # a stop set a little off is no script
    levels = [g for g in glyphs if g.level == BASE] or glyphs
    return PlacedWord(
        tuple(glyphs),
        min(c.x0 for c in chars),
        baseline - ASCENT * size,
        max(c.x1 for c in chars),
        baseline + DESCENT * size,
        size,
        baseline,
        levels[0].char.font,
    )


def _level(c: Char, size: float, baseline: float) -> int:
    shift = baseline - c.baseline  # positive: raised
    if c.size < _SMALL * size:
        if shift > _RAISED * size:
            return SUP
        if shift < -_LOWERED * size:
            return SUB
        return BASE
    if abs(shift) > 0.18 * size:
        return SUP if shift > 0 else SUB
    return BASE


def _nested(glyphs: list[Glyph], size: float, baseline: float) -> list[Glyph]:
    """Give a script of a script its script's level: the ``+`` of ``D_{Li+}`` is raised against Li, not against D."""
    out = list(glyphs)
    for i, (char, level) in enumerate(out):
        before = out[i - 1] if i else None
        if before is None or before.level == BASE or level == before.level or char.size > 0.82 * before.char.size:
            continue
        raised = baseline - char.baseline
        if abs(raised) < 0.3 * size:
            out[i] = Glyph(char, before.level)
    return out


def _unstack(glyphs: list[Glyph]) -> list[Glyph]:
    """Order stacked scripts: a subscript and a superscript over each other are read one after the other, subscript first."""
    out: list[Glyph] = []
    i = 0
    while i < len(glyphs):
        if glyphs[i].level == BASE:
            out.append(glyphs[i])
            i += 1
            continue
        j = i
        while j < len(glyphs) and glyphs[j].level != BASE:
            j += 1
        part = glyphs[i:j]
        subs = [g for g in part if g.level == SUB]
        sups = [g for g in part if g.level == SUP]
        stacked = (
            subs
            and sups
            and min(max(g.char.x1 for g in subs), max(g.char.x1 for g in sups))
            > max(min(g.char.x0 for g in subs), min(g.char.x0 for g in sups)) + 0.5
        )
        out.extend(subs + sups if stacked else part)
        i = j
    return out


class TextWord(NamedTuple):
    """A word once its characters are settled: text with and without markup, place, size (points), font, and a doubt."""

    text: str
    plain: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    baseline: float
    font: str
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class TextSegment:
    """A segment of settled words; it keeps no characters, so that a long document stays small."""

    words: tuple[TextWord, ...]
    plain: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    baseline: float

    @property
    def box(self) -> Box:
        """x0, top, x1, bottom."""
        return self.x0, self.top, self.x1, self.bottom


def settle(segment: Segment, doubts: dict[int, str] | None = None) -> TextSegment:
    """Return a segment's words as text; ``doubts`` gives the reason to doubt a word by its index."""
    words = []
    for i, w in enumerate(segment.words):
        plain = w.plain
        text = w.text if [1 for _, level in w.glyphs if level] else plain
        words.append(_pair(TextWord, (text, plain, *w[1:], doubts.get(i, "") if doubts else "")))
    return TextSegment(
        tuple(words),
        " ".join([w.plain for w in words]),
        segment.x0,
        segment.top,
        segment.x1,
        segment.bottom,
        segment.size,
        segment.baseline,
    )
