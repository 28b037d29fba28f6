"""Where the entries of a reference list begin.

In: the lines of a list; out: the indices of the lines that begin an entry. Method: own – numbers are the best rising chain over
the line starts (dynamic programming); without numbers the hanging indent decides, then the gaps, then the text.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from pipeline.pdf.references.labels import LABELS
from pipeline.pdf.references.lines import EntryLine
from pipeline.pdf.references.names import INITIALS, PARTICLE, SHORT_SURNAME, UP, WORD


@dataclass(frozen=True, slots=True)
class _Label:
    """A line start that could be an entry's number."""

    line: int
    number: int
    style: str
    weight: float


def numbered_starts(lines: Sequence[EntryLine]) -> list[int] | None:
    """Return the lines where numbered entries begin, or None where the list is not numbered."""
    side = _sides(lines)
    found = [label for i, line in enumerate(lines) for label in _labels(i, line, lines[i - 1] if i else None)]
    best: tuple[float, list[_Label]] = (0.0, [])
    for style in (name for name, _ in LABELS):
        own = [label for label in found if label.style == style]
        chain = _best_chain(own)
        if not chain:
            continue
        usual = Counter(side[label.line] for label in chain).most_common(1)[0][0]
        chain = _best_chain([_Label(c.line, c.number, c.style, c.weight + (0.6 if side[c.line] == usual else 0.0)) for c in own])
        value = sum(label.weight for label in chain) - 0.5 * (chain[-1].number - chain[0].number + 1 - len(chain))
        if value > best[0]:
            best = (value, chain)
    chain = best[1]
    if not chain or not _is_numbered(chain, lines):
        return None
    return [label.line for label in _fill_gaps(chain, found, side)]


def _is_numbered(chain: Sequence[_Label], lines: Sequence[EntryLine]) -> bool:
    """Whether a chain of labels carries a list: it begins near the top and its entries have a usual number of lines."""
    if chain[0].line > 3 and chain[0].line > 0.1 * len(lines) and len(chain) < 8:
        return False
    if chain[0].style == "bare" and len(chain) == 1 and (chain[0].number != 1 or chain[0].line != 0):
        return False
    spans = [b.line - a.line for a, b in pairwise(chain)]
    if len(spans) >= 4 and median(spans) > 12:
        return False
    steady = len(chain) >= 0.6 * (chain[-1].number - chain[0].number + 1) or (chain[0].line == 0 and len(chain) >= 5)
    return steady and (len(chain) >= 2 or len(lines) <= 30)


def _labels(index: int, line: EntryLine, before: EntryLine | None) -> Iterable[_Label]:
    for style, shape in LABELS:
        match = shape.match(line.text)
        if match is None:
            continue
        number, rest = int(match[1]), line.text[match.end() :]
        if number == 0 or (style == "bare" and (re.match(r"[a-z]{2}|[,;:)–-]", rest) or number > 1500)):
            continue
        weight = 1.0
        if re.match(rf"(?:\(?[a-z]\)\s*)?(?:{UP}|[“\"‘]|{PARTICLE}\s)", rest):
            weight += 0.4
        elif not rest.strip():
            weight -= 0.5
        if before is None or re.search(r"[.;\])\d]\s*$", before.text) or "10." in before.text:
            weight += 0.2
        yield _Label(index, number, style, weight)


def _best_chain(labels: Sequence[_Label]) -> list[_Label]:
    """Return the heaviest chain of labels with rising numbers; numbers left out cost, at most four labels a gap."""
    longest_gap = 40
    value: list[float] = []
    previous: list[int | None] = []
    seen: dict[int, list[int]] = defaultdict(list)
    for i, label in enumerate(labels):
        best, link = label.weight - 0.5 * min(label.number - 1, 10), None
        for gap in range(1, longest_gap + 1):
            for k in seen.get(label.number - gap, ()):
                candidate = value[k] + label.weight - min(gap - 1, 4)
                if labels[k].line < label.line and candidate > best:
                    best, link = candidate, k
        value.append(best)
        previous.append(link)
        seen[label.number].append(i)
    if not labels:
        return []
    at: int | None = max(range(len(labels)), key=lambda i: (value[i], -i))
    if at is not None and value[at] <= 0:
        return []
    chain: list[_Label] = []
    while at is not None:
        chain.append(labels[at])
        at = previous[at]
    return chain[::-1]


def _fill_gaps(chain: Sequence[_Label], found: Sequence[_Label], side: Sequence[int]) -> list[_Label]:
    """Look for numbers missing in the chain among labels of another style, between their neighbours, on the same side."""
    usual = Counter(side[label.line] for label in chain).most_common(1)[0][0]
    out: list[_Label] = [chain[0]]
    for label in chain[1:]:
        while out[-1].number + 1 < label.number:
            wanted, after = out[-1].number + 1, out[-1].line
            between = [
                f
                for f in found
                if f.number == wanted and after < f.line < label.line and side[f.line] == usual and f.weight > 1.3
            ]
            if not between:
                break
            out.append(between[0])
        out.append(label)
    return out


