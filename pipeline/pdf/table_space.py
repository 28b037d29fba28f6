"""What stands where on a page, as the search for tables needs it: printed lines, text columns, running text, table-like lines.

In: a page's segments and the lines drawn on it; out: ``PageSpace``, asked about boxes of the page. Method: own.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from pipeline.pdf.chars import PageContent
from pipeline.pdf.table_captions import Caption
from pipeline.pdf.table_rules import Stroke
from pipeline.pdf.words import Segment

OUT = 4.0
"""Points that text may stick out of a table's rules."""


class PageSpace:
    """A page as the search for tables sees it."""

    def __init__(
        self,
        content: PageContent,
        segments: Sequence[Segment],
        body_size: float,
        drawn: Sequence[Stroke],
        said: Sequence[Caption],
    ) -> None:
        self.content, self.segments, self.body, self.drawn, self.said = content, segments, body_size, drawn, said
        self.captioned = {j for c in said for j in c.segments}
        self.wordy = {id(s): _wordy(s) for s in segments if abs(s.size - body_size) <= 0.08 * body_size}
        self.columns = self._columns()

    def _columns(self) -> list[tuple[float, float]]:
        """Text columns: left and right edges shared by many long lines of body text."""
        long = [s for s in self.segments if self.wordy.get(id(s), False) and abs(s.size - self.body) <= 0.08 * self.body]
        groups: list[list[Segment]] = []
        for s in sorted(long, key=lambda s: -(s.x1 - s.x0)):
            home = next((g for g in groups if abs(g[0].x0 - s.x0) < 2.5 * self.body and s.x1 <= g[0].x1 + 3), None)
            if home is None:
                groups.append([s])
            else:
                home.append(s)
        kept = [g for g in groups if len(g) >= 4]
        found = sorted((min(s.x0 for s in g), max(s.x1 for s in g)) for g in kept)
        out: list[tuple[float, float]] = []
        for x0, x1 in found:
            if any(min(x1, b) - max(x0, a) > 0.5 * (x1 - x0) for a, b in out):
                continue
            out.append((x0, x1))
        return out

    def running(self, s: Segment) -> bool:
        """Whether a segment is a full line of running text."""
        if abs(s.size - self.body) > 0.08 * self.body or not self.wordy.get(id(s), False):
            return False
        return any(x0 - 2 < s.x0 and s.x1 < x1 + 2 and s.x1 - s.x0 > 0.86 * (x1 - x0) for x0, x1 in self.columns)

    def inside(self, x0: float, x1: float, top: float, bottom: float) -> list[int]:
        """Segments whose middle is in the box, captions aside."""
        out = []
        for j, s in enumerate(self.segments):
            middle = s.baseline - 0.25 * s.size
            if top - 1 < middle < bottom + 1 and j not in self.captioned:
                over = min(s.x1, x1 + OUT) - max(s.x0, x0 - OUT)
                if over > 0.6 * (s.x1 - s.x0):
                    out.append(j)
        return out

    def rows(self, members: Sequence[int]) -> list[list[int]]:
        """Segments grouped into printed lines, each sorted from the left."""
        out: list[list[int]] = []
        base = -1e9
        for j in sorted(members, key=lambda j: self.segments[j].baseline):
            s = self.segments[j]
            if out and s.baseline - base <= 0.3 * s.size:
                out[-1].append(j)
            else:
                out.append([j])
                base = s.baseline
        k = 0
        while k + 1 < len(out):  # a raised mark alone goes with the line it stands in
            size = max(self.segments[j].size for j in out[k + 1])
            step = self.segments[out[k + 1][0]].baseline - self.segments[out[k][0]].baseline
            if step < 0.5 * size and all(self.segments[j].size < 0.82 * size for j in out[k]):
                out[k : k + 2] = [out[k] + out[k + 1]]
            else:
                k += 1
        for row in out:
            row.sort(key=lambda j: self.segments[j].x0)
        return out

    def prose(self, members: Sequence[int], width: float) -> bool:
        """Whether the lines are running text rather than a table's: most of them fill a text column or the width."""
        rows = self.rows(members)
        if len(rows) < 3:
            return len(rows) > 0 and all(any(self.running(self.segments[j]) for j in row) for row in rows) and len(rows) > 1
        full = 0
        for row in rows:
            own = [self.segments[j] for j in row]
            printed = sum(s.x1 - s.x0 for s in own)
            near = abs(own[0].size - self.body) <= 0.08 * self.body
            if any(self.running(s) for s in own) or (near and len(own) <= 2 and printed > 0.86 * width and len(own[0].words) > 4):
                full += 1
        return full >= 0.5 * len(rows)

    def tabular(self, row: Sequence[int]) -> bool:
        """Whether a printed line has two or more pieces with a table's gaps, none of them running text."""
        own = [self.segments[j] for j in row]
        if any(self.running(s) for s in own):
            return False
        wide = [b.x0 - a.x1 > 0.9 * max(a.size, b.size) for a, b in pairwise(own)]
        return any(wide)


def _wordy(s: Segment) -> bool:
    """Whether a segment reads like a sentence: mostly words in small letters."""
    if len(s.words) < 5 or s.x1 - s.x0 < 10 * s.size:
        return False
    plains = [w.plain for w in s.words if len(w.glyphs) > 1]
    return sum([p.strip("(),.;:").isalpha() and p[-2].islower() for p in plains]) >= 0.5 * len(s.words)
