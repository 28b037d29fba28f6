"""Where the tables of a page are: caption, rules or aligned lines, notes.

In: a page's segments, rules and fills; out: ``Region`` values. Method: own; from a caption to the stack of rules of one extent
nearest to it (below, above or beside), or without rules down the lines that are set like a table until running text begins.
Text of a neighbouring column never enters: the frame is the rules' extent or the text column that holds the caption.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from pipeline.model import Box
from pipeline.pdf.chars import PageContent
from pipeline.pdf.sections import ABSTRACT
from pipeline.pdf.table_captions import Caption, captions, is_bold, starts_other_caption
from pipeline.pdf.table_columns import Interval
from pipeline.pdf.table_continued import continuation
from pipeline.pdf.table_rules import Stroke, Upright, same_extent, stacks, strokes, uprights
from pipeline.pdf.table_space import PageSpace
from pipeline.pdf.table_text import NOTE_START, NOTE_WORD
from pipeline.pdf.words import Segment


@dataclass(frozen=True, slots=True)
class OpenTable:
    """A table that may go on over the page: its columns' left and right edges and font size (points), its header's words."""

    columns: tuple[Interval, ...]
    size: float
    head: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Region:
    """A table's place: its frame, body segments (header included), lines full and partial, notes. Indices are of segments.

    ``head`` are the words of the header before, sorted, where the region is the further part of a table; else None.
    """

    caption: Caption | None
    frame: Box
    body: tuple[int, ...]
    lines: tuple[Stroke, ...]
    partial: tuple[Stroke, ...]
    uprights: tuple[Upright, ...]
    notes: tuple[int, ...] = ()
    distance: float = 0.0
    head: tuple[str, ...] | None = None


def find_regions(
    content: PageContent, segments: Sequence[Segment], body_size: float, before: Sequence[OpenTable] = ()
) -> list[Region]:
    """Return the tables' regions of a page, from the top, no segment in two of them.

    ``before`` are tables of the page before that may go on at the head of this one.
    """
    drawn = strokes(content)
    said = captions(segments, drawn, body_size)
    if not said and len(drawn) < 2 and not before:
        return []
    page = _Page(content, segments, body_size, drawn, said)
    offers: list[Region] = []
    for caption in said:
        offers.extend(page.offers(caption))
    chosen: list[Region] = []
    taken: set[int] = set()
    done: set[int] = set()
    for region in sorted(offers, key=lambda r: r.distance):
        assert region.caption is not None
        if id(region.caption) in done or taken & set(region.body):
            continue
        chosen.append(region)
        done.add(id(region.caption))
        taken.update(region.body, region.notes, region.caption.segments)
    for region in page.continued(before):
        if not taken & set(region.body):
            chosen.append(region)
            taken.update(region.body, region.notes)
    for region in page.uncaptioned([r.frame for r in chosen]):
        if not taken & set(region.body):
            chosen.append(region)
            taken.update(region.body)
    return sorted(chosen, key=lambda r: (r.frame[1], r.frame[0]))


class _Page(PageSpace):
    """A page with its offers of tables."""

    # -- from a caption to a table -----------------------------------------------------------------------------------

    def offers(self, caption: Caption) -> list[Region]:
        """Possible tables of a caption; the smaller the distance the better."""
        out = [self._ruled_below(caption), self._ruled_beside(caption), self._ruled_above(caption)]
        found = [r for r in out if r is not None]
        if not any(r.distance < 30 for r in found):
            bare = self._bare(caption, down=True) or self._bare(caption, down=False)
            if bare is not None:
                found.append(bare)
        return found

    def _ruled_below(self, caption: Caption) -> Region | None:
        x0, _, x1, bottom = caption.box
        for s in self.drawn:
            if s.y < bottom - 0.3 * caption.size or s.width < 50:
                continue
            if s.y - bottom > 75:
                return None
            over = min(s.x1, x1) - max(s.x0, x0)
            if over < 0.4 * min(s.width, x1 - x0) or self._crosses_text_column(s, caption):
                continue
            between = self.inside(s.x0, s.x1, bottom, s.y)
            if between:
                rows = self.rows(between)
                if len(rows) > 4 or not any(self.tabular(r) for r in rows) or self.prose(between, s.width):
                    return None
                if any(starts_other_caption(self.segments[j].text) for j in between):
                    return None
            elif s.y - bottom > max(4.5 * caption.size, 32):
                return None
            first = self._whole(s)
            stack = self._stack(first, caption)
            top = bottom if between else first.y
            return self._region(caption, first, top, stack, 0.6 * (s.y - bottom) if not between else 12.0)
        return None

    def _ruled_above(self, caption: Caption) -> Region | None:
        x0, top, x1, _ = caption.box
        near = [
            s
            for s in self.drawn
            if -2 < top - s.y < max(3.5 * caption.size, 28)
            and s.width >= 50
            and min(s.x1, x1) - max(s.x0, x0) > 0.4 * min(s.width, x1 - x0)
        ]
        for s in sorted(near, key=lambda s: -s.y):
            if not self._only_notes(self.inside(s.x0, s.x1, s.y, top)):
                continue
            last = self._whole(s)
            lines = [last]
            for t in reversed([t for t in self.drawn if t.y < last.y - 1 and same_extent(t, last)]):
                slab = self.inside(t.x0, t.x1, t.y, lines[0].y)
                if self._stops(slab, t, lines[0]) or self._caption_between(t, lines[0], caption):
                    break
                lines.insert(0, t)
            if len(lines) >= 2:
                return self._region(caption, last, lines[0].y, lines, (top - last.y) + 6.0, grow=False)
        return None

    def _only_notes(self, members: Sequence[int]) -> bool:
        """Whether nothing stands here but a table's notes."""
        rows = self.rows(members)
        if not rows:
            return True
        first = self.segments[rows[0][0]]
        small = all(self.segments[j].size < 0.94 * self.body for j in members)
        return len(rows) <= 4 and (small or bool(NOTE_START.match(first.text) or NOTE_WORD.match(first.text)))

    def _ruled_beside(self, caption: Caption) -> Region | None:
        _, top, x1, _ = caption.box
        for s in self.drawn:
            if s.x0 >= x1 - 2 and s.x0 - x1 < 0.25 * self.content.width and top - 14 < s.y < top + 14 and s.width > 80:
                if not caption.sure:
                    continue
                stack = self._stack(self._whole(s), caption)
                if len(stack) >= 2:
                    return self._region(caption, s, s.y, stack, 14.0)
        return None

    def _crosses_text_column(self, s: Stroke, caption: Caption) -> bool:
        """Whether a rule belongs to another text column than the caption."""
        x0, _, x1, _ = caption.box
        return s.x1 < x0 + 0.3 * (x1 - x0) and s.x1 - s.x0 < 0.5 * (x1 - x0)

    def _whole(self, s: Stroke) -> Stroke:
        """Return the line with its neighbours of the same height that stand closer than a column gutter."""
        x0, x1 = s.x0, s.x1
        for t in sorted((t for t in self.drawn if abs(t.y - s.y) < 1.5 and t != s), key=lambda t: t.x0):
            gap = max(t.x0 - x1, x0 - t.x1)
            if gap <= 11 and not any(abs(x1 - b) < 4 or abs(t.x1 - b) < 4 for _, b in self.columns[:-1]):
                x0, x1 = min(x0, t.x0), max(x1, t.x1)
        return Stroke(x0, x1, s.y, s.drawn)

    def _stack(self, first: Stroke, caption: Caption | None) -> list[Stroke]:
        lines = [first]
        heights = sorted({round(t.y, 1) for t in self.drawn if t.y > first.y + 0.8})
        for y in heights:
            mates = [t for t in self.drawn if abs(t.y - y) < 0.6]
            t = next((self._whole(t) for t in mates if same_extent(self._whole(t), first)), None)
            if t is None:
                continue
            slab = self.inside(first.x0, first.x1, lines[-1].y, t.y)
            if self._stops(slab, lines[-1], t) or self._caption_between(lines[-1], t, caption):
                break
            lines.append(t)
        return lines

    def _stops(self, slab: Sequence[int], upper: Stroke, lower: Stroke) -> bool:
        """Whether what stands between two lines of equal extent says that they are not of one table."""
        if not slab:
            return lower.y - upper.y > 34 and not any(
                c.rotation in (90, 270) and upper.x0 < c.x0 < upper.x1 and upper.y < c.top < lower.y for c in self.content.chars
            )
        if any(starts_other_caption(self.segments[j].text) for j in slab):
            return True
        if self.prose(slab, upper.width):
            return True
        rows = self.rows(slab)
        centre = self.segments[rows[0][0]]
        return lower.y - upper.y > 160 and centre.top - upper.y > 110

    def _caption_between(self, upper: Stroke, lower: Stroke, own: Caption | None) -> bool:
        for c in self.said:
            if own is not None and c.segments == own.segments:
                continue
            if upper.y - 2 < c.box[1] < lower.y and min(c.box[2], upper.x1) - max(c.box[0], upper.x0) > 0:
                return True
        return False

    # -- growing down a table without a rule at its end --------------------------------------------------------------

    def _region(
        self, caption: Caption | None, first: Stroke, top: float, lines: Sequence[Stroke], distance: float, grow: bool = True
    ) -> Region | None:
        x0, x1, bottom = first.x0, first.x1, lines[-1].y
        body = self.inside(x0, x1, top, bottom) if len(lines) > 1 or top < bottom else []
        if grow:
            more = self._grown(x0, x1, bottom, body, caption)
            closed = len(lines) > 2 or (len(lines) == 2 and len(self.rows(body)) > 4)
            if more and closed and not self._missing_end(lines, more, body):
                more = []
            body = body + more
        return self._finish(caption, (x0, top, x1, bottom), body, lines, distance)

    def _finish(
        self, caption: Caption | None, frame: Box, body: Sequence[int], lines: Sequence[Stroke], distance: float
    ) -> Region | None:
        body = [j for j in body if self.segments[j].plain.strip()]
        if not body:
            return None
        x0, top, x1, bottom = frame
        own = [self.segments[j] for j in body]
        bottom = max(bottom, max(s.bottom for s in own))
        top = min(top, min(s.top for s in own))
        box = (min(x0, min(s.x0 for s in own)), top, max(x1, max(s.x1 for s in own)), bottom)
        full = tuple(s for s in lines if top - 3 < s.y < bottom + 3)
        partial = tuple(
            s
            for s in self.drawn
            if top - 2 < s.y < bottom + 2 and s.x0 > x0 - 6 and s.x1 < x1 + 6 and all(abs(s.y - f.y) > 0.8 for f in full)
        )
        upright = tuple(uprights(self.content, box))
        notes = self._notes(box, own, set(body))
        return Region(caption, box, tuple(body), full, partial, upright, notes, distance)

    def _missing_end(self, lines: Sequence[Stroke], more: Sequence[int], body: Sequence[int]) -> bool:
        """Whether rows below a table's last line are its own: as near to the line as other rows, and enough of them."""
        first = min(self.segments[j].baseline for j in more) - lines[-1].y
        steps = []
        for upper, lower in pairwise(lines):
            slab = [self.segments[j].baseline - upper.y for j in body if upper.y < self.segments[j].baseline < lower.y + 1]
            steps.extend([min(slab)] if slab else [])
        usual = median(steps) if steps else first
        rows = self.rows(more)
        enough = 1 if not lines[-1].drawn else 3
        near = first <= 1.35 * usual + 1.0
        return near and sum(self.tabular(row) for row in rows) >= enough and not self.prose(more, lines[-1].width)

    def _grown(self, x0: float, x1: float, y: float, above: Sequence[int], caption: Caption | None) -> list[int]:
        """Lines below ``y`` that go on with the table above it."""
        size = median([self.segments[j].size for j in above]) if above else (caption.size if caption else self.body)
        later = self.inside(x0, x1, y + 0.5, self.content.height)
        starts = [self.segments[j].x0 for j in above]
        centres = [(self.segments[j].x0 + self.segments[j].x1) / 2 for j in above]
        ends = [self.segments[j].x1 for j in above]
        rows = self.rows(later)
        out: list[int] = []
        pending: list[int] = []
        base, pitch, tabular_rows = y, 0.0, 0
        for k, row in enumerate(rows):
            own = [self.segments[j] for j in row]
            gap = min(s.baseline for s in own) - base
            limit = max(2.4 * size, 1.9 * pitch) + (1.2 * size if base == y else 0.0)
            if gap > limit or any(starts_other_caption(s.text) for s in own) or any(self.running(s) for s in own):
                break
            if any(not 0.72 < s.size / size < 1.22 for s in own if len(s.words) > 1):
                break
            if self._caption_between(Stroke(x0, x1, base), Stroke(x0, x1, own[0].baseline), caption):
                break
            text = own[0].text
            if (NOTE_START.match(text) or NOTE_WORD.match(text)) and own[0].x0 < x0 + 0.15 * (x1 - x0) and len(own[0].words) > 2:
                break
            fits = [
                any(abs(s.x0 - a) < 2.5 for a in starts)
                or any(abs((s.x0 + s.x1) / 2 - a) < 2.5 for a in centres)
                or any(abs(s.x1 - a) < 2.5 for a in ends)
                for s in own
            ]
            if above and sum(fits) >= min(2, len(own)) and (self.tabular(row) or (out and sum(fits) == len(own))):
                good = self.tabular(row)
            elif not above and self.tabular(row):
                good = True
            elif (out and len(own) == 1 and k + 1 < len(rows)) or (
                not out and len(own) == 1 and sum(fits) and k + 1 < len(rows) and self.tabular(rows[k + 1])
            ):
                good = False
            else:
                break
            if base != y:
                pitch = gap if not pitch else max(pitch, min(gap, 1.8 * pitch))
            base = max(s.baseline for s in own)
            pending.extend(row)
            if good or all(fits):
                out.extend(pending)
                pending = []
                tabular_rows += good
        if tabular_rows == 0 or (len(above) == 0 and tabular_rows < 2):
            return []
        return out

    def _bare(self, caption: Caption, down: bool) -> Region | None:
        """Return a table with no rules next to its caption: the lines that follow (or go before) it, set like a table."""
        _, top, _, bottom = caption.box
        for frame in self._frames(caption):
            if down:
                rows = self.rows(self.inside(*frame, bottom, min(self.content.height, bottom + 0.9 * self.content.height)))
            else:
                rows = list(reversed(self.rows(self.inside(*frame, 0, top))))
            body = self._walk(rows, bottom if down else top, caption, frame, down)
            if body:
                own = [self.segments[j] for j in body]
                box = (min(s.x0 for s in own), min(s.top for s in own), max(s.x1 for s in own), max(s.bottom for s in own))
                lines = [s for s in self.drawn if box[1] - 4 < s.y < box[3] + 4 and s.x0 < box[0] + 8 and s.x1 > box[2] - 8]
                gap = (box[1] - bottom) if down else (top - box[3]) + 10
                return self._finish(caption, box, body, lines, 30.0 + max(gap, 0.0))
        return None

    def _frames(self, caption: Caption) -> list[tuple[float, float]]:
        """Widths in which a table without rules may stand: the caption's text column, or the page's text width."""
        x0, _, x1, _ = caption.box
        left = min((s.x0 for s in self.segments), default=0.0)
        right = max((s.x1 for s in self.segments), default=self.content.width)
        for other in self.said:
            if other is not caption and abs(other.box[1] - caption.box[1]) < 12:
                if other.box[0] > x1:
                    right = min(right, other.box[0] - 6)
                elif other.box[2] < x0:
                    left = max(left, (other.box[2] + x0) / 2)
        if right < left + 20:
            return []
        own = [(a, b) for a, b in self.columns if a - 6 < x0 < b and x1 < b + 6 and b - a < 0.62 * (right - left)]
        if own:
            a, b = own[0]
            beside = [
                s
                for s in self.segments
                if caption.box[1] - 4 < s.baseline < caption.box[3] + 90 and (s.x0 > b + 2 or s.x1 < a - 2) and self.running(s)
            ]
            if len(beside) >= 2:
                return [own[0]]
            return [(left, right), own[0]]
        return [(left, right)]

    def _walk(
        self, rows: Sequence[Sequence[int]], start: float, caption: Caption, frame: tuple[float, float], down: bool
    ) -> list[int]:
        out: list[int] = []
        pending: list[int] = []
        base, pitch, tabular_rows, size = start, 0.0, 0, 0.0
        for k, row in enumerate(rows):
            own = [self.segments[j] for j in row]
            gap = min(abs(s.baseline - base) for s in own)
            short = sum(s.x1 - s.x0 for s in own) < 0.5 * (frame[1] - frame[0])
            soon = short and any(self.tabular(r) for r in rows[k + 1 : k + 4])
            wide = any(len(r) > 3 and self.tabular(r) for r in rows[k : k + 2])  # many cells in one line: a row, however far down
            loose = 5.0 if wide and (short or len(row) > 3) else 3.4 if soon or self.tabular(row) else 2.5
            if gap > (max(loose * size, 1.9 * pitch) if size else 5.0 * caption.size):
                break
            if any(starts_other_caption(s.text) or self.running(s) for s in own):
                break
            text = own[0].text
            if out and (NOTE_START.match(text) or NOTE_WORD.match(text)) and len(own[0].words) > 2 and not self.tabular(row):
                break
            if size and any(not 0.72 < s.size / size < 1.22 for s in own if len(s.words) > 1):
                break
            good = self.tabular(row)
            if not good and ((not size and not soon) or sum(s.x1 - s.x0 for s in own) > 0.75 * (frame[1] - frame[0])):
                break
            if not size:
                size = median(s.size for s in own)
            elif gap > 0.5 * size:
                pitch = max(pitch, min(gap, 2.2 * size))
            pending.extend(row)
            base = own[0].baseline
            if good:
                tabular_rows += 1
                out.extend(pending)
                pending = []
        if down and out:
            out.extend(self._last_lines(out, rows))
        return out if tabular_rows >= 3 else []

    def _last_lines(self, body: Sequence[int], rows: Sequence[Sequence[int]]) -> list[int]:
        """Return what is left of the last row's wrapped cells: lines at the pitch of a cell, each piece inside a column."""
        own = [self.segments[j] for j in body]
        inside = set(body)
        bases = sorted({round(s.baseline, 1) for s in own})
        steps = [b - a for a, b in pairwise(bases) if b - a > 0.8 * own[0].size]
        size, pitch, base = median(s.size for s in own), min(steps, default=0.0), bases[-1]
        out: list[int] = []
        for row in rows:
            line = [self.segments[j] for j in row]
            if line[0].baseline <= bases[-1] + 0.3 * size:
                continue
            fits = all(
                abs(s.size - size) < 0.04 * size
                and not self.running(s)
                and any(t.x0 - 1.5 < s.x0 and s.x1 < t.x1 + 1.5 for t in own)
                and s.words[0].font in {w.font for t in own for w in t.words[:1]}
                for s in line
            )
            if not fits or line[0].baseline - base > 1.12 * pitch or any(j in inside for j in row):
                break
            out.extend(row)
            base = line[0].baseline
        return out

    # -- notes -------------------------------------------------------------------------------------------------------

    def _notes(self, box: Box, own: Sequence[Segment], taken: set[int]) -> tuple[int, ...]:
        x0, _, x1, bottom = box
        size = median(s.size for s in own)
        rows = self.rows(
            [j for j in self.inside(x0 - 6, x1 + 6, bottom - 0.5, bottom + 0.3 * self.content.height) if j not in taken]
        )
        out: list[int] = []
        base = 0.0
        note_size = 0.0
        left = 0.0
        for row in rows:
            line = [self.segments[j] for j in row]
            s = max(line, key=lambda t: t.size)
            first_gap = s.top - bottom
            raised = line[0].size < 0.82 * s.size and len(line[0].plain) <= 2
            marked = raised or bool(NOTE_START.match(s.text) or NOTE_WORD.match(s.text)) or s.text[:1] in "*†‡§"
            if starts_other_caption(s.text) or any(j in self.captioned for j in row):
                break
            if not out:
                small = (
                    s.size <= 0.94 * self.body and s.size <= 1.06 * size and first_gap < 1.1 * s.size and s.x0 < x0 + 1.5 * size
                )
                if first_gap > 2.2 * s.size or not (
                    (marked and s.size <= 1.1 * size) or (small and not is_bold(s.words[0].font))
                ):
                    break
                if self.running(s) and not marked:
                    break
                note_size, left = s.size, line[0].x0
            else:
                pitch = s.baseline - base
                if pitch > (1.9 if marked else 1.6) * note_size or not 0.93 < s.size / note_size < 1.07:
                    break
                if not marked and line[0].x0 > left + 3 * note_size:
                    break
            out.extend(row)
            base = s.baseline
        return tuple(out)

    # -- tables that no caption names --------------------------------------------------------------------------------

    def continued(self, before: Sequence[OpenTable]) -> list[Region]:
        """Return the further parts, at the head of this page, of tables that reached the foot of the page before."""
        out: list[Region] = []
        for table in before:
            body = continuation(self, table.columns, table.size)
            if not body:
                continue
            own = [self.segments[j] for j in body]
            x0, x1 = min(s.x0 for s in own), max(s.x1 for s in own)
            top, bottom = min(s.top for s in own), max(s.bottom for s in own)
            lines = [s for s in self.drawn if top - 8 < s.y < bottom + 8 and s.x0 < x0 + 8 and s.x1 > x1 - 8]
            region = self._finish(None, (x0, top, x1, bottom), body, lines, 0.0)
            if region is not None:
                out.append(replace(region, head=table.head))
        return out

    def uncaptioned(self, known: Sequence[Box]) -> list[Region]:
        """Return clearly ruled tables that stand without a caption, such as the later part of a table over two pages."""
        out: list[Region] = []
        margin_top, margin_bottom = 0.055 * self.content.height, 0.95 * self.content.height
        whole = [
            s
            for s in self.drawn
            if margin_top < s.y < margin_bottom
            and not any(t - 3 < s.y < b + 3 and s.x0 < x1 and s.x1 > x0 for x0, t, x1, b in known)
        ]
        for group in stacks(whole, max(90.0, 0.16 * self.content.width)):
            k = 0
            while k < len(group):
                stack = self._stack(group[k], None)
                k += max(len(stack), 1)
                if not any(s.drawn for s in stack) and len(stack) < 6:
                    continue
                if len(stack) < 2 or self._drawing(stack):
                    continue
                region = self._region(None, stack[0], stack[0].y, stack, 0.0)
                if region is not None and self._convincing(region):
                    out.append(region)
        return out

    def _drawing(self, stack: Sequence[Stroke]) -> bool:
        """Whether the lines frame a picture or a plot."""
        x0, x1, top, bottom = stack[0].x0, stack[0].x1, stack[0].y, stack[-1].y
        area = max((x1 - x0) * (bottom - top), 1.0)
        for a, t, b, u in self.content.images:
            if max(min(b, x1) - max(a, x0), 0.0) * max(min(u, bottom) - max(t, top), 0.0) > 0.15 * area:
                return True
        return False

    def _convincing(self, region: Region) -> bool:
        rows = self.rows(region.body)
        if len(rows) < 3:
            return False
        sizes = {round(self.segments[j].size) for j in region.body}
        if len(sizes) > 3 or any(c in region.body for c in self.captioned):
            return False
        if self.prose(region.body, region.frame[2] - region.frame[0]):
            return False
        own = [self.segments[j] for j in region.body]
        if any(ABSTRACT.fullmatch(s.plain) for s in own):  # the box of keywords and abstract on a first page
            return False
        words = sum(len(s.words) for s in own)
        if words / len(own) > 7 or len(own) < 5:
            return False
        tabular = [r for r in rows if self.tabular(r)]
        if len(tabular) < 0.5 * len(rows):
            return False
        starts = [round(self.segments[j].x0) for r in tabular for j in r[1:]]
        middles = [round((self.segments[j].x0 + self.segments[j].x1) / 2) for r in tabular for j in r[1:]]
        ends = [round(self.segments[j].x1) for r in tabular for j in r[1:]]

        def shared(values: Sequence[int]) -> float:
            often = Counter(values)
            return sum(often[v - 1] + often[v] + often[v + 1] > 1 for v in values) / max(len(values), 1)

        return max(shared(starts), shared(middles), shared(ends)) >= 0.7