def _sides(lines: Sequence[EntryLine]) -> list[int]:
    """Say of each line whether it begins left of (-1), at (0) or right of (1) the usual left edge of its column's other lines."""
    edges: dict[tuple[int, int], list[float]] = defaultdict(list)
    for line in lines:
        if not any(shape.match(line.text) for _, shape in LABELS):
            edges[(line.page, line.column)].append(line.x0)
    every: dict[tuple[int, int], float] = {key: median(values) for key, values in edges.items()}
    out: list[int] = []
    for line in lines:
        edge = every.get((line.page, line.column))
        shift = 0.0 if edge is None else line.x0 - edge
        out.append(-1 if shift < -1.5 else 1 if shift > 1.5 else 0)
    return out


_AUTHOR_START = re.compile(
    rf"\s*(?:{SHORT_SURNAME},\s?{INITIALS}|{INITIALS}\s*{WORD}(?=,|\sand\b|\s&|\s\()"
    rf"|{SHORT_SURNAME}\s{UP}(?:-?{UP}){{0,2}}(?=,|\.|\sand\b|\s\(|\set\b)|{SHORT_SURNAME},\s{UP}[a-z]+)"
)


def unnumbered_starts(lines: Sequence[EntryLine]) -> list[int]:
    """Return the lines where the entries of a list without numbers begin: hanging or first-line indent, else gaps, else text."""
    columns: dict[tuple[int, int], list[int]] = defaultdict(list)
    for i, line in enumerate(lines):
        columns[(line.page, line.column)].append(i)
    looks = [_AUTHOR_START.match(line.text.lstrip()) is not None for line in lines]
    deep = [False] * len(lines)
    mixed: list[tuple[int, int]] = []
    for key, members in columns.items():
        edge = min(lines[i].x0 for i in members)
        height = median(lines[i].bottom - lines[i].top for i in members)
        for i in members:
            deep[i] = lines[i].x0 - edge > max(0.35 * height, 2.0)
        if any(deep[i] for i in members):
            mixed.append(key)
    inside = [i for key in mixed for i in columns[key]]
    flat = [i for i in inside if not deep[i]]
    indented = [i for i in inside if deep[i]]
    if not indented or not flat:
        return _starts_by_text(lines, looks)
    # In a hanging list the lines at the edge begin with authors; in a list with first-line indent the indented ones do.
    hanging = sum(looks[i] for i in flat) / len(flat) >= sum(looks[i] for i in indented) / len(indented)
    starts: list[int] = []
    for key, members in columns.items():
        if key in mixed:
            starts += [i for i in members if deep[i] != hanging]
        elif len(members) > 3 or sum(looks[i] for i in members) > len(members) / 2:
            starts += [i for i in members if looks[i] and (i == 0 or _ends_entry(lines[i - 1]))]
    starts = sorted(set(starts))
    return _without_false_starts(starts, lines, looks)


def _without_false_starts(starts: Sequence[int], lines: Sequence[EntryLine], looks: Sequence[bool]) -> list[int]:
    """Drop starts that read as a continuation: a lower-case word or a number after a line that does not end an entry."""
    out: list[int] = []
    for i in starts:
        goes_on = re.match(r"\s*(?:[a-z]|\d|[,;:&(]|doi\b|https?:)", lines[i].text) is not None
        particle = re.match(rf"\s*{PARTICLE}\s+(?:{PARTICLE}\s+)*{UP}", lines[i].text) is not None
        if out and goes_on and not particle and not looks[i]:
            continue
        out.append(i)
    return out or [0]


def _starts_by_text(lines: Sequence[EntryLine], looks: Sequence[bool]) -> list[int]:
    """Find starts where nothing is indented: a wider gap above, or an entry's end followed by authors."""
    gaps = [b.top - a.bottom if (a.page, a.column) == (b.page, b.column) else None for a, b in pairwise(lines)]
    known = sorted(g for g in gaps if g is not None)
    usual = known[len(known) // 3] if known else 0.0
    height = median(line.bottom - line.top for line in lines)
    wide = [g is not None and g > usual + 0.25 * height for g in gaps]
    if 0.08 < sum(wide) / max(len(wide), 1) < 0.75:
        return [0] + [i + 1 for i, w in enumerate(wide) if w or (gaps[i] is None and looks[i + 1] and _ends_entry(lines[i]))]
    return [0] + [i for i in range(1, len(lines)) if looks[i] and _ends_entry(lines[i - 1])]


def _ends_entry(line: EntryLine) -> bool:
    text = line.text.rstrip()
    if re.search(r"(?:10\.\d{4,9}/|https?://)\S+$|\]$", text):
        return True
    return (
        text.endswith(".")
        and re.search(rf"(?:\b{UP}|\b(?:J|Chem|Phys|Mater|Lett|Sci|Am|Soc|Int|Rev|Adv|Nat|al|pp|vol|ed|eds))\.$", text) is None
    )


def starts_like_entry(line: EntryLine) -> bool:
    """Whether a line begins as an entry does: with authors, after a number or without."""
    rest = next((line.text[m.end() :] for _, shape in LABELS if (m := shape.match(line.text))), line.text)
    return _AUTHOR_START.match(rest) is not None
